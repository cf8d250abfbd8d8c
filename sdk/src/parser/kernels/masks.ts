// SPDX-License-Identifier: MIT
import { NvtsError } from '../../errors.js';
import { checkBetween, checkCount, checkFloats, checkGrid, checkIndices, checkNumber, checkRoom } from './check.js';

/** @internal */
export function dfl(
  src: Float32Array,
  offset: number,
  rowStride: number,
  colStride: number,
  bins: number,
  indices: Int32Array,
  count: number,
  out: Float32Array,
): number {
  checkBetween('dfl', 'bins', bins, 1, 256);
  checkGrid('dfl', 'src', src, offset, checkIndices('dfl', indices, count), 4 * bins, rowStride, colStride);
  checkFloats('dfl', 'out', out);
  checkRoom('dfl', 'out', out, 0, 4 * count);
  for (let i = 0; i < count; i++) {
    let at = offset + indices[i]! * rowStride;
    for (let side = 0; side < 4; side++, at += bins * colStride) out[4 * i + side] = meanBin(src, at, bins, colStride);
  }
  return count;
}

function meanBin(src: Float32Array, at: number, bins: number, colStride: number): number {
  let largest = -Infinity;
  for (let bin = 0; bin < bins; bin++) {
    const value = src[at + bin * colStride]!;
    if (value > largest) largest = value;
  }
  let sum = 0;
  let weighted = 0;
  for (let bin = 0; bin < bins; bin++) {
    const share = Math.exp(src[at + bin * colStride]! - largest);
    sum += share;
    weighted += share * bin;
  }
  return weighted / sum;
}

/** The logits of the part of the prototypes that a mask needs. */
let logits = new Float64Array(0);

/** @internal */
export function assembleMask(
  prototypes: Float32Array,
  offset: number,
  channels: number,
  height: number,
  width: number,
  coefficients: Float32Array,
  coefOffset: number,
  coefStride: number,
  left: number,
  top: number,
  boxWidth: number,
  boxHeight: number,
  outWidth: number,
  outHeight: number,
  out: Float32Array,
  outOffset: number,
): number {
  const name = 'assembleMask';
  checkCount(name, 'the count of channels', channels);
  for (const [what, value] of [['height', height], ['width', width], ['outWidth', outWidth], ['outHeight', outHeight]] as const) checkBetween(name, what, value, 1, 1 << 14);
  checkFloats(name, 'prototypes', prototypes);
  checkRoom(name, 'prototypes', prototypes, offset, channels * height * width);
  checkGrid(name, 'coefficients', coefficients, coefOffset, channels, 1, coefStride, 0);
  checkFloats(name, 'out', out);
  checkRoom(name, 'out', out, outOffset, outWidth * outHeight);
  for (const [what, value] of [['left', left], ['top', top], ['the width of the box', boxWidth], ['the height of the box', boxHeight]] as const) {
    checkNumber(name, what, value);
  }
  if (boxWidth < 0 || boxHeight < 0) throw new NvtsError('NVTS_RANGE', `${name}: the size of the box must not be below 0, got ${boxWidth} x ${boxHeight}`);
  const stepX = boxWidth / outWidth;
  const stepY = boxHeight / outHeight;
  const firstX = Math.floor(clamp(left + 0.5 * stepX - 0.5, width - 1));
  const firstY = Math.floor(clamp(top + 0.5 * stepY - 0.5, height - 1));
  const lastX = Math.min(width - 1, Math.floor(clamp(left + (outWidth - 0.5) * stepX - 0.5, width - 1)) + 1);
  const lastY = Math.min(height - 1, Math.floor(clamp(top + (outHeight - 0.5) * stepY - 0.5, height - 1)) + 1);
  const columns = lastX - firstX + 1;
  const rows = lastY - firstY + 1;
  if (logits.length < rows * columns) logits = new Float64Array(Math.max(rows * columns, 2 * logits.length));
  // Engines read a variable of the module anew for each access.
  const plane = logits;
  plane.fill(0, 0, rows * columns);
  for (let k = 0; k < channels; k++) {
    const coefficient = coefficients[coefOffset + k * coefStride]!;
    const start = offset + k * height * width + firstX;
    for (let y = 0, to = 0; y < rows; y++) {
      let at = start + (firstY + y) * width;
      for (let x = 0; x < columns; x++) plane[to++]! += coefficient * prototypes[at++]!;
    }
  }
  for (let i = 0, to = outOffset; i < outHeight; i++) {
    const y = clamp(top + (i + 0.5) * stepY - 0.5, height - 1);
    const y0 = Math.floor(y);
    const fy = y - y0;
    const upper = (y0 - firstY) * columns;
    const lower = y0 + 1 <= lastY ? upper + columns : upper;
    for (let j = 0; j < outWidth; j++) {
      const x = clamp(left + (j + 0.5) * stepX - 0.5, width - 1);
      const x0 = Math.floor(x);
      const fx = x - x0;
      const at = x0 - firstX;
      const next = x0 + 1 <= lastX ? at + 1 : at;
      const above = plane[upper + at]! * (1 - fx) + plane[upper + next]! * fx;
      const below = plane[lower + at]! * (1 - fx) + plane[lower + next]! * fx;
      out[to++] = 1 / (1 + Math.exp(-(above * (1 - fy) + below * fy)));
    }
  }
  return outWidth * outHeight;
}

const clamp = (value: number, largest: number): number => (value > 0 ? (value < largest ? value : largest) : 0);
