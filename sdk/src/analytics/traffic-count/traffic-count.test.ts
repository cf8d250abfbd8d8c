// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import type { RuleState } from '../core/rule.js';
import { RuleEvent } from '../core/rule-event.js';
import type { TrafficCountOptions } from './options.js';
import { TrafficCount, type TrafficCountEvent } from './traffic-count.js';

interface About {
  readonly type?: string;
  readonly rule?: string;
  readonly classId?: number | undefined;
  readonly direction?: string | undefined;
}

/** An event of another rule about an object of a label. */
function event(time: number, label = 'car', about: About = {}): RuleEvent {
  const { type = 'line-crossed', rule = 'A', classId, direction } = { classId: 2, direction: 'in', ...about };
  const subject = { rule, source: 0, track: 1n, class: classId, label, time, point: undefined };
  return new RuleEvent(type, subject, direction === undefined ? {} : { direction });
}

function start(rule: TrafficCount) {
  let events: readonly RuleEvent[] = [];
  let told: readonly TrafficCountEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (told = rule.update(frame, events)) }));
  return (time: number, ...given: readonly RuleEvent[]): readonly TrafficCountEvent['values'][] => {
    events = given;
    host.push({ time });
    return told.map(({ values }) => values);
  };
}

const make = (options: TrafficCountOptions = {}): TrafficCount => new TrafficCount({ interval: 10, ...options });
const copy = (rule: TrafficCount, other: TrafficCount): TrafficCount => (other.restore(JSON.parse(JSON.stringify(rule.save())) as RuleState), other);

describe('what is counted', () => {
  test('has a name of label and direction', () => {
    const counts = make();
    start(counts)(0, event(0), event(0), event(0, 'car', { direction: 'out' }), event(0, 'person'));
    expect(counts.interval).toEqual({ 'car in': 2, 'car out': 1, 'person in': 1 });
    expect(counts.counters()).toEqual({ total: 4, 'car in': 2, 'car out': 1, 'person in': 1 });
  });

  test('has the number of its class where there is no label, and is "all" where there is neither', () => {
    const counts = make();
    start(counts)(0, event(0, ''), event(0, '', { classId: 0 }), event(0, '', { classId: undefined, direction: undefined }));
    expect(counts.interval).toEqual({ 'class 2 in': 1, 'class 0 in': 1, all: 1 });
  });

  test('has a name without direction where the event has none', () => {
    const counts = make({ types: ['zone-entered'] });
    start(counts)(0, event(0, 'car', { type: 'zone-entered', direction: undefined }));
    expect(counts.interval).toEqual({ car: 1 });
  });

  test('may have any text for a label', () => {
    const counts = make();
    start(counts)(0, event(0, '__proto__'), event(0, 'constructor'), event(0, '__proto__', { direction: undefined }));
    expect(Object.entries(counts.interval)).toEqual([['__proto__ in', 1], ['constructor in', 1], ['__proto__', 1]]);
    expect(Object.entries(copy(counts, make()).interval)).toEqual(Object.entries(counts.interval));
  });

  test('has one name for all that come after 256, so that labels without end fill no memory', () => {
    const counts = make();
    const push = start(counts);
    for (let i = 0; i < 300; i++) push(i / 100, event(i / 100, `label ${i}`));
    push(4, event(4, 'label 7'), event(4, 'label 299'));
    expect(Object.keys(counts.counters())).toHaveLength(1 + 256 + 1);
    expect(counts.counters()).toMatchObject({ total: 302, 'label 7 in': 2, others: 45 });
    push(10);
    push(11, event(11, 'label 299'), event(11, 'label 7'));
    expect(counts.interval).toEqual({ others: 1, 'label 7 in': 1 });
  });

  test('leaves the total what it is, whatever a label says', () => {
    const counts = make();
    start(counts)(0, event(0, 'total', { direction: undefined }), event(0));
    expect(counts.counters()).toEqual({ total: 2, 'car in': 1 });
  });

  test('are events of the types and rules that are asked for', () => {
    const events = [event(0), event(0, 'bus', { rule: 'B' }), event(0, 'van', { type: 'zone-left' }), event(0, 'bike', { type: 'zone-left', rule: 'B' })];
    const counted = (options: TrafficCountOptions): string[] => {
      const counts = make(options);
      start(counts)(0, ...events);
      return Object.keys(counts.interval);
    };
    expect(counted({})).toEqual(['car in', 'bus in']);
    expect(counted({ rules: ['B'] })).toEqual(['bus in']);
    expect(counted({ types: ['zone-left', 'line-crossed'], rules: ['B'] })).toEqual(['bus in', 'bike in']);
    expect(counted({ rules: [] })).toEqual([]);
  });
});

describe('intervals', () => {
  test('begin with the first frame, and are told when they are over', () => {
    const push = start(make());
    expect([push(3), push(8, event(8)), push(12.9, event(12.9, 'bus'))]).toEqual([[], [], []]);
    expect(push(13)).toEqual([{ from: 3, to: 13, total: 2, counts: { 'car in': 1, 'bus in': 1 } }]);
    expect([push(14, event(14)), push(23)]).toEqual([[], [{ from: 13, to: 23, total: 1, counts: { 'car in': 1 } }]]);
    expect(push(33)).toEqual([{ from: 23, to: 33, total: 0, counts: {} }]);
  });

  test('are told at their end, about no track', () => {
    const told: object[] = [];
    const rule = make({ name: 'flow' });
    const host = new TestHost(defineProcessor({ onFrame: (frame) => void told.push(...rule.update(frame, [event(frame.time)])) }));
    for (const time of [0, 10.5]) host.push({ time, sourceId: 3 });
    expect(told.map((each) => ({ ...each }))).toEqual([
      { type: 'traffic-counted', rule: 'flow', source: 3, track: undefined, class: undefined, label: undefined, time: 10, point: undefined, values: { from: 0, to: 10, total: 1, counts: { 'car in': 1 } } },
    ]);
  });

  test.each([[9.9999, 0], [10 - 5e-7, 1], [10, 1]])('of 10 s: after %s s told %i times', (time, count) => {
    const push = start(make());
    push(0);
    expect(push(time)).toHaveLength(count);
  });

  test('are of 60 s unless told otherwise', () => {
    const push = start(new TrafficCount());
    expect([push(0), push(59.9), push(60)]).toEqual([[], [], [{ from: 0, to: 60, total: 0, counts: {} }]]);
  });

  test('without a frame are not told, and the others keep their pace', () => {
    const push = start(make());
    push(5, event(5));
    expect(push(48)).toEqual([{ from: 5, to: 15, total: 1, counts: { 'car in': 1 } }]);
    expect([push(54.9), push(55)]).toEqual([[], [{ from: 45, to: 55, total: 0, counts: {} }]]);
  });

  test('hold what happened in them: an event of the frame that ends one may be of it, or of the next', () => {
    const push = start(make());
    push(0);
    expect(push(10.2, event(9.9), event(10, 'bus'), event(10.1, 'van'))).toEqual([{ from: 0, to: 10, total: 1, counts: { 'car in': 1 } }]);
    expect(push(20)).toEqual([{ from: 10, to: 20, total: 2, counts: { 'bus in': 1, 'van in': 1 } }]);
  });

  test('that ended before a gap do not hold what happened after it', () => {
    const push = start(make());
    push(5, event(5));
    expect(push(48, event(47.9, 'bus'))).toEqual([{ from: 5, to: 15, total: 1, counts: { 'car in': 1 } }]);
    expect(push(55)).toEqual([{ from: 45, to: 55, total: 1, counts: { 'bus in': 1 } }]);
  });

  test('that were told do not change: an event that comes late is of the interval in which it comes', () => {
    const push = start(make());
    push(0);
    push(10);
    push(12, event(8));
    expect(push(20)).toEqual([{ from: 10, to: 20, total: 1, counts: { 'car in': 1 } }]);
  });

  test('begin anew where times go back, with what was counted', () => {
    const push = start(make());
    push(3600);
    push(3605, event(3605));
    expect([push(2), push(11.9), push(12)]).toEqual([[], [], [{ from: 2, to: 12, total: 1, counts: { 'car in': 1 } }]]);
  });

  test('what was told stays as it was', () => {
    const push = start(make());
    push(0, event(0));
    const [told] = push(10);
    push(11, event(11), event(11));
    expect(told).toEqual({ from: 0, to: 10, total: 1, counts: { 'car in': 1 } });
  });
});

describe('state', () => {
  test('goes on after a restore, in the middle of an interval', () => {
    const first = make();
    const push = start(first);
    push(0, event(0));
    push(10);
    push(11, event(11, 'bus'));
    const second = copy(first, make());
    expect(second.counters()).toEqual({ total: 2, 'car in': 1, 'bus in': 1 });
    const again = start(second);
    expect([again(12, event(12)), again(20)]).toEqual([[], [{ from: 10, to: 20, total: 2, counts: { 'bus in': 1, 'car in': 1 } }]]);
  });

  test('of a rule that saw no frame is that of a new one', () => {
    const push = start(copy(make(), make()));
    expect([push(7), push(17)]).toEqual([[], [{ from: 7, to: 17, total: 0, counts: {} }]]);
  });

  test('where the options have changed the counts of all names stay, and a new interval begins', () => {
    const first = make();
    start(first)(0, event(0), event(0, 'bus'));
    const second = copy(first, make({ interval: 20 }));
    expect([second.counters(), second.interval]).toEqual([{ total: 2, 'car in': 1, 'bus in': 1 }, {}]);
    const push = start(second);
    expect([push(5), push(25)]).toEqual([[], [{ from: 5, to: 25, total: 0, counts: {} }]]);
  });

  test('stays when a source is gone', () => {
    const counts = make();
    start(counts)(0, event(0));
    counts.forgetSource();
    expect(counts.counters()).toEqual({ total: 1, 'car in': 1 });
  });

  test('of another kind is refused', () => {
    expect(() => make().restore({ ...make().save(), kind: 'zone' })).toThrow('this is not a state of version 1 of "traffic-count"');
  });
});

test.each<[string, object, string]>([
  ['a misspelled option', { intervall: 5 }, 'TrafficCount: an option is wrong: intervall: no such option; did you mean "interval"?'],
  ['an interval of 0', { interval: 0 }, 'interval: expected more than 0, got 0'],
  ['an interval without end', { interval: Infinity }, 'interval: '],
  ['a type that is no text', { types: [1] }, 'types[0]: expected a string, got a number (1)'],
  ['types that are no list', { types: 'line-crossed' }, 'types: expected an array, got a string ("line-crossed")'],
  ['rules that are no list', { rules: 'A' }, 'rules: expected an array, got a string ("A")'],
])('%s is refused', (_name, options, message) => {
  expect(() => make(options)).toThrow(expect.objectContaining({ code: 'NVTS_PARAMS', message: expect.stringContaining(message) as string }) as Error);
});
