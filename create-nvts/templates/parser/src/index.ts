// SPDX-License-Identifier: MIT
import { defineParser } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineParser({
  name: '{{id}}',

  // One output: for each of N candidates centre x, centre y, width and height in pixels of the network's input, then the scores of
  // C classes. A model that does not fit is refused before its first frame.
  outputs: { output0: { shape: [1, 'C+4', 'N'] } },

  // nvts pack writes these comments into package.json, where nvts inspect shows them to who installs the package.
  params: z.object({
    /** Confidence from which a detection counts. @unit 0 to 1 */
    threshold: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.25),
    /** Overlap (intersection over union) above which the less confident box of a class is dropped. @unit 0 to 1 */
    iou: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.45),
  }),

  // When the model is known: the place for arrays, so that `parse` need not make any.
  setup: ({ sizes: { N }, params }) => ({
    thresholds: new Float32Array([params.threshold]),
    candidates: new Int32Array(N),
    classes: new Int32Array(N),
    scores: new Float32Array(N),
    boxes: new Float32Array(4 * N),
    kept: new Int32Array(N),
  }),

  // For every frame. Kernels are loops in native code; they take offsets and strides, so that no tensor need be transposed.
  parse({ output0: { data } }, { sizes: { C, N }, kernels, params, results, state }) {
    const { candidates, classes, scores, boxes, kept } = state;
    const found = kernels.compactClasses(data, 4 * N, N, C, 1, N, -1, state.thresholds, candidates, classes, scores);
    kernels.boxes(data, 0, 1, N, 1, candidates, found, boxes);
    const count = kernels.nms(boxes, scores, classes, found, params.iou, 300, kept);
    for (let i = 0; i < count; i++) {
      const n = kept[i]!;
      const left = boxes[4 * n]!;
      const top = boxes[4 * n + 1]!;
      results.detection(left, top, boxes[4 * n + 2]! - left, boxes[4 * n + 3]! - top, classes[n]!, scores[n]!);
    }
  },
});
