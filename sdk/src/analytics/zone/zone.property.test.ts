// SPDX-License-Identifier: MIT
// Random walks over a zone: counts against a reference that looks at whole paths, and against moved copies of themselves.
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import { Zone } from './zone.js';

const polygon: Point[] = [[20, 20], [85, 25], [80, 80], [50, 35], [15, 75]];
const STEPS = 60;

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Steps and jumps over a picture of 100 × 100, none of which ends on the border. */
function walk(seed: number): Point[] {
  const next = random(seed);
  let [x, y] = [next() * 100, next() * 100];
  return Array.from({ length: STEPS }, (): Point => {
    if (next() < 0.2) [x, y] = [next() * 100, next() * 100];
    else [x, y] = [x + next() * 16 - 8, y + next() * 16 - 8];
    return [x, y];
  });
}

interface Counts {
  readonly entered: number;
  readonly left: number;
  readonly seconds: number;
}

function count(paths: readonly (readonly Point[])[], shape: readonly Point[], fps = 10, sources = 1): Counts {
  const zone = new Zone({ polygon: shape, anchor: 'center', debounce: 2.5 / fps, maxGap: 20 / fps });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void zone.update(frame) }), { fps });
  for (let i = 0; i < STEPS; i++) {
    const objects = paths.map((path, trackId) => ({ left: path[i]![0] - 1, top: path[i]![1] - 1, width: 2, height: 2, trackId }));
    host.push({ frames: Array.from({ length: sources }, (_, sourceId) => ({ sourceId, objects: objects.filter((_o, k) => k % sources === sourceId) })) });
  }
  const { entered, left, seconds } = zone.counters() as unknown as Counts;
  return { entered, left, seconds };
}

/** Inside by the sum of the angles under which the edges are seen, which is 0 outside. */
function inside([x, y]: Point): boolean {
  let sum = 0;
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length]!;
    sum += Math.atan2((ax - x) * (by - y) - (ay - y) * (bx - x), (ax - x) * (bx - x) + (ay - y) * (by - y));
  });
  return Math.abs(sum) > 1;
}

/** What a track did, from runs of frames: three frames and more of the other kind change what it counts as. */
function reference(path: readonly Point[]): Counts {
  let [entered, left, frames, since] = [0, 0, 0, 0];
  let counted = false;
  const seen = path.map(inside);
  for (let i = 0; i < path.length; i++) {
    let start = i;
    while (start > 0 && seen[start - 1] === seen[i]) start--;
    // A debounce of 2.5 frames has passed three frames after the first.
    if (seen[i] === counted || i - start < 3) continue;
    counted = !counted;
    if (counted) entered++;
    else {
      left++;
      frames += start - since;
    }
    since = start;
  }
  return { entered, left, seconds: frames / 10 };
}

const paths = Array.from({ length: 200 }, (_, i) => walk(i + 1));
const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ entered: a.entered + b.entered, left: a.left + b.left, seconds: a.seconds + b.seconds }), { entered: 0, left: 0, seconds: 0 });
const expected = sum(paths.map((path) => reference(path)));
const close = ({ entered, left, seconds }: Counts): object => ({ entered, left, seconds: expect.closeTo(seconds, 6) });

test('200 random walks count as the reference says, each for itself', () => {
  expect(expected.left).toBeGreaterThan(150);
  for (const path of paths) expect(count([path], polygon)).toEqual(close(reference(path)));
});

test('at every frame, those who are inside are those who entered without those who left', () => {
  const some = paths.slice(0, 60);
  const zone = new Zone({ polygon, anchor: 'center', debounce: 0.25 });
  const told = { 'zone-entered': 0, 'zone-left': 0 };
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const { type } of zone.update(frame)) if (type === 'zone-entered' || type === 'zone-left') told[type]++;
      },
    }),
    { fps: 10 },
  );
  for (let i = 0; i < STEPS; i++) {
    host.push({ objects: some.map((path, trackId) => ({ left: path[i]![0] - 1, top: path[i]![1] - 1, width: 2, height: 2, trackId })) });
    const { entered, left } = sum(some.map((path) => reference(path.slice(0, i + 1))));
    expect(told).toEqual({ 'zone-entered': entered, 'zone-left': left });
    expect([zone.occupancy, zone.occupants().length]).toEqual([entered - left, entered - left]);
  }
});

describe('counts do not change', () => {
  const moved = (move: (point: Point) => Point): Counts => count(paths.map((path) => path.map(move)), polygon.map(move));

  test('when the picture is turned', () => {
    expect(moved(([x, y]) => [-y, x])).toEqual(close(expected));
    expect(moved(([x, y]) => [x * 0.6 - y * 0.8, x * 0.8 + y * 0.6])).toEqual(close(expected));
  });

  test('when it is mirrored', () => {
    expect(moved(([x, y]) => [-x, y])).toEqual(close(expected));
  });

  test('when time runs faster or slower, but for the seconds', () => {
    for (const fps of [1, 60]) expect(count(paths, polygon, fps)).toEqual(close({ ...expected, seconds: (expected.seconds * 10) / fps }));
  });

  test('when the tracks come in another order, or from other sources', () => {
    expect(count([...paths].reverse(), polygon)).toEqual(close(expected));
    expect(count(paths, polygon, 10, 3)).toEqual(close(expected));
  });
});
