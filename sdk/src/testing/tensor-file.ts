// SPDX-License-Identifier: MIT
// Tensors in files: NumPy's .npy and .npz, of which nvtsrecord writes the latter.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { pathText } from '../errors.js';
import type { TensorType } from '../parser/contract.js';
import { parse } from '../processor/params.js';
import type { Box } from '../table/object-view.js';
import { HostError } from './memory-table.js';
import { readTensor, type TestTensor } from './test-parser.js';
import { readZip, ZipError } from './zip.js';

/** Where the picture lies in a network's input; `'unknown'` where the metadata did not say, as before DeepStream 8.0. */
export type TensorPadding = 'none' | 'right-bottom' | 'symmetric' | 'unknown';

/** What `nvtsrecord` says of the tensors of a file. */
export interface TensorOrigin {
  readonly source: number;
  readonly frame: number;
  /** Nanoseconds. */
  readonly pts?: bigint | undefined;
  /** Pipeline picture in pixels; undefined where it was not known. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** The inference element's unique-id. */
  readonly uniqueId: number;
  /** Size of the network's input. */
  readonly network: { readonly width: number; readonly height: number; readonly channels: number };
  readonly padding: TensorPadding;
  /** The object that the network saw; undefined for a whole frame. */
  readonly object?: (Box & { readonly classId: number; readonly label: string }) | undefined;
}

/** The tensors of a file. */
export interface TensorFile {
  /** By names of layers, for `TestParser.parse`. */
  readonly tensors: Readonly<Record<string, TestTensor>>;
  /** Undefined for a file that `nvtsrecord` did not write. */
  readonly origin: TensorOrigin | undefined;
}

const ABOUT = 'nvts.json';
const size = z.tuple([z.int().check(z.minimum(0)), z.int().check(z.minimum(0))]);
const about = z.looseObject({
  nvts: z.literal('tensors'),
  version: z.literal(1),
  source: z.int(),
  frame: z.int(),
  pts: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
  size: z.optional(size),
  uniqueId: z.int(),
  network: z.tuple([z.int(), z.int(), z.int()]),
  padding: z.enum(['none', 'right-bottom', 'symmetric', 'unknown']),
  object: z.optional(z.looseObject({ class: z.int(), label: z._default(z.string(), ''), box: z.tuple([z.number(), z.number(), z.number(), z.number()]) })),
});

/**
 * The tensors of a file: `.npz` as `nvtsrecord tensors=...` and `numpy.savez` write it, or `.npy` with one layer, whose name is the
 * file's. float64 becomes float32, booleans become uint8.
 *
 * @throws HostError `NVTS_TENSOR` for what is neither, is damaged, or holds a type that no network puts out.
 *
 * @example
 * ```ts
 * import { yolov8 } from '@nvtsprobe/sdk/parsers';
 * import { TestParser } from '@nvtsprobe/sdk/testing';
 * import { readTensorFile } from '@nvtsprobe/sdk/testing/node';
 *
 * export function detect(file: string) {
 *   const { tensors, origin } = readTensorFile(file);
 *   return new TestParser(yolov8, { ...(origin && { network: origin.network }) }).parse(tensors).detections;
 * }
 * ```
 */
export function readTensorFile(file: string | URL): TensorFile {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  return parseTensorFile(readFileSync(path), path);
}

/** The same of a file's content. @internal */
export function parseTensorFile(bytes: Uint8Array, path: string): TensorFile {
  try {
    if (isNpy(bytes)) return { tensors: { [basename(path).replace(/\.npy$/, '')]: readNpy(bytes) }, origin: undefined };
    if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) throw new HostError('NVTS_TENSOR', 'it is neither .npy nor .npz');
    return readNpz(bytes);
  } catch (error) {
    if (error instanceof HostError || error instanceof ZipError) throw new HostError('NVTS_TENSOR', `${path}: ${error.message}`);
    throw error;
  }
}

/** Whether a content is that of a file of NumPy. @internal */
export function isTensorFile(bytes: Uint8Array): boolean {
  return isNpy(bytes) || (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5));
}

const isNpy = (bytes: Uint8Array): boolean => bytes[0] === 0x93 && Buffer.from(bytes.subarray(1, 6)).toString('latin1') === 'NUMPY';

function readNpz(bytes: Uint8Array): TensorFile {
  const tensors: Record<string, TestTensor> = {};
  let origin: TensorOrigin | undefined;
  for (const [name, content] of readZip(bytes)) {
    if (name === ABOUT) origin = readOrigin(content);
    else if (isNpy(content)) tensors[name.replace(/\.npy$/, '')] = readNpy(content, `${name}: `);
  }
  if (Object.keys(tensors).length === 0) throw new HostError('NVTS_TENSOR', 'the archive holds no array of NumPy');
  return { tensors, origin };
}

function readOrigin(content: Uint8Array): TensorOrigin {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    throw new HostError('NVTS_TENSOR', `${ABOUT} in it is no JSON`);
  }
  const { faults, data } = parse(about, value, 'member');
  if (faults[0]) throw new HostError('NVTS_TENSOR', `${ABOUT} in it: ${pathText(faults[0].path)}: ${faults[0].message}`);
  const { source, frame, pts, size, uniqueId, network, padding, object } = data as z.output<typeof about>;
  const [width, height, channels] = network;
  return {
    source,
    frame,
    pts: pts === undefined ? undefined : BigInt(pts),
    size: size && { width: size[0], height: size[1] },
    uniqueId,
    network: { width, height, channels },
    padding,
    object: object && { classId: object.class, label: object.label, left: object.box[0], top: object.box[1], width: object.box[2], height: object.box[3] },
  };
}

/** Types of NumPy, little-endian or of a single byte. */
const TYPES: Readonly<Record<string, TensorType | 'float64'>> = { f4: 'float32', f2: 'float16', f8: 'float64', i1: 'int8', u1: 'uint8', b1: 'uint8', i4: 'int32', i8: 'int64' };

/** An array of NumPy: a magic text, the length of a header of Python's syntax, the header, then the values. */
function readNpy(bytes: Uint8Array, where = ''): TestTensor {
  const fail = (message: string): never => {
    throw new HostError('NVTS_TENSOR', `${where}${message}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) fail('the file is cut off');
  const first = bytes[6] === 1 ? 10 : 12;
  const length = first === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = Buffer.from(bytes.subarray(first, first + length)).toString('latin1');
  const [, order, code] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? fail('its header names no type of plain numbers');
  const [, shape = ''] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? fail('its header names no shape');
  const dims = shape.split(',').map((part) => part.trim()).filter((part) => part !== '').map(Number);
  if (dims.length === 0) dims.push(1);
  const type = TYPES[code!] ?? fail(`it holds ${code}, which no network puts out: save it as float32`);
  if (order === '>') fail('its numbers are big-endian: save it with astype("<f4")');
  if (/'fortran_order':\s*True/.test(header) && dims.length > 1) fail('it is in the order of Fortran: save numpy.ascontiguousarray() of it');
  if (!dims.every((size) => Number.isInteger(size) && size >= 1)) fail(`its shape (${shape}) holds no values`);
  const values = bytes.subarray(first + length);
  try {
    if (type !== 'float64') return readTensor(values, dims, type);
    const doubles = new Float64Array(new Uint8Array(values).buffer);
    return readTensor(new Uint8Array(Float32Array.from(doubles).buffer), dims);
  } catch (error) {
    return fail(error instanceof RangeError ? error.message : String(error));
  }
}
