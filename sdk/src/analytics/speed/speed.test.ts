// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { Plane } from '../../geometry/plane.js';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import type { SpeedOptions } from './options.js';
import { Speed, type SpeedEvent } from './speed.js';

const plane = { image: [[500, 400], [700, 400], [900, 1000], [300, 1000]], ground: [[0, 0], [7, 0], [7, 30], [0, 30]] } as const;
const road = new Plane(plane.image, plane.ground);

/** A track whose lower edge is at places on the ground, in metres, one a frame. */
function drive(places: readonly Point[], options: Partial<SpeedOptions> = {}, fps = 10) {
  const rule = new Speed({ plane, maxGap: 0.5, ...options });
  const events: SpeedEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void events.push(...rule.update(frame)) }), { fps });
  for (const place of places) {
    const [x, y] = road.toImage(...place);
    host.push({ objects: [{ left: x - 5, top: y - 10, width: 10, height: 10, trackId: 1 }] });
  }
  return { rule, host, events };
}
const along = (frames: number, metres: number): Point[] => Array.from({ length: frames }, (_, i): Point => [3, i * metres]);

test('the speed on the ground does not depend on where the picture shows it', () => {
  const { rule } = drive(along(21, 1));
  expect(rule.speeds()).toEqual([{ source: 0, track: 1n, speed: expect.closeTo(10, 5), distance: expect.closeTo(20, 5) }]);
});

test('nor on the frame rate, nor on frames that are missing', () => {
  for (const fps of [5, 30]) expect(drive(along(3 * fps, 10 / fps), {}, fps).rule.speeds()[0]!.speed).toBeCloseTo(10, 5);
});

test('before the first window is over, no speed is known', () => {
  expect(drive(along(10, 1)).rule.speeds()).toEqual([]);
});

test('who is faster than the limit is told, and when no longer', () => {
  const { events, rule } = drive([...along(11, 1), ...Array.from({ length: 10 }, (_, i): Point => [3, 10.2 + i * 0.2])], { limit: 8 });
  expect(events.map(({ type, values }) => [type, 'speed' in values && Math.round(values.speed)])).toEqual([['speed-over', 10], ['speed-under', 2]]);
  expect(rule.counters()).toEqual({ measured: 1, speeding: 1 });
});

test('a track that is lost is summed up', () => {
  const { host, events } = drive(along(21, 1));
  for (let i = 0; i < 8; i++) host.push({});
  expect(events.map(({ type, values }) => [type, values])).toEqual([
    ['speed-measured', { distance: expect.closeTo(20, 5), seconds: expect.closeTo(2), mean: expect.closeTo(10, 5), highest: expect.closeTo(10, 5), lost: 'unseen' }],
  ]);
});

describe('bad input', () => {
  test('a track above the horizon has no speed', () => {
    const rule = new Speed({ plane });
    const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps: 10 });
    for (let i = 0; i < 30; i++) host.push({ objects: [{ left: 600 + i, top: 10, width: 10, height: 10, trackId: 1 }] });
    expect(rule.speeds()).toEqual([]);
  });

  test('a degenerate plane is refused', () => {
    const image = [[0, 0], [1, 0], [2, 0], [0, 1]] as const;
    expect(() => new Speed({ plane: { ...plane, image } })).toThrow('plane: no three of the four points of the picture may be on one line');
  });

  test('no plane is refused', () => {
    expect(() => new Speed({} as never)).toThrow('plane: expected an object, but it is missing');
  });
});
