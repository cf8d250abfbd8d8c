// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import type { WrongWayOptions } from './options.js';
import { WrongWay, type WrongWayEvent } from './wrong-way.js';

/** What is told of a track of boxes 20 px high that goes from point to point, at 10 frames a second; the right way is to the right. */
function walk(path: readonly Point[], options: Partial<WrongWayOptions> = {}, fps = 10): unknown[] {
  const rule = new WrongWay({ line: [[0, 0], [100, 0]], anchor: 'center', ...options });
  const events: WrongWayEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void events.push(...rule.update(frame)) }), { fps });
  for (const [x, y] of path) host.push({ objects: [{ left: x - 5, top: y - 10, width: 10, height: 20, trackId: 1 }] });
  return events.map(({ type, time, values }) => [type, Math.round(time * 10) / 10, 'angle' in values ? Math.round(values.angle) : 'seconds' in values ? Math.round(values.seconds * 10) / 10 : values.gate]);
}

const way = (count: number, dx: number, dy: number, [x, y]: Point = [500, 500]): Point[] => Array.from({ length: count }, (_, i): Point => [x + i * dx, y + i * dy]);

test('a track that goes the other way is told once, after the time', () => {
  expect(walk(way(30, -5, 0))).toEqual([['wrong-way', 1, 180]]);
});

test('the right way, and ways across, are not wrong', () => {
  expect(walk(way(30, 5, 0))).toEqual([]);
  expect(walk(way(30, 0, 5))).toEqual([]);
  expect(walk(way(30, -5, 10))).toEqual([]);
});

test('the tolerance says how far from the opposite is wrong', () => {
  expect(walk(way(30, -5, 5))).toEqual([['wrong-way', 1, 135]]);
  expect(walk(way(30, -5, 5), { tolerance: 40 })).toEqual([]);
});

test('of a rule that tells who goes along the way, the events are about those', () => {
  const along = { tells: 'along' } as const;
  expect(walk(way(30, 5, 0), along)).toEqual([['direction', 1, 0]]);
  expect(walk(way(30, 5, -5), along)).toEqual([['direction', 1, 45]]);
  for (const [dx, dy] of [[-5, 0], [0, 5], [5, 10]] as const) expect(walk(way(30, dx, dy), along)).toEqual([]);
  expect(walk([...way(15, 5, 0), ...way(10, -5, 0, [570, 500])], along)).toEqual([['direction', 1, 0], ['direction-ended', expect.any(Number), expect.any(Number)]]);
  expect(walk([...way(8, 5, 0), ...way(10, -5, 0, [530, 500])], { ...along, nearMisses: true })).toEqual([['direction-missed', expect.any(Number), 'seconds']]);
  const rule = new WrongWay({ ...along, line: [[0, 0], [100, 0]], anchor: 'center', explain: true });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps: 10 });
  for (const [x, y] of way(20, 5, 0)) host.push({ objects: [{ left: x - 5, top: y - 10, width: 10, height: 20, trackId: 1 }] });
  expect(rule.counters()).toEqual({ along: 1 });
  expect(rule.explain(1n)).toMatchObject({ side: 'along', stoppedBy: undefined, text: 'track 1 goes 0 degrees off the way, for 1.9 s (told after 1 s)' });
});

test('it ends when the track turns, and with a track that stands still', () => {
  const back = [...way(15, -5, 0), ...way(10, 5, 0, [430, 500])];
  expect(walk(back)).toEqual([['wrong-way', 1, 180], ['wrong-way-ended', expect.any(Number), expect.any(Number)]]);
  const stands = [...way(15, -5, 0), ...Array.from({ length: 30 }, (): Point => [430, 500])];
  expect(walk(stands)[1]).toEqual(['wrong-way-ended', 3.5, 3.5]);
});

test('a track that rests between two steps has gone no further, however few frames show it', () => {
  const steps = way(6, -6, 0);
  expect(walk(steps, { seconds: 2.5, maxGap: 10 }, 0.4)).toEqual([]);
  expect(walk(steps, { seconds: 2.5, maxGap: 10 }, 0.5)).toEqual([['wrong-way', 4, 180]]);
});

test('a box that trembles goes no way', () => {
  expect(walk(Array.from({ length: 300 }, (_, i): Point => [500 + 2 * Math.sin(i * 1.7), 500]), { seconds: 0 })).toEqual([]);
});

test('a short step back is not wrong for long enough', () => {
  expect(walk([...way(10, 5, 0), ...way(5, -5, 0, [545, 500]), ...way(10, 5, 0, [525, 500])])).toEqual([]);
});

test('the frame rate does not matter', () => {
  for (const fps of [5, 30, 60]) expect(walk(way(4 * fps, -50 / fps, 0), {}, fps)).toEqual([['wrong-way', expect.closeTo(1, 0), 180]]);
});

test('only tracks in the polygon of `within` are looked at', () => {
  expect(walk(way(30, -5, 0), { within: [[0, 0], [100, 0], [100, 100], [0, 100]] })).toEqual([]);
  expect(walk(way(30, -5, 0), { within: [[0, 400], [900, 400], [900, 600], [0, 600]] })).toHaveLength(1);
});

test('who goes wrong is listed, from when that was told until it ends', () => {
  const rule = new WrongWay({ line: [[0, 0], [100, 0]], anchor: 'center' });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps: 10 });
  const listed = [...way(15, -5, 0), ...way(5, 5, 0, [430, 500])].map(([x, y]) => {
    host.push({ objects: [{ left: x - 5, top: y - 10, width: 10, height: 20, trackId: 7 }] });
    return rule.offenders().length;
  });
  expect(listed).toEqual([...Array<number>(10).fill(0), ...Array<number>(6).fill(1), ...Array<number>(4).fill(0)]);
});
