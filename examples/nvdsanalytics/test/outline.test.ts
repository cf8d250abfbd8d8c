// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { areaHas, Cell, Outline } from '../src/engine/shapes.js';

/** Numbers from 0 to 1, the same in each run. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Points of which cell and edges say otherwise, each pixel of the box tried. */
function disagreements(outline: Outline): number {
  const { left, top, right, bottom, bits, columns, cells, edges } = outline;
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x <= right; x++) {
      const cell = cells[((y - top) >> bits) * columns + ((x - left) >> bits)]!;
      if (cell !== Cell.mixed && areaHas(edges, x, y) !== (cell === Cell.inside)) count++;
    }
  }
  return count;
}

test('a cell that is not mixed says of each of its points what the edges say', () => {
  const random = makeRandom(7);
  for (let i = 0; i < 60; i++) {
    const size = i % 2 === 0 ? 60 : 400;
    // Rough coordinates bring level and upright edges, and corners that meet.
    const step = i % 3 === 0 ? 20 : 1;
    const points = Array.from({ length: 2 * (3 + (i % 6)) }, () => Math.floor((random() * size) / step) * step);
    expect(disagreements(new Outline(points)), `area ${points.join(';')}`).toBe(0);
  }
});

test('most cells of a large area are not mixed', () => {
  const { cells } = new Outline([100, 100, 1800, 100, 1800, 1000, 100, 1000]);
  expect(cells.filter((cell) => cell === Cell.inside).length).toBeGreaterThan(0.8 * cells.length);
});

test('an area that reaches beyond the left of the picture has no cells: right of it, too, a point may be inside', () => {
  const { cells, left, top, right, bottom, edges } = new Outline([-10, 0, 50, 0, 50, 40, -30, 40]);
  expect([left, top, right, bottom, ...cells]).toEqual([0, -Infinity, Infinity, Infinity, Cell.mixed]);
  expect(areaHas(edges, 60, 20)).toBe(true);
});
