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

function checked(color: Color, field: string): readonly number[] {
  const rgba = typeof color === 'string' ? parseHex(field, color) : color;
  if (!Array.isArray(rgba) || rgba.length < 3 || rgba.length > 4) refuse(field, color);
  for (let lane = 0; lane < 4; lane++) {
    const value = rgba[lane] ?? 1;
    if (!(typeof value === 'number' && value >= 0 && value <= 1)) refuse(field, color);
  }
  return rgba;
}

/** The four parts of a colour. Throws `NVTS_RANGE`, which names `field`, for what is none. @internal */
export function toRgba(color: Color, field: string): Rgba {
  const [red, green, blue, alpha = 1] = checked(color, field);
  return [red!, green!, blue!, alpha];
}

/** Writes `color` to the four lanes of `row`. */
export function writeColor(column: Float32Array, row: number, color: Color, field: string): void {
  const rgba = checked(color, field);
  for (let lane = 0; lane < 4; lane++) column[row * 4 + lane] = rgba[lane] ?? 1;
}

export function readColor(column: Float32Array, row: number): Rgba {
  const at = row * 4;
  return [column[at]!, column[at + 1]!, column[at + 2]!, column[at + 3]!];
}
