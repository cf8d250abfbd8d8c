// SPDX-License-Identifier: MIT
import type { ParserHost } from '../contract.js';
import { Tensor } from '../tensor.js';
import { boxes, iouMatrix } from './boxes.js';
import { column, exp, gather, halfToFloat, sigmoid, softmax } from './elementwise.js';
import { assembleMask, dfl } from './masks.js';
import { nms, softNms } from './nms.js';
import { topK } from './order.js';
import { argmax, compact, compactClasses, firstNotFinite, max } from './scores.js';

/** What a kernel reads: a tensor in hand as it is, or an array. A tensor that holds no 32-bit floats is converted. */
export type Floats = Float32Array | Tensor;

/**
 * Loops over tensors, which a host runs as native code. Numbers and typed arrays in, typed arrays out, nothing allocated.
 *
 * A value is addressed as `offset + row * rowStride + col * colStride`, so `[84, 8400]` and `[8400, 84]` differ in
 * strides only. Offsets, strides and counts are whole numbers from 0. An access that would lie outside of its array
 * throws `NVTS_RANGE` before anything is written. Inputs and outputs may not overlap unless it says so.
 *
 * Twins in native code give the same bits; where an exponential is taken, the same to 2e-6.
 */
export interface Kernels {
  /**
   * For each row the column of the largest score, and the score. The lower column wins a tie. NaN and -Infinity never win:
   * a row without a winner gives -1 and -Infinity. Returns `rows`.
   */
  argmax(scores: Floats, offset: number, rows: number, cols: number, rowStride: number, colStride: number, outIndex: Int32Array, outValue: Float32Array): number;
  /** For each row the largest score, as `argmax` finds it. Returns `rows`. */
  max(scores: Floats, offset: number, rows: number, cols: number, rowStride: number, colStride: number, outValue: Float32Array): number;
  /**
   * The first value, row by row, that is NaN or infinite, as `row * cols + col`; -1 when all are finite. `logits` 1 lets -Infinity
   * stand, by which a model says that a class cannot be; else 0.
   */
  firstNotFinite(src: Floats, offset: number, rows: number, cols: number, rowStride: number, colStride: number, logits: number): number;
  /**
   * The indices, ascending, of scores that are finite and not below `threshold` (which is compared as a 32-bit float).
   * Returns how many there are; only as many as the outputs hold are written.
   */
  compact(scores: Floats, offset: number, count: number, stride: number, threshold: number, outIndex: Int32Array, outScore: Float32Array): number;
  /**
   * `argmax` and `compact` in one: rows whose best class is finite and not below its threshold. `thresholds` holds one for all
   * classes or one for each. With a `weightOffset` from 0 (-1: none) the score is the best class' times the row's weight, which
   * stands at `weightOffset + row * rowStride`; scores are taken to be 1 at most, so that a row whose weight is below all
   * thresholds is left out unseen. Returns how many rows passed; only as many as the outputs hold are written.
   */
  compactClasses(
    scores: Floats,
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
  ): number;
  /** The indices of the `k` largest scores, largest first, the lower index first in a tie. NaN is left out. Returns how many. */
  topK(scores: Floats, offset: number, count: number, stride: number, k: number, outIndex: Int32Array): number;
  /** 1 / (1 + e^-x). `out` may be `src` where offsets are equal and the stride is 1. Returns `count`. */
  sigmoid(src: Floats, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number;
  /** e^x. `out` may be `src` as in `sigmoid`. Returns `count`. */
  exp(src: Floats, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number;
  /**
   * The softmax of each row, written row by row. A row with NaN, +Infinity, or nothing but -Infinity gives NaN.
   * Returns `rows`.
   */
  softmax(src: Floats, offset: number, rows: number, cols: number, rowStride: number, colStride: number, out: Float32Array, outOffset: number): number;
  /** Copies values that lie `stride` apart. Returns `count`. */
  column(src: Floats, offset: number, stride: number, count: number, out: Float32Array, outOffset: number): number;
  /** Copies the rows that `indices` names, `cols` values each. Returns `count`. */
  gather(src: Floats, offset: number, rowStride: number, cols: number, colStride: number, indices: Int32Array, count: number, out: Float32Array): number;
  /**
   * The boxes of the rows that `indices` names, as x1, y1, x2, y2. `format` tells what stands in the four columns:
   * 0 x1, y1, x2, y2; 1 centre and size; 2 left, top and size. Returns `count`.
   */
  boxes(src: Floats, offset: number, rowStride: number, colStride: number, format: number, indices: Int32Array, count: number, out: Float32Array): number;
  /**
   * Intersection over union of each box of `a` with each of `b` (x1, y1, x2, y2), to `out[i * countB + j]`. 0 where they do not
   * overlap, where a box has no area, or where one is NaN. Returns how many were written.
   */
  iouMatrix(a: Float32Array, countA: number, b: Float32Array, countB: number, out: Float32Array): number;
  /**
   * Non-maximum suppression: by descending score (the lower index first in a tie), a box is dropped when its intersection over
   * union with a kept one is above `iou`. With `classes` only boxes of one class suppress each other. Boxes that
   * are not finite, or whose score is not, are left out. Writes the indices of the kept boxes, at most `maxKept`; returns how many.
   */
  nms(boxes: Float32Array, scores: Float32Array, classes: Int32Array | null, count: number, iou: number, maxKept: number, outIndex: Int32Array): number;
  /**
   * Soft-NMS: takes the box of the highest remaining score (the lower index in a tie) while that is at least `minScore`, and lowers
   * the scores of the others of its class: `method` 0 by 1 - IoU where the IoU is above `iou`, 1 by e^(-IoU² / sigma).
   * Writes indices and lowered scores in the order taken; returns how many.
   */
  softNms(
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
  ): number;
  /**
   * Distribution focal loss: for each named row four distances (left, top, right, bottom), each the mean bin number under the
   * softmax of `bins` values (1 to 256), side after side. Returns `count`.
   */
  dfl(src: Floats, offset: number, rowStride: number, colStride: number, bins: number, indices: Int32Array, count: number, out: Float32Array): number;
  /**
   * An instance's mask of prototypes `[channels, height, width]` and its coefficients, resampled over its box, which is given in
   * pixels of the prototypes: each cell's centre is looked up bilinearly (beyond the border: the border's value), then the
   * sigmoid is taken. A box that is not finite throws `NVTS_RANGE`. Returns `outWidth * outHeight`.
   */
  assembleMask(
    prototypes: Floats,
    offset: number,
    channels: number,
    height: number,
    width: number,
    coefficients: Floats,
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
  ): number;
  /** IEEE 754 binary16 to 32-bit floats, exactly. Returns `count`. */
  halfToFloat(src: Uint16Array, offset: number, count: number, out: Float32Array, outOffset: number): number;
}

type Loop = (...values: readonly unknown[]) => number;

const twins = {
  argmax,
  max,
  firstNotFinite,
  compact,
  compactClasses,
  topK,
  sigmoid,
  exp,
  softmax,
  column,
  gather,
  boxes,
  iouMatrix,
  nms,
  softNms,
  dfl,
  assembleMask,
  halfToFloat,
} as unknown as Readonly<Record<keyof Kernels, Loop>>;

/** Where `assembleMask` takes its coefficients. */
const COEFFICIENTS = 5;

/** Has a kernel take what `read` makes of a tensor: the first of its arguments, and the coefficients of a mask. */
function taking(kernel: Loop, isMask: boolean, read: (tensor: Tensor) => unknown): Loop {
  const taken = (value: unknown): unknown => (value instanceof Tensor ? read(value) : value);
  if (!isMask) return (first: unknown, ...rest: readonly unknown[]) => kernel(taken(first), ...rest);
  return (...values: readonly unknown[]) => kernel(...values.map((value, i) => (i === 0 || i === COEFFICIENTS ? taken(value) : value)));
}

/** The kernels in TypeScript: what runs where the host has no native ones. */
export const kernels: Kernels = chooseKernels(undefined);

/** The host's kernels, and those in TypeScript for what it does not have. @internal */
export function chooseKernels(native: ParserHost['kernels']): Kernels {
  const chosen: Record<string, Loop> = {};
  for (const name of Object.keys(twins) as (keyof Kernels)[]) {
    const given: unknown = native?.[name];
    const isNative = typeof given === 'function';
    chosen[name] = taking((isNative ? given : twins[name]) as Loop, name === 'assembleMask', isNative ? (tensor) => tensor.source : (tensor) => tensor.floats);
  }
  return Object.freeze(chosen) as unknown as Kernels;
}
