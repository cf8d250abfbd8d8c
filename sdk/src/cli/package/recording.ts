// SPDX-License-Identifier: MIT
import { readUnpacked } from '../text/unpack.js';
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

const MAX_LINE_BYTES = 16 << 20;
const MAX_BYTES = 4 * 2 ** 30;
const NS_PER_SECOND = 1e9;

interface RecordedFrame {
  readonly source?: unknown;
  readonly size?: unknown;
  readonly pts?: unknown;
  readonly objects?: readonly { readonly label?: unknown }[];
}

/** Whether a file's name is that of a recording. */
export const isRecordingName = (file: string): boolean => /\.jsonl(?:\.gz)?$/.test(file);

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

  for await (const line of readLines(file, wrong)) {
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

/** The lines of a file; undefined stands for the rest of one that was cut off. What unpacks to too much is refused. */
async function* readLines(file: string, wrong: (why: string) => PackageError): AsyncGenerator<string | undefined> {
  const parts = withIo(file, () => readUnpacked(file));
  /** The line at hand, in the parts that it came in. */
  let rest: string[] = [];
  let length = 0;
  let bytes = 0;
  const decoder = new TextDecoder();
  try {
    for await (const part of parts) {
      bytes += part.length;
      if (bytes > MAX_BYTES) throw wrong(`holds more than ${MAX_BYTES / 2 ** 30} GiB`);
      for (const [i, text] of decoder.decode(part, { stream: true }).split('\n').entries()) {
        if (i > 0) {
          const line = rest.join('');
          rest = [];
          length = 0;
          if (line.trim() !== '') yield line;
        }
        rest.push(text);
        length += text.length;
        if (length > MAX_LINE_BYTES) throw wrong(`holds a line of more than ${MAX_LINE_BYTES >> 20} MiB`);
      }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof PackageError) throw error;
    if (code === 'Z_BUF_ERROR') return yield undefined;
    throw wrong(message);
  }
  const line = rest.join('');
  if (line.trim() !== '') yield line;
}
