// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { RuleState } from '../core/rule.js';
import { RuleEvent } from '../core/rule-event.js';
import type { TailgatingOptions } from './options.js';
import { Tailgating, type TailgatingEvent } from './tailgating.js';

interface About {
  readonly type?: string;
  readonly rule?: string;
  readonly source?: number;
  readonly direction?: 'in' | 'out';
}

/** A crossing as `LineCrossing` tells it. */
function crossing(track: number | undefined, time: number, { type = 'line-crossed', rule = 'Gate', source = 0, direction = 'in' }: About = {}): RuleEvent {
  const subject = { rule, source, track: track === undefined ? undefined : BigInt(track), class: 2, label: 'car', time, point: [10 * time, 5] as const };
  return new RuleEvent(type, subject, { direction });
}

function start(rule: Tailgating) {
  let events: readonly RuleEvent[] = [];
  let told: readonly TailgatingEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (told = rule.update(frame, events)) }));
  return (time: number, ...given: readonly RuleEvent[]): readonly TailgatingEvent[] => {
    events = given;
    host.push({ time });
    return told;
  };
}

/** Who follows whom after how many seconds, of crossings that come in a frame each. */
function play(rule: Tailgating, ...events: readonly RuleEvent[]): unknown[] {
  const push = start(rule);
  return events.flatMap((each) => push(each.time, each)).map(({ track, values }) => [track, values.ahead, 'seconds' in values ? values.seconds : values.reason]);
}

const copy = (rule: Tailgating, other: Tailgating): Tailgating => (other.restore(JSON.parse(JSON.stringify(rule.save())) as RuleState), other);

describe('following', () => {
  test('is told about the second, with who was ahead and by how much', () => {
    const rule = new Tailgating({ name: 'Lock' });
    const push = start(rule);
    expect(push(1, crossing(1, 1))).toEqual([]);
    expect(push(3, crossing(2, 2.5)).map((each) => ({ ...each }))).toEqual([
      { type: 'tailgating', rule: 'Lock', source: 0, track: 2n, class: 2, label: 'car', time: 2.5, point: [25, 5], values: { ahead: 1n, seconds: 1.5, direction: 'in' } },
    ]);
    expect(rule.counters()).toEqual({ tailgating: 1 });
  });

  test.each([[2, 1], [2 + 5e-7, 1], [2 + 1e-5, 0], [0.01, 1], [0, 1]])('%s s behind, of the 2 s that it is unless told otherwise: told %i times', (gap, count) => {
    expect(play(new Tailgating(), crossing(1, 1), crossing(2, 1 + gap))).toHaveLength(count);
  });

  test('each is measured from the one just ahead, told or not', () => {
    expect(play(new Tailgating({ seconds: 1 }), crossing(1, 0), crossing(2, 0.75), crossing(3, 1.5), crossing(4, 5), crossing(5, 5.5))).toEqual([
      [2n, 1n, 0.75],
      [3n, 2n, 0.75],
      [5n, 4n, 0.5],
    ]);
  });

  test('the same track twice is not, and the next follows its second crossing', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(1, 1), crossing(2, 2.5))).toEqual([[2n, 1n, 1.5]]);
  });

  test('two of one frame are taken by their times', () => {
    const push = start(new Tailgating());
    expect(push(1, crossing(1, 0.75), crossing(2, 0.25)).map(({ track, values }) => [track, values.ahead])).toEqual([[1n, 2n]]);
  });

  test('where times go back nobody is known to be ahead, and counting goes on from there', () => {
    expect(play(new Tailgating(), crossing(1, 3600), crossing(2, 0.5), crossing(3, 1))).toEqual([[3n, 2n, 0.5]]);
    expect(play(new Tailgating(), crossing(1, 1), crossing(2, 0.5), crossing(3, 1))).toEqual([[3n, 2n, 0.5]]);
  });
});

describe('what is looked at', () => {
  test('is each direction for itself', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(2, 0.5, { direction: 'out' }), crossing(3, 1), crossing(4, 1.5, { direction: 'out' }))).toEqual([[3n, 1n, 1], [4n, 2n, 1]]);
  });

  test('is one direction only where that is asked for', () => {
    const rule = new Tailgating({ direction: 'out' });
    expect(play(rule, crossing(1, 0), crossing(2, 0.5), crossing(3, 1, { direction: 'out' }), crossing(4, 1.5, { direction: 'out' }))).toEqual([[4n, 3n, 0.5]]);
  });

  test('is each line for itself', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(2, 0.5, { rule: 'Door' }), crossing(3, 1), crossing(4, 1.25, { rule: 'Door' }))).toEqual([[3n, 1n, 1], [4n, 2n, 0.75]]);
  });

  test('is one line only where that is asked for', () => {
    const door = { rule: 'Door' };
    expect(play(new Tailgating({ line: 'Door' }), crossing(1, 0), crossing(2, 0.5), crossing(3, 1, door), crossing(4, 1.5, door))).toEqual([[4n, 3n, 0.5]]);
  });

  test('is each source for itself', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(2, 0.5, { source: 1 }), crossing(3, 1), crossing(4, 1.5, { source: 1 }))).toEqual([[3n, 1n, 1], [4n, 2n, 1]]);
  });

  test('are crossings of tracks, and no other events', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(2, 0.5, { type: 'line-missed' }), crossing(undefined, 1), crossing(3, 1.5))).toEqual([[3n, 1n, 1.5]]);
  });
});

describe('near misses', () => {
  test.each([[2, false], [2.25, true], [3, true], [3.001, false]])('%s s behind, of 2 s, is one: %s', (gap, isOne) => {
    const rule = new Tailgating({ nearMisses: true });
    const push = start(rule);
    push(1, crossing(1, 1));
    const told = push(1 + gap, crossing(2, 1 + gap));
    expect(told.filter(({ type }) => type === 'tailgating-missed')).toHaveLength(isOne ? 1 : 0);
    expect(rule.counters()).toEqual({ tailgating: gap <= 2 ? 1 : 0 });
  });

  test('tell who was ahead, what was measured, and why in words', () => {
    const push = start(new Tailgating({ nearMisses: true }));
    push(1, crossing(1, 1));
    expect(push(3.5, crossing(2, 3.5)).map(({ type, track, time, values }) => [type, track, time, values])).toEqual([
      ['tailgating-missed', 2n, 3.5, { ahead: 1n, gate: 'seconds', value: 2.5, limit: 2, unit: 's', reason: 'it crossed Gate in 2.5 s behind track 1' }],
    ]);
  });

  test('are told only where they are asked for', () => {
    expect(play(new Tailgating(), crossing(1, 0), crossing(2, 2.5))).toEqual([]);
  });
});

describe('state', () => {
  const options: TailgatingOptions = { seconds: 1 };

  test('goes on after a restore, with track ids of 64 bits', () => {
    const ahead = 2n ** 63n + 1n;
    const first = new Tailgating(options);
    play(first, crossing(1, 0), crossing(2, 0.5));
    const { track: _, ...event } = crossing(3, 1);
    play(first, new RuleEvent('line-crossed', { ...event, track: ahead }, { direction: 'in' }));
    const second = copy(first, new Tailgating(options));
    expect(play(second, crossing(4, 1.5))).toEqual([[4n, ahead, 0.5]]);
    expect(second.counters()).toEqual({ tailgating: 3 });
  });

  test('where the options have changed the count stays, and nobody is ahead', () => {
    const first = new Tailgating(options);
    play(first, crossing(1, 0), crossing(2, 0.5));
    const second = copy(first, new Tailgating({ seconds: 3 }));
    expect([play(second, crossing(3, 1)), second.counters()]).toEqual([[], { tailgating: 1 }]);
  });

  test('a source that is gone is forgotten, others are not', () => {
    const rule = new Tailgating(options);
    const push = start(rule);
    push(0, crossing(1, 0, { source: 1 }), crossing(1, 0, { source: 11 }));
    rule.forgetSource(1);
    expect(push(0.5, crossing(2, 0.5, { source: 1 }), crossing(2, 0.5, { source: 11 })).map(({ source }) => source)).toEqual([11]);
  });

  test('is one crossing a line, direction and source, whoever comes', () => {
    const rule = new Tailgating(options);
    play(rule, ...Array.from({ length: 400 }, (_, i) => crossing(i, 5 * i, { direction: i % 2 === 0 ? 'in' : 'out', source: (i >> 1) % 2 })));
    expect(rule.save()['more']).toHaveLength(4);
  });

  test('of another kind is refused', () => {
    const rule = new Tailgating();
    expect(() => rule.restore({ ...rule.save(), kind: 'sequence' })).toThrow('this is not a state of version 1 of "tailgating"');
  });
});

test.each<[string, object, string]>([
  ['a misspelled option', { second: 1 }, 'Tailgating: an option is wrong: second: no such option; did you mean "seconds"?'],
  ['a direction that there is not', { direction: 'inn' }, 'direction: expected "in" or "out", got "inn"; did you mean "in"?'],
  ['a time of 0', { seconds: 0 }, 'seconds: expected more than 0, got 0'],
  ['a time that is no number', { seconds: '2' }, 'seconds: expected a number, got a string ("2")'],
  ['a time without end', { seconds: Infinity }, 'seconds: '],
  ['a line that is no name', { line: [[0, 0], [1, 1]] }, 'line: '],
])('%s is refused', (_name, options, message) => {
  expect(() => new Tailgating(options)).toThrow(expect.objectContaining({ code: 'NVTS_PARAMS', message: expect.stringContaining(message) as string }) as Error);
});
