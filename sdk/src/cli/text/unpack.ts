// SPDX-License-Identifier: MIT
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** What a file of text never reaches by gzip, which makes 1,030 of one byte at most. The element has the same limits. */
const MAX_RATIO = 500;
/** So much may be unpacked of anything. */
const FREE_BYTES = 16 << 20;

/**
 * The bytes of a file, unpacked where it is gzip, whatever its name. Throws at once for one that cannot be read, and on the way for
 * one that is damaged or unpacks to far too much.
 */
export function readUnpacked(file: string): AsyncIterable<Buffer> {
  return isGzip(file) ? unpack(file) : createReadStream(file);
}

async function* unpack(file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const stream = createReadStream(file);
  stream.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  let bytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > FREE_BYTES && bytes > gunzip.bytesWritten * MAX_RATIO) throw new Error(`it unpacks to more than ${MAX_RATIO} times its size, as no recording does`);
      yield chunk;
    }
  } finally {
    stream.destroy();
  }
}

function isGzip(file: string): boolean {
  const magic = Buffer.alloc(2);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, magic);
  } finally {
    closeSync(handle);
  }
  return magic[0] === 0x1f && magic[1] === 0x8b;
}
