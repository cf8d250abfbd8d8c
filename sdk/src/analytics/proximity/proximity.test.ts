// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { ProximityOptions } from './options.js';
import { Proximity, type ProximityEvent } from './proximity.js';

/** Pushes people of 100 px whose feet are at x; the result holds what is told. */
function start(options: ProximityOptions = {}) {
  const rule = new Proximity({ seconds: 0.2, patience: 0.1, maxGap: 0.5, ...options });
  let events: readonly ProximityEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (events = rule.update(frame)) }), { fps: 10 });
  const push = (...people: number[]): unknown[] => {
    host.push({ objects: people.map((x, trackId) => ({ trackId, left: x - 20, top: 200, width: 40, height: 100 })) });
    return events.map(({ type, track, values }) => [type, track, values]);
  };
  return { rule, push };
}

test('two tracks are near once they were for the time, and apart once they were not', () => {
  const { rule, push } = start();
  expect([push(500, 580), push(500, 580)]).toEqual([[], []]);
  expect(push(500, 550)).toEqual([['tracks-near', 0n, { other: 1n, distance: 0.5, seconds: expect.closeTo(0.2) }]]);
  expect([push(500, 580), push(500, 700)]).toEqual([[], []]);
  expect(push(500, 700)).toEqual([['tracks-apart', 0n, { other: 1n, nearest: 0.5, seconds: expect.closeTo(0.3) }]]);
  expect(rule.counters()).toEqual({ pairs: 1, groups: 0, near: 0, largest: 0 });
});

test('pairs that are near are listed, with their points', () => {
  const { rule, push } = start();
  for (let i = 0; i < 3; i++) push(500, 580, 900);
  expect(rule.nearPairs()).toEqual([
    { source: 0, tracks: [0n, 1n], points: [[500, 300], [580, 300]], distance: expect.closeTo(0.8) as number, seconds: expect.closeTo(0.2) as number },
  ]);
  push(500, 800, 900);
  push(500, 800, 900);
  expect(rule.nearPairs()).toEqual([]);
});

test('a short moment apart does not part them', () => {
  const { push } = start();
  expect([push(500, 580), push(500, 580), push(500, 700), push(500, 580), push(500, 580)].flat().length).toBe(1);
});

test('a lost track parts at once', () => {
  const { push } = start();
  for (let i = 0; i < 3; i++) push(500, 580);
  const told = Array.from({ length: 8 }, () => push(500)).flat();
  expect(told).toEqual([['tracks-apart', 0n, { other: 1n, nearest: 0.8, seconds: expect.closeTo(0.2) }]]);
});

describe('distance', () => {
  const near = (options: ProximityOptions, ...people: number[]): boolean => start({ seconds: 0, ...options }).push(...people).length > 0;

  test('in box heights by default, whatever the resolution; in pixels', () => {
    expect([near({}, 0, 100), near({}, 0, 101), near({ distance: 50 }, 0, 50), near({ distance: 50 }, 0, 51)]).toEqual([true, false, true, false]);
  });

  test('in metres on the ground', () => {
    const plane = { image: [[0, 0], [1000, 0], [1000, 1000], [0, 1000]], ground: [[0, 0], [10, 0], [10, 10], [0, 10]] } as const;
    expect([near({ plane, distance: { metres: 2 } }, 100, 299), near({ plane, distance: { metres: 2 } }, 100, 301)]).toEqual([true, false]);
    expect(() => start({ distance: { metres: 2 } })).toThrow('distance: a distance in metres needs the ground that it is on: give plane');
  });
});

test('a group is a chain of tracks that are near', () => {
  const { rule, push } = start({ seconds: 0, group: 3 });
  push(100, 190, 600);
  expect([rule.groups(), rule.counters()['largest']]).toEqual([[[0n, 1n]], 2]);
  expect(push(100, 190, 280, 600, 690).map((each) => (each as unknown[])[0])).toContain('group-formed');
  expect(rule.groups().map((group) => group.length)).toEqual([3, 2]);
  push(100, 400, 800);
  expect(push(100, 400, 800)).toContainEqual(['group-ended', undefined, { size: expect.any(Number) }]);
});
