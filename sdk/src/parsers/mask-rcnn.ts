// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import type { Results } from '../parser/results.js';
import type { AnyParser } from '../parser/script.js';
import type { Tensor } from '../parser/tensor.js';
import * as z from 'zod/mini';
import { checkScores, refuseBox, refuseValue, scoresOf } from './core/finite.js';
import { thresholdsOf } from './core/layout.js';
import { detected } from './core/params.js';

const params = z.object({
  ...detected,
  /** What the model calls the first class: 1 where 0 is its background. @unit class number */
  firstClass: z._default(z.int().check(z.minimum(0), z.maximum(1)), 0),
});

/**
 * Mask R-CNN of TAO: `detections` `[N, 6]` (top, left, bottom, right, shares of the picture; class; confidence) and `masks`
 * `[N, C, H, W]`, logits of each class' mask in the box.
 */
export const maskRcnnTao: AnyParser = defineParser({
  name: 'mask-rcnn-tao',
  gives: 'masks',
  outputs: { detections: { shape: ['N', 6] }, masks: { shape: ['N', 'C', 'H', 'W'] } },
  params,
  setup: (ctx) => ({ thresholds: thresholdsOf(ctx.params.threshold, ctx.classes, ctx), mask: new Float32Array(ctx.sizes.H * ctx.sizes.W) }),
  parse({ detections, masks }, { state: { thresholds, mask }, sizes: { N, C, H, W }, params, results, kernels, network }) {
    checkScores(kernels, detections, scoresOf(5, N, 6));
    const rows = detections.data;
    const { width, height } = network;
    for (let n = 0, at = 0; n < N; n++, at += 6) {
      const category = Math.round(rows[at + 4]!);
      const classId = category - params.firstClass;
      if (!reaches(rows[at + 5]!, classId, thresholds)) continue;
      if (!Number.isFinite(category)) refuseValue(detections, at + 4);
      if (!(category >= 0 && category < C) || classId < 0) continue;
      kernels.sigmoid(masks, (n * C + category) * H * W, 1, H * W, mask, 0);
      writeMasked(results, network, detections, rows[at + 1]! * width, rows[at]! * height, rows[at + 3]! * width, rows[at + 2]! * height, classId, rows[at + 5]!, mask, 0, W, H);
    }
  },
});

/**
 * Mask R-CNN of Detectron2 and the like: boxes `[N, 4]` (corners in pixels), labels `[N]`, scores `[N]`, and masks `[N, 1, H, W]`, the
 * probabilities in the box.
 */
export const maskRcnn: AnyParser = defineParser({
  name: 'mask-rcnn',
  gives: 'masks',
  outputs: {
    masks: { shape: ['N', 1, 'H', 'W'] },
    boxes: { shape: ['N', 4] },
    labels: { shape: ['N'], type: ['int64', 'int32'] },
    scores: { shape: ['N'] },
  },
  params,
  setup: (ctx) => ({ thresholds: thresholdsOf(ctx.params.threshold, ctx.classes, ctx) }),
  parse({ masks, boxes, labels, scores }, { state: { thresholds }, sizes: { N, H, W }, params, results, kernels, network }) {
    checkScores(kernels, scores, scoresOf(0, N));
    const [mask, corners, names, confidences] = [masks.data, boxes.data, labels.floats, scores.data];
    for (let n = 0; n < N; n++) {
      const classId = names[n]! - params.firstClass;
      if (classId < 0 || !reaches(confidences[n]!, classId, thresholds)) continue;
      const at = 4 * n;
      writeMasked(results, network, boxes, corners[at]!, corners[at + 1]!, corners[at + 2]!, corners[at + 3]!, classId, confidences[n]!, mask, n * H * W, W, H);
    }
  },
});

function reaches(confidence: number, classId: number, thresholds: Float32Array): boolean {
  return confidence >= (thresholds.length === 1 ? thresholds[0]! : (thresholds[classId] ?? -Infinity));
}

/** Writes a box with its mask. A box that goes beyond the picture stays as it is: a mask covers its whole box. */
function writeMasked(
  results: Results,
  network: { readonly width: number; readonly height: number },
  boxes: Tensor,
  left: number,
  top: number,
  right: number,
  bottom: number,
  classId: number,
  confidence: number,
  mask: Float32Array,
  offset: number,
  width: number,
  height: number,
): void {
  const sum = left + top + right + bottom;
  if (!(sum - sum === 0)) refuseBox(boxes, left, top, right, bottom);
  const inside = right > left && bottom > top && right > 0 && bottom > 0 && left < network.width && top < network.height;
  // Models do not look further than a picture beyond the border: what lies there is damaged.
  if (!inside || left < -network.width || top < -network.height || right > 2 * network.width || bottom > 2 * network.height) return;
  results.detection(left, top, right - left, bottom - top, classId, confidence);
  const to = results.mask(width, height);
  const { values } = results;
  for (let i = 0; i < width * height; i++) {
    const probability = mask[offset + i]!;
    values[to + i] = probability - probability === 0 ? probability : 0;
  }
}
