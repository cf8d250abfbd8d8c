// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { PresenceOptions } from './options.js';
import { Presence, type PresenceEvent } from './presence.js';

function start(options: PresenceOptions = {}) {
  const rule = new Presence({ maxGap: 0.15, ...options });
  let events: readonly PresenceEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (events = rule.update(frame)) }), { fps: 10 });
  const push = (...ids: number[]): unknown[] => {
    host.push({ objects: ids.map((trackId) => ({ trackId, left: 10 * trackId, top: 0, width: 5, height: 5 })) });
    return events.map(({ type, track, values }) => [type, track, values]);
  };
  return { rule, push };
}

test('each track appears once, the first of all is told apart, and is gone once it is lost', () => {
  const { rule, push } = start();
  expect(push(1)).toEqual([['track-appeared', 1n, { present: 1, first: true }], ['new-high', undefined, { present: 1, before: 0 }]]);
  expect(push(1, 2)[0]).toEqual(['track-appeared', 2n, { present: 2, first: false }]);
  push(2);
  expect(push(2)).toEqual([['track-gone', 1n, { seconds: expect.closeTo(0.1), present: 1, lost: 'unseen' }]]);
  expect(rule.counters()).toEqual({ appeared: 2, gone: 1, persisted: 0, longest: expect.closeTo(0.1), present: 1, high: 2, low: 1 });
});

test('a track that is seen for less than the time is not told', () => {
  const { rule, push } = start({ seconds: 0.2 });
  push(1);
  push(1);
  for (let i = 0; i < 5; i++) push();
  expect(rule.counters()).toMatchObject({ appeared: 0, gone: 0, high: 0 });
});

test('a track persists once', () => {
  const { push } = start({ persistence: 0.3 });
  const told = Array.from({ length: 8 }, () => push(1)).flat();
  expect(told.filter((each) => (each as unknown[])[0] === 'track-persisted')).toEqual([['track-persisted', 1n, { seconds: expect.closeTo(0.3) }]]);
});

test('the earliest and the latest', () => {
  const { rule, push } = start();
  expect([rule.earliest(), rule.latest()]).toEqual([undefined, undefined]);
  push(3);
  push(3, 1);
  push(3, 1, 2);
  expect([rule.earliest()?.track, rule.latest()?.track]).toEqual([3n, 2n]);
  expect(rule.earliest()?.seconds).toBeCloseTo(0.2);
});

test('new highs and lows', () => {
  const { push } = start();
  const told = [[], [1, 2], [1, 2, 3], [1, 2, 3], [1, 3], [1], [1], [1]].flatMap((ids) => push(...ids)).filter((each) => String((each as unknown[])[0]).startsWith('new'));
  expect(told).toEqual([
    ['new-high', undefined, { present: 2, before: 0 }],
    ['new-high', undefined, { present: 3, before: 2 }],
    ['new-low', undefined, { present: 1, before: 2 }],
  ]);
});
