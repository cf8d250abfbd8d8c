// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { defineParser } from '../parser/define.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { Candidates } from './core/candidates.js';
import { checkScores, scoresOf } from './core/finite.js';
import { suppressed, suppressedParams } from './core/params.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * FastestDet: `[C+5, H, W]`, a candidate in each cell: objectness, offset of the centre (tanh, in cells), size (sigmoid, of the picture),
 * then the classes' scores. The confidence is objectness^0.6 times score^0.4.
 */
export const fastestDet: AnyParser = defineParser({
  name: 'fastestdet',
  outputs: { output: { shape: ['C+5', 'H', 'W'] } },
  params: suppressedParams,
  setup(ctx) {
    const { C, H, W } = ctx.sizes;
    const cells = H * W;
    return { cells, best: new Int32Array(cells), score: new Float32Array(cells), candidates: new Candidates(cells, C, ctx.params, ctx) };
  },
  parse({ output }, { state, sizes: { C, W, H }, network, kernels, results }) {
    const { cells, best, score, candidates } = state;
    const { thresholds, boxes } = candidates;
    checkScores(kernels, output, scoresOf(0, cells));
    checkScores(kernels, output, scoresOf(5 * cells, C * cells));
    const { data } = output;
    kernels.argmax(data, 5 * cells, cells, C, 1, cells, best, score);
    let found = 0;
    for (let cell = 0; cell < cells; cell++) {
      const confidence = Math.fround(data[cell]! ** 0.6 * score[cell]! ** 0.4);
      if (!(confidence >= thresholds[thresholds.length === 1 ? 0 : best[cell]!]! && confidence < Infinity)) continue;
      const x = (((cell % W) + Math.tanh(data[cells + cell]!)) / W) * network.width;
      const y = ((Math.floor(cell / W) + Math.tanh(data[2 * cells + cell]!)) / H) * network.height;
      const halfWidth = (sigmoid(data[3 * cells + cell]!) * network.width) / 2;
      const halfHeight = (sigmoid(data[4 * cells + cell]!) * network.height) / 2;
      candidates.rows[found] = cell;
      candidates.classes[found] = best[cell]!;
      candidates.scores[found] = confidence;
      boxes[4 * found] = x - halfWidth;
      boxes[4 * found + 1] = y - halfHeight;
      boxes[4 * found + 2] = x + halfWidth;
      boxes[4 * found + 3] = y + halfHeight;
      found++;
    }
    // Beyond the room that there is nothing was written.
    candidates.finish(results, output, candidates.check(found));
  },
});

/** Anchors of a grid's cell: width and height of each of the three, in pixels. */
const ANCHORS = [12.64, 19.39, 37.88, 51.48, 55.71, 138.31, 126.91, 78.23, 131.57, 214.55, 279.92, 258.87];

/**
 * YOLO-FastestV2: two grids `[H, W, C+15]` with three anchors in each cell: x, y, width, height of each (sigmoid was taken), their
 * objectness, then the classes' scores, which the three share.
 */
export const yoloFastest: AnyParser = defineParser({
  name: 'yolo-fastest',
  outputs: { fine: { shape: ['H', 'W', 'C+15'] }, coarse: { shape: ['H2', 'W2', 'C+15'] } },
  params: z.object({
    ...suppressed,
    /** Width and height of the anchors, in pixels: three of the fine grid, then three of the coarse one. @unit px */
    anchors: z._default(z.array(z.number().check(z.positive())), ANCHORS),
  }),
  setup(ctx) {
    const { H, W, H2, W2, C } = ctx.sizes;
    if (ctx.params.anchors.length !== 12) throw new NvtsError('NVTS_PARAMS', `anchors: expected 12 numbers, got ${ctx.params.anchors.length}`);
    return { candidates: new Candidates(3 * (H * W + H2 * W2), C, ctx.params, ctx), anchors: Float64Array.from(ctx.params.anchors) };
  },
  parse({ fine, coarse }, { state, sizes: { H, W, H2, W2, C }, network, kernels, results }) {
    const { candidates, anchors } = state;
    const columns = { offset: 12, cols: C + 3, rowStride: C + 15, colStride: 1 };
    checkScores(kernels, fine, { ...columns, rows: H * W });
    checkScores(kernels, coarse, { ...columns, rows: H2 * W2 });
    // Both have one shape, so that layers of other names come in the model's order.
    const inOrder = H * W >= H2 * W2;
    const inFine = findInGrid(candidates, 0, fine.data, H, W, C, network, anchors, inOrder ? 0 : 6);
    const found = candidates.check(findInGrid(candidates, inFine, coarse.data, H2, W2, C, network, anchors, inOrder ? 6 : 0));
    candidates.checkBoxes(fine, 0, inFine);
    candidates.finish(results, coarse, found);
  },
});

function findInGrid(
  candidates: Candidates,
  found: number,
  data: Float32Array,
  height: number,
  width: number,
  classes: number,
  network: { readonly width: number; readonly height: number },
  anchors: Float64Array,
  firstAnchor: number,
): number {
  const { boxes, thresholds, rows, scores } = candidates;
  const [strideX, strideY] = [network.width / width, network.height / height];
  for (let cell = 0, at = 0; cell < height * width; cell++, at += classes + 15) {
    let best = -1;
    let score = -Infinity;
    for (let c = 0; c < classes; c++) {
      if (data[at + 15 + c]! > score) {
        score = data[at + 15 + c]!;
        best = c;
      }
    }
    if (best < 0) continue;
    const limit = thresholds[thresholds.length === 1 ? 0 : best]!;
    for (let anchor = 0; anchor < 3; anchor++) {
      const confidence = Math.fround(score * data[at + 12 + anchor]!);
      if (!(confidence >= limit && confidence < Infinity)) continue;
      if (found < rows.length) {
        const from = at + 4 * anchor;
        const x = (data[from]! * 2 - 0.5 + (cell % width)) * strideX;
        const y = (data[from + 1]! * 2 - 0.5 + Math.floor(cell / width)) * strideY;
        const halfWidth = ((data[from + 2]! * 2) ** 2 * anchors[firstAnchor + 2 * anchor]!) / 2;
        const halfHeight = ((data[from + 3]! * 2) ** 2 * anchors[firstAnchor + 2 * anchor + 1]!) / 2;
        rows[found] = cell;
        candidates.classes[found] = best;
        scores[found] = confidence;
        boxes[4 * found] = x - halfWidth;
        boxes[4 * found + 1] = y - halfHeight;
        boxes[4 * found + 2] = x + halfWidth;
        boxes[4 * found + 3] = y + halfHeight;
      }
      found++;
    }
  }
  return found;
}
