// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import { BoxFormat } from '../parser/kernels/boxes.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { checkScores, refuseValue, scoresOf } from './core/finite.js';
import { thresholdsOf } from './core/layout.js';
import { detected, suppressedParams } from './core/params.js';
import { writeCorners } from './core/write.js';

/**
 * Detectors of TensorFlow's detection API, SSD among them: `detection_boxes` `[N, 4]` (top, left, bottom, right, shares of the picture),
 * `detection_classes` `[N]` (from 1), `detection_scores` `[N]`, `num_detections` `[1]`. They suppress by themselves.
 */
export const ssdTensorFlow: AnyParser = defineParser({
  name: 'ssd-tensorflow',
  outputs: {
    boxes: { layer: ['detection_boxes', 'detection_boxes:0'], shape: ['N', 4] },
    classes: { layer: ['detection_classes', 'detection_classes:0'], shape: ['N'], type: ['float32', 'int32', 'int64'] },
    scores: { layer: ['detection_scores', 'detection_scores:0'], shape: ['N'] },
    count: { layer: ['num_detections', 'num_detections:0'], shape: [1], type: ['float32', 'int32', 'int64'] },
  },
  params: z.object({
    ...detected,
    /** Number of the first class. @unit class number */
    firstClass: z._default(z.int().check(z.minimum(0), z.maximum(1)), 1),
  }),
  setup: (ctx) => ({ thresholds: thresholdsOf(ctx.params.threshold, ctx.classes, ctx) }),
  parse({ boxes, classes, scores, count }, { state: { thresholds }, sizes: { N }, params, kernels, results, network }) {
    const [box, category, score] = [boxes.data, classes.floats, scores.data];
    const { width, height } = network;
    const said = count.at(0);
    if (!Number.isFinite(said)) refuseValue(count, 0);
    // More than there are come from a damaged tensor.
    const n = Math.min(Math.max(Math.trunc(said), 0), N);
    checkScores(kernels, scores, scoresOf(0, n));
    for (let i = 0; i < n; i++) {
      const confidence = score[i]!;
      const classId = Math.round(category[i]!) - params.firstClass;
      // A class that has no threshold passes: that there is no such class is told where it is written.
      if (!(confidence >= (thresholds.length === 1 ? thresholds[0]! : (thresholds[classId] ?? -Infinity)))) continue;
      if (!Number.isFinite(classId)) refuseValue(classes, i);
      if (classId < 0) continue;
      const at = 4 * i;
      writeCorners(results, network, boxes, box[at + 1]! * width, box[at]! * height, box[at + 3]! * width, box[at + 2]! * height, classId, confidence);
    }
  },
});

/**
 * SSD of PyTorch, with its priors applied: `boxes` `[N, 4]` (corners, shares of the picture) and `scores` `[N, C+1]` (softmax was taken,
 * column 0 is the background).
 */
export const ssdPyTorch: AnyParser = defineParser({
  name: 'ssd-pytorch',
  outputs: { boxes: { shape: ['N', 4] }, scores: { shape: ['N', 'C+1'] } },
  params: suppressedParams,
  setup: (ctx) => ({ candidates: new Candidates(ctx.sizes.N, ctx.sizes.C, ctx.params, ctx) }),
  parse({ boxes, scores }, { state: { candidates }, sizes: { N, C }, kernels, results, network }) {
    const found = candidates.find(scores, { rows: N, cols: C + 1, rowStride: C + 1, colStride: 1 }, 1, C);
    kernels.boxes(boxes, 0, 4, 1, BoxFormat.corners, candidates.rows, found, candidates.boxes);
    const corners = candidates.boxes;
    for (let i = 0; i < 4 * found; i += 2) {
      corners[i]! *= network.width;
      corners[i + 1]! *= network.height;
    }
    candidates.finish(results, boxes, found);
  },
});
