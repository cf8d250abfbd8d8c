// SPDX-License-Identifier: MIT
// Non-maximum suppression and nothing else: columns are x1, y1, x2, y2 and the score.
import { defineParser } from '@nvtsprobe/sdk';

export default defineParser({
  name: 'parser-nms',
  outputs: { boxes: { shape: ['N', 4] }, scores: { shape: ['N'] } },
  setup(ctx) {
    return { kept: new Int32Array(ctx.sizes.N) };
  },
  parse({ boxes: { data: boxes }, scores: { data: scores } }, { state: { kept }, kernels, results, sizes: { N } }) {
    const count = kernels.nms(boxes, scores, null, N, 0.5, N, kept);
    for (let i = 0; i < count; i++) {
      const n = kept[i]!;
      const [left, top] = [boxes[4 * n]!, boxes[4 * n + 1]!];
      results.detection(left, top, boxes[4 * n + 2]! - left, boxes[4 * n + 3]! - top, 0, scores[n]!);
    }
  },
});
