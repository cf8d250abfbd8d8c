// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import { BoxFormat } from '../parser/kernels/boxes.js';
import type { AnyParser } from '../parser/script.js';
import { Candidates } from './core/candidates.js';
import { layoutOf } from './core/layout.js';
import { suppressedParams } from './core/params.js';

/**
 * YOLOv5, v6 and v7: `[N, C+5]` or `[C+5, N]`, centre and size in pixels, objectness, then the classes' scores. The confidence
 * is objectness times score.
 *
 * @example
 * ```ts
 * export { yolov5 as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const yolov5: AnyParser = defineParser({
  name: 'yolov5',
  outputs: { output0: { shape: ['A', 'B'] } },
  params: suppressedParams,
  setup(ctx) {
    const layout = layoutOf(ctx.layers.output0.dims, 5, ctx);
    const classes = layout.cols - 5;
    return { layout, classes, candidates: new Candidates(layout.rows, classes, ctx.params, ctx) };
  },
  parse({ output0 }, { state: { layout, classes, candidates }, kernels, results }) {
    const found = candidates.find(output0, layout, 5, classes, 4);
    kernels.boxes(output0, 0, layout.rowStride, layout.colStride, BoxFormat.centre, candidates.rows, found, candidates.boxes);
    candidates.finish(results, output0, found);
  },
});
