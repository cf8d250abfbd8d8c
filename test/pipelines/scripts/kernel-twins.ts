// SPDX-License-Identifier: MIT
// Calls each of the host's kernels and its twin in TypeScript with the same random arguments. Throws what differs; else gives a
// detection for each kernel that was compared.
import { defineParser } from '@nvtsprobe/sdk';
import { type Kernels, kernels as twins } from '../../../sdk/src/parser/kernels/kernels.js';

const kRounds = 60;

let state = 1;
const next = (): number => {
  state = (state * 1664525 + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const below = (end: number): number => Math.floor(next() * end);
const floats = (length: number, of: () => number): Float32Array => Float32Array.from({ length }, of);
const ints = (length: number, of: () => number): Int32Array => Int32Array.from({ length }, of);
const out = (length: number): Float32Array => new Float32Array(length).fill(-7);
const outInts = (length: number): Int32Array => new Int32Array(length).fill(-7);

/** Many equal ones, and the hard ones among them. */
const score = (): number => (next() < 0.2 ? [NaN, Infinity, -Infinity, 0, -0][below(5)]! : below(16) / 8 - 0.5);
const real = (): number => (next() < 0.01 ? score() : next() * 60 - 30);

/** offset, rows, cols, rowStride, colStride, and the data before them. */
function matrix(of: () => number): [Float32Array, number, number, number, number, number] {
  const [offset, rows, cols] = [below(4), next() < 0.2 ? below(1200) : below(20), below(90)];
  const strides = [[cols, 1], [1, rows], [cols + 3, 1], [below(4), below(4)]][below(4)]!;
  const size = offset + Math.max(rows - 1, 0) * strides[0]! + Math.max(cols - 1, 0) * strides[1]! + 1;
  return [floats(size, of), offset, rows, cols, strides[0]!, strides[1]!];
}

function vector(of: () => number): [Float32Array, number, number, number] {
  const [offset, stride, count] = [below(4), below(4), below(300)];
  return [floats(offset + Math.max(count - 1, 0) * stride + 1, of), offset, stride, count];
}

function boxes(count: number): Float32Array {
  const made = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [below(60) - 30, below(60) - 30];
    made.set([x, y, x + below(30) - 3 + next(), y + below(30) - 3], 4 * i);
    if (next() < 0.08) made[4 * i + below(4)] = score();
  }
  return made;
}

const kArguments: { readonly [Name in keyof Kernels]: () => unknown[] } = {
  argmax: () => {
    const source = matrix(score);
    return [...source, outInts(source[2]), out(source[2])];
  },
  max: () => {
    const source = matrix(score);
    return [...source, out(source[2])];
  },
  firstNotFinite: () => {
    // Most often a hard value or none, in any place.
    const source = matrix(next);
    const hard = below(3) === 0 ? 0 : below(3);
    for (let i = 0; i < hard; i++) source[0][below(source[0].length)] = [NaN, Infinity, -Infinity][below(3)]!;
    return [...source, below(2)];
  },
  compact: () => {
    const [data, offset, stride, count] = vector(score);
    return [data, offset, count, stride, score(), outInts(below(200)), out(below(200))];
  },
  compactClasses: () => {
    const [data, offset, rows, cols, rowStride, colStride] = matrix(score);
    const weighted = next() < 0.5;
    const room = below(rows + 2);
    const thresholds = floats(next() < 0.5 ? 1 : Math.max(cols, 1), score);
    return [data, offset, rows, cols, rowStride, colStride, weighted ? 0 : -1, thresholds, outInts(room), outInts(room), out(room)];
  },
  topK: () => {
    const [data, offset, stride, count] = vector(score);
    return [data, offset, count, stride, below(count + 3), outInts(below(300))];
  },
  sigmoid: () => {
    const source = vector(() => real() * 4);
    return [...source, out(source[3] + 2), 2];
  },
  exp: () => {
    const source = vector(() => real() * 4);
    return [...source, out(source[3] + 2), 2];
  },
  softmax: () => {
    const source = matrix(real);
    return [...source, out(source[2] * source[3] + 1), 1];
  },
  column: () => {
    const source = vector(score);
    return [...source, out(source[3] + 2), 2];
  },
  gather: () => {
    const [cols, count] = [below(9), below(20)];
    return [floats(400, score), 3, 11, cols, below(5), ints(count, () => below(30)), count, out(cols * count)];
  },
  boxes: () => {
    const count = below(40);
    return [floats(600, real), 2, 3, 1, below(3), ints(count, () => below(100)), count, out(4 * count)];
  },
  iouMatrix: () => {
    const [a, b] = [below(20), below(20)];
    return [boxes(a), a, boxes(b), b, out(a * b)];
  },
  nms: () => {
    const count = below(120);
    const classes = next() < 0.5 ? null : ints(count, () => below(3));
    return [boxes(count), floats(count, score), classes, count, below(11) / 10, below(count + 2), outInts(below(count + 2))];
  },
  softNms: () => {
    const count = below(60);
    const classes = next() < 0.5 ? null : ints(count, () => below(3));
    return [boxes(count), floats(count, next), classes, count, below(2), 0.3, 0.5, 0.05, below(count + 2), outInts(count), out(count)];
  },
  dfl: () => {
    const [bins, count] = [1 + below(20), below(20)];
    return [floats(10 + 8 * bins + 60, real), 5, 3, below(3), bins, ints(count, () => below(10)), count, out(4 * count)];
  },
  assembleMask: () => {
    const [channels, height, width] = [below(9), 1 + below(12), 1 + below(12)];
    const [outWidth, outHeight] = [1 + below(9), 1 + below(9)];
    const box = [next() * 14 - 2, next() * 14 - 2, next() * 14, next() * 14];
    return [floats(channels * height * width + 1, next), 1, channels, height, width, floats(20, () => next() - 0.5), 1, 2, ...box, outWidth, outHeight, out(outWidth * outHeight + 1), 1];
  },
  halfToFloat: () => [Uint16Array.from({ length: 300 }, () => below(65536)), 10, 280, out(290), 5],
};

/** Where arithmetic is in double both give the same bits. */
const kTolerance: Partial<Record<keyof Kernels, number>> = { sigmoid: 2e-6, exp: 2e-6, softmax: 4e-6, softNms: 2e-6, dfl: 1e-5, assembleMask: 2e-5 };

function isSame(a: unknown, b: unknown, tolerance: number | undefined): boolean {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    const [left, right] = [a as Float32Array, b as Float32Array];
    return left.length === right.length && left.every((value, i) => isSame(value, right[i], tolerance));
  }
  if (Object.is(a, b) || tolerance === undefined) return Object.is(a, b);
  return Math.abs((a as number) - (b as number)) <= tolerance * Math.abs(b as number) + 1e-6;
}

const copy = (values: readonly unknown[]): unknown[] => values.map((value) => (ArrayBuffer.isView(value) ? (value as Float32Array).slice() : value));

export default defineParser({
  name: 'kernel-twins',
  outputs: { output0: { shape: ['N'] } },
  parse(_, { kernels, results }) {
    for (const name of Object.keys(kArguments) as (keyof Kernels)[]) {
      const [native, twin] = [kernels[name], twins[name]] as unknown as ((...values: unknown[]) => number)[];
      if (native === twin) throw new Error(`the host has no ${name}`);
      for (let round = 0; round < kRounds; round++) {
        const values = kArguments[name]();
        const [ours, theirs] = [copy(values), copy(values)];
        const [got, wanted] = [native!(...ours), twin!(...theirs)];
        const differs = ours.findIndex((value, i) => !isSame(value, theirs[i], kTolerance[name]));
        if (got !== wanted || differs >= 0) {
          throw new Error(`${name}, round ${round}: ${got} against ${wanted}; argument ${differs}: ${String(ours[differs])} against ${String(theirs[differs])}`);
        }
      }
      results.detection(0, 0, 1, 1, 0, 1);
    }
  },
});
