// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { Intersection, type IntersectionEvent } from './intersection.js';
import type { IntersectionOptions } from './options.js';

/** A forklift of 200 × 200 at 0, 0, and a person of 40 × 100 whose left edge is at x. */
function start(options: Partial<IntersectionOptions> = {}) {
  const rule = new Intersection({ between: [['person'], [7]], patience: 0, ...options });
  let events: readonly IntersectionEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (events = rule.update(frame)) }), { fps: 10 });
  const push = (left: number, label = 'person'): unknown[] => {
    host.push({
      objects: [
        { trackId: 1, classId: 7, label: 'forklift', left: 0, top: 0, width: 200, height: 200 },
        { trackId: 2, classId: 0, label, left, top: 50, width: 40, height: 100 },
      ],
    });
    return events.map(({ type, track, values }) => [type, track, values]);
  };
  return { rule, push };
}

test('boxes of the two classes that overlap by a part of the smaller are told, and when they part', () => {
  const { rule, push } = start();
  expect([push(300), push(199)]).toEqual([[], []]);
  expect(push(190)).toEqual([['boxes-met', 1n, { other: 2n, overlap: 0.25, seconds: 0 }]]);
  expect(push(180)).toEqual([]);
  expect(push(250)).toEqual([['boxes-parted', 1n, { other: 2n, most: 0.5, seconds: expect.closeTo(0.1) }]]);
  expect(rule.counters()).toEqual({ met: 1, now: 0 });
});

test('boxes of other classes do not matter', () => {
  expect(start().push(100, 'dog')).toEqual([]);
});

test('edges that touch do not overlap', () => {
  expect(start({ overlap: 0.0001 }).push(200)).toEqual([]);
});

test('for some seconds only, if one says so', () => {
  const { push } = start({ seconds: 0.2 });
  expect([push(100), push(100), push(100).length]).toEqual([[], [], 1]);
});

test('the anchor does not move the boxes', () => {
  for (const anchor of ['top-left', 'center', 'bottom-right'] as const) expect(start({ anchor }).push(190)).toHaveLength(1);
});

test('no class is refused', () => {
  expect(() => start({ between: [['person'], []] })).toThrow('between[1]: expected at least 1 entry');
});
