// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { checkScores, scoresOf } from './core/finite.js';
import { suppressed } from './core/params.js';

/**
 * DetectNet_v2 of TAO (PeopleNet, TrafficCamNet, ...): coverage `[C, H, W]`, and boxes `[4*C, H, W]`: the distances of left, top, right and
 * bottom from the cell's centre, in units of `boxNorm` pixels.
 */
export const detectNetV2: AnyParser = defineParser({
  name: 'detectnet-v2',
  // Boxes come first: their first dimension tells the two apart, whatever the layers are called.
  outputs: { boxes: { shape: ['4*C', 'H', 'W'] }, coverage: { shape: ['C', 'H', 'W'] } },
  params: z.object({
    ...suppressed,
    /** Pixels that a distance of 1 stands for. @unit px */
    boxNorm: z._default(z.number().check(z.positive()), 35),
    /** Where in its cell a cell's centre is, in pixels. @unit px */
    offset: z._default(z.number(), 0.5),
  }),
  setup: (ctx) => ({ candidates: new Candidates(ctx.sizes.H * ctx.sizes.W * ctx.sizes.C, ctx.sizes.C, ctx.params, ctx) }),
  parse({ coverage, boxes }, { state: { candidates }, sizes: { C, H, W }, params, kernels, results, network }) {
    const { thresholds, rows, classes, scores } = candidates;
    const [cover, distance] = [coverage.data, boxes.data];
    const [strideX, strideY] = [network.width / W, network.height / H];
    const cells = H * W;
    checkScores(kernels, coverage, scoresOf(0, C * cells));
    let found = 0;
    // A cell may hold a box of each class.
    for (let c = 0, at = 0; c < C; c++) {
      const limit = thresholds[thresholds.length === 1 ? 0 : c]!;
      for (let cell = 0; cell < cells; cell++, at++) {
        const confidence = cover[at]!;
        if (!(confidence >= limit)) continue;
        if (found < rows.length) {
          const x = (cell % W) * strideX + params.offset;
          const y = Math.floor(cell / W) * strideY + params.offset;
          const from = 4 * c * cells + cell;
          rows[found] = cell;
          classes[found] = c;
          scores[found] = confidence;
          candidates.boxes[4 * found] = x - distance[from]! * params.boxNorm;
          candidates.boxes[4 * found + 1] = y - distance[from + cells]! * params.boxNorm;
          candidates.boxes[4 * found + 2] = x + distance[from + 2 * cells]! * params.boxNorm;
          candidates.boxes[4 * found + 3] = y + distance[from + 3 * cells]! * params.boxNorm;
        }
        found++;
      }
    }
    candidates.finish(results, boxes, candidates.check(found));
  },
});
