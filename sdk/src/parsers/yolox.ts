// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { defineParser } from '../parser/define.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { suppressed } from './core/params.js';

/**
 * YOLOX: `[N, C+5]`, centre relative to the candidate's cell and logarithm of the size, both in strides, objectness, then the classes'
 * scores. (A model that was exported with its boxes decoded is one for `yolov5`.)
 *
 * @example
 * ```ts
 * export { yolox as default } from '@nvtsprobe/sdk/parsers';
 * ```
 */
export const yolox: AnyParser = defineParser({
  name: 'yolox',
  outputs: { output: { shape: ['N', 'C+5'] } },
  params: z.object({
    ...suppressed,
    /** Pixels that a cell of each grid is wide and high, in the order of the candidates. @unit px */
    strides: z._default(z.array(z.int().check(z.minimum(1), z.maximum(1024))), [8, 16, 32]),
  }),
  setup(ctx) {
    const { N, C } = ctx.sizes;
    const { width, height } = ctx.network;
    const cells = new Float32Array(3 * N);
    let n = 0;
    for (const stride of ctx.params.strides) {
      const [columns, lines] = [Math.floor(width / stride), Math.floor(height / stride)];
      for (let y = 0; y < lines; y++) for (let x = 0; x < columns; x++, n++) if (n < N) cells.set([x, y, stride], 3 * n);
    }
    if (n !== N) throw new NvtsError('NVTS_TENSOR', `the model has ${N} candidates, and grids of strides ${ctx.params.strides.join(', ')} have ${n} in ${width} x ${height} pixels`);
    return { cells, layout: { rows: N, cols: C + 5, rowStride: C + 5, colStride: 1 }, candidates: new Candidates(N, C, ctx.params, ctx) };
  },
  parse({ output }, { state: { cells, layout, candidates }, sizes: { C }, kernels, results }) {
    const found = candidates.find(output, layout, 5, C, 4);
    const { boxes, rows } = candidates;
    kernels.gather(output, 0, layout.rowStride, 4, 1, rows, found, boxes);
    for (let i = 0; i < found; i++) {
      const row = rows[i]!;
      const stride = cells[3 * row + 2]!;
      const x = (boxes[4 * i]! + cells[3 * row]!) * stride;
      const y = (boxes[4 * i + 1]! + cells[3 * row + 1]!) * stride;
      const halfWidth = (Math.exp(boxes[4 * i + 2]!) * stride) / 2;
      const halfHeight = (Math.exp(boxes[4 * i + 3]!) * stride) / 2;
      boxes[4 * i] = x - halfWidth;
      boxes[4 * i + 1] = y - halfHeight;
      boxes[4 * i + 2] = x + halfWidth;
      boxes[4 * i + 3] = y + halfHeight;
    }
    candidates.finish(results, output, found);
  },
});
