// SPDX-License-Identifier: MIT
// What the host refuses, checked where the author's line is still on the stack.
import { NvtsError, show } from '../errors.js';

export const MAX_COORDINATE = 1e6;
export const MAX_INT32 = 0x7fff_ffff;
export const MAX_UINT32 = 0xffff_ffff;
export const MAX_LABEL_BYTES = 127;
export const MAX_DRAW_ITEMS = 1024;
export const MAX_TEXT_BYTES = 4096;
export const MAX_JSON_BYTES = 1 << 20;
export const UNTRACKED = 0xffff_ffff_ffff_ffffn;
/** Cells in a row of a mask, and rows. @internal */
export const MAX_MASK_SIDE = 8192;
/** In the place of an object's row: the script has taken its row back. @internal */
export const TAKEN_BACK = 0xffff_ffff;
export const NO_TIME = 0xffff_ffff_ffff_ffffn;

function refuse(field: string, bound: string, value: unknown): never {
  throw new NvtsError('NVTS_RANGE', `${field} must be ${bound}, got ${show(value)}`);
}

/** Written so that NaN fails, too. */
export function isCoordinate(value: number): boolean {
  return typeof value === 'number' && value >= -MAX_COORDINATE && value <= MAX_COORDINATE;
}

export function checkCoordinate(field: string, value: number): number {
  return isCoordinate(value) ? value : refuse(field, `a finite number within ±${MAX_COORDINATE}`, value);
}

export function checkSize(field: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_COORDINATE) return value;
  return refuse(field, `a finite number from 0 to ${MAX_COORDINATE}`, value);
}

export function checkFinite(field: string, value: number): number {
  // The column holds 32-bit floats: what overflows there would reach the host as Infinity.
  if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return value;
  return refuse(field, 'a finite number', value);
}

export function checkInteger(field: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return refuse(field, `an integer from ${min} to ${max}`, value);
}

export function checkText(field: string, value: string): string {
  if (typeof value === 'string') return value;
  return refuse(field, 'a string', value);
}

/** A track id as it stands in the table: `undefined` is the untracked value. */
export function checkTrackId(field: string, value: bigint | number | undefined): bigint {
  if (value === undefined) return UNTRACKED;
  if (typeof value === 'bigint' && value >= 0n && value < UNTRACKED) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  return refuse(
    field,
    'undefined (untracked), a bigint from 0n to 2n ** 64n - 2n, or an integer from 0 to Number.MAX_SAFE_INTEGER',
    value,
  );
}
