// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost, type TestFrame } from '../../testing/index.js';
import { eventRecord, eventRecordSchema } from './event-record.js';
import { ruleSetOptions, type RuleSetOptions } from './options.js';
import { RuleSet } from './rule-set.js';

const door = { kind: 'line-crossing', name: 'Door', line: [[0, 50], [100, 50]], anchor: 'center' };
const hall = { kind: 'zone', name: 'Hall', polygon: [[0, 50], [100, 50], [100, 100], [0, 100]], anchor: 'center' };

function player(options: RuleSetOptions | RuleSet) {
  const rules = options instanceof RuleSet ? options : new RuleSet(options);
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
        rules.draw(frame);
      },
    }),
  );
  return { rules, push: (frame: TestFrame) => host.push(frame) };
}

/** One track that walks down over the door, a frame a step. */
function walk(more: Partial<TestFrame> = {}): TestFrame[] {
  return [40, 46, 54, 60].map((y, i) => ({ time: i / 10, objects: [{ trackId: 2n ** 63n, classId: 3, label: 'person', left: 48, top: y - 4, width: 4, height: 8 }], ...more }));
}

describe('RuleSet', () => {
  test('runs the rules of each source on its own', () => {
    const { rules, push } = player({ cameras: [{ rules: [door, hall] }] });
    for (const sourceId of [0, 7]) for (const frame of walk()) push({ ...frame, sourceId });
    expect(rules.counters()).toMatchObject({ 0: { Door: { in: 1 }, Hall: { occupancy: 1 } }, 7: { Door: { in: 1 }, Hall: { occupancy: 1 } } });
    expect(rules.sourceIds).toEqual([0, 7]);
  });

  test.each([
    [{ sources: [4] }, 4, undefined, true],
    [{ sources: [4] }, 5, undefined, false],
    [{ sensors: ['gate-*'] }, 0, { name: 'gate-north' }, true],
    [{ sensors: ['gate-*'] }, 0, { id: 'gate-7' }, true],
    [{ sensors: ['gate-?'] }, 0, { name: 'gate-12' }, false],
    [{ sensors: ['*a*a*a*b'] }, 0, { name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac' }, false],
    [{ sensors: ['gate-*'] }, 0, undefined, false],
    [{ sources: [1], sensors: ['gate-*'] }, 1, undefined, true],
    [{}, 9, undefined, true],
  ])('an entry for %j is about source %i with sensor %j: %s', (match, sourceId, sensor, is) => {
    const { rules, push } = player({ cameras: [{ ...match, rules: [door] }] });
    push({ sourceId, ...(sensor && { sensor }) });
    expect(rules.rulesOf(sourceId).length).toBe(is ? 1 : 0);
    expect(rules.unmatched).toEqual(is ? [] : [0]);
  });

  test('gives the rule of a frame by its name, also before its first update', () => {
    const rules = new RuleSet({ cameras: [{ sources: [0], rules: [{ ...door, kind: 'line-crossing', name: 'Door' }] }] });
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('found', { in: rules.rule(frame, 'Door').in }) }));
    expect(host.push({}).events[0]?.data).toEqual({ in: 0 });
    expect(() => host.push({ sourceId: 3 })).toThrow('source 3 has no rule "Door"');
  });

  test('a source has the rules of every entry about it, of equal names the later', () => {
    const other = { ...door, line: [[0, 500], [100, 500]] };
    const { rules, push } = player({ cameras: [{ rules: [door, hall] }, { sources: [1], rules: [other] }] });
    for (const sourceId of [0, 1]) for (const frame of walk()) push({ ...frame, sourceId });
    expect(rules.counters()).toMatchObject({ 0: { Door: { in: 1 } }, 1: { Door: { in: 0 }, Hall: { entered: 1 } } });
  });

  test('defaults go to the rules that know them and say nothing else', () => {
    const { anchor: _, ...plain } = door;
    const { rules, push } = player({
      defaults: { anchor: 'center', classes: ['car'], explain: true },
      cameras: [{ defaults: { classes: ['person'] }, rules: [plain, { ...plain, name: 'Cars', classes: ['car'] }] }],
    });
    for (const frame of walk()) push(frame);
    expect(rules.counters()).toMatchObject({ 0: { Door: { in: 1 }, Cars: { in: 0 } } });
  });

  test('a rule that looks at events takes those of the rules before it', () => {
    const counts = { kind: 'traffic-count', interval: 0.3 };
    const into = { kind: 'sequence', within: 1, steps: [{ type: 'line-crossed', rule: 'Door' }, { type: 'zone-entered', rule: 'Hall' }] };
    const { rules, push } = player({ cameras: [{ rules: [door, hall, counts, into] }] });
    for (const frame of walk()) push(frame);
    expect(rules.counters()[0]).toMatchObject({ 'traffic-count': { total: 1, 'person in': 1 }, sequence: { completed: 1 } });
  });

  test('an event carries what the frame knows, and fits the schema', () => {
    const { push } = player({ cameras: [{ rules: [door] }] });
    const more = { sourceId: 3, sensor: { id: 'cam-3', name: 'gate' }, ntp: 1_700_000_000_123_000_000n };
    const [event] = walk(more).flatMap((frame) => push(frame).events);
    expect(eventRecordSchema.parse(event?.data)).toEqual(event?.data);
    expect(event?.data).toMatchObject({
      type: 'line-crossed',
      rule: 'Door',
      source: 3,
      sensor: 'gate',
      track: '9223372036854775808',
      class: 3,
      label: 'person',
      frame: 2,
      pts: 200_000_000,
      point: [50, 50],
      values: { direction: 'in', in: 1, out: 0 },
    });
    // It crossed half a frame before it was seen across.
    expect(event?.data).toMatchObject({ time: expect.closeTo(0.15, 6) as number, utc: '2023-11-14T22:13:20.073Z' });
  });

  test('an event at the end of the stream has no frame, and fits the schema', () => {
    const { rules, push } = player({ cameras: [{ rules: [door] }] });
    for (const frame of walk()) push(frame);
    const record = eventRecord(rules.snapshot(0, 0.4)[0]!);
    expect(record).toEqual({ type: 'counters', rule: 'Door', source: 0, time: 0.4, values: { in: 1, out: 0, returned: 0, missed: 0 } });
    expect(eventRecordSchema.parse(record)).toEqual(record);
  });

  test('an event after more than 104 days fits the schema, too', () => {
    const { push } = player({ cameras: [{ rules: [door] }] });
    const pts = 105n * 86_400n * 1_000_000_000n + 1n;
    const [event] = walk().flatMap((frame, i) => push({ ...frame, pts: pts + BigInt(i) }).events);
    expect(eventRecordSchema.parse(event?.data)).toMatchObject({ pts: expect.closeTo(Number(pts), -3) as number });
  });

  test('counters come at intervals of stream time, for each rule', () => {
    const { rules, push } = player({ snapshots: 0.2, cameras: [{ rules: [door, hall] }] });
    const events = walk().flatMap((frame) => push(frame).events).filter(({ type }) => type === 'counters');
    expect(events.map(({ data }) => [data['rule'], data['frame']])).toEqual([['Door', 2], ['Hall', 2]]);
    expect(rules.snapshot(0, 9).map(({ values }) => values)).toMatchObject([{ in: 1 }, { entered: 1 }]);
    expect(rules.snapshot(55, 9)).toEqual([]);
  });

  test('counters tell how many objects could not be judged, where there were any', () => {
    const { rules, push } = player({ cameras: [{ rules: [door, { kind: 'traffic-count' }] }] });
    const good = { trackId: 1, left: 48, top: 40, width: 4, height: 8 };
    push({ objects: [good, { ...good, trackId: 2, width: 0 }, { ...good, trackId: 3, left: NaN }, { ...good, trackId: undefined }] });
    expect(rules.snapshot(0, 1).map(({ values }) => values)).toEqual([{ in: 0, out: 0, returned: 0, missed: 0, untracked: 1, invalid: 2 }, { total: 0 }]);
  });

  test('a rule that tells too much is cut short, and the counters say by how much', () => {
    const { rules, push } = player({ eventsPerSecond: 2, snapshots: 0, cameras: [{ rules: [door] }] });
    const crowd = (y: number, time: number): TestFrame => ({
      time,
      objects: Array.from({ length: 10 }, (_, trackId) => ({ trackId, left: 5 * trackId, top: y, width: 4, height: 8 })),
    });
    expect([40, 60].flatMap((y, i) => push(crowd(y, i / 10)).events)).toHaveLength(2);
    expect(rules.snapshot(0, 1)[0]?.values).toMatchObject({ in: 10, suppressed: 8 });
    expect(rules.snapshot(0, 1)[0]?.values).not.toHaveProperty('suppressed');
  });

  test('a state goes on in a set made from the same file or another', () => {
    const first = player({ cameras: [{ rules: [door, hall] }] });
    for (const frame of walk().slice(0, 2)) first.push(frame);
    const second = player({ cameras: [{ rules: [{ ...hall, name: 'Lobby' }, door] }] });
    second.rules.restore(JSON.parse(JSON.stringify(first.rules.save())) as never);
    for (const frame of walk().slice(2)) second.push(frame);
    expect(second.rules.counters()).toMatchObject({ 0: { Door: { in: 1 }, Lobby: { entered: 1 } } });
  });

  test('the state of a source that has not come back is kept', () => {
    const first = player({ cameras: [{ rules: [door] }] });
    for (const frame of walk({ sourceId: 5 })) first.push(frame);
    const second = new RuleSet({ cameras: [{ rules: [door] }] });
    second.restore(first.rules.save());
    expect(second.save()).toEqual(first.rules.save());
  });

  test.each([null, {}, { version: 2, sources: {} }, { version: 1 }])('refuses %j as a state', (state) => {
    expect(() => new RuleSet({ cameras: [{ rules: [door] }] }).restore(state as never)).toThrow('this is not a state');
  });

  test('a source that is gone loses its tracks and keeps its counts', () => {
    const { rules, push } = player({ cameras: [{ rules: [hall] }] });
    for (const frame of walk()) push(frame);
    rules.forgetSource(0);
    push({ time: 1 });
    expect(rules.counters()).toMatchObject({ 0: { Hall: { entered: 1, left: 1, occupancy: 0 } } });
  });

  test('explains what a rule made of a track, and draws it', () => {
    const rules = new RuleSet({ defaults: { explain: true }, cameras: [{ rules: [door, { kind: 'heat-map', name: 'Heat' }] }] });
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          rules.update(frame);
          rules.drawTrack(frame, 'Door', 2n ** 63n);
        },
      }),
    );
    const draws = walk().map((frame) => host.push(frame).draws).at(-1)!;
    const text = `track ${2n ** 63n} was counted in: it crossed from the left to the right at (50, 50) at 0.15 s`;
    expect(rules.explain(0, 'Door', 2n ** 63n)?.text).toBe(text);
    expect(draws.find(({ kind }) => kind === 'text')?.text).toBe(text);
    expect(rules.explain(0, 'Door', 1n)).toBeUndefined();
    expect(() => rules.explain(0, 'Heat', 1n)).toThrow('source 0 has no rule "Heat" that explains itself; there are "Door"');
    expect(() => rules.explain(7, 'Door', 1n)).toThrow('source 7 has no rule "Door" that explains itself');
  });

  test('has a track drawn for as long as was asked, and no longer', () => {
    const { rules, push } = player({ defaults: { explain: true }, draw: false, cameras: [{ rules: [door] }] });
    for (const frame of walk()) push(frame);
    const shown = (time: number, sourceId = 0): unknown[] => push({ time, sourceId }).draws.flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));
    expect(shown(0.4)).toEqual([]);
    rules.showTrack(0, 'Door', 2n ** 63n, 1);
    expect([shown(1), shown(1, 7), shown(1.1), shown(1)]).toEqual([[expect.stringContaining('was counted in')], [], [], []]);
    expect(() => rules.showTrack(0, 'Gate', 1n, 9)).toThrow('source 0 has no rule "Gate" that explains itself');
  });

  test('shows the last eight tracks that were asked for, and none of a source that is gone', () => {
    const { rules, push } = player({ defaults: { explain: true }, draw: false, cameras: [{ rules: [door] }] });
    const objects = Array.from({ length: 10 }, (_, trackId) => ({ trackId, left: 10 * trackId, top: 10, width: 4, height: 8 }));
    const shown = (): string[] => push({ objects }).draws.flatMap(({ kind, text }) => (kind === 'text' ? [text!.slice(0, 7)] : []));
    shown();
    for (const track of [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 1n, 9n]) rules.showTrack(0, 'Door', track, 100);
    expect(shown()).toEqual(['track 3', 'track 4', 'track 5', 'track 6', 'track 7', 'track 8', 'track 1', 'track 9']);
    rules.forgetSource(0);
    expect(shown()).toEqual([]);
  });

  test('shows near misses of rules that tell and explain them', () => {
    const misses = { explain: true, nearMisses: true };
    const { push } = player({ showMisses: 1, draw: false, cameras: [{ rules: [{ ...door, ...misses }, { ...door, name: 'Gate', nearMisses: true }] }] });
    const at = (time: number, y: number): unknown[] => {
      const { draws } = push({ time, objects: [{ trackId: 1, left: 48, top: y - 4, width: 4, height: 8 }] });
      return draws.flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));
    };
    const text = 'track 1 was not counted: it met the line and returned at 0.2 s without having reached the other side';
    expect([at(0, 40), at(0.1, 50), at(0.2, 40), at(1.2, 40), at(1.3, 40)]).toEqual([[], [], [text], [text], []]);
  });

  test('the schema serves as the parameters of a processor', () => {
    const host = new TestHost(
      defineProcessor({ params: ruleSetOptions, setup: ({ params }) => new RuleSet(params), onFrame: (frame, { state }) => state.draw((state.update(frame), frame)) }),
      { params: { cameras: [{ rules: [door] }] } },
    );
    expect(host.push(walk()[0]!).draws.length).toBeGreaterThan(0);
  });
});

describe('a wrong file names each fault with its place', () => {
  const fault = (options: unknown): string => {
    try {
      new RuleSet(options as RuleSetOptions);
    } catch (error) {
      return (error as Error).message;
    }
    return 'no fault';
  };
  const oneRule = (rule: object): unknown => ({ cameras: [{ rules: [hall, rule] }] });

  test.each([
    ['unknown kind', oneRule({ ...door, kind: 'line-crosing' }), /cameras\[0\]\.rules\[1\]\.kind: there is no .*did you mean "line-crossing"\?/],
    ['unknown option', oneRule({ ...door, lines: 1 }), /cameras\[0\]\.rules\[1\]\.lines: no such option; did you mean "line"\?/],
    ['a line of one point', oneRule({ ...door, line: [[0, 0]] }), /cameras\[0\]\.rules\[1\]\.line: /],
    ['a line beyond what can be drawn', oneRule({ ...door, line: [[0, 0], [5e6, 0]] }), /cameras\[0\]\.rules\[1\]\.line\[1\]\[0\]: expected at most 1000000, got 5000000/],
    ['a line without length', oneRule({ ...door, line: [[5, 5], [5, 5]] }), /cameras\[0\]\.rules\[1\]\.line: /],
    ['a polygon that crosses itself', oneRule({ kind: 'zone', polygon: [[0, 0], [9, 9], [9, 0], [0, 9]] }), /cameras\[0\]\.rules\[1\]\.polygon: /],
    ['a zone without an area', oneRule({ kind: 'zone' }), /cameras\[0\]\.rules\[1\]: a zone needs either polygon or circle/],
    ['two rules of one name', oneRule({ ...door, name: 'Hall' }), /cameras\[0\]\.rules\[1\]\.name: another rule of this camera is called "Hall"/],
    ['a negative duration', oneRule({ ...door, debounce: -1 }), /cameras\[0\]\.rules\[1\]\.debounce: expected at least 0, got -1/],
    ['no cameras', { cameras: [] }, /cameras: expected at least 1 entry/],
    ['an unknown key', { camera: [] }, /camera: no such option; did you mean "cameras"\?/],
    ['an unknown default', { defaults: { clases: ['x'] }, cameras: [{ rules: [door] }] }, /defaults\.clases: no such option; did you mean "classes"\?/],
    ['a wrong default', { defaults: { units: 'feet' }, cameras: [{ rules: [door] }] }, /: defaults\.units: expected .*got "feet"/],
    ['a wrong default of several rules, once', { defaults: { maxGap: -1 }, cameras: [{ rules: [door, hall] }] }, /^RuleSet: an option is wrong: defaults\.maxGap: expected at least 0/],
    ['a class that the labels do not have', { labels: ['person'], ...(oneRule({ ...door, classes: ['persn'] }) as object) }, /rules\[1\]\.classes\[0\]: there is no class "persn"; did you mean "person"\?/],
    ['near misses to show that no rule tells', { showMisses: 3, defaults: { nearMisses: true }, cameras: [{ rules: [door] }] }, /: showMisses: there are no near misses to show: give rules, or defaults, explain: true and nearMisses: true/],
    ['a way that ends where it began', oneRule({ kind: 'wrong-way', line: [[1, 1], [5, 5], [1, 1]] }), /rules\[1\]: a line needs two different points/],
    ['a fault beside others', { cameras: [{ sources: [-1], rules: [{ ...door, debounce: -1 }] }] }, /2 options[^]*sources\[0\][^]*debounce/],
    ['a source that is no number', { cameras: [{ sources: ['0'], rules: [door] }] }, /cameras\[0\]\.sources\[0\]: expected a number, got a string/],
  ])('%s', (_fault, options, message) => {
    expect(fault(options)).toMatch(message);
  });
});
