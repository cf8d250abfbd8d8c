// SPDX-License-Identifier: MIT
// Bounds are checked once, before the loop: what is inside of them needs no check of its own.
import { NvtsError, show } from '../../errors.js';

function refuse(kernel: string, message: string): never {
  throw new NvtsError('NVTS_RANGE', `${kernel}: ${message}`);
}

/** A count, offset or stride. @internal */
export function checkCount(kernel: string, what: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) refuse(kernel, `${what} must be a whole number from 0, got ${show(value)}`);
}

/** @internal */
export function checkBetween(kernel: string, what: string, value: number, min: number, max: number): void {
  if (!(Number.isInteger(value) && value >= min && value <= max)) refuse(kernel, `${what} must be a whole number from ${min} to ${max}, got ${show(value)}`);
}

/** @internal */
export function checkNumber(kernel: string, what: string, value: number): void {
  if (!Number.isFinite(value)) refuse(kernel, `${what} must be finite, got ${show(value)}`);
}

/** @internal */
export function checkFloats(kernel: string, what: string, array: Float32Array): void {
  if (!(array instanceof Float32Array)) refuse(kernel, `${what} must be a Float32Array`);
}

/** @internal */
export function checkInts(kernel: string, what: string, array: Int32Array): void {
  if (!(array instanceof Int32Array)) refuse(kernel, `${what} must be an Int32Array`);
}

/** `count` values from `offset` on. @internal */
export function checkRoom(kernel: string, what: string, array: { readonly length: number }, offset: number, count: number): void {
  checkCount(kernel, `the offset in ${what}`, offset);
  if (count > 0 && offset + count > array.length) refuse(kernel, `${what} holds ${array.length} values, and ${count} from ${offset} on are needed`);
}

/** Rows and columns that lie apart. @internal */
export function checkGrid(kernel: string, what: string, array: Float32Array, offset: number, rows: number, cols: number, rowStride: number, colStride: number): void {
  checkFloats(kernel, what, array);
  checkCount(kernel, 'the offset', offset);
  checkCount(kernel, 'the count of rows', rows);
  checkCount(kernel, 'the count of columns', cols);
  checkCount(kernel, 'the stride', rowStride);
  checkCount(kernel, 'the stride', colStride);
  if (rows === 0 || cols === 0) return;
  const last = offset + (rows - 1) * rowStride + (cols - 1) * colStride;
  if (last >= array.length) refuse(kernel, `${what} holds ${array.length} values, and number ${last} would be read`);
}

/** Rows that `indices` names; the result is the count of rows that must be there. @internal */
export function checkIndices(kernel: string, indices: Int32Array, count: number): number {
  checkInts(kernel, 'indices', indices);
  checkCount(kernel, 'the count', count);
  if (count > indices.length) refuse(kernel, `there are ${indices.length} indices, and ${count} are needed`);
  let largest = -1;
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    if (index < 0) refuse(kernel, `index ${index} is below 0`);
    if (index > largest) largest = index;
  }
  return largest + 1;
}
