// SPDX-License-Identifier: MIT
// The members of a zip archive, as NumPy's .npz is one: stored or deflated, without encryption and without zip64.
import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

/** An archive that cannot be read, with the reason. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** What all members may unpack to. */
const MAX_BYTES = 1 << 30;
const STORED = 0;
const DEFLATED = 8;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;

/** Names and contents, in the order of the archive's directory. Throws `ZipError`. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    return readMembers(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // A view refuses what lies beyond the end.
    if (error instanceof RangeError) throw new ZipError('it is cut off or damaged');
    throw error;
  }
}

function readMembers(bytes: Uint8Array, view: DataView): Map<string, Uint8Array> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new ZipError('it is of the kind for archives of more than 4 GiB');
  const members = new Map<string, Uint8Array>();
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw new ZipError('its directory is damaged');
    const size = view.getUint32(at + 24, true);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [number, number, number];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    total += size;
    if (total > MAX_BYTES) throw new ZipError(`it unpacks to more than ${MAX_BYTES >> 20} MiB`);
    members.set(name, readMember(bytes, view, at, name, size));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return members;
}

/** Where the end of the directory stands: the last bytes but for a comment. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) if (view.getUint32(at, true) === END) return at;
  throw new ZipError('its directory is missing: it is cut off, or no zip archive');
}

function readMember(bytes: Uint8Array, view: DataView, entry: number, name: string, size: number): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const packed = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  if ((view.getUint16(entry + 8, true) & 1) !== 0) throw new ZipError(`${name} is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw new ZipError(`${name} is compressed in a way that is not known (${method})`);
  if (view.getUint32(local, true) !== LOCAL) throw new ZipError(`${name} is not where the directory says`);
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > bytes.length) throw new ZipError(`${name} is cut off`);
  const data = method === STORED ? bytes.subarray(from, from + packed) : inflate(bytes.subarray(from, from + packed), name, size);
  if (data.length !== size || crc32(data) !== view.getUint32(entry + 16, true)) throw new ZipError(`${name} is damaged: its checksum does not fit`);
  return data;
}

function inflate(packed: Uint8Array, name: string, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new ZipError(`${name} is damaged: it cannot be unpacked`);
  }
}
