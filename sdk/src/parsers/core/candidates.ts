// SPDX-License-Identifier: MIT
import { NvtsError } from '../../errors.js';
import type { Kernels } from '../../parser/kernels/kernels.js';
import type { Results } from '../../parser/results.js';
import type { Tensor } from '../../parser/tensor.js';
import { checkScores, refuseBox } from './finite.js';
import { checkClasses, type Known, type Layout, thresholdsOf } from './layout.js';
import type { Suppression } from './params.js';

/** Candidates that may pass the threshold in one frame. */
const MAX_CANDIDATES = 1 << 16;
/** Candidates that are compared with each other: the best. */
const MAX_COMPARED = 4096;

/**
 * From scores to detections, the part that detectors share: threshold, non-maximum suppression, clipping to the picture. All arrays are
 * made once for a model.
 * @internal
 */
export class Candidates {
  readonly thresholds: Float32Array;
  /** Row, class and confidence of each candidate. */
  rows: Int32Array;
  classes: Int32Array;
  scores: Float32Array;
  /** x1, y1, x2, y2 of each, in pixels of the network's input. */
  boxes: Float32Array;
  /** The box that `add` wrote last. */
  left = 0;
  top = 0;
  width = 0;
  height = 0;
  private readonly kept: Int32Array;

  constructor(
    rows: number,
    classes: number,
    private readonly params: Suppression,
    private readonly known: Known & { readonly kernels: Kernels },
  ) {
    checkClasses(classes, known);
    const room = Math.min(rows, MAX_CANDIDATES);
    this.thresholds = thresholdsOf(params.threshold, classes, known);
    this.rows = new Int32Array(room);
    this.classes = new Int32Array(room);
    this.scores = new Float32Array(room);
    this.boxes = new Float32Array(4 * room);
    this.kept = new Int32Array(room);
  }

  /**
   * Finds rows whose best class passes. `weight` is the column of what its score is multiplied with, just before the first class; -1: none.
   * Refuses a tensor with a score that is NaN or infinite, wherever it stands.
   */
  find(data: Tensor, { rows, rowStride, colStride }: Layout, firstClass: number, classes: number, weight = -1): number {
    const { known, thresholds } = this;
    const first = firstClass * colStride;
    const weightOffset = weight < 0 ? -1 : weight * colStride;
    const [offset, cols] = weight < 0 ? [first, classes] : [weightOffset, classes + 1];
    checkScores(known.kernels, data, { offset, rows, cols, rowStride, colStride });
    return this.check(
      known.kernels.compactClasses(data, first, rows, classes, rowStride, colStride, weightOffset, thresholds, this.rows, this.classes, this.scores),
    );
  }

  /** Refuses more candidates than there is room for: what was left out would be the last rows, not the worst. */
  check(found: number): number {
    if (found <= this.rows.length) return found;
    throw new NvtsError('NVTS_LIMIT', `${found} candidates pass the threshold, and at most ${this.rows.length} are looked at: raise the threshold`);
  }

  /** Refuses boxes that are NaN or infinite: those of candidates `first` to `end`, which come from `boxes`. */
  checkBoxes(boxes: Tensor, first: number, end: number): void {
    const at = this.known.kernels.firstNotFinite(this.boxes, 4 * first, end - first, 4, 4, 1, 0);
    if (at < 0) return;
    const box = 4 * (first + Math.floor(at / 4));
    refuseBox(boxes, this.boxes[box]!, this.boxes[box + 1]!, this.boxes[box + 2]!, this.boxes[box + 3]!);
  }

  /** Suppression of the first `count` candidates, whose boxes come from `boxes`: how many are left, to be added one by one. */
  keep(boxes: Tensor, count: number): number {
    const { params, known, kept } = this;
    this.checkBoxes(boxes, 0, count);
    if (!params.nms) {
      if (count > params.maxDetections) return known.kernels.topK(this.scores, 0, count, 1, params.maxDetections, kept);
      for (let i = 0; i < count; i++) kept[i] = i;
      return count;
    }
    let compared = count;
    if (count > MAX_COMPARED) {
      compared = known.kernels.topK(this.scores, 0, count, 1, MAX_COMPARED, kept);
      this.reorder(compared);
    }
    return known.kernels.nms(this.boxes, this.scores, params.agnostic ? null : this.classes, compared, params.iou, params.maxDetections, kept);
  }

  /** Writes the detection that was kept as number `i`. The result is its row in the tensor, -1 when nothing of it lies in the picture. */
  add(results: Results, i: number): number {
    const n = this.kept[i]!;
    const { boxes } = this;
    const { width, height } = this.known.network;
    const left = Math.max(boxes[4 * n]!, 0);
    const top = Math.max(boxes[4 * n + 1]!, 0);
    const right = Math.min(boxes[4 * n + 2]!, width);
    const bottom = Math.min(boxes[4 * n + 3]!, height);
    if (!(right > left && bottom > top)) return -1;
    this.left = left;
    this.top = top;
    this.width = right - left;
    this.height = bottom - top;
    results.detection(left, top, this.width, this.height, this.classes[n]!, this.scores[n]!);
    return this.rows[n]!;
  }

  /** Suppression, and all that is left of it. */
  finish(results: Results, boxes: Tensor, count: number): void {
    const kept = this.keep(boxes, count);
    for (let i = 0; i < kept; i++) this.add(results, i);
  }

  /** Moves the candidates that `kept` names to the front. It happens where a threshold is far too low, so it may allocate. */
  private reorder(count: number): void {
    const { rows, classes, scores, boxes, kept } = this;
    this.rows = new Int32Array(rows.length);
    this.classes = new Int32Array(rows.length);
    this.scores = new Float32Array(rows.length);
    this.boxes = new Float32Array(boxes.length);
    for (let i = 0; i < count; i++) {
      const from = kept[i]!;
      this.rows[i] = rows[from]!;
      this.classes[i] = classes[from]!;
      this.scores[i] = scores[from]!;
      for (let k = 0; k < 4; k++) this.boxes[4 * i + k] = boxes[4 * from + k]!;
    }
  }
}
