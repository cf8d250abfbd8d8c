// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../../errors.js';
import { intersection } from './boxes.js';
import { checkBetween, checkCount, checkFloats, checkInts, checkRoom } from './check.js';
import { sortDescending } from './order.js';

/** Boxes kept so far, as numbers of 64 bits: x1, y1, x2, y2, area. */
let kept = new Float64Array(0);
let keptClass = new Int32Array(0);

/** @internal */
export function nms(
  boxes: Float32Array,
  scores: Float32Array,
  classes: Int32Array | null,
  count: number,
  iou: number,
  maxKept: number,
  outIndex: Int32Array,
): number {
  checkBoxes('nms', boxes, scores, classes, count);
  if (Number.isNaN(iou)) throw new NvtsError('NVTS_RANGE', 'nms: the IoU must be a number, got NaN');
  checkCount('nms', 'maxKept', maxKept);
  checkInts('nms', 'outIndex', outIndex);
  const wanted = Math.min(maxKept, outIndex.length);
  const sorted = sortDescending(scores, 0, count, 1);
  const { order } = sorted;
  let n = 0;
  for (let i = 0; i < sorted.count && n < wanted; i++) {
    const index = order[i]!;
    if (!isUsable(boxes, scores, index)) continue;
    const x1 = boxes[4 * index]!;
    const y1 = boxes[4 * index + 1]!;
    const x2 = boxes[4 * index + 2]!;
    const y2 = boxes[4 * index + 3]!;
    const area = (x2 - x1) * (y2 - y1);
    const category = classes === null ? 0 : classes[index]!;
    if (isCovered(n, category, x1, y1, x2, y2, area, iou)) continue;
    if (n === keptClass.length) grow();
    const to = 5 * n;
    kept[to] = x1;
    kept[to + 1] = y1;
    kept[to + 2] = x2;
    kept[to + 3] = y2;
    kept[to + 4] = area;
    keptClass[n] = category;
    outIndex[n++] = index;
  }
  return n;
}

function isCovered(n: number, category: number, x1: number, y1: number, x2: number, y2: number, area: number, iou: number): boolean {
  // Engines read a variable of the module anew for each access.
  const categories = keptClass;
  const corners = kept;
  for (let j = 0, at = 0; j < n; j++, at += 5) {
    if (categories[j] !== category) continue;
    const u1 = corners[at]!;
    const u2 = corners[at + 2]!;
    const width = (x2 < u2 ? x2 : u2) - (x1 > u1 ? x1 : u1);
    if (!(width > 0)) continue;
    const v1 = corners[at + 1]!;
    const v2 = corners[at + 3]!;
    const height = (y2 < v2 ? y2 : v2) - (y1 > v1 ? y1 : v1);
    if (!(height > 0)) continue;
    const inter = width * height;
    if (inter > iou * (corners[at + 4]! + area - inter)) return true;
  }
  return false;
}

function grow(): void {
  const size = Math.max(256, 2 * keptClass.length);
  const boxes = new Float64Array(5 * size);
  boxes.set(kept);
  kept = boxes;
  const classes = new Int32Array(size);
  classes.set(keptClass);
  keptClass = classes;
}

/** What is left of each score; NaN once its box was taken. */
let remaining = new Float64Array(0);

/** @internal */
export function softNms(
  boxes: Float32Array,
  scores: Float32Array,
  classes: Int32Array | null,
  count: number,
  method: number,
  iou: number,
  sigma: number,
  minScore: number,
  maxKept: number,
  outIndex: Int32Array,
  outScore: Float32Array,
): number {
  checkBoxes('softNms', boxes, scores, classes, count);
  checkBetween('softNms', 'the method', method, 0, 1);
  if (Number.isNaN(iou)) throw new NvtsError('NVTS_RANGE', 'softNms: the IoU must be a number, got NaN');
  if (!(sigma > 0)) throw new NvtsError('NVTS_RANGE', `softNms: sigma must be above 0, got ${show(sigma)}`);
  if (Number.isNaN(minScore)) throw new NvtsError('NVTS_RANGE', 'softNms: minScore must be a number, got NaN');
  checkCount('softNms', 'maxKept', maxKept);
  checkInts('softNms', 'outIndex', outIndex);
  checkFloats('softNms', 'outScore', outScore);
  const wanted = Math.min(maxKept, outIndex.length, outScore.length);
  if (remaining.length < count) remaining = new Float64Array(Math.max(count, 2 * remaining.length));
  for (let i = 0; i < count; i++) remaining[i] = isUsable(boxes, scores, i) ? scores[i]! : NaN;
  const left = remaining;
  let n = 0;
  while (n < wanted) {
    let best = -Infinity;
    let taken = -1;
    for (let i = 0; i < count; i++) {
      if (left[i]! > best) {
        best = left[i]!;
        taken = i;
      }
    }
    if (taken < 0 || !(best >= minScore)) break;
    outIndex[n] = taken;
    outScore[n++] = best;
    remaining[taken] = NaN;
    decay(boxes, classes, count, taken, method, iou, sigma);
  }
  return n;
}

function decay(boxes: Float32Array, classes: Int32Array | null, count: number, taken: number, method: number, iou: number, sigma: number): void {
  const x1 = boxes[4 * taken]!;
  const y1 = boxes[4 * taken + 1]!;
  const x2 = boxes[4 * taken + 2]!;
  const y2 = boxes[4 * taken + 3]!;
  const area = (x2 - x1) * (y2 - y1);
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    const score = remaining[i]!;
    if (score !== score || (classes !== null && classes[i] !== classes[taken])) continue;
    const inter = intersection(x1, y1, x2, y2, boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
    const union = area + (boxes[at + 2]! - boxes[at]!) * (boxes[at + 3]! - boxes[at + 1]!) - inter;
    if (!(inter > 0 && union > 0)) continue;
    const overlap = inter / union;
    if (method === 1) remaining[i] = score * Math.exp((-overlap * overlap) / sigma);
    else if (overlap > iou) remaining[i] = score * (1 - overlap);
  }
}

function isUsable(boxes: Float32Array, scores: Float32Array, index: number): boolean {
  const at = 4 * index;
  // A sum of finite floats of 32 bits is finite; with an infinite one or NaN it is not.
  const sum = boxes[at]! + boxes[at + 1]! + boxes[at + 2]! + boxes[at + 3]! + scores[index]!;
  return sum - sum === 0;
}

function checkBoxes(kernel: string, boxes: Float32Array, scores: Float32Array, classes: Int32Array | null, count: number): void {
  checkFloats(kernel, 'boxes', boxes);
  checkFloats(kernel, 'scores', scores);
  checkCount(kernel, 'the count', count);
  checkRoom(kernel, 'boxes', boxes, 0, 4 * count);
  checkRoom(kernel, 'scores', scores, 0, count);
  if (classes === null) return;
  checkInts(kernel, 'classes', classes);
  checkRoom(kernel, 'classes', classes, 0, count);
}
