// SPDX-License-Identifier: MIT
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from './crc32.js';
import { parseTensorFile } from './tensor-file.js';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** What `numpy.save` writes. */
function npy(descr: string, shape: string, values: ArrayBufferView, more = "'fortran_order': False, "): Buffer {
  const header = text(`{'descr': '${descr}', ${more}'shape': ${shape}, }`.padEnd(117) + '\n');
  return Buffer.concat([text('\x93NUMPY\x01\x00'), Buffer.from([header.length, 0]), header, Buffer.from(values.buffer)]);
}

/** What `zipfile` of Python writes, as `numpy.savez` uses it. */
function zip(members: Readonly<Record<string, Buffer>>, deflate = false): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const packed = deflate ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([text('PK\x03\x04'), common, text(name), packed]);
    const entry = Buffer.concat([text('PK\x01\x02'), Buffer.from([20, 0]), common, Buffer.alloc(14), text(name)]);
    entry.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(entry);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const floats = npy('<f4', '(1, 2, 3)', new Float32Array([1, 2, 3, 4, 5, 6]));

test('an array of numpy.save is a layer that is called like the file', () => {
  const { tensors, origin } = parseTensorFile(floats, '/frames/output0.npy');
  expect(tensors).toEqual({ output0: { data: new Float32Array([1, 2, 3, 4, 5, 6]), dims: [1, 2, 3] } });
  expect(origin).toBeUndefined();
});

test.each([
  ['<f2', new Uint16Array([0x3c00, 0x4000]), new Uint16Array([0x3c00, 0x4000])],
  ['|i1', new Int8Array([-1, 2]), new Int8Array([-1, 2])],
  ['|u1', new Uint8Array([255, 2]), new Uint8Array([255, 2])],
  ['|b1', new Uint8Array([1, 0]), new Uint8Array([1, 0])],
  ['<i4', new Int32Array([-7, 7]), new Int32Array([-7, 7])],
  ['<i8', new BigInt64Array([-7n, 7n]), new BigInt64Array([-7n, 7n])],
  ['<f8', new Float64Array([0.5, -1]), new Float32Array([0.5, -1])],
])('values of %s', (descr, given, data) => {
  expect(parseTensorFile(npy(descr, '(2,)', given), 'a.npy').tensors['a']).toEqual({ data, dims: [2] });
});

test.each([['stored', false], ['deflated', true]])('an archive of numpy.savez has a layer for each array (%s)', (_, deflate) => {
  const archive = zip({ 'boxes.npy': floats, 'scores/a.npy': npy('<f4', '(1,)', new Float32Array([9])) }, deflate);
  expect(Object.entries(parseTensorFile(archive, 'a.npz').tensors).map(([name, { dims }]) => [name, dims])).toEqual([['boxes', [1, 2, 3]], ['scores/a', [1]]]);
});

test('what nvtsrecord says of the tensors', () => {
  const about = '{"nvts":"tensors","version":1,"source":2,"frame":7,"pts":"700","size":[768,576],"uniqueId":1,"network":[640,480,3],"padding":"symmetric","object":{"class":2,"label":"car","box":[1,2,3,4]}}\n';
  expect(parseTensorFile(zip({ 'output0.npy': floats, 'nvts.json': text(about) }), 'a.npz').origin).toEqual({
    source: 2,
    frame: 7,
    pts: 700n,
    size: { width: 768, height: 576 },
    uniqueId: 1,
    network: { width: 640, height: 480, channels: 3 },
    padding: 'symmetric',
    object: { classId: 2, label: 'car', left: 1, top: 2, width: 3, height: 4 },
  });
});

test('random damage is either not seen or told', () => {
  const archive = zip({ 'boxes.npy': floats, 'nvts.json': text('{"nvts":"tensors","version":1,"source":2,"frame":7,"uniqueId":1,"network":[640,480,3],"padding":"none"}') }, true);
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48_271) % 0x7fffffff) % below;
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from((round % 2 === 0 ? archive : floats).subarray(0, round % 3 === 0 ? random(archive.length) : undefined));
    for (let i = 0; i < 1 + (round % 4) && bytes.length > 0; i++) bytes[random(bytes.length)] = random(256);
    try {
      parseTensorFile(bytes, 'a.npz');
    } catch (error) {
      expect(error).toMatchObject({ code: 'NVTS_TENSOR' });
    }
  }
});

describe('refused', () => {
  const archive = zip({ 'a.npy': floats });
  const changed = Buffer.from(archive);
  changed[180]! ^= 1;
  test.each([
    ['something else', text('hello'), 'neither .npy nor .npz'],
    ['another number of values', npy('<f4', '(3, 3)', new Float32Array(2)), 'there are 8 bytes, and float32 [3, 3] has 36'],
    ['complex numbers', npy('<c8', '(1,)', new Float32Array(2)), 'holds c8, which no network puts out'],
    ['big-endian numbers', npy('>f4', '(1,)', new Float32Array(1)), 'big-endian'],
    ["Fortran's order", npy('<f4', '(1, 2)', new Float32Array(2), "'fortran_order': True, "), 'ascontiguousarray'],
    ['no values', npy('<f4', '(0, 4)', new Float32Array(0)), 'holds no values'],
    ['a header that is cut off', floats.subarray(0, 9), 'cut off'],
    ['Python objects', npy('|O', '(1,)', new Float32Array(2)), 'holds O'],
    ['an archive that is cut off', archive.subarray(0, archive.length - 30), 'cut off'],
    ['an archive of other files', zip({ 'a.txt': text('hello') }), 'no array of NumPy'],
    ['a changed byte', changed, 'checksum does not fit'],
    ['an origin that is none', zip({ 'a.npy': floats, 'nvts.json': text('{"nvts":"tensors"}') }), 'nvts.json in it: '],
  ])('%s', (_, bytes, message) => {
    expect(() => parseTensorFile(bytes, 'a.npz')).toThrow(expect.objectContaining({ code: 'NVTS_TENSOR', message: expect.stringContaining(message) as string }) as Error);
  });
});
