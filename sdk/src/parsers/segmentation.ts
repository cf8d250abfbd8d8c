// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { checkLogits, refuseValue, scoresOf } from './core/finite.js';
import { checkClasses } from './core/layout.js';

const params = z.object({
  /** Score below which a pixel has no class; none when left out. With a single class, 0.5 when left out. @unit the model's scores */
  threshold: z.optional(z.number()),
});

/** Semantic segmentation, a plane of scores for each class: `[C, H, W]`. The best class of each pixel; the lower one in a tie. */
export const segmentation: AnyParser = defineParser({
  name: 'segmentation',
  gives: 'segmentation',
  outputs: { output: { shape: ['C', 'H', 'W'] } },
  params,
  setup: (ctx) => ({ scores: new Float32Array(ctx.sizes.H * ctx.sizes.W), classes: checkClasses(ctx.sizes.C, ctx) }),
  parse({ output }, { state, sizes: { C, H, W }, params: { threshold }, kernels, results }) {
    checkLogits(kernels, output, scoresOf(0, C * H * W));
    const map = results.segmentation(W, H, output);
    kernels.argmax(output, 0, H * W, C, 1, H * W, map, state.scores);
    clear(map, state.scores, threshold ?? (C === 1 ? 0.5 : undefined));
  },
});

/** The same with the classes of a pixel beside each other: `[H, W, C]`, as UNet of TAO. */
export const segmentationByPixel: AnyParser = defineParser({
  name: 'segmentation-by-pixel',
  gives: 'segmentation',
  nvinfer: false,
  outputs: { output: { shape: ['H', 'W', 'C'] } },
  params,
  setup: (ctx) => ({ scores: new Float32Array(ctx.sizes.H * ctx.sizes.W), classes: checkClasses(ctx.sizes.C, ctx) }),
  parse({ output }, { state, sizes: { C, H, W }, params: { threshold }, kernels, results }) {
    checkLogits(kernels, output, scoresOf(0, C * H * W));
    const map = results.segmentation(W, H);
    kernels.argmax(output, 0, H * W, C, C, 1, map, state.scores);
    clear(map, state.scores, threshold ?? (C === 1 ? 0.5 : undefined));
  },
});

/** Semantic segmentation whose classes were chosen in the model: `[H, W]`. */
export const segmentationMap: AnyParser = defineParser({
  name: 'segmentation-map',
  gives: 'segmentation',
  nvinfer: false,
  outputs: { output: { shape: ['H', 'W'], type: ['int32', 'int64', 'uint8', 'float32'] } },
  params: z.object({
    /** What the model calls no class, such as 255. @unit class number */
    none: z.optional(z.int()),
  }),
  parse({ output }, { sizes: { H, W }, params: { none = -1 }, results }) {
    const map = results.segmentation(W, H);
    const { floats } = output;
    for (let i = 0; i < map.length; i++) {
      const classId = floats[i]!;
      // Of these the map would make other numbers.
      if (!(classId < 2 ** 31 && classId >= -(2 ** 31))) refuseValue(output, i);
      map[i] = classId === none ? -1 : classId;
    }
  },
});

/** Takes the class from pixels whose score does not reach the threshold. */
function clear(map: Int32Array, scores: Float32Array, threshold: number | undefined): void {
  if (threshold === undefined) return;
  const limit = Math.fround(threshold);
  for (let i = 0; i < map.length; i++) if (!(scores[i]! >= limit)) map[i] = -1;
}
