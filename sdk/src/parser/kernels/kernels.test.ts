// SPDX-License-Identifier: MIT
// Each kernel against a naive reference, over random values with the hard ones among them.
import { describe, expect, test } from 'vitest';
import { NvtsError } from '../../errors.js';
import { BoxFormat } from './boxes.js';
import { chooseKernels, kernels } from './kernels.js';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const HARD = [NaN, Infinity, -Infinity, 0, -0, 0.5, 0.5, 1];

/** Values of which one in four is hard, and many are equal. */
function scoresOf(next: () => number, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => (next() < 0.25 ? HARD[Math.floor(next() * HARD.length)]! : Math.floor(next() * 16) / 16));
}

const ROUNDS = Array.from({ length: 60 }, (_, seed) => seed);

function naiveArgmax(row: readonly number[]): { index: number; value: number } {
  let index = -1;
  let value = -Infinity;
  row.forEach((score, i) => {
    if (score > value) [index, value] = [i, score];
  });
  return { index, value };
}

/** A random matrix by rows or by columns, and its rows as lists. */
function matrix(next: () => number, rows: number, cols: number) {
  const byColumns = next() < 0.5;
  const offset = Math.floor(next() * 5);
  const data = scoresOf(next, offset + rows * cols + 3);
  const [rowStride, colStride] = byColumns ? [1, rows] : [cols, 1];
  const lists = Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (__, c) => data[offset + r * rowStride + c * colStride]!));
  return { data, offset, rowStride, colStride, lists };
}

describe('scores', () => {
  test.each(ROUNDS)('argmax and max, by rows and by columns (%i)', (seed) => {
    const next = random(seed);
    const [rows, cols] = [Math.floor(next() * 13), Math.floor(next() * 9)];
    const { data, offset, rowStride, colStride, lists } = matrix(next, rows, cols);
    const [index, value, largest] = [new Int32Array(rows), new Float32Array(rows), new Float32Array(rows)];
    expect(kernels.argmax(data, offset, rows, cols, rowStride, colStride, index, value)).toBe(rows);
    kernels.max(data, offset, rows, cols, rowStride, colStride, largest);
    const wanted = lists.map(naiveArgmax);
    expect([...index]).toEqual(wanted.map((best) => best.index));
    expect([...value]).toEqual(wanted.map((best) => best.value));
    expect(largest).toEqual(value);
  });

  test('NaN and -Infinity never win', () => {
    const [index, value] = [new Int32Array(1), new Float32Array(1)];
    kernels.argmax(new Float32Array([NaN, -Infinity, NaN]), 0, 1, 3, 3, 1, index, value);
    expect([index[0], value[0]]).toEqual([-1, -Infinity]);
  });

  test.each(ROUNDS)('firstNotFinite tells the first value that is none, row by row (%i)', (seed) => {
    const next = random(seed);
    const [rows, cols] = [Math.floor(next() * 13), Math.floor(next() * 9)];
    const { data, offset, rowStride, colStride, lists } = matrix(next, rows, cols);
    // Few hard values, that some have none.
    for (let i = 0; i < data.length; i++) if (next() < 0.9 && !Number.isFinite(data[i])) data[i] = 0;
    for (const [r, list] of lists.entries()) for (const c of list.keys()) list[c] = data[offset + r * rowStride + c * colStride]!;
    const first = (allowed: (value: number) => boolean): number => lists.flat().findIndex((value) => !allowed(value));
    expect(kernels.firstNotFinite(data, offset, rows, cols, rowStride, colStride, 0)).toBe(first(Number.isFinite));
    expect(kernels.firstNotFinite(data, offset, rows, cols, rowStride, colStride, 1)).toBe(first((value) => value < Infinity));
  });

  test.each(ROUNDS)('compact keeps finite scores from the threshold on (%i)', (seed) => {
    const next = random(seed);
    const count = Math.floor(next() * 40);
    const data = scoresOf(next, 2 * count + 1);
    const threshold = Math.floor(next() * 16) / 16;
    const [index, score] = [new Int32Array(40), new Float32Array(40)];
    const total = kernels.compact(data, 1, count, 2, threshold, index, score);
    const wanted = Array.from({ length: count }, (_, i) => i).filter((i) => Number.isFinite(data[1 + 2 * i]) && data[1 + 2 * i]! >= threshold);
    expect([...index.subarray(0, total)]).toEqual(wanted);
    expect([...score.subarray(0, total)]).toEqual(wanted.map((i) => data[1 + 2 * i]));
  });

  test('compact compares with the threshold as a 32-bit float', () => {
    expect(kernels.compact(new Float32Array([0.1]), 0, 1, 1, 0.1, new Int32Array(1), new Float32Array(1))).toBe(1);
  });

  test('compact tells how many there are when the outputs are too short for them', () => {
    const index = new Int32Array(2);
    expect(kernels.compact(new Float32Array([1, 0, 1, 1]), 0, 4, 1, 0.5, index, new Float32Array(2))).toBe(3);
    expect([...index]).toEqual([0, 2]);
  });

  test.each(ROUNDS)('compactClasses takes the best class of each row, over its threshold (%i)', (seed) => {
    const next = random(seed);
    const [rows, cols] = [Math.floor(next() * 13), 1 + Math.floor(next() * 6)];
    const weighted = next() < 0.5;
    const { data, offset, rowStride, colStride, lists } = matrix(next, rows, weighted ? cols + 1 : cols);
    const thresholds = Float32Array.from({ length: next() < 0.5 ? 1 : cols }, () => next());
    const [index, category, score] = [new Int32Array(13), new Int32Array(13), new Float32Array(13)];
    const first = weighted ? colStride : 0;
    const total = kernels.compactClasses(data, offset + first, rows, cols, rowStride, colStride, weighted ? offset : -1, thresholds, index, category, score);
    const wanted = lists.flatMap((list, row) => {
      const best = naiveArgmax(weighted ? list.slice(1) : list);
      const weight = weighted ? list[0]! : 1;
      if (best.index < 0 || (weighted && !(weight >= Math.min(...thresholds)))) return [];
      const value = Math.fround(best.value * weight);
      return Number.isFinite(value) && value >= thresholds[thresholds.length === 1 ? 0 : best.index]! ? [[row, best.index, value]] : [];
    });
    expect(Array.from({ length: total }, (_, i) => [index[i], category[i], score[i]])).toEqual(wanted);
  });

  test('a threshold that is NaN lets nothing through', () => {
    const out = [new Int32Array(2), new Int32Array(2), new Float32Array(2)] as const;
    expect(kernels.compactClasses(new Float32Array([1, 0, 0, 1]), 0, 2, 2, 2, 1, -1, new Float32Array([NaN, 0.5]), ...out)).toBe(1);
    expect(out[0][0]).toBe(1);
    expect(kernels.compactClasses(new Float32Array([1, 0, 0, 1]), 0, 2, 2, 2, 1, -1, new Float32Array([NaN]), ...out)).toBe(0);
  });
});

describe('order', () => {
  test.each([...ROUNDS, 1000, 5000])('topK is a stable sort without NaN (%i)', (seed) => {
    const next = random(seed);
    const count = seed >= 1000 ? seed : Math.floor(next() * 200);
    const data = seed % 2 === 0 ? scoresOf(next, count) : Float32Array.from({ length: count }, () => (next() - 0.5) * 10 ** Math.floor(next() * 30));
    const k = Math.floor(next() * (count + 5));
    const out = new Int32Array(count + 5);
    const n = kernels.topK(data, 0, count, 1, k, out);
    const wanted = Array.from(data, (_, i) => i).filter((i) => !Number.isNaN(data[i]));
    wanted.sort((a, b) => (data[a] === data[b] ? a - b : data[b]! > data[a]! ? 1 : -1));
    expect([...out.subarray(0, n)]).toEqual(wanted.slice(0, k));
  });

  test('0 and -0 are equal', () => {
    const out = new Int32Array(3);
    kernels.topK(new Float32Array([-0, 0, -0]), 0, 3, 1, 3, out);
    expect([...out]).toEqual([0, 1, 2]);
  });
});

describe('values', () => {
  test('sigmoid and exp, also in place', () => {
    const src = new Float32Array([-1000, -1, 0, 1, 1000, NaN]);
    const out = new Float32Array(6);
    kernels.sigmoid(src, 0, 1, 6, out, 0);
    expect([...out]).toEqual([0, Math.fround(1 / (1 + Math.E)), 0.5, Math.fround(1 / (1 + 1 / Math.E)), 1, NaN]);
    kernels.exp(src, 0, 1, 6, src, 0);
    expect([...src]).toEqual([0, Math.fround(1 / Math.E), 1, Math.fround(Math.E), Infinity, NaN]);
  });

  test('softmax of rows that lie by columns', () => {
    const out = new Float32Array(6);
    expect(kernels.softmax(new Float32Array([0, 1000, Math.log(3), 1000, NaN, 1]), 0, 2, 2, 1, 2, out, 1)).toBe(2);
    expect([out[1], out[2], out[3], out[4]]).toEqual([0.25, 0.75, 0.5, 0.5]);
  });

  test.each([[NaN, 1], [Infinity, 1], [-Infinity, -Infinity]])('softmax of %d and %d is NaN', (a, b) => {
    const out = new Float32Array(2);
    kernels.softmax(new Float32Array([a, b]), 0, 1, 2, 2, 1, out, 0);
    expect([...out]).toEqual([NaN, NaN]);
  });

  test('column and gather read what lies apart', () => {
    const src = Float32Array.from({ length: 12 }, (_, i) => i);
    const out = new Float32Array(6);
    kernels.column(src, 1, 4, 3, out, 2);
    expect([...out]).toEqual([0, 0, 1, 5, 9, 0]);
    kernels.gather(src, 0, 1, 3, 4, new Int32Array([3, 0]), 2, out);
    expect([...out]).toEqual([3, 7, 11, 0, 4, 8]);
  });

  test('halves are converted exactly', () => {
    const halves = new Uint16Array([0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000, 0x3555]);
    const out = new Float32Array(halves.length);
    kernels.halfToFloat(halves, 0, halves.length, out, 0);
    expect([...out]).toEqual([1, -2, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, Infinity, -Infinity, NaN, -0, 0.333251953125]);
  });
});

function boxesOf(next: () => number, count: number): Float32Array {
  const boxes = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [next() * 100, next() * 100];
    boxes.set([x, y, x + next() * 40, y + next() * 40], 4 * i);
    if (next() < 0.1) boxes[4 * i + Math.floor(next() * 4)] = HARD[Math.floor(next() * 3)]!;
    if (next() < 0.1 && i > 0) boxes.copyWithin(4 * i, 4 * i - 4, 4 * i);
  }
  return boxes;
}

function naiveIou(a: readonly number[], b: readonly number[]): number {
  const width = Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!);
  const height = Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!);
  if (!(width > 0 && height > 0)) return 0;
  const union = (a[2]! - a[0]!) * (a[3]! - a[1]!) + (b[2]! - b[0]!) * (b[3]! - b[1]!) - width * height;
  return union > 0 ? (width * height) / union : 0;
}

const boxAt = (boxes: Float32Array, i: number): number[] => [...boxes.subarray(4 * i, 4 * i + 4)];

describe('boxes', () => {
  test.each([
    ['corners', BoxFormat.corners, [1, 2, 5, 8]],
    ['centre', BoxFormat.centre, [3, 5, 4, 6]],
    ['leftTop', BoxFormat.leftTop, [1, 2, 4, 6]],
  ])('of the format %s become corners', (_, format, values) => {
    const out = new Float32Array(4);
    kernels.boxes(new Float32Array(values.flatMap((value) => [0, value])), 1, 8, 2, format, new Int32Array([0]), 1, out);
    expect([...out]).toEqual([1, 2, 5, 8]);
  });

  test.each(ROUNDS)('iouMatrix (%i)', (seed) => {
    const next = random(seed);
    const [a, b] = [boxesOf(next, 5), boxesOf(next, 4)];
    const out = new Float32Array(20);
    kernels.iouMatrix(a, 5, b, 4, out);
    const wanted = Array.from({ length: 20 }, (_, i) => Math.fround(naiveIou(boxAt(a, Math.floor(i / 4)), boxAt(b, i % 4))));
    expect([...out]).toEqual(wanted);
  });

  test.each(ROUNDS)('nms, by class and without (%i)', (seed) => {
    const next = random(seed);
    const count = Math.floor(next() * 80);
    const boxes = boxesOf(next, count);
    const scores = scoresOf(next, count);
    const classes = next() < 0.5 ? null : Int32Array.from({ length: count }, () => Math.floor(next() * 3));
    const maxKept = seed % 3 === 0 ? 5 : 1000;
    const left = Array.from({ length: count }, (_, i) => i).filter((i) => boxAt(boxes, i).every(Number.isFinite) && Number.isFinite(scores[i]));
    left.sort((i, j) => scores[j]! - scores[i]! || i - j);
    const wanted: number[] = [];
    for (const i of left) {
      const covered = wanted.some((j) => (!classes || classes[i] === classes[j]) && naiveIou(boxAt(boxes, i), boxAt(boxes, j)) > 0.4);
      if (!covered) wanted.push(i);
    }
    const out = new Int32Array(100);
    const n = kernels.nms(boxes, scores, classes, count, 0.4, maxKept, out);
    expect([...out.subarray(0, n)]).toEqual(wanted.slice(0, maxKept));
  });

  test.each([
    ['linear', 0, 0.9 * (1 - 1 / 3)],
    ['Gaussian', 1, 0.9 * Math.exp(-(1 / 9) / 0.5)],
  ])('softNms lowers what overlaps (%s)', (_, method, lowered) => {
    const boxes = new Float32Array([0, 0, 2, 1, 1, 0, 3, 1, 9, 9, 10, 10]);
    const [index, score] = [new Int32Array(3), new Float32Array(3)];
    expect(kernels.softNms(boxes, new Float32Array([1, 0.9, 0.1]), null, 3, method, 0.3, 0.5, 0.2, 10, index, score)).toBe(2);
    expect([...index.subarray(0, 2)]).toEqual([0, 1]);
    expect(score[1]).toBeCloseTo(lowered, 6);
  });

  test('softNms leaves other classes, and takes no box that is not finite', () => {
    const boxes = new Float32Array([0, 0, 2, 1, 0, 0, 2, 1, NaN, 0, 2, 1]);
    const [index, score] = [new Int32Array(3), new Float32Array(3)];
    expect(kernels.softNms(boxes, new Float32Array([0.5, 0.8, 1]), new Int32Array([0, 1, 0]), 3, 0, 0.3, 0.5, 0, 10, index, score)).toBe(2);
    expect([...index.subarray(0, 2), ...score.subarray(0, 2)]).toEqual([1, 0, Math.fround(0.8), 0.5]);
  });
});

describe('masks', () => {
  test('dfl is the mean bin under the softmax of each side', () => {
    const next = random(7);
    const bins = 16;
    const src = Float32Array.from({ length: 3 * 4 * bins }, () => next() * 8 - 4);
    const out = new Float32Array(8);
    kernels.dfl(src, 0, 1, 3, bins, new Int32Array([2, 0]), 2, out);
    const mean = (row: number, side: number): number => {
      const weights = Array.from({ length: bins }, (_, bin) => Math.exp(src[row + (side * bins + bin) * 3]!));
      return weights.reduce((sum, weight, bin) => sum + weight * bin, 0) / weights.reduce((sum, weight) => sum + weight, 0);
    };
    [2, 0].forEach((row, i) => [0, 1, 2, 3].forEach((side) => expect(out[4 * i + side]).toBeCloseTo(mean(row, side), 5)));
  });

  test.each(ROUNDS.slice(0, 20))('assembleMask looks the box up in the prototypes (%i)', (seed) => {
    const next = random(seed);
    const [channels, height, width] = [3, 5, 6];
    const prototypes = Float32Array.from({ length: channels * height * width }, () => next() * 4 - 2);
    const coefficients = Float32Array.from({ length: channels }, () => next() * 4 - 2);
    const [left, top, boxWidth, boxHeight] = [next() * 8 - 2, next() * 8 - 2, next() * 6, next() * 6];
    const [outWidth, outHeight] = [4, 3];
    const out = new Float32Array(13);
    expect(kernels.assembleMask(prototypes, 0, channels, height, width, coefficients, 0, 1, left, top, boxWidth, boxHeight, outWidth, outHeight, out, 1)).toBe(12);
    const logit = (y: number, x: number): number =>
      [0, 1, 2].reduce((sum, k) => sum + coefficients[k]! * prototypes[(k * height + Math.min(y, height - 1)) * width + Math.min(x, width - 1)]!, 0);
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const x = Math.min(width - 1, Math.max(0, left + ((j + 0.5) * boxWidth) / outWidth - 0.5));
        const y = Math.min(height - 1, Math.max(0, top + ((i + 0.5) * boxHeight) / outHeight - 0.5));
        const [x0, y0] = [Math.floor(x), Math.floor(y)];
        const at = logit(y0, x0) * (1 - x + x0) * (1 - y + y0) + logit(y0, x0 + 1) * (x - x0) * (1 - y + y0) + logit(y0 + 1, x0) * (1 - x + x0) * (y - y0) + logit(y0 + 1, x0 + 1) * (x - x0) * (y - y0);
        expect(out[1 + i * outWidth + j]).toBeCloseTo(1 / (1 + Math.exp(-at)), 5);
      }
    }
  });
});

describe('what does not fit is refused before anything is written', () => {
  const floats = new Float32Array(8);
  const ints = new Int32Array(8);
  const one = new Float32Array([0.5]);
  test.each<[string, () => unknown]>([
    ['a read beyond the end', () => kernels.argmax(floats, 1, 2, 4, 4, 1, ints, floats)],
    ['an output that is too short', () => kernels.argmax(floats, 0, 2, 4, 4, 1, new Int32Array(1), floats)],
    ['a negative count', () => kernels.compact(floats, 0, -1, 1, 0, ints, floats)],
    ['a stride that is no whole number', () => kernels.column(floats, 0, 0.5, 2, new Float32Array(2), 0)],
    ['an offset that is NaN', () => kernels.exp(floats, NaN, 1, 2, floats, 0)],
    ['an index outside', () => kernels.gather(floats, 0, 1, 1, 1, new Int32Array([8]), 1, new Float32Array(1))],
    ['a negative index', () => kernels.boxes(floats, 0, 1, 1, 0, new Int32Array([-1]), 1, new Float32Array(4))],
    ['fewer thresholds than classes', () => kernels.compactClasses(floats, 0, 2, 4, 4, 1, -1, new Float32Array(3), ints, ints, floats)],
    ['weights outside', () => kernels.compactClasses(floats, 0, 2, 4, 4, 1, 5, one, ints, ints, floats)],
    ['boxes that are not there', () => kernels.nms(floats, floats, null, 3, 0.5, 3, ints)],
    ['an IoU that is NaN', () => kernels.nms(floats, floats, null, 2, NaN, 3, ints)],
    ['an array of another type', () => kernels.sigmoid(ints as never, 0, 1, 1, floats, 0)],
    ['a box of a mask that is not finite', () => kernels.assembleMask(floats, 0, 1, 2, 4, one, 0, 1, NaN, 0, 1, 1, 2, 2, new Float32Array(4), 0)],
    ['no bins', () => kernels.dfl(floats, 0, 1, 1, 0, ints, 1, new Float32Array(4))],
  ])('%s', (_, call) => {
    expect(call).toThrow(NvtsError);
    expect(call).toThrow(expect.objectContaining({ code: 'NVTS_RANGE' }));
    expect(floats.every((value) => value === 0) && ints.every((value) => value === 0)).toBe(true);
  });

  test('nothing needs no room', () => {
    const none = new Float32Array(0);
    expect(kernels.argmax(none, 0, 0, 4, 4, 1, new Int32Array(0), none)).toBe(0);
    expect(kernels.nms(none, none, null, 0, 0.5, 10, new Int32Array(0))).toBe(0);
    expect(kernels.compact(none, 0, 0, 1, 0, new Int32Array(0), none)).toBe(0);
  });
});

test("the host's kernels take the place of those in TypeScript, one by one", () => {
  const max = (): number => 42;
  const chosen = chooseKernels({ max, unknown: 1 } as never);
  const [scores, best] = [new Float32Array([3, 5]), new Float32Array(1)];
  expect(chosen.max(scores, 0, 1, 2, 2, 1, best)).toBe(42);
  expect([chosen.column(scores, 1, 1, 1, best, 0), best[0]]).toEqual([1, 5]);
  expect(Object.keys(chosen)).toEqual(Object.keys(kernels));
});
