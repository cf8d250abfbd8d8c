// SPDX-License-Identifier: MIT
// Random walks around a line: counts against a reference that looks at whole paths, and against moved copies of themselves.
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import { LineCrossing } from './line-crossing.js';

type Counts = readonly [into: number, out: number];
const from: Point = [30, 40];
const to: Point = [70, 60];

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Points on a coarse grid, so that many lie on the line, on its ends and on its extension. */
function walk(seed: number, length = 60): Point[] {
  const next = random(seed);
  return Array.from({ length }, (): Point => [10 * Math.floor(next() * 11), 5 * Math.floor(next() * 21)]);
}

function count(paths: readonly (readonly Point[])[], start: Point, end: Point, fps = 10, sources = 1, margin = 0): Counts {
  const rule = new LineCrossing({ line: [start, end], anchor: 'center', margin });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps });
  const length = Math.max(...paths.map((path) => path.length));
  for (let i = 0; i < length; i++) {
    const objects = paths.map((path, trackId) => ({ left: path[i]![0] - 1, top: path[i]![1] - 1, width: 2, height: 2, trackId }));
    host.push({ frames: Array.from({ length: sources }, (_, sourceId) => ({ sourceId, objects: objects.filter((_o, k) => k % sources === sourceId) })) });
  }
  return [rule.in, rule.out];
}

const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

/** Whether two segments have a point in common, by the turns between their ends. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const on = (p: Point, q: Point, r: Point): boolean =>
    turn(p, q, r) === 0 && Math.min(p[0], q[0]) <= r[0] && r[0] <= Math.max(p[0], q[0]) && Math.min(p[1], q[1]) <= r[1] && r[1] <= Math.max(p[1], q[1]);
  if (on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b)) return true;
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Each pair of points on opposite sides with none but points in the band between them, if the way between meets the line. */
function reference(path: readonly Point[], start = from, end = to, margin = 0): Counts {
  const counts: [number, number] = [0, 0];
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const sideOf = ([x, y]: Point): number => {
    const distance = dx * (y - start[1]) - dy * (x - start[0]);
    return Math.abs(distance) > margin * Math.hypot(dx, dy) ? Math.sign(distance) : 0;
  };
  let last: number | undefined;
  path.forEach((point, i) => {
    const side = sideOf(point);
    if (side === 0) return;
    if (last !== undefined && side !== sideOf(path[last]!)) {
      const way = path.slice(last, i + 1);
      if (way.slice(1).some((next, j) => meet(way[j]!, next, start, end))) counts[side > 0 ? 0 : 1]++;
    }
    last = i;
  });
  return counts;
}

const paths = Array.from({ length: 200 }, (_, i) => walk(i + 1));
const sum = (all: readonly Counts[]): Counts => all.reduce<Counts>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
const expected = sum(paths.map((path) => reference(path)));

test('200 random walks count as the reference says, each for itself', () => {
  expect(Math.min(...expected)).toBeGreaterThan(200);
  for (const path of paths) expect(count([path], from, to)).toEqual(reference(path));
});

test('300 random walks over random lines with margins count as the reference says', () => {
  const all: Counts[] = [];
  for (let seed = 1; seed <= 300; seed++) {
    const next = random(seed);
    const anywhere = (): Point => [100 * next(), 100 * next()];
    const [start, end, margin, jumps] = [anywhere(), anywhere(), 8 * next(), next() < 0.5];
    let at = anywhere();
    const path = Array.from({ length: 80 }, (): Point => (at = jumps ? anywhere() : [at[0] + 14 * next() - 7, at[1] + 14 * next() - 7]));
    const counted = count([path], start, end, 10, 1, margin);
    expect(counted).toEqual(reference(path, start, end, margin));
    all.push(counted);
  }
  expect(Math.min(...sum(all))).toBeGreaterThan(500);
});

describe('counts do not change', () => {
  const moved = (move: (point: Point) => Point): Counts => count(paths.map((path) => path.map(move)), move(from), move(to));

  test('when the picture is turned', () => {
    expect(moved(([x, y]) => [-y, x])).toEqual(expected);
    expect(moved(([x, y]) => [-x, -y])).toEqual(expected);
  });

  test('when it is mirrored, but in is out', () => {
    expect(moved(([x, y]) => [-x, y])).toEqual([expected[1], expected[0]]);
  });

  test('when time runs faster or slower', () => {
    for (const fps of [1, 60]) expect(count(paths, from, to, fps)).toEqual(expected);
  });

  test('when the tracks come in another order, or from other sources', () => {
    expect(count([...paths].reverse(), from, to)).toEqual(expected);
    expect(count(paths, from, to, 10, 3)).toEqual(expected);
  });
});
