// SPDX-License-Identifier: MIT
// The lines of a recording, one at a time: a recording may be larger than the memory.
import { readUnpacked } from './unpack.js';

/** Readers refuse longer lines. */
export const MAX_LINE_BYTES = 32 << 20;

/** A line without its end. */
export interface RecordedLine {
  readonly bytes: Buffer;
  /** False of the beginning of a line behind which the file cannot be read on. */
  readonly whole: boolean;
}

/** Whether a file is read as a recording, by its name. */
export function isRecordingName(file: string): boolean {
  return /\.jsonl(?:\.gz)?$/.test(file);
}

/**
 * Reads a recording, plain or gzip. A line of more than `MAX_LINE_BYTES` may come cut off, and is the last one. Throws at once for
 * a file that cannot be read, and behind what came of the last line where it cannot be read on.
 */
export function readLines(file: string): AsyncGenerator<RecordedLine> {
  return split(readUnpacked(file));
}

async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordedLine> {
  // The beginning of a line whose end has not come yet.
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const rest = chunk.subarray(from, end);
        const bytes = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
        yield { bytes, whole: true };
        if (bytes.length > MAX_LINE_BYTES) return;
        begun = [];
        length = 0;
        from = end + 1;
      }
      if (from < chunk.length) begun.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > MAX_LINE_BYTES) break;
    }
  } catch (error) {
    if (length > 0) yield { bytes: Buffer.concat(begun), whole: false };
    throw error;
  }
  if (length > 0) yield { bytes: Buffer.concat(begun), whole: true };
}
