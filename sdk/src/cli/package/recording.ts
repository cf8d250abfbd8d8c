// SPDX-License-Identifier: MIT
import { MAX_LINE_BYTES, readLines } from '../text/recording-lines.js';
import { PackageError, withIo } from './error.js';

/** What a recording of nvtsrecord holds. */
export interface RecordingSummary {
  readonly frames: number;
  readonly objects: number;
  readonly sources: readonly number[];
  readonly labels: readonly string[];
  /** Widths and heights of the pipeline picture. */
  readonly sizes: readonly string[];
  /** From the first time to the last; undefined where no frame has one. */
  readonly seconds: number | undefined;
  /** Its end is missing: it was cut off. */
  readonly truncated: boolean;
}

const MAX_BYTES = 4 * 2 ** 30;
const NS_PER_SECOND = 1e9;

interface RecordedFrame {
  readonly source?: unknown;
  readonly size?: unknown;
  readonly pts?: unknown;
  readonly objects?: readonly { readonly label?: unknown }[];
}

/** Reads a recording, a line at a time. Throws `PackageError` for what is none. */
export async function summarizeRecording(file: string): Promise<RecordingSummary> {
  const sources = new Set<number>();
  const labels = new Set<string>();
  const sizes = new Set<string>();
  let frames = 0;
  let objects = 0;
  let first = Infinity;
  let last = -Infinity;
  let lines = 0;
  let truncated = false;
  const wrong = (why: string): PackageError => new PackageError('NVTS_PACKAGE', `${file}: ${why}`);

  for await (const line of readTexts(file, wrong)) {
    if (line === undefined) {
      truncated = true;
      break;
    }
    let value: { readonly nvts?: unknown; readonly frames?: unknown } | null;
    try {
      value = JSON.parse(line) as typeof value;
    } catch {
      truncated = true;
      break;
    }
    if (lines++ === 0) {
      if (value?.nvts !== 'recording') throw wrong('is not a recording of nvtsrecord');
      continue;
    }
    for (const { source, size, pts, objects: found } of Array.isArray(value?.frames) ? (value.frames as RecordedFrame[]) : []) {
      frames++;
      if (typeof source === 'number') sources.add(source);
      if (Array.isArray(size)) sizes.add(size.join('x'));
      if (typeof pts === 'string') {
        first = Math.min(first, Number(pts));
        last = Math.max(last, Number(pts));
      }
      for (const { label } of found ?? []) {
        objects++;
        if (typeof label === 'string') labels.add(label);
      }
    }
  }
  if (lines === 0) throw wrong('is not a recording of nvtsrecord');
  return { frames, objects, sources: [...sources].sort((a, b) => a - b), labels: [...labels].sort(), sizes: [...sizes], seconds: last >= first ? (last - first) / NS_PER_SECOND : undefined, truncated };
}

/** Lines that are not blank; undefined stands for the rest of a file that was cut off. What is or unpacks to too much is refused. */
async function* readTexts(file: string, wrong: (why: string) => PackageError): AsyncGenerator<string | undefined> {
  const lines = withIo(file, () => readLines(file));
  const decoder = new TextDecoder();
  let total = 0;
  try {
    for await (const { bytes, whole } of lines) {
      if (bytes.length > MAX_LINE_BYTES) throw wrong(`holds a line of more than ${MAX_LINE_BYTES >> 20} MiB`);
      total += bytes.length + 1;
      if (total > MAX_BYTES) throw wrong(`holds more than ${MAX_BYTES / 2 ** 30} GiB`);
      const text = whole ? decoder.decode(bytes) : '';
      if (text.trim() !== '') yield text;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof PackageError) throw error;
    if (code === 'Z_BUF_ERROR') return yield undefined;
    throw wrong(message);
  }
}
