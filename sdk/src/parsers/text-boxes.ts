// SPDX-License-Identifier: MIT
import { defineParser } from '../parser/define.js';
import type { AnyParser } from '../parser/script.js';
import * as z from 'zod/mini';
import { checkScores, scoresOf } from './core/finite.js';
import { Regions } from './core/regions.js';
import { writeCorners } from './core/write.js';

const share = z.number().check(z.minimum(0), z.maximum(1));

/**
 * Text detection of PaddleOCR (DB) and the like: `[H, W]`, the probability that a pixel belongs to a text, which the model makes
 * smaller than it is. Upright boxes around pixels that hang together.
 */
export const textBoxes: AnyParser = defineParser({
  name: 'text-boxes',
  outputs: { output: { shape: [1, 'H', 'W'] } },
  params: z.object({
    /** Probability from which a pixel belongs to a text. @unit 0 to 1 */
    pixelThreshold: z._default(share, 0.3),
    /** Mean probability of its pixels from which a text counts. @unit 0 to 1 */
    threshold: z._default(share, 0.6),
    /** How much a box is made larger: its area by this, divided by its outline, on each side. @unit times */
    unclip: z._default(z.number().check(z.minimum(0), z.maximum(10)), 1.5),
    /** Pixels of the map that a text is wide and high at least. @unit px */
    minSize: z._default(z.int().check(z.minimum(1)), 3),
    /** Texts at most; the first from the top are kept. @unit texts */
    maxTexts: z._default(z.int().check(z.minimum(1), z.maximum(65_536)), 1000),
  }),
  setup: ({ sizes: { H, W } }) => ({ regions: new Regions(W, H) }),
  parse({ output }, { state: { regions }, params, sizes: { H, W }, kernels, results, network }) {
    checkScores(kernels, output, scoresOf(0, H * W));
    const [scaleX, scaleY] = [network.width / W, network.height / H];
    const count = regions.find(output.data, Math.fround(params.pixelThreshold));
    for (let i = 0; i < count && results.length < params.maxTexts; i++) {
      const [left, top, right, bottom] = [regions.left[i]!, regions.top[i]!, regions.right[i]! + 1, regions.bottom[i]! + 1];
      const [width, height] = [right - left, bottom - top];
      const mean = regions.sum[i]! / regions.pixels[i]!;
      if (width < params.minSize || height < params.minSize || mean < params.threshold) continue;
      const margin = (width * height * params.unclip) / (2 * (width + height));
      writeCorners(results, network, output, (left - margin) * scaleX, (top - margin) * scaleY, (right + margin) * scaleX, (bottom + margin) * scaleY, 0, mean);
    }
  },
});
