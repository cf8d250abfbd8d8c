// SPDX-License-Identifier: MIT
import { NvtsError } from '../../errors.js';
import { checkCount, checkFloats, checkGrid, checkIndices, checkRoom } from './check.js';

/** @internal */
export function sigmoid(src: Float32Array, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number {
  checkColumn('sigmoid', src, offset, stride, count, out, outOffset);
  for (let i = 0, at = offset; i < count; i++, at += stride) out[outOffset + i] = 1 / (1 + Math.exp(-src[at]!));
  return count;
}

/** @internal */
export function exp(src: Float32Array, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number {
  checkColumn('exp', src, offset, stride, count, out, outOffset);
  for (let i = 0, at = offset; i < count; i++, at += stride) out[outOffset + i] = Math.exp(src[at]!);
  return count;
}

/** @internal */
export function column(src: Float32Array, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number {
  checkColumn('column', src, offset, stride, count, out, outOffset);
  for (let i = 0, at = offset; i < count; i++, at += stride) out[outOffset + i] = src[at]!;
  return count;
}

function checkColumn(kernel: string, src: Float32Array, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): void {
  checkGrid(kernel, 'src', src, offset, count, 1, stride, 0);
  checkFloats(kernel, 'out', out);
  checkRoom(kernel, 'out', out, outOffset, count);
}

/** @internal */
export function softmax(
  src: Float32Array,
  offset: number,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
  out: Float32Array,
  outOffset: number,
): number {
  checkGrid('softmax', 'src', src, offset, rows, cols, rowStride, colStride);
  checkFloats('softmax', 'out', out);
  checkRoom('softmax', 'out', out, outOffset, rows * cols);
  for (let row = 0; row < rows; row++) {
    const start = offset + row * rowStride;
    let largest = -Infinity;
    for (let col = 0; col < cols; col++) {
      const value = src[start + col * colStride]!;
      if (value > largest) largest = value;
    }
    // An infinite largest value makes NaN of the differences, and so of the whole row.
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += Math.exp(src[start + col * colStride]! - largest);
    const to = outOffset + row * cols;
    for (let col = 0; col < cols; col++) out[to + col] = Math.exp(src[start + col * colStride]! - largest) / sum;
  }
  return rows;
}

/** @internal */
export function gather(
  src: Float32Array,
  offset: number,
  rowStride: number,
  cols: number,
  colStride: number,
  indices: Int32Array,
  count: number,
  out: Float32Array,
): number {
  checkGrid('gather', 'src', src, offset, checkIndices('gather', indices, count), cols, rowStride, colStride);
  checkFloats('gather', 'out', out);
  checkRoom('gather', 'out', out, 0, count * cols);
  for (let i = 0, to = 0; i < count; i++) {
    let at = offset + indices[i]! * rowStride;
    for (let col = 0; col < cols; col++, at += colStride) out[to++] = src[at]!;
  }
  return count;
}

/** A float for each of the 65,536 halves; made when it is first needed. */
let halves: Float32Array | undefined;

/** @internal */
export function halfToFloat(src: Uint16Array, offset: number, count: number, out: Float32Array, outOffset: number): number {
  if (!(src instanceof Uint16Array)) throw new NvtsError('NVTS_RANGE', 'halfToFloat: src must be a Uint16Array');
  checkCount('halfToFloat', 'the count', count);
  checkRoom('halfToFloat', 'src', src, offset, count);
  checkFloats('halfToFloat', 'out', out);
  checkRoom('halfToFloat', 'out', out, outOffset, count);
  const table = (halves ??= makeHalves());
  for (let i = 0; i < count; i++) out[outOffset + i] = table[src[offset + i]!]!;
  return count;
}

function makeHalves(): Float32Array {
  const table = new Float32Array(1 << 16);
  for (let half = 0; half < 1 << 16; half++) {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    let value: number;
    if (exponent === 31) value = fraction === 0 ? Infinity : NaN;
    else if (exponent === 0) value = fraction * 2 ** -24;
    else value = (1024 + fraction) * 2 ** (exponent - 25);
    table[half] = half & 0x8000 ? -value : value;
  }
  return table;
}
