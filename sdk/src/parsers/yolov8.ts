// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { defineParser } from '../parser/define.js';
import { BoxFormat } from '../parser/kernels/boxes.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { checkScores, scoresOf } from './core/finite.js';
import { layoutOf, tellUnchecked } from './core/layout.js';
import { suppressed, suppressedParams } from './core/params.js';

/**
 * YOLOv8, YOLO11 and others of their head: `[C+4, N]` or `[N, C+4]`, centre and size in pixels, then the classes' scores.
 *
 * @example
 * ```ts
 * export { yolov8 as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const yolov8: AnyParser = defineParser({
  name: 'yolov8',
  outputs: { output0: { shape: ['A', 'B'] } },
  params: suppressedParams,
  setup(ctx) {
    const layout = layoutOf(ctx.layers.output0.dims, 4, ctx);
    const classes = layout.cols - 4;
    return { layout, classes, candidates: new Candidates(layout.rows, classes, ctx.params, ctx) };
  },
  parse({ output0 }, { state: { layout, classes, candidates }, kernels, results }) {
    const found = candidates.find(output0, layout, 4, classes);
    kernels.boxes(output0, 0, layout.rowStride, layout.colStride, BoxFormat.centre, candidates.rows, found, candidates.boxes);
    candidates.finish(results, output0, found);
  },
});

/** The same with instance masks: `[C+4+M, N]` or `[N, C+4+M]` with M coefficients for prototypes `[M, H, W]`. */
export const yolov8Segment: AnyParser = defineParser({
  name: 'yolov8-segment',
  gives: 'masks',
  outputs: { output0: { shape: ['A', 'B'] }, output1: { shape: ['M', 'H', 'W'] } },
  params: z.object({
    ...suppressed,
    /** Width and height of a mask at most; else it has as many cells as the prototypes have in its box. @unit cells */
    maxMaskSize: z._default(z.int().check(z.minimum(1), z.maximum(1024)), 160),
  }),
  setup(ctx) {
    const { M } = ctx.sizes;
    const layout = layoutOf(ctx.layers.output0.dims, 4 + M, ctx);
    const classes = layout.cols - 4 - M;
    return { layout, classes, candidates: new Candidates(layout.rows, classes, ctx.params, ctx) };
  },
  parse({ output0, output1 }, { state: { layout, classes, candidates }, kernels, network, params, results, sizes: { M, H, W } }) {
    const { rowStride, colStride } = layout;
    const found = candidates.find(output0, layout, 4, classes);
    kernels.boxes(output0, 0, rowStride, colStride, BoxFormat.centre, candidates.rows, found, candidates.boxes);
    const kept = candidates.keep(output0, found);
    const [scaleX, scaleY] = [W / network.width, H / network.height];
    for (let i = 0; i < kept; i++) {
      const row = candidates.add(results, i);
      if (row < 0) continue;
      const [width, height] = [candidates.width * scaleX, candidates.height * scaleY];
      const [columns, lines] = [Math.min(Math.ceil(width), params.maxMaskSize), Math.min(Math.ceil(height), params.maxMaskSize)];
      const at = results.mask(columns, lines);
      const first = row * rowStride + (4 + classes) * colStride;
      kernels.assembleMask(output1, 0, M, H, W, output0, first, colStride, candidates.left * scaleX, candidates.top * scaleY, width, height, columns, lines, results.values, at);
    }
  },
});

/**
 * The same with keypoints: `[C+4+D*K, N]` or `[N, C+4+D*K]`, each keypoint x, y and, where D is 3, its confidence. C is the host's number
 * of classes, 1 where it has none.
 */
export const yolov8Pose: AnyParser = defineParser({
  name: 'yolov8-pose',
  outputs: { output0: { shape: ['A', 'B'] } },
  params: z.object({
    ...suppressed,
    /** Values that a keypoint has: 3, or 2 where it has no confidence. @unit values */
    dimensions: z._default(z.literal([2, 3]), 3),
  }),
  keypoints: ({ layers, classes, params }) => keypointsOf(layers.output0.dims, classes, params.dimensions),
  setup(ctx) {
    const classes = Math.max(ctx.classes, 1);
    const keypoints = keypointsOf(ctx.layers.output0.dims, classes, ctx.params.dimensions);
    const layout = layoutOf(ctx.layers.output0.dims, 4 + keypoints * ctx.params.dimensions, { ...ctx, classes });
    tellUnchecked(`1 class and ${keypoints} keypoints`, ctx.layers.output0.dims, ctx);
    const values = new Float32Array(keypoints * ctx.params.dimensions);
    return { layout, classes, keypoints, values, candidates: new Candidates(layout.rows, classes, ctx.params, ctx) };
  },
  parse({ output0 }, { state: { layout, classes, keypoints, values, candidates }, kernels, params, results }) {
    const { rowStride, colStride } = layout;
    const found = candidates.find(output0, layout, 4, classes);
    kernels.boxes(output0, 0, rowStride, colStride, BoxFormat.centre, candidates.rows, found, candidates.boxes);
    const kept = candidates.keep(output0, found);
    for (let i = 0; i < kept; i++) {
      const row = candidates.add(results, i);
      if (row < 0) continue;
      const first = row * rowStride + (4 + classes) * colStride;
      checkScores(kernels, output0, scoresOf(first, values.length, colStride));
      kernels.column(output0, first, colStride, values.length, values, 0);
      for (let k = 0, at = 0; k < keypoints; k++, at += params.dimensions) {
        results.keypoint(values[at]!, values[at + 1]!, params.dimensions === 3 ? values[at + 2]! : 1);
      }
    }
  },
});

function keypointsOf(dims: readonly number[], classes: number, dimensions: number): number {
  const columns = Math.min(dims[0]!, dims[1]!);
  const keypoints = (columns - 4 - Math.max(classes, 1)) / dimensions;
  if (Number.isInteger(keypoints) && keypoints > 0) return keypoints;
  throw new NvtsError('NVTS_TENSOR', `${columns} columns are no box, ${Math.max(classes, 1)} classes and keypoints of ${dimensions} values`);
}
