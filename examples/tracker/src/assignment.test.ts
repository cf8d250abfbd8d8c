// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { assign } from './assignment.js';

/** Numbers from 0 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function total(scores: Float64Array, columns: number, pairs: Int32Array): number {
  return pairs.reduce((sum, column, row) => sum + (column < 0 ? 0 : scores[row * columns + column]!), 0);
}

/** The best total, by trying everything. */
function best(scores: Float64Array, rows: number, columns: number, row = 0, taken = 0): number {
  if (row === rows) return 0;
  let most = best(scores, rows, columns, row + 1, taken);
  for (let column = 0; column < columns; column++) {
    const score = scores[row * columns + column]!;
    if (score > 0 && (taken & (1 << column)) === 0) {
      most = Math.max(most, score + best(scores, rows, columns, row + 1, taken | (1 << column)));
    }
  }
  return most;
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('finds the best pairs (case %i)', (seed) => {
  const next = random(seed + 1);
  const rows = 1 + Math.floor(next() * 6);
  const columns = 1 + Math.floor(next() * 6);
  const scores = Float64Array.from({ length: rows * columns }, () => (next() < 0.5 ? 0 : next()));
  const pairs = assign(scores, rows, columns);
  const used = [...pairs].filter((column) => column >= 0);
  expect(new Set(used).size).toBe(used.length);
  expect(total(scores, columns, pairs)).toBeCloseTo(best(scores, rows, columns), 9);
});

test('pairs of score 0 are never made', () => {
  expect([...assign(Float64Array.from([0, 0, 0, 0.5]), 2, 2)]).toEqual([-1, 1]);
});

test('gives up the best single pair for the best sum', () => {
  expect([...assign(Float64Array.from([0.9, 0.8, 0.7, 0]), 2, 2)]).toEqual([1, 0]);
});

test('nothing to pair is no error', () => {
  expect([...assign(new Float64Array(0), 0, 3)]).toEqual([]);
  expect([...assign(new Float64Array(0), 2, 0)]).toEqual([-1, -1]);
});

test('hundreds of rivals for the same place are paired in a short time', () => {
  const n = 400;
  const next = random(5);
  const scores = Float64Array.from({ length: n * n }, () => next());
  const started = performance.now();
  expect(new Set(assign(scores, n, n)).size).toBe(n);
  expect(performance.now() - started).toBeLessThan(2000);
});
