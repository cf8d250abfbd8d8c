// SPDX-License-Identifier: MIT
// Rules that look at the events of other rules, with those of real lines.
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import { TestHost } from '../testing/test-host.js';
import type { Rule, RuleState } from './core/rule.js';
import type { RuleEvent } from './core/rule-event.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import { Sequence } from './sequence/sequence.js';
import { Tailgating } from './tailgating/tailgating.js';
import { TrafficCount } from './traffic-count/traffic-count.js';

/** Two lines, at y = 100 and y = 200, whose events go to a rule; tracks stand at their y. */
function start(rule: Rule) {
  const lines = [100, 200].map((y, i) => new LineCrossing({ name: 'AB'[i]!, line: [[0, y], [900, y]], anchor: 'center', margin: 0 }));
  let told: readonly RuleEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (told = rule.update(frame, lines.flatMap((line) => line.update(frame)))) }));
  return (time: number, tracks: Readonly<Record<number, number>>, more: object = {}): unknown[] => {
    const objects = Object.entries(tracks).map(([id, y]) => ({ trackId: Number(id), left: 100, top: y - 1, width: 2, height: 2, label: Number(id) > 9 ? 'truck' : 'car', ...more }));
    host.push({ time, objects });
    return told.map(({ type, track, values }) => [type, track, values]);
  };
}

const copy = <R extends Rule>(rule: R, other: R): R => (other.restore(JSON.parse(JSON.stringify(rule.save())) as RuleState), other);

describe('TrafficCount', () => {
  test('counts by class and direction, and tells each interval', () => {
    const counts = new TrafficCount({ interval: 10, rules: ['A'] });
    const push = start(counts);
    expect([push(0, { 1: 90, 2: 90, 10: 110 }), push(1, { 1: 110, 2: 110, 10: 90 }), push(9, {})]).toEqual([[], [], []]);
    expect(counts.interval).toEqual({ 'car in': 2, 'truck out': 1 });
    expect(push(10, {})).toEqual([['traffic-counted', undefined, { from: 0, to: 10, total: 3, counts: { 'car in': 2, 'truck out': 1 } }]]);
    expect(push(20, {})).toEqual([['traffic-counted', undefined, { from: 10, to: 20, total: 0, counts: {} }]]);
    expect(counts.counters()).toEqual({ total: 3, 'car in': 2, 'truck out': 1 });
  });

  test('goes on after a restore', () => {
    const counts = new TrafficCount({ interval: 10 });
    const push = start(counts);
    push(0, { 1: 90 });
    push(1, { 1: 110 });
    const other = copy(counts, new TrafficCount({ interval: 10 }));
    expect(start(other)(10, {})).toEqual([['traffic-counted', undefined, { from: 0, to: 10, total: 1, counts: { 'car in': 1 } }]]);
  });
});

describe('Sequence', () => {
  const make = () => new Sequence({ steps: [{ type: 'line-crossed', rule: 'A', direction: 'in' }, { type: 'line-crossed', rule: 'B', direction: 'in' }], within: 5 });

  test('A, then B within the time', () => {
    const push = start(make());
    push(0, { 1: 90 });
    push(1, { 1: 150 });
    expect(push(2, { 1: 210 })).toEqual([['sequence-completed', 1n, { seconds: expect.closeTo(1.6667, 3), times: [expect.closeTo(0.1667, 3), expect.closeTo(1.8333, 3)] }]]);
  });

  test('A and B between two frames', () => {
    const push = start(make());
    push(0, { 1: 90 });
    expect(push(1, { 1: 210 })).toHaveLength(1);
  });

  test('B, then A; too late; another track; the other direction: nothing', () => {
    const order = start(make());
    expect([order(0, { 1: 210 }), order(1, { 1: 150 }), order(2, { 1: 90 })]).toEqual([[], [], []]);
    const late = start(make());
    expect([late(0, { 1: 90 }), late(1, { 1: 150 }), ...[2, 3, 4, 5, 6].map((time) => late(time, { 1: 150 })), late(7, { 1: 210 })].flat()).toEqual([]);
    const other = start(make());
    expect([other(0, { 1: 90, 2: 150 }), other(1, { 1: 150, 2: 150 }), other(2, { 1: 150, 2: 210 })].flat()).toEqual([]);
  });

  test('a first step that comes again begins anew', () => {
    const push = start(make());
    // Over A at 0.5 s, back, and over A again at 5.5 s.
    [90, 110, 90, 90, 90, 90, 110].forEach((y, time) => push(time, { 1: y }));
    expect(push(7, { 1: 210 })).toHaveLength(1);
  });

  test('goes on after a restore, and forgets a source that is gone', () => {
    for (const gone of [false, true]) {
      const first = make();
      const push = start(first);
      push(0, { 1: 90 });
      push(1, { 1: 150 });
      const second = copy(first, make());
      if (gone) second.forgetSource(0);
      const again = start(second);
      again(1.5, { 1: 150 });
      expect(again(2, { 1: 210 })).toHaveLength(gone ? 0 : 1);
    }
  });
});

describe('Tailgating', () => {
  const options = { line: 'A', seconds: 1 } as const;

  test('a track that follows another too soon in the same direction', () => {
    const push = start(new Tailgating(options));
    push(0, { 1: 90, 2: 50 });
    push(1, { 1: 110, 2: 90 });
    expect(push(1.5, { 1: 120, 2: 110 })).toEqual([['tailgating', 2n, { ahead: 1n, seconds: expect.closeTo(0.75), direction: 'in' }]]);
  });

  test('two that cross in one frame, in the order in which they did', () => {
    const push = start(new Tailgating(options));
    push(0, { 1: 50, 2: 90 });
    expect(push(1, { 1: 110, 2: 110 })).toEqual([['tailgating', 1n, { ahead: 2n, seconds: expect.closeTo(0.333, 2), direction: 'in' }]]);
  });

  test('later, the other way, the same track, or another line: nothing', () => {
    const rule = new Tailgating(options);
    const push = start(rule);
    push(0, { 1: 90, 2: 110, 3: 190, 4: 90 });
    push(1, { 1: 110, 2: 90, 3: 210, 4: 90 });
    push(1.2, { 1: 90, 2: 90, 3: 210, 4: 90 });
    push(3, { 1: 90, 2: 90, 3: 210, 4: 90 });
    push(3.2, { 1: 90, 2: 90, 3: 210, 4: 110 });
    // Track 1 went out 0.6 s after track 2 did.
    expect(rule.counters()).toEqual({ tailgating: 1 });
  });

  test('goes on after a restore', () => {
    const first = new Tailgating(options);
    const push = start(first);
    push(0, { 1: 90, 2: 90 });
    push(1, { 1: 110, 2: 90 });
    const again = start(copy(first, new Tailgating(options)));
    again(1, { 2: 90 });
    expect(again(1.2, { 2: 110 })).toHaveLength(1);
  });
});
