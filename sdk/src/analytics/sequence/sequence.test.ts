// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { RuleState } from '../core/rule.js';
import { RuleEvent } from '../core/rule-event.js';
import type { SequenceOptions } from './options.js';
import { Sequence, type SequenceEvent } from './sequence.js';

const A = { type: 'line-crossed', rule: 'A' } as const;
const B = { type: 'zone-entered', rule: 'B' } as const;
const C = { type: 'track-gone' } as const;

interface About {
  readonly track?: bigint | undefined;
  readonly source?: number;
  readonly direction?: string;
}

/** An event of another rule. */
function event({ type, rule = 'C' }: { readonly type: string; readonly rule?: string }, time: number, about: About = {}): RuleEvent {
  const { track, source = 0, direction } = { track: 7n, ...about };
  const subject = { rule, source, track, class: 2, label: 'car', time, point: [10 * time, 5] as const };
  return new RuleEvent(type, subject, direction === undefined ? {} : { direction });
}

const make = (options: Partial<SequenceOptions> = {}): Sequence => new Sequence({ steps: [A, B], within: 5, ...options });

function start(rule: Sequence) {
  let events: readonly RuleEvent[] = [];
  let told: readonly SequenceEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (told = rule.update(frame, events)) }));
  return (time: number, ...given: readonly RuleEvent[]): readonly SequenceEvent[] => {
    events = given;
    host.push({ time });
    return told;
  };
}

/** Type and values of what is told of events that come in a frame each. */
function play(rule: Sequence, ...events: readonly RuleEvent[]): unknown[] {
  const push = start(rule);
  return events.flatMap((each) => push(each.time, each)).map(({ type, values }) => [type, values]);
}

const completed = (...times: readonly number[]) => ['sequence-completed', { seconds: expect.closeTo(times.at(-1)! - times[0]!), times }];
const copy = (rule: Sequence, other: Sequence): Sequence => (other.restore(JSON.parse(JSON.stringify(rule.save())) as RuleState), other);

describe('steps', () => {
  test('that are all made are told with their times, about the track of the last', () => {
    const rule = make({ name: 'through' });
    const push = start(rule);
    expect(push(1, event(A, 1))).toEqual([]);
    expect(push(4, event(B, 3.5)).map((each) => ({ ...each }))).toEqual([
      { type: 'sequence-completed', rule: 'through', source: 0, track: 7n, class: 2, label: 'car', time: 3.5, point: [35, 5], values: { seconds: 2.5, times: [1, 3.5] } },
    ]);
    expect(rule.counters()).toEqual({ completed: 1 });
  });

  test('may be more than two', () => {
    expect(play(make({ steps: [A, B, C] }), event(A, 1), event(B, 2.5), event(C, 4))).toEqual([completed(1, 2.5, 4)]);
    expect(play(make({ steps: [A, B, C] }), event(A, 1), event(C, 2.5), event(B, 4))).toEqual([]);
  });

  test.each([
    ['another type', event({ type: 'zone-left', rule: 'B' }, 1)],
    ['another rule', event({ type: 'zone-entered', rule: 'A' }, 1)],
    ['another track', event(B, 1, { track: 8n })],
    ['another source', event(B, 1, { source: 1 })],
    ['no track', event(B, 1, { track: undefined })],
  ])('%s is no step', (_name, other) => {
    expect(play(make(), event(A, 0), other)).toEqual([]);
    expect(play(make(), event(A, 0), other, event(B, 2))).toEqual([completed(0, 2)]);
  });

  test('a step without a rule is that of any', () => {
    expect(play(make({ steps: [{ type: 'line-crossed' }, B] }), event({ type: 'line-crossed', rule: 'other' }, 0), event(B, 1))).toEqual([completed(0, 1)]);
  });

  test('a step with a direction is that of this direction only', () => {
    const steps = [{ ...A, direction: 'in' }, B] as const;
    for (const [direction, count] of [['in', 1], ['out', 0], [undefined, 0]] as const) {
      const first = event(A, 0, direction === undefined ? {} : { direction });
      expect(play(make({ steps }), first, event(B, 1))).toHaveLength(count);
    }
    for (const direction of ['in', 'out']) expect(play(make(), event(A, 0, { direction }), event(B, 1))).toHaveLength(1);
  });

  test('in the wrong order are nothing', () => {
    expect(play(make(), event(B, 0), event(A, 1))).toEqual([]);
  });

  test('other events in between do not matter', () => {
    expect(play(make(), event(A, 0), event(C, 1), event({ type: 'zone-left', rule: 'B' }, 2), event(B, 3))).toEqual([completed(0, 3)]);
  });

  test('the first that comes again begins anew', () => {
    expect(play(make(), event(A, 0), event(A, 4), event(B, 6))).toEqual([completed(4, 6)]);
  });

  test('the first that comes again is the next where the next is the same', () => {
    expect(play(make({ steps: [A, A] }), ...[0, 1, 2, 3].map((time) => event(A, time)))).toEqual([completed(0, 1), completed(2, 3)]);
  });

  test('that were told are told again only once all were made again', () => {
    expect(play(make(), event(A, 0), event(B, 1), event(B, 2), event(A, 3), event(B, 4))).toEqual([completed(0, 1), completed(3, 4)]);
  });

  test('of tracks and sources are kept apart', () => {
    const push = start(make());
    push(0, event(A, 0), event(A, 0, { track: 8n }), event(A, 0, { source: 1 }));
    const told = push(1, event(B, 1, { source: 1 }), event(B, 1, { track: 8n }));
    expect(told.map(({ source, track }) => [source, track])).toEqual([[1, 7n], [0, 8n]]);
  });
});

describe('order', () => {
  test('events of one frame are taken by their times', () => {
    expect(start(make())(1, event(B, 0.8), event(A, 0.2)).map(({ values }) => values)).toEqual([{ seconds: expect.closeTo(0.6), times: [0.2, 0.8] }]);
    expect(start(make())(1, event(B, 0.2), event(A, 0.8))).toEqual([]);
  });

  test('two steps at the same time are one after the other', () => {
    expect(play(make(), event(A, 1), event(B, 1))).toEqual([completed(1, 1)]);
  });

  test('an event that is told late, and happened before the last step, is not the next', () => {
    const push = start(make());
    expect([push(10, event(A, 10)), push(10.3, event(B, 9.8))]).toEqual([[], []]);
    expect(push(11, event(B, 10.5))).toHaveLength(1);
  });

  test.each([['less', 3], ['more', 3600]])('where times go back by %s than the time allowed, what comes is not the next step', (_how, time) => {
    const rule = make({ nearMisses: true, explain: true });
    const push = start(rule);
    push(time, event(A, time));
    expect(push(1, event(B, 1))).toEqual([]);
    expect([...push(1.5, event(A, 1.5)), ...push(2, event(B, 2))].map(({ values }) => values)).toEqual([{ seconds: 0.5, times: [1.5, 2] }]);
    expect(rule.counters()).toEqual({ completed: 1 });
  });

  test('a track whose times went back is explained', () => {
    const rule = make({ explain: true });
    const push = start(rule);
    push(3600, event(A, 3600));
    push(0);
    expect(rule.explain(7n)).toMatchObject({ text: 'track 7 was not told: it made 1 of 2 steps, and then the times of the frames went back', stoppedBy: 'steps' });
  });
});

describe('within', () => {
  test.each([[5, 1], [5 + 5e-7, 1], [5 + 1e-5, 0], [4.999, 1]])('%s s from the first to the last, of 5: told %i times', (seconds, count) => {
    expect(play(make(), event(A, 1), event(B, 1 + seconds))).toHaveLength(count);
  });

  test('is from the first to the last, not from step to step', () => {
    expect(play(make({ steps: [A, B, C] }), event(A, 0), event(B, 3), event(C, 6))).toEqual([]);
  });

  test('is about when a step was made, not about its frame', () => {
    const push = start(make());
    push(1, event(A, 1));
    push(3);
    expect(push(7, event(B, 5.9))).toHaveLength(1);
  });

  test('a first step that comes when it is too late for the others begins anew', () => {
    expect(play(make(), event(A, 0), event(A, 5.5), event(B, 6))).toEqual([completed(5.5, 6)]);
  });

  test('what was missed is told with near misses: once, at the end of the time', () => {
    const rule = make({ steps: [A, { ...B, direction: 'in' }], nearMisses: true });
    const push = start(rule);
    push(1, event(A, 1));
    expect(push(6)).toEqual([]);
    const reason = 'it made 1 of 2 steps, and zone-entered in of B did not come within 5 s';
    expect(push(6.5).map((each) => ({ ...each }))).toEqual([
      { type: 'sequence-missed', rule: 'sequence', source: 0, track: 7n, class: undefined, label: undefined, time: 6, point: undefined, values: { gate: 'within', value: 1, limit: 2, unit: 'steps', reason } },
    ]);
    expect(push(20)).toEqual([]);
    expect(rule.counters()).toEqual({ completed: 0 });
  });

  test('a step that comes too late tells the near miss in its frame', () => {
    const push = start(make({ nearMisses: true }));
    push(0, event(A, 0));
    expect(push(9, event(B, 9)).map(({ type, time }) => [type, time])).toEqual([['sequence-missed', 5]]);
  });

  test('where times go back nothing is missed', () => {
    const push = start(make({ nearMisses: true }));
    push(3600, event(A, 3600));
    expect([push(0), push(100)]).toEqual([[], []]);
  });
});

describe('state', () => {
  test('goes on after a restore, with track ids of 64 bits', () => {
    const track = 2n ** 63n + 1n;
    const first = make({ steps: [A, B, C] });
    play(first, event(A, 0, { track }), event(B, 1, { track }));
    expect(start(copy(first, make({ steps: [A, B, C] })))(2, event(C, 2, { track: track - 1n }), event(C, 2, { track })).map(({ track: told, values }) => [told, values])).toEqual([
      [track, { seconds: 2, times: [0, 1, 2] }],
    ]);
  });

  test('what is saved stays as it is', () => {
    const rule = make({ steps: [A, B, C] });
    const push = start(rule);
    push(0, event(A, 0));
    const saved = rule.save();
    const before = JSON.stringify(saved);
    push(1, event(B, 1));
    expect(JSON.stringify(saved)).toBe(before);
  });

  test('where the options have changed the counts stay, and all tracks begin anew', () => {
    const first = make();
    play(first, event(A, 0), event(B, 1), event(A, 2));
    const second = copy(first, make({ within: 6 }));
    expect([play(second, event(B, 3)), second.counters()]).toEqual([[], { completed: 1 }]);
  });

  test('near misses and explanations may be asked for in between', () => {
    const first = make();
    play(first, event(A, 0));
    expect(play(copy(first, make({ nearMisses: true, explain: true })), event(B, 3))).toEqual([completed(0, 3)]);
  });

  test('a source that is gone is forgotten, others are not', () => {
    const rule = make();
    const push = start(rule);
    push(0, event(A, 0, { source: 1 }), event(A, 0, { source: 11 }));
    rule.forgetSource(1);
    expect(push(1, event(B, 1, { source: 1 }), event(B, 1, { source: 11 })).map(({ source }) => source)).toEqual([11]);
  });

  test('keeps nothing of tracks that are too late, or are done', () => {
    const rule = make();
    const push = start(rule);
    for (let i = 0; i < 200; i++) {
      push(i, event(A, i, { track: BigInt(i) }));
      if (i % 2 === 0) push(i + 0.5, event(B, i + 0.5, { track: BigInt(i) }));
    }
    push(203);
    expect((rule.save()['more'] as unknown[][]).map(([key]) => key)).toEqual(['0:199']);
  });

  test('of another kind is refused', () => {
    expect(() => make().restore({ ...make().save(), kind: 'tailgating' })).toThrow('this is not a state of version 1 of "sequence"');
  });
});

test.each<[string, object, string]>([
  ['no steps', { steps: undefined }, 'Sequence: an option is wrong: steps: expected an array, but it is missing'],
  ['one step', { steps: [A] }, 'steps: expected at least 2 entries, got 1'],
  ['a step without a type', { steps: [A, { rule: 'B' }] }, 'steps[1].type: expected a string, but it is missing'],
  ['a direction that there is not', { steps: [A, { ...B, direction: 'up' }] }, 'steps[1].direction: expected "in" or "out", got "up"'],
  ['a misspelled option', { withn: 5 }, 'withn: no such option; did you mean "within"?'],
  ['no time', { within: undefined }, 'within: expected a number, but it is missing'],
  ['a time of 0', { within: 0 }, 'within: expected more than 0, got 0'],
  ['a time that is no number', { within: NaN }, 'within: '],
  ['an empty name', { name: '' }, 'name: '],
])('%s is refused', (_name, options, message) => {
  expect(() => make(options)).toThrow(expect.objectContaining({ code: 'NVTS_PARAMS', message: expect.stringContaining(message) as string }) as Error);
});
