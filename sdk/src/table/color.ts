// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';

/**
 * A colour: `'#rrggbb'`, `'#rrggbbaa'`, or red, green, blue and (1 when left out) alpha, each from 0 to 1.
 *
 * @example
 * ```ts
 * import type { Color } from '@nvtsprobe/sdk';
 *
 * export const translucentRed: Color = [1, 0, 0, 0.5];
 * export const orange: Color = '#ff8800';
 * ```
 */
export type Color = string | readonly [red: number, green: number, blue: number, alpha?: number];

/** Red, green, blue and alpha, each from 0 to 1. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const parsed = new Map<string, Rgba>();
const MAX_PARSED = 256;

function parseHex(field: string, text: string): Rgba {
  const known = parsed.get(text);
  if (known) return known;
  if (!/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text)) return refuse(field, text);
  const channel = (at: number): number => parseInt(text.slice(at, at + 2), 16) / 255;
  const rgba: Rgba = [channel(1), channel(3), channel(5), text.length === 9 ? channel(7) : 1];
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, rgba);
  return rgba;
}

function refuse(field: string, value: unknown): never {
  throw new NvtsError(
    'NVTS_RANGE',
    `${field} must be a colour: '#rrggbb', '#rrggbbaa' or [red, green, blue, alpha] with numbers from 0 to 1, got ${show(value)}`,
  );
}

/** The three or four parts of a colour. Throws `NVTS_RANGE`, which names `field`, for what is none. @internal */
export function colorParts(color: Color, field: string): readonly number[] {
  if (typeof color === 'string') return parseHex(field, color);
  if (!Array.isArray(color) || color.length < 3 || color.length > 4) refuse(field, color);
  if (!(isPart(color[0]!) && isPart(color[1]!) && isPart(color[2]!) && isPart(color[3] ?? 1))) refuse(field, color);
  return color;
}

function isPart(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** The four parts of a colour. Throws `NVTS_RANGE`, which names `field`, for what is none. @internal */
export function toRgba(color: Color, field: string): Rgba {
  const [red, green, blue, alpha = 1] = colorParts(color, field);
  return [red!, green!, blue!, alpha];
}

/** Writes `color` to the four lanes of `row`. */
export function writeColor(column: Float32Array, row: number, color: Color, field: string): void {
  putColor(column, row, colorParts(color, field));
}

/** Writes what `colorParts` gave to the four lanes of `row`. @internal */
export function putColor(column: Float32Array, row: number, parts: readonly number[]): void {
  const at = row * 4;
  column[at] = parts[0]!;
  column[at + 1] = parts[1]!;
  column[at + 2] = parts[2]!;
  column[at + 3] = parts[3] ?? 1;
}

export function readColor(column: Float32Array, row: number): Rgba {
  const at = row * 4;
  return [column[at]!, column[at + 1]!, column[at + 2]!, column[at + 3]!];
}
