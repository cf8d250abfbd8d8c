// SPDX-License-Identifier: MIT
// Random ways on a road: who goes wrong against a reference that looks at whole paths, and against moved copies of themselves.
import { defineProcessor, WrongWay } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import { wrongWays } from './wrong-way.js';

type Point = readonly [x: number, y: number];

const FRAMES = 80;
const STEP = 20;
const right: Point = [3, 1];

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Somebody who keeps a direction for a while, then turns, and never rests. */
function ride(seed: number): Point[] {
  const next = random(seed);
  let [x, y, heading] = [500, 500, next() * 7];
  return Array.from({ length: FRAMES }, (): Point => {
    if (next() < 0.08) heading = next() * 7;
    const pixels = 5 + next() * 8;
    [x, y] = [x + pixels * Math.cos(heading + next() - 0.5), y + pixels * Math.sin(heading + next() - 0.5)];
    return [x, y];
  });
}

/** How many are told, where going wrong for 12 frames is too long. */
function count(paths: readonly (readonly Point[])[], way: Point, fps = 10, sources = 1): number {
  const rule = new WrongWay({ line: [[0, 0], way], anchor: 'center', step: STEP, seconds: 12 / fps });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps });
  for (let i = 0; i < FRAMES; i++) {
    const objects = paths.map((path, trackId) => ({ left: path[i]![0] - 1, top: path[i]![1] - 1, width: 2, height: 2, trackId }));
    host.push({ frames: Array.from({ length: sources }, (_, sourceId) => ({ sourceId, objects: objects.filter((_o, k) => k % sources === sourceId) })) });
  }
  return rule.counters()['wrong']!;
}

const reference = (path: readonly Point[]): number =>
  wrongWays(path.map(([x, y], i) => ({ time: i / 10, x, y })), { way: right, tolerance: 60, seconds: 1.2, step: STEP });

const paths = Array.from({ length: 120 }, (_, i) => ride(i + 1));
const expected = paths.map(reference).reduce((sum, told) => sum + told, 0);

test('120 random rides are told as the reference says, each for itself', () => {
  expect(expected).toBeGreaterThan(60);
  expect(Math.max(...paths.map(reference))).toBeGreaterThan(1);
  expect(paths.map((path) => count([path], right))).toEqual(paths.map(reference));
});

describe('who is told does not change', () => {
  const moved = (move: (point: Point) => Point): number => count(paths.map((path) => path.map(move)), move(right));

  test('when the picture is turned', () => {
    expect(moved(([x, y]) => [-y, x])).toBe(expected);
    expect(moved(([x, y]) => [x * 0.6 - y * 0.8, x * 0.8 + y * 0.6])).toBe(expected);
  });

  test('when it is mirrored', () => {
    expect(moved(([x, y]) => [-x, y])).toBe(expected);
  });

  test('when time runs faster or slower', () => {
    for (const fps of [5, 60]) expect(count(paths, right, fps)).toBe(expected);
  });

  test('when the tracks come in another order, or from other sources', () => {
    expect(count([...paths].reverse(), right)).toBe(expected);
    expect(count(paths, right, 10, 3)).toBe(expected);
  });
});
