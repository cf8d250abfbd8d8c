// SPDX-License-Identifier: MIT
// What is known of the pipeline that rules are for: its sources, their pictures and the classes of its detector.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UsageError } from '../usage.js';

/** A source of the pipeline. */
export interface Source {
  readonly id?: number;
  readonly sensor?: { readonly id: string; readonly name: string };
}

/** Width and height of a picture in pixels. */
export type Size = readonly [width: number, height: number];

/** What is known of a pipeline; what is not known is left out. */
export interface Stage {
  readonly sources?: readonly Source[] | undefined;
  /** Names of the detector's classes, from class 0 on. */
  readonly labels?: readonly string[] | undefined;
  /** Labels of the objects that were recorded: of the detector's classes some may be missing. */
  readonly seen?: ReadonlySet<string> | undefined;
  readonly size?: Size | undefined;
}

/** `0,1,gate-north`: numbers of sources and names of sensors. */
export function parseSources(text: string): Source[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map(sourceOf);
}

/** A source by its number, or a sensor by its id or name. */
export function sourceOf(word: string): Source {
  return /^\d+$/.test(word) ? { id: Number(word) } : { sensor: { id: word, name: word } };
}

/** A source in words. */
export function sourceName({ id, sensor }: Source): string {
  const name = sensor?.name || sensor?.id;
  if (id === undefined) return `sensor ${JSON.stringify(name)}`;
  return name ? `source ${id} (${name})` : `source ${id}`;
}

/** A class name a line, from class 0 on, as nvinfer's labelfile-path; a line with several gives the first. */
export function readLabels(file: string): string[] {
  const lines = readFileSync(file, 'utf8').replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => line.split(';')[0]!.trim());
}

/** `1920x1080`. Throws `UsageError`. */
export function parseSize(text: string, option = '--size'): Size {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (Number(width) > 0 && Number(height) > 0) return [Number(width), Number(height)];
  throw new UsageError(`${option} must be width and height in pixels, e.g. 1920x1080, got ${JSON.stringify(text)}`);
}

/** The moment of a video that `--at` gives. Throws `UsageError`. */
export function parseSeconds(text = '0'): number {
  const seconds = Number(text);
  if (seconds >= 0 && seconds < 1e6 && text !== '') return seconds;
  throw new UsageError(`--at must be seconds from the start of the video, got ${JSON.stringify(text)}`);
}

interface RecordedFrame {
  readonly source?: unknown;
  readonly size?: unknown;
  readonly sensor?: { readonly id?: unknown; readonly name?: unknown };
  readonly objects?: readonly { readonly label?: unknown }[];
}

/** What a recording may unpack to: with more it would fill the memory. */
const MAX_BYTES = 512 << 20;

/** The sources, sizes and labels of a recording of nvtsrecord; throws an Error with the reason for a file that is none. */
export function readRecording(file: string): Stage {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes) : bytes).toString('utf8');
  const sources = new Map<string, Source>();
  const seen = new Set<string>();
  const sizes = new Set<string>();
  let header = false;
  for (const line of text.split('\n')) {
    const value = parseLine(line);
    if (!header) {
      if (value?.['nvts'] !== 'recording') throw new Error('it is not a recording of nvtsrecord');
      header = true;
      continue;
    }
    for (const { source, size, sensor, objects } of framesOf(value)) {
      if (Array.isArray(size)) sizes.add(size.join());
      for (const { label } of objects ?? []) if (typeof label === 'string') seen.add(label);
      if (typeof source !== 'number') continue;
      const { id = '', name = '' } = sensor ?? {};
      const key = JSON.stringify([source, id, name]);
      if (sources.has(key)) continue;
      sources.set(key, { id: source, ...(sensor && { sensor: { id: String(id), name: String(name) } }) });
    }
  }
  if (sources.size === 0) throw new Error('no frame of a source is recorded in it');
  const [size] = sizes;
  return { sources: [...sources.values()], seen, size: sizes.size === 1 ? toSize(size!) : undefined };
}

function unpack(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`it unpacks to more than ${MAX_BYTES >> 20} MiB: name one that is shorter`);
    throw error;
  }
}

function toSize(text: string): Size | undefined {
  const [width = NaN, height = NaN] = text.split(',').map(Number);
  return width > 0 && height > 0 ? [width, height] : undefined;
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A recording that was cut off ends in the middle of a line.
    return undefined;
  }
}

function framesOf(value: Readonly<Record<string, unknown>> | undefined): readonly RecordedFrame[] {
  return Array.isArray(value?.['frames']) ? (value['frames'] as RecordedFrame[]) : [];
}
