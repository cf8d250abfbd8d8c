// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { HostError } from './memory-table.js';
import { parseRecording } from './recording.js';
import type { TestBatch } from './records.js';

/** What a recording may unpack to: far more than a test plays, and less than would fill the memory. */
const MAX_BYTES = 512 << 20;

/**
 * The batches of a recording that `nvtsrecord` wrote, plain or gzip, to be pushed one by one or played.
 *
 * @throws HostError `NVTS_RECORDING` for what is no recording, is damaged, or unpacks to more than 512 MiB.
 *
 * @example
 * ```ts
 * import { TestHost } from '@nvtsprobe/sdk/testing';
 * import { readRecording } from '@nvtsprobe/sdk/testing/node';
 * import { defineProcessor } from '@nvtsprobe/sdk';
 *
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('seen', { n: frame.objects.length }) }));
 * const { events } = host.play(readRecording(new URL('../recordings/door.jsonl.gz', import.meta.url)));
 * ```
 */
export function readRecording(file: string | URL): TestBatch[] {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const bytes = readFileSync(path);
  return parseRecording((bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, path) : bytes).toString('utf8'), path);
}

function unpack(bytes: Buffer, path: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const why = error instanceof RangeError ? `it unpacks to more than ${MAX_BYTES >> 20} MiB` : error instanceof Error ? error.message : String(error);
    throw new HostError('NVTS_RECORDING', `${path}: this file cannot be unpacked: ${why}`);
  }
}
