// SPDX-License-Identifier: MIT
// The cells of a mask in a recording: base64 of 32-bit floats, little-endian. Scripts have neither `Buffer` nor `atob`.

const NONE = 64;
const DIGITS = new Uint8Array(128).fill(NONE);
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) DIGITS[digit.charCodeAt(0)] = value;

/** What is wrong with data that `maskValues` refuses. */
export const MASK_DATA = 'expected base64 of a finite 32-bit float for each cell of size';

/** The values of a mask; undefined for what is no base64 of as many finite ones. */
export function maskValues([width, height]: readonly [number, number], text: string): Float32Array | undefined {
  const count = 4 * width * height;
  const digits = Math.ceil((4 * count) / 3);
  const padding = 4 * Math.ceil(count / 3) - digits;
  if (text.length !== digits + padding || !text.endsWith('='.repeat(padding))) return undefined;
  const bytes = new Uint8Array(count);
  for (let i = 0, at = 0, bits = 0, held = 0; i < digits; i++) {
    const digit = DIGITS[text.charCodeAt(i)] ?? NONE;
    if (digit === NONE) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  const values = new Float32Array(bytes.buffer);
  return values.every((value) => Number.isFinite(value)) ? values : undefined;
}
