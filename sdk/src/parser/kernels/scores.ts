// SPDX-License-Identifier: MIT
import { checkBetween, checkFloats, checkGrid, checkInts, checkRoom } from './check.js';

/** @internal */
export function argmax(
  scores: Float32Array,
  offset: number,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
  outIndex: Int32Array,
  outValue: Float32Array,
): number {
  checkGrid('argmax', 'scores', scores, offset, rows, cols, rowStride, colStride);
  checkInts('argmax', 'outIndex', outIndex);
  checkFloats('argmax', 'outValue', outValue);
  checkRoom('argmax', 'outIndex', outIndex, 0, rows);
  checkRoom('argmax', 'outValue', outValue, 0, rows);
  for (let row = 0; row < rows; row++) {
    let at = offset + row * rowStride;
    let best = -Infinity;
    let index = -1;
    for (let col = 0; col < cols; col++, at += colStride) {
      const value = scores[at]!;
      if (value > best) {
        best = value;
        index = col;
      }
    }
    outIndex[row] = index;
    outValue[row] = best;
  }
  return rows;
}

/** @internal */
export function max(scores: Float32Array, offset: number, rows: number, cols: number, rowStride: number, colStride: number, outValue: Float32Array): number {
  checkGrid('max', 'scores', scores, offset, rows, cols, rowStride, colStride);
  checkFloats('max', 'outValue', outValue);
  checkRoom('max', 'outValue', outValue, 0, rows);
  for (let row = 0; row < rows; row++) outValue[row] = rowMax(scores, offset + row * rowStride, cols, colStride);
  return rows;
}

function rowMax(scores: Float32Array, at: number, cols: number, colStride: number): number {
  let best = -Infinity;
  for (let col = 0; col < cols; col++, at += colStride) {
    const value = scores[at]!;
    if (value > best) best = value;
  }
  return best;
}

/** @internal */
export function firstNotFinite(src: Float32Array, offset: number, rows: number, cols: number, rowStride: number, colStride: number, logits: number): number {
  checkGrid('firstNotFinite', 'src', src, offset, rows, cols, rowStride, colStride);
  checkBetween('firstNotFinite', 'logits', logits, 0, 1);
  const least = logits === 1 ? -Infinity : -Number.MAX_VALUE;
  // Most often there is none, which is told soonest along the memory.
  const sound = rowStride < colStride ? isSound(src, offset, cols, rows, colStride, rowStride, least) : isSound(src, offset, rows, cols, rowStride, colStride, least);
  if (sound) return -1;
  for (let row = 0; row < rows; row++) {
    for (let col = 0, at = offset + row * rowStride; col < cols; col++, at += colStride) if (!(src[at]! < Infinity && src[at]! >= least)) return row * cols + col;
  }
  return -1;
}

function isSound(src: Float32Array, offset: number, runs: number, count: number, runStride: number, stride: number, least: number): boolean {
  for (let run = 0; run < runs; run++) {
    for (let i = 0, at = offset + run * runStride; i < count; i++, at += stride) if (!(src[at]! < Infinity && src[at]! >= least)) return false;
  }
  return true;
}

/** @internal */
export function compact(
  scores: Float32Array,
  offset: number,
  count: number,
  stride: number,
  threshold: number,
  outIndex: Int32Array,
  outScore: Float32Array,
): number {
  checkGrid('compact', 'scores', scores, offset, count, 1, stride, 0);
  checkInts('compact', 'outIndex', outIndex);
  checkFloats('compact', 'outScore', outScore);
  const room = Math.min(outIndex.length, outScore.length);
  const limit = Math.fround(threshold);
  let total = 0;
  for (let i = 0, at = offset; i < count; i++, at += stride) {
    const score = scores[at]!;
    if (score >= limit && score < Infinity && score > -Infinity) {
      if (total < room) {
        outIndex[total] = i;
        outScore[total] = score;
      }
      total++;
    }
  }
  return total;
}

/** @internal */
export function compactClasses(
  scores: Float32Array,
  offset: number,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
  weightOffset: number,
  thresholds: Float32Array,
  outIndex: Int32Array,
  outClass: Int32Array,
  outScore: Float32Array,
): number {
  checkGrid('compactClasses', 'scores', scores, offset, rows, cols, rowStride, colStride);
  if (weightOffset !== -1) checkGrid('compactClasses', 'scores', scores, weightOffset, rows, 1, rowStride, 0);
  checkFloats('compactClasses', 'thresholds', thresholds);
  if (thresholds.length !== 1) checkRoom('compactClasses', 'thresholds', thresholds, 0, Math.max(cols, 1));
  checkInts('compactClasses', 'outIndex', outIndex);
  checkInts('compactClasses', 'outClass', outClass);
  checkFloats('compactClasses', 'outScore', outScore);
  const room = Math.min(outIndex.length, outClass.length, outScore.length);
  const single = thresholds.length === 1;
  const lowest = smallest(thresholds, single ? 1 : cols);
  let total = 0;
  // Rows that lie beside each other are read four at a time, so that a line of the cache is not read anew for each.
  const fours = weightOffset === -1 && rowStride < colStride;
  for (let start = 0; start < rows; start += 4) {
    const end = Math.min(start + 4, rows);
    if (fours && end - start === 4 && !anyOfFour(scores, offset + start * rowStride, cols, rowStride, colStride, lowest)) continue;
    for (let row = start; row < end; row++) {
      let at = offset + row * rowStride;
      let weight = 1;
      if (weightOffset !== -1) {
        weight = scores[weightOffset + row * rowStride]!;
        if (!(weight >= lowest)) continue;
      }
      let best = -Infinity;
      let index = -1;
      for (let col = 0; col < cols; col++, at += colStride) {
        const value = scores[at]!;
        if (value > best) {
          best = value;
          index = col;
        }
      }
      if (index < 0) continue;
      const score = weightOffset === -1 ? best : Math.fround(best * weight);
      if (!(score >= thresholds[single ? 0 : index]! && score < Infinity && score > -Infinity)) continue;
      if (total < room) {
        outIndex[total] = row;
        outClass[total] = index;
        outScore[total] = score;
      }
      total++;
    }
  }
  return total;
}

/** Whether one of four neighbouring rows has a score that reaches `limit`. */
function anyOfFour(scores: Float32Array, offset: number, cols: number, rowStride: number, colStride: number, limit: number): boolean {
  let first = offset;
  let second = first + rowStride;
  let third = second + rowStride;
  let fourth = third + rowStride;
  for (let col = 0; col < cols; col++) {
    if (scores[first]! >= limit || scores[second]! >= limit || scores[third]! >= limit || scores[fourth]! >= limit) return true;
    first += colStride;
    second += colStride;
    third += colStride;
    fourth += colStride;
  }
  return false;
}

/** NaN, which nothing reaches, does not count; without any other it is Infinity. */
function smallest(thresholds: Float32Array, count: number): number {
  let lowest = Infinity;
  for (let i = 0; i < count; i++) if (thresholds[i]! < lowest) lowest = thresholds[i]!;
  return lowest;
}
