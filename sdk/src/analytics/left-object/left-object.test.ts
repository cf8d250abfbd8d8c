// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { LeftObject, type LeftObjectEvent } from './left-object.js';
import type { LeftObjectOptions } from './options.js';

/** Seconds pass, ten frames each, with a bag and a person of 100 px at x, or without. */
function start(options: Partial<LeftObjectOptions> = {}) {
  const rule = new LeftObject({ objects: ['bag'], seconds: 3, settled: 2, maxGap: 0.5, ...options });
  const events: LeftObjectEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void events.push(...rule.update(frame)) }), { fps: 10 });
  const pass = (seconds: number, bag: number | undefined, person?: number): unknown[] => {
    events.length = 0;
    for (let i = 0; i < seconds * 10; i++) {
      host.push({
        objects: [
          ...(bag === undefined ? [] : [{ trackId: 1, label: 'bag', left: bag, top: 380, width: 30, height: 20 }]),
          ...(person === undefined ? [] : [{ trackId: 2, label: 'person', left: person, top: 300, width: 30, height: 100 }]),
        ],
      });
    }
    return events.map(({ type, track, values }) => [type, track, { ...values, seconds: Math.round('seconds' in values ? values.seconds : NaN) }]);
  };
  return { rule, pass };
}

test('a thing is left when it stands still with nobody near for the time', () => {
  const { rule, pass } = start();
  expect(pass(5, 500, 520)).toEqual([]);
  expect(pass(2, 500, 900)).toEqual([]);
  expect(pass(2, 500)).toEqual([['object-left', 1n, { seconds: 3 }]]);
  expect(pass(5, 500)).toEqual([]);
  expect(rule.counters()).toEqual({ left: 1, reclaimed: 0, removed: 0, now: 1 });
});

test('somebody who comes near reclaims it', () => {
  const { rule, pass } = start();
  pass(4, 500);
  expect(pass(1, 500, 520)).toEqual([['object-reclaimed', 1n, { seconds: 4 }]]);
  expect(rule.counters()['now']).toBe(0);
});

test('a thing that is carried is neither left nor removed', () => {
  const { pass } = start();
  for (let x = 0; x < 1000; x += 20) expect(pass(0.5, x)).toEqual([]);
});

test('a thing that stood still and is seen no more is removed, whether it was left or watched over', () => {
  const left = start();
  left.pass(4, 500);
  expect(left.pass(2, undefined)).toEqual([['object-reclaimed', 1n, { seconds: 4 }], ['object-removed', 1n, { seconds: 4, left: true, lost: 'unseen' }]]);
  const watched = start();
  watched.pass(4, 500, 520);
  expect(watched.pass(2, undefined, 520)).toEqual([['object-removed', 1n, { seconds: 4, left: false, lost: 'unseen' }]]);
});

test('a thing that is carried away is removed', () => {
  const { pass } = start();
  pass(4, 500, 520);
  expect(pass(1, 700, 720)).toEqual([['object-removed', 1n, { seconds: 4, left: false }]]);
});

test('a box that is hidden for a moment is not removed', () => {
  const { pass } = start();
  pass(3.5, 500);
  expect([pass(0.4, undefined), pass(2, 500)]).toEqual([[], []]);
});

test('an owner is no thing', () => {
  expect(start().pass(10, undefined, 500)).toEqual([]);
});

test('no class of things is refused', () => {
  expect(() => start({ objects: [] })).toThrow('objects: expected at least 1 entry');
});
