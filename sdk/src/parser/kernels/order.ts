// SPDX-License-Identifier: MIT
import { checkCount, checkGrid, checkInts } from './check.js';

// The engine's own sort compares in JavaScript and allocates; keys of 32 bits are sorted by their digits instead.
const DIGIT = 11;
const BUCKETS = 1 << DIGIT;
const counts = new Int32Array(BUCKETS);
let floats = new Float32Array(0);
let bits = new Int32Array(0);
let keys = new Uint32Array(0);
let otherKeys = new Uint32Array(0);
let order = new Int32Array(0);
let otherOrder = new Int32Array(0);

function reserve(count: number): void {
  if (keys.length >= count) return;
  const size = Math.max(count, 2 * keys.length, 1024);
  floats = new Float32Array(size);
  bits = new Int32Array(floats.buffer);
  keys = new Uint32Array(size);
  otherKeys = new Uint32Array(size);
  order = new Int32Array(size);
  otherOrder = new Int32Array(size);
}

/** A key that is the smaller, the larger the number; of equal numbers the keys are equal. Not for NaN. */
const keyOf = (value: number): number => (value < 0 ? value : ~(value & 0x7fff_ffff) & 0x7fff_ffff) >>> 0;

/**
 * The indices of scores, largest first, the lower index first in a tie, without NaN. The array is used again by the next call.
 * @internal
 */
export function sortDescending(scores: Float32Array, offset: number, count: number, stride: number): { readonly order: Int32Array; readonly count: number } {
  reserve(count);
  // Engines read a variable of the module anew for each access.
  const [values, patterns, indices, to] = [floats, bits, order, keys];
  let total = 0;
  for (let i = 0, at = offset; i < count; i++, at += stride) {
    const score = scores[at]!;
    if (score !== score) continue;
    // Adding 0 makes 0 of -0.
    values[total] = score + 0;
    indices[total++] = i;
  }
  for (let i = 0; i < total; i++) to[i] = keyOf(patterns[i]!);
  if (total < 64) insertionSort(total);
  else for (let shift = 0; shift < 32; shift += DIGIT) sortByDigit(total, shift);
  return { order, count: total };
}

function insertionSort(count: number): void {
  for (let i = 1; i < count; i++) {
    const key = keys[i]!;
    const index = order[i]!;
    let j = i - 1;
    for (; j >= 0 && keys[j]! > key; j--) {
      keys[j + 1] = keys[j]!;
      order[j + 1] = order[j]!;
    }
    keys[j + 1] = key;
    order[j + 1] = index;
  }
}

function sortByDigit(count: number, shift: number): void {
  const mask = BUCKETS - 1;
  const [from, fromOrder, toKeys, toOrder] = [keys, order, otherKeys, otherOrder];
  counts.fill(0);
  for (let i = 0; i < count; i++) counts[(from[i]! >>> shift) & mask]!++;
  let sum = 0;
  for (let digit = 0; digit < BUCKETS; digit++) {
    const here = counts[digit]!;
    counts[digit] = sum;
    sum += here;
  }
  for (let i = 0; i < count; i++) {
    const key = from[i]!;
    const to = counts[(key >>> shift) & mask]!++;
    toKeys[to] = key;
    toOrder[to] = fromOrder[i]!;
  }
  [keys, otherKeys] = [toKeys, from];
  [order, otherOrder] = [toOrder, fromOrder];
}

/** @internal */
export function topK(scores: Float32Array, offset: number, count: number, stride: number, k: number, outIndex: Int32Array): number {
  checkGrid('topK', 'scores', scores, offset, count, 1, stride, 0);
  checkCount('topK', 'k', k);
  checkInts('topK', 'outIndex', outIndex);
  const wanted = Math.min(k, outIndex.length);
  if (wanted === 0) return 0;
  const sorted = sortDescending(scores, offset, count, stride);
  const n = Math.min(wanted, sorted.count);
  for (let i = 0; i < n; i++) outIndex[i] = sorted.order[i]!;
  return n;
}
