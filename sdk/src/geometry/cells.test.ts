// SPDX-License-Identifier: MIT
// A polygon that is prepared answers by cells: as one does that is not.
import { describe, expect, test } from 'vitest';
import type { Point } from '../table/draw.js';
import { Circle } from './circle.js';
import { type Border, Polygon } from './polygon.js';

const CELLS = 32;

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A polygon whose corners lie at any distance round a point. */
function star(seed: number, corners: number, [x, y]: Point, [wide, high]: Point): Point[] {
  const next = random(seed);
  return Array.from({ length: corners }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / corners;
    const far = 0.1 + 0.9 * next();
    return [x + wide * far * Math.cos(angle), y + high * far * Math.sin(angle)];
  });
}

/** Points everywhere, and such as lie on corners, edges and where cells meet. */
function points(shape: readonly Point[], next: () => number): Point[] {
  const [left, right] = [Math.min(...shape.map(([x]) => x)), Math.max(...shape.map(([x]) => x))];
  const [top, bottom] = [Math.min(...shape.map(([, y]) => y)), Math.max(...shape.map(([, y]) => y))];
  const at = (part: number, from: number, to: number): number => from + part * (to - from);
  const seams = Array.from({ length: CELLS + 1 }, (_, i) => i / CELLS);
  return [
    ...Array.from({ length: 400 }, (): Point => [at(1.1 * next() - 0.05, left, right), at(1.1 * next() - 0.05, top, bottom)]),
    ...shape,
    ...shape.flatMap(([ax, ay], i): Point[] => {
      const [bx, by] = shape[(i + 1) % shape.length]!;
      return [0.25, 0.5, next()].map((part): Point => [at(part, ax, bx), at(part, ay, by)]);
    }),
    ...seams.flatMap((part): Point[] => [[at(part, left, right), at(next(), top, bottom)], [at(next(), left, right), at(part, top, bottom)], [at(part, left, right), at(part, top, bottom)]]),
  ];
}

describe.each<Border>(['inside', 'shared'])('border: %s', (border) => {
  test.each<[string, readonly Point[]]>([
    ['a square', [[0, 0], [64, 0], [64, 64], [0, 64]]],
    ['a needle', [[0, 0], [1000, 1], [1000, 2]]],
    ['two triangles that touch', [[0, 0], [5, 5], [10, 0], [10, 10], [5, 5], [0, 10]]],
    ['one that is too small for cells', [[1e6, 1e6], [1e6 + 1e-7, 1e6], [1e6, 1e6 + 1e-7]]],
    ...Array.from({ length: 12 }, (_, i): [string, Point[]] => [`a star of ${5 + 7 * i} corners`, star(i + 1, 5 + 7 * i, [500, 300], i % 3 === 0 ? [500, 2] : [400, 280])]),
  ])('%s', (_name, shape) => {
    const [plain, prepared] = [new Polygon(shape, border), new Polygon(shape, border).prepare()];
    const wrong = points(shape, random(7)).filter((point) => prepared.contains(...point) !== plain.contains(...point));
    expect(wrong).toEqual([]);
  });
});

test.each(Array.from({ length: 6 }, (_, i) => i + 1))('of many points at once as of each, and what lies beyond a limit by the distance: star %i', (seed) => {
  const shape = star(seed, 3 + 5 * seed, [500, 300], [400, 280]);
  const all = points(shape, random(seed));
  const [x, y] = [Float64Array.from(all, ([x]) => x), Float64Array.from(all, ([, y]) => y)];
  for (const polygon of [new Polygon(shape), new Polygon(shape).prepare(), new Circle([500, 300], 200)]) {
    const inside = new Uint8Array(all.length + 1).fill(7);
    polygon.containsEach(all.length, x, y, inside);
    expect([...inside]).toEqual([...all.map((point) => (polygon.contains(...point) ? 1 : 0)), 7]);
    const limits = all.flatMap(([px, py], i) => [0, 3, 16 * i, polygon.distance(px, py)].map((limit) => [px, py, limit] as const));
    expect(limits.filter(([px, py, limit]) => polygon.isBeyond(px, py, limit) !== polygon.distance(px, py) > limit)).toEqual([]);
  }
});

test('a coordinate that is not a number is outside', () => {
  const prepared = new Polygon([[0, 0], [9, 0], [9, 9]]).prepare();
  expect([prepared.contains(NaN, 1), prepared.contains(8, NaN), prepared.contains(Infinity, 1), prepared.contains(8, 1)]).toEqual([false, false, false, true]);
});
