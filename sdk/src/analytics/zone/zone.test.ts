// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { ZoneOptions } from './options.js';
import { Zone } from './zone.js';

const square = [[0, 0], [100, 0], [100, 100], [0, 100]] as const;

function start(options?: Partial<ZoneOptions>) {
  const zone = new Zone({ polygon: square, anchor: 'center', ...options });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const { type, track, values } of zone.update(frame)) frame.emit(type, { track, ...values });
      },
    }),
    { fps: 10 },
  );
  const push = (...points: (readonly [id: number, x: number])[]) => {
    const { events } = host.push({ objects: points.map(([trackId, x]) => ({ trackId, left: x - 1, top: 49, width: 2, height: 2 })) });
    expect(zone.occupancy).toBe(zone.entered - zone.left);
    return events.map(({ type, data }) => `${data['track']} ${type.slice(5)}`);
  };
  return { zone, host, push };
}

describe('entering and leaving', () => {
  test('a track that walks through enters and leaves once', () => {
    const { zone, push } = start();
    expect([-50, -10, 10, 50, 90, 110, 150].map((x) => push([1, x])).flat()).toEqual(['1 entered', '1 left']);
    expect([zone.entered, zone.left, zone.occupancy]).toEqual([1, 1, 0]);
  });

  test('a track that starts inside has entered', () => {
    expect(start().push([1, 50])).toEqual(['1 entered']);
  });

  test('a point on the border is inside', () => {
    const { push } = start({ margin: 0 });
    expect([push([1, 101]), push([1, 100])]).toEqual([[], ['1 entered']]);
  });

  test('leaving says how long the track was inside', () => {
    const { host, push } = start();
    for (let i = 0; i < 5; i++) push([1, 50]);
    const { events } = host.push({ objects: [{ trackId: 1, left: 200, top: 0, width: 2, height: 2 }] });
    expect(events[0]?.data).toEqual({ track: '1', seconds: 0.5, occupancy: 0 });
  });

  test('occupancy counts all tracks that are inside', () => {
    const { zone, push } = start();
    push([1, 10], [2, 20], [3, 200]);
    expect(zone.occupancy).toBe(2);
    push([1, 200], [2, 20], [3, 30]);
    expect([zone.occupancy, zone.entered, zone.left]).toEqual([2, 3, 1]);
  });
});

test('with "all-corners" a box is inside once its four corners are', () => {
  const { zone, host } = start({ anchor: 'all-corners' });
  const occupied = [-10, 0, 80, 81].map((left) => {
    host.push({ objects: [{ trackId: 1, left, top: 10, width: 20, height: 20 }] });
    return zone.occupancy;
  });
  expect(occupied).toEqual([0, 1, 1, 0]);
});

describe('tracks that vanish', () => {
  test('a track that is unseen for longer than maxGap has left', () => {
    const { zone, push } = start({ maxGap: 0.5 });
    push([1, 50]);
    const gone = Array.from({ length: 8 }, () => push()).flat();
    expect([gone, zone.occupancy]).toEqual([['1 left'], 0]);
  });

  test('a track that returns within maxGap never left', () => {
    const { zone, push } = start({ maxGap: 0.5 });
    push([1, 50]);
    for (let i = 0; i < 4; i++) push();
    expect([push([1, 60]), zone.entered]).toEqual([[], 1]);
  });

  test('a track whose key another track took over has left', () => {
    const { zone, host } = start({ maxGap: 1000 });
    const object = { left: 50, top: 50, width: 2, height: 2 };
    host.push({ time: 0, objects: [{ ...object, trackId: 1 }] });
    const { events } = host.push({ time: 100, objects: [{ ...object, trackId: 2 }] });
    expect(events.map(({ type, data }) => `${data['track']} ${type}`)).toEqual(['1 zone-left', '2 zone-entered']);
    expect(zone.occupancy).toBe(1);
  });

  test('many tracks that vanish at once all leave', () => {
    const { zone, push } = start({ maxGap: 0.1 });
    push(...Array.from({ length: 300 }, (_, id) => [id, 50] as const));
    expect(zone.occupancy).toBe(300);
    push();
    push();
    expect([zone.occupancy, zone.left]).toEqual([0, 300]);
  });
});

describe('debounce', () => {
  test('flicker at the border that is shorter counts nothing', () => {
    const { zone, push } = start({ debounce: 0.3 });
    for (let i = 0; i < 100; i++) push([1, i % 2 === 0 ? 99 : 101]);
    expect([zone.entered, zone.left]).toEqual([0, 0]);
  });

  test('entering counts once the track was inside for long enough, and since it came', () => {
    const { host, push } = start({ debounce: 0.3 });
    push([1, 150]);
    expect([50, 50, 50, 50].map((x) => push([1, x]))).toEqual([[], [], [], ['1 entered']]);
    const leave = Array.from({ length: 4 }, () => host.push({ objects: [{ trackId: 1, left: 200, top: 0, width: 2, height: 2 }] }).events).flat();
    expect(leave.map(({ data }) => data['seconds'])).toEqual([expect.closeTo(0.4)]);
  });
});

test('untracked objects and boxes that are not finite are skipped and counted', () => {
  const { zone, host } = start();
  host.push({ objects: [{ left: 1, top: 1, width: 1, height: 1 }, { left: NaN, top: 1, width: 1, height: 1, trackId: 1 }] });
  expect([zone.occupancy, zone.skipped]).toEqual([0, { untracked: 1, invalid: 1 }]);
});
