// SPDX-License-Identifier: MIT
// A model that overflows (in FP16 or INT8) puts out NaN and infinities. What is found beside them is no better: such a frame is refused
// as a whole, with a message.
import { NvtsError, show } from '../../errors.js';
import type { Kernels } from '../../parser/kernels/kernels.js';
import type { Tensor } from '../../parser/tensor.js';

/** Where the scores of a tensor stand: at `offset + row * rowStride + column * colStride`. @internal */
export interface Scores {
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/** Refuses a frame with a score that is NaN or infinite. @internal */
export function checkScores(kernels: Kernels, tensor: Tensor, scores: Scores): void {
  check(kernels, tensor, scores, 0);
}

/** The same of logits, where -Infinity says "never". @internal */
export function checkLogits(kernels: Kernels, tensor: Tensor, scores: Scores): void {
  check(kernels, tensor, scores, 1);
}

function check(kernels: Kernels, tensor: Tensor, { offset, rows, cols, rowStride, colStride }: Scores, logits: number): void {
  const first = kernels.firstNotFinite(tensor, offset, rows, cols, rowStride, colStride, logits);
  if (first >= 0) refuseValue(tensor, offset + Math.floor(first / cols) * rowStride + (first % cols) * colStride);
}

/** `count` scores that lie `stride` apart. @internal */
export const scoresOf = (offset: number, count: number, stride = 1): Scores => ({ offset, rows: 1, cols: count, rowStride: 0, colStride: stride });

/** Refuses the frame for the value that stands at `place`. @internal */
export function refuseValue(tensor: Tensor, place: number): never {
  const { dims, strides, floats } = tensor;
  const indices = strides.map((stride, i) => Math.floor(place / stride) % dims[i]!);
  refuse(tensor, `holds ${floats[place]} at [${indices.join(', ')}]`);
}

/** Refuses the frame for the box of a candidate that passes the threshold. @internal */
export function refuseBox(tensor: Tensor, x1: number, y1: number, x2: number, y2: number): never {
  refuse(tensor, `gives a box from ${x1}, ${y1} to ${x2}, ${y2} that passes the threshold`);
}

function refuse({ name, dims }: Tensor, what: string): never {
  throw new NvtsError('NVTS_TENSOR', `layer ${show(name)} [${dims.join(', ')}] ${what}: a model in FP16 or INT8 may overflow; this frame has no results`);
}
