// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { HeatMap } from './heat-map.js';
import type { HeatMapOptions } from './options.js';

/** A track of 2 × 2 px on a picture of 100 × 100 that is at points, one a frame. */
function play(points: readonly (readonly [number, number])[], options: HeatMapOptions = {}, fps = 10): HeatMap {
  const heat = new HeatMap({ columns: 4, rows: 2, anchor: 'center', ...options });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void heat.update(frame) }), { fps });
  for (const [x, y] of points) host.push({ width: 100, height: 100, objects: [{ left: x - 1, top: y - 1, width: 2, height: 2, trackId: 1 }] });
  return heat;
}

test('each cell holds the seconds that tracks were there', () => {
  const heat = play([[10, 10], [10, 10], [10, 10], [60, 80], [60, 80]]);
  expect([...heat.cells]).toEqual([expect.closeTo(0.2), 0, 0, 0, 0, 0, expect.closeTo(0.2), 0]);
  expect(heat.counters()).toEqual({ seconds: expect.closeTo(0.4), hottest: expect.closeTo(0.2) });
});

test('the frame rate does not matter', () => {
  for (const fps of [5, 60]) expect(play(Array.from({ length: 2 * fps + 1 }, () => [10, 10] as const), {}, fps).cells[0]).toBeCloseTo(2);
});

test('the lower right corner of the picture is in the last cell, and what is beyond in none', () => {
  expect(play([[100, 100], [100, 100]]).cells[7]).toBeCloseTo(0.1);
  expect(play([[101, 50], [101, 50], [-1, 50], [50, 100.5]]).counters()['seconds']).toBe(0);
});

test('heat falls to a half in the half-life', () => {
  const heat = play([[10, 10], [10, 10], ...Array.from({ length: 10 }, () => [60, 80] as const)], { halfLife: 1 });
  expect(heat.cells[0]).toBeCloseTo(0.05);
});

test('the hottest cells are drawn, as many as a frame takes', () => {
  const heat = new HeatMap({ columns: 64, rows: 64, anchor: 'center' });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        heat.update(frame);
        heat.draw(frame);
      },
    }),
    { fps: 10 },
  );
  const objects = Array.from({ length: 4096 }, (_, i) => ({ left: 4 + (i % 64) * 10, top: 4 + Math.floor(i / 64) * 10, width: 2, height: 2, trackId: i }));
  host.push({ width: 640, height: 640, objects });
  expect(host.push({ width: 640, height: 640, objects }).draws.length).toBe(600);
});
