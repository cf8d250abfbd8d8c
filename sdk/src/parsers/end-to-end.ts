// SPDX-License-Identifier: MIT
// Models whose boxes are final: the confidence is all that is left to look at.
import { defineParser } from '../parser/define.js';
import { BoxFormat } from '../parser/kernels/boxes.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { checkScores, refuseValue, scoresOf } from './core/finite.js';
import { tellUnchecked, thresholdsOf } from './core/layout.js';
import { detected, WITHOUT_SUPPRESSION } from './core/params.js';
import { writeCorners } from './core/write.js';

/**
 * YOLOv10, YOLO26 and others without suppression: `[N, 6]`, the corners in pixels, the confidence, the class.
 *
 * @example
 * ```ts
 * export { yolov10 as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const yolov10: AnyParser = defineParser({
  name: 'yolov10',
  outputs: { output0: { shape: ['N', 6] } },
  params: z.object(detected),
  setup: (ctx) => ({
    thresholds: thresholdsOf(ctx.params.threshold, ctx.classes, ctx),
    rows: new Int32Array(ctx.sizes.N),
    scores: new Float32Array(ctx.sizes.N),
  }),
  parse({ output0 }, { state: { thresholds, rows, scores }, sizes: { N }, kernels, results, network }) {
    checkScores(kernels, output0, scoresOf(4, N, 6));
    const { data } = output0;
    const found = kernels.compact(data, 4, N, 6, lowest(thresholds), rows, scores);
    for (let i = 0; i < found; i++) {
      const at = 6 * rows[i]!;
      const classId = Math.round(data[at + 5]!);
      if (!passes(scores[i]!, classId, thresholds)) continue;
      if (!Number.isFinite(classId)) refuseValue(output0, at + 5);
      writeCorners(results, network, output0, data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!, classId, scores[i]!);
    }
  },
});

/**
 * RT-DETR as Ultralytics exports it: `[N, C+4]`, centre and size as shares of the picture, then the classes' scores.
 *
 * @example
 * ```ts
 * export { rtDetr as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const rtDetr: AnyParser = defineParser({
  name: 'rt-detr',
  outputs: { output0: { shape: ['N', 'C+4'] } },
  params: z.object(detected),
  setup(ctx) {
    tellUnchecked(`${ctx.sizes.C} classes`, ctx.layers.output0.dims, ctx);
    return { candidates: new Candidates(ctx.sizes.N, ctx.sizes.C, { threshold: ctx.params.threshold, ...WITHOUT_SUPPRESSION }, ctx) };
  },
  parse({ output0 }, { state: { candidates }, sizes: { N, C }, kernels, results, network }) {
    const found = candidates.find(output0, { rows: N, cols: C + 4, rowStride: C + 4, colStride: 1 }, 4, C);
    kernels.boxes(output0, 0, C + 4, 1, BoxFormat.centre, candidates.rows, found, candidates.boxes);
    const { boxes } = candidates;
    for (let i = 0; i < 4 * found; i += 2) {
      boxes[i]! *= network.width;
      boxes[i + 1]! *= network.height;
    }
    candidates.finish(results, output0, found);
  },
});

/**
 * Boxes `[N, 4]` (corners), labels `[N]` and scores `[N]`: RT-DETR and D-FINE of their authors, and detectors of torchvision.
 *
 * @example
 * ```ts
 * export { boxesLabelsScores as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const boxesLabelsScores: AnyParser = defineParser({
  name: 'boxes-labels-scores',
  outputs: {
    boxes: { shape: ['N', 4] },
    labels: { shape: ['N'], type: ['int64', 'int32'] },
    scores: { shape: ['N'] },
  },
  params: z.object({
    ...detected,
    /** Whether boxes are shares of the picture, not pixels. */
    normalized: z._default(z.boolean(), false),
    /** What the model calls the first class: 1 where 0 is its background. @unit class number */
    firstClass: z._default(z.int().check(z.minimum(0), z.maximum(1)), 0),
  }),
  setup: (ctx) => ({
    thresholds: thresholdsOf(ctx.params.threshold, ctx.classes, ctx),
    rows: new Int32Array(ctx.sizes.N),
    confidences: new Float32Array(ctx.sizes.N),
  }),
  parse({ boxes, labels, scores }, { state: { thresholds, rows, confidences }, sizes: { N }, params, kernels, results, network }) {
    checkScores(kernels, scores, scoresOf(0, N));
    const found = kernels.compact(scores.data, 0, N, 1, lowest(thresholds), rows, confidences);
    const [corners, names] = [boxes.data, labels.floats];
    const [scaleX, scaleY] = params.normalized ? [network.width, network.height] : [1, 1];
    for (let i = 0; i < found; i++) {
      const n = rows[i]!;
      const classId = names[n]! - params.firstClass;
      if (classId < 0 || !passes(confidences[i]!, classId, thresholds)) continue;
      const at = 4 * n;
      writeCorners(results, network, boxes, corners[at]! * scaleX, corners[at + 1]! * scaleY, corners[at + 2]! * scaleX, corners[at + 3]! * scaleY, classId, confidences[i]!);
    }
  },
});

function lowest(thresholds: Float32Array): number {
  let least = thresholds[0]!;
  for (let i = 1; i < thresholds.length; i++) if (thresholds[i]! < least) least = thresholds[i]!;
  return least;
}

/** A class that has no threshold passes: that there is no such class is told where it is written. */
function passes(score: number, classId: number, thresholds: Float32Array): boolean {
  return thresholds.length === 1 || !(score < (thresholds[classId] ?? -Infinity));
}
