// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { defineParser } from '../parser/define.js';
import type { Kernels } from '../parser/kernels/kernels.js';
import type { Results } from '../parser/results.js';
import type { AnyParser } from '../parser/script.js';
import type { OutputDeclaration } from '../parser/shape.js';
import type { Tensor } from '../parser/tensor.js';
import * as z from 'zod/mini';
import { checkLogits, scoresOf } from './core/finite.js';
import { threshold } from './core/params.js';

const params = z.object({
  /** Probability from which a class is told; the host's threshold when left out. @unit 0 to 1 */
  threshold,
  /** What makes probabilities of the model's values: nothing, or the softmax. */
  activation: z._default(z.enum(['none', 'softmax']), 'none'),
  /** Classes of each attribute that are told at most, the most probable first. @unit classes */
  top: z._default(z.int().check(z.minimum(1), z.maximum(100)), 1),
});

/** A classifier of one output `[C]`: the most probable classes. */
export const classification: AnyParser = defineParser({
  name: 'classification',
  gives: 'classes',
  outputs: { output: { shape: ['C'] } },
  params,
  setup: (ctx) => new Ranking(ctx.sizes.C, ctx.params.top),
  parse({ output }, { state, params, thresholds, kernels, results }) {
    state.write(output, 0, params.activation === 'softmax', params.threshold ?? thresholds?.[0] ?? DEFAULT_THRESHOLD, kernels, results);
  },
});

/**
 * A classifier of several attributes, each an output `[C]` of its own: makes the parser of their layers' names, which are numbered in this
 * order.
 *
 * @example
 * ```ts
 * import { attributes } from '@nvtsprobe/sdk/parsers';
 *
 * export default attributes(['color', 'make']);
 * ```
 */
export function attributes(layers: readonly string[]): AnyParser {
  if (layers.length === 0) throw new NvtsError('NVTS_DEFINITION', 'attributes: expected the names of layers, got none');
  const outputs: Record<string, OutputDeclaration> = {};
  layers.forEach((layer, i) => (outputs[layer] = { layer, shape: [`C${i}`] }));
  return defineParser({
    name: 'attributes',
    gives: 'classes',
    outputs,
    params,
    setup: (ctx) => layers.map((layer) => new Ranking(ctx.layers[layer]!.dims[0]!, ctx.params.top)),
    parse(tensors, { state, params, thresholds, kernels, results }) {
      const limit = params.threshold ?? thresholds?.[0] ?? DEFAULT_THRESHOLD;
      for (let i = 0; i < layers.length; i++) state[i]!.write(tensors[layers[i]!]!, i, params.activation === 'softmax', limit, kernels, results);
    },
  });
}

const DEFAULT_THRESHOLD = 0.5;

/** The most probable classes of one output. */
class Ranking {
  private readonly probabilities: Float32Array;
  private readonly order: Int32Array;

  constructor(
    private readonly classes: number,
    top: number,
  ) {
    this.probabilities = new Float32Array(classes);
    this.order = new Int32Array(top);
  }

  write(output: Tensor, attribute: number, softmax: boolean, limit: number, kernels: Kernels, results: Results): void {
    const { classes, order } = this;
    checkLogits(kernels, output, scoresOf(0, classes));
    const data = output.floats;
    let probabilities = data;
    if (softmax) {
      kernels.softmax(data, 0, 1, classes, classes, 1, this.probabilities, 0);
      ({ probabilities } = this);
    }
    const count = kernels.topK(probabilities, 0, classes, 1, order.length, order);
    for (let i = 0; i < count; i++) {
      const confidence = probabilities[order[i]!]!;
      if (confidence >= Math.fround(limit)) results.classification(order[i]!, confidence, attribute);
    }
  }
}
