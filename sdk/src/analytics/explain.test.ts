// SPDX-License-Identifier: MIT
// Why rules told of a track, or did not: sentences, gates and drawings. The sentences with a page stand on that page.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import type { Rule } from './core/rule.js';
import type { RuleEvent } from './core/rule-event.js';
import type { Explanation } from './core/track-journal.js';
import { Intersection } from './intersection/intersection.js';
import { LeftObject } from './left-object/left-object.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import { Motion } from './motion/motion.js';
import { Presence } from './presence/presence.js';
import { Proximity } from './proximity/proximity.js';
import { Sequence } from './sequence/sequence.js';
import { Speed } from './speed/speed.js';
import { Tailgating } from './tailgating/tailgating.js';
import { WrongWay } from './wrong-way/wrong-way.js';
import { Zone } from './zone/zone.js';

/** Where the feet of tracks 1, 2, ... are, each frame a tenth of a second; `undefined` for one that is not there. */
type Feet = readonly (readonly [x: number, y: number, label?: string] | undefined)[];
type Explaining = Rule & Required<Pick<Rule, 'explain' | 'drawTrack'>>;

/** Boxes of 40 × 100 px. */
const boxes = (feet: Feet): TestObject[] =>
  feet.flatMap((foot, i) => (foot ? [{ trackId: i + 1, left: foot[0] - 20, top: foot[1] - 100, width: 40, height: 100, label: foot[2] ?? 'person' }] : []));

/** Plays frames to the last of `rules`, which gets the events of those before it; the result is what it told. */
function play(rules: readonly Rule[], frames: readonly Feet[]): RuleEvent[] {
  const events: RuleEvent[] = [];
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        const found: RuleEvent[] = [];
        for (const rule of rules.slice(0, -1)) found.push(...rule.update(frame));
        events.push(...rules.at(-1)!.update(frame, found));
      },
    }),
    { fps: 10 },
  );
  for (const feet of frames) host.push({ objects: boxes(feet) });
  return events;
}

const still = (frames: number, ...feet: Feet): Feet[] => Array.from({ length: frames }, () => feet);
/** A way of track 1 by so many px a frame. */
const way = (frames: number, dx: number, [x, y]: readonly [number, number] = [500, 500]): Feet[] => Array.from({ length: frames }, (_, i): Feet => [[x + i * dx, y]]);
const plane = { image: [[0, 400], [1000, 400], [1000, 800], [0, 800]], ground: [[0, 0], [100, 0], [100, 40], [0, 40]] } as const;
const asks = { explain: true, nearMisses: true } as const;
const gate = (): LineCrossing => new LineCrossing({ name: 'Gate', line: [[0, 500], [1000, 500]] });
const hall = (): Zone => new Zone({ name: 'Hall', polygon: [[0, 700], [1000, 700], [1000, 900], [0, 900]] });

/** A walk down over y = 500 of each track at its own time. */
const crossings = (...starts: readonly number[]): Feet[] =>
  Array.from({ length: 60 }, (_, frame) => starts.map((start, i) => [100 * i, frame < start ? 450 : 550] as const));

type Case = readonly [name: string, make: () => readonly Rule[], frames: readonly Feet[], passed: readonly string[], stoppedBy: string | undefined, text: string, page?: string];

const cases: readonly Case[] = [
  ['counted', () => [new LineCrossing({ line: [[0, 500], [1000, 500]], ...asks })], [...still(3, [500, 450]), ...still(3, [500, 550])], ['one side', 'other side', 'between the ends', 'debounce', 'motion'], undefined, 'track 1 was counted in: it crossed from the left to the right at (500, 500) at 0.25 s', 'line-crossing'],
  ['turned back', () => [new LineCrossing({ line: [[0, 500], [1000, 500]], debounce: 0.5, ...asks })], [...still(3, [500, 450]), ...still(4, [500, 550]), ...still(2, [500, 450])], ['one side', 'other side', 'between the ends'], 'debounce', 'track 1 was not counted: it turned back at 0.7 s after 0.4 of 0.5 s on the other side', 'line-crossing'],
  ['inside', () => [new Zone({ polygon: [[0, 700], [1000, 700], [1000, 900], [0, 900]], explain: true })], [...still(3, [500, 600]), ...still(13, [500, 800])], ['inside', 'margin', 'debounce'], undefined, 'track 1 is inside: it entered at 0.3 s, 1.2 s ago', 'zone'],
  ['never inside', () => [new Zone({ polygon: [[0, 700], [1000, 700], [1000, 900], [0, 900]], explain: true })], still(3, [500, 600]), [], 'inside', 'track 1 was not counted: it stayed outside and came no nearer to the border than 100 px', 'zone'],
  ['no step', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], still(20, [500, 500]), [], 'step', 'track 1 was not told: it made no step: it moved 0 of 25 px'],
  ['the right way', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], way(20, 10), ['step'], 'direction', 'track 1 was not told: its last step led 0 degrees off the right way (wrong from 120 on)'],
  ['not for long enough yet', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], way(8, -10), ['step', 'direction'], 'seconds', 'track 1 is not told yet: it goes 180 degrees off the right way, for 0.6 of 1 s'],
  ['the wrong way', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], way(20, -10), ['step', 'direction', 'seconds'], undefined, 'track 1 goes 180 degrees off the right way, for 1.9 s (told after 1 s)', 'wrong-way'],
  ['turned in time', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], [...way(8, -10), ...way(5, 10, [440, 500])], ['step', 'direction'], 'seconds', 'track 1 was not told: it went 180 degrees off the right way for only 0.6 of 1 s, until 0.6 s', 'wrong-way'],
  ['turned too late', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], [...way(20, -10), ...way(5, 10, [320, 500])], ['step', 'direction', 'seconds'], undefined, 'track 1 was told: it went 180 degrees off the right way for 2.3 s, until 2.3 s'],

  ['moves', () => [new Motion({ ...asks })], [...still(6, [500, 500]), ...way(1, 0, [530, 500])], ['step'], 'seconds', 'track 1 was not told: it made no step of 15 px for only 0 of 2 s'],
  ['stands', () => [new Motion({ ...asks })], still(12, [500, 500]), ['step'], 'seconds', 'track 1 was not told: it made no step of 15 px for only 1.1 of 2 s', 'motion'],
  ['stopped', () => [new Motion({ ...asks })], still(31, [500, 500]), ['step', 'seconds'], undefined, 'track 1 has stopped: it made no step of 15 px for 3 s (told after 2 s)', 'motion'],
  ['moved again', () => [new Motion({ ...asks })], [...still(31, [500, 500]), ...way(5, 20, [530, 500])], ['step', 'seconds'], undefined, 'track 1 was told: it stood still for 3.1 s, until 3.1 s'],

  ['above the horizon', () => [new Speed({ plane: { image: [[400, 400], [600, 400], [900, 800], [100, 800]], ground: plane.ground }, limit: 8, ...asks })], way(20, 5, [500, 130]), [], 'ground', 'track 1 has no speed: it is above the horizon, where there is no ground'],
  ['not measured yet', () => [new Speed({ plane, limit: 8, ...asks })], way(5, 5), ['ground'], 'window', 'track 1 has no speed yet: it was seen for 0.4 of 1 s'],
  ['within the limit', () => [new Speed({ plane, limit: 8, ...asks })], way(12, 7.5), ['ground', 'window'], 'limit', 'track 1 was not told: it goes at 7.5 m/s, 7.5 m/s at most (8 m/s are allowed)'],
  ['too fast', () => [new Speed({ plane, limit: 8, ...asks })], way(12, 12.5, [100, 500]), ['ground', 'window', 'limit'], undefined, 'track 1 is too fast: it goes at 12.5 m/s (8 m/s are allowed)', 'speed'],
  ['slowed down', () => [new Speed({ plane, limit: 8, ...asks })], [...way(11, 12.5, [100, 500]), ...way(11, 2, [227, 500])], ['ground', 'window', 'limit'], undefined, 'track 1 was too fast: it went at 12.5 m/s at most and goes at 2 m/s now (8 m/s are allowed)'],
  ['no limit', () => [new Speed({ plane, ...asks })], way(12, 5), ['ground', 'window'], 'limit', 'track 1 goes at 5 m/s, 5 m/s at most: there is no limit'],

  ['alone', () => [new Proximity({ ...asks })], still(5, [500, 500]), [], 'distance', 'track 1 was not told: there was no other track to be with'],
  ['apart', () => [new Proximity({ ...asks })], still(5, [500, 500], [640, 500], [900, 500]), [], 'distance', 'track 1 was not told: track 2 is 1.4 box heights away (told up to 1)', 'proximity'],
  ['near, but not for long yet', () => [new Proximity({ ...asks })], still(5, [500, 500], [560, 500]), ['distance'], 'seconds', 'track 1 is not told yet: track 2 is 0.6 box heights away, for 0.4 of 2 s'],
  ['near', () => [new Proximity({ ...asks })], still(31, [500, 500], [560, 500]), ['distance', 'seconds'], undefined, 'track 1 is told: track 2 is 0.6 box heights away, for 3 s (told after 2 s); its group has 2 of 3 tracks', 'proximity'],
  ['parted', () => [new Proximity({ ...asks })], [...still(31, [500, 500], [560, 500]), ...still(10, [500, 500], [900, 500])], ['distance', 'seconds'], undefined, 'track 1 was told: it was together with track 2 for 3 s, until 3 s'],
  ['in metres', () => [new Proximity({ plane, distance: { metres: 2 }, ...asks })], still(5, [500, 500], [530, 500]), [], 'distance', 'track 1 was not told: track 2 is 3 m away (told up to 2)'],

  ['boxes apart', () => [new Intersection({ between: [['person'], ['forklift']], ...asks })], still(5, [500, 500], [538, 500, 'forklift']), [], 'overlap', 'track 1 was not told: its box and that of track 2 overlap by 0.05 of the smaller (told from 0.1)'],
  ['boxes met', () => [new Intersection({ between: [['person'], ['forklift']], ...asks })], still(5, [500, 500], [510, 500, 'forklift']), ['overlap', 'seconds'], undefined, 'track 1 is told: its box and that of track 2 overlap by 0.75 of the smaller, for 0.4 s (told after 0 s)', 'intersection'],
  ['of one class', () => [new Intersection({ between: [['person'], ['forklift']], ...asks })], still(5, [500, 500], [510, 500]), [], 'overlap', 'track 1 was not told: there was no other track to be with'],

  ['no thing', () => [new LeftObject({ objects: ['bag'], ...asks })], still(5, [500, 500]), [], 'thing', 'track 1 was not told: its class is none of those that may be left'],
  ['watched over', () => [new LeftObject({ objects: ['bag'], ...asks })], still(5, [500, 500, 'bag'], [580, 500]), ['thing'], 'alone', 'track 1 was not told: track 2 is 80 px away and watches over it (within 150 px)', 'left-object'],
  ['alone, but not for long yet', () => [new LeftObject({ objects: ['bag'], ...asks })], still(126, [500, 500, 'bag']), ['thing', 'alone'], 'seconds', 'track 1 is not told yet: it stands still with nobody near for 12.5 of 30 s'],
  ['left', () => [new LeftObject({ objects: ['bag'], seconds: 3, ...asks })], still(46, [500, 500, 'bag']), ['thing', 'alone', 'seconds'], undefined, 'track 1 is left: it stands still with nobody near for 4.5 s (told after 3 s)', 'left-object'],
  ['reclaimed', () => [new LeftObject({ objects: ['bag'], seconds: 3, ...asks })], [...still(46, [500, 500, 'bag']), ...still(5, [500, 500, 'bag'], [580, 500])], ['thing', 'alone', 'seconds'], undefined, 'track 1 was told: it was left for 4.6 s, until 4.6 s'],

  ['seen too briefly', () => [new Presence({ seconds: 2, maxGap: 0.5, ...asks })], [...still(13, [500, 500]), ...still(10, undefined)], [], 'seconds', 'track 1 was not told: it was seen for only 1.2 of 2 s', 'presence'],
  ['not told yet', () => [new Presence({ seconds: 2, ...asks })], still(13, [500, 500]), [], 'seconds', 'track 1 is not told yet: it has been seen for only 1.2 of 2 s'],
  ['present', () => [new Presence({ seconds: 1, persistence: 60, ...asks })], still(21, [500, 500]), ['seconds'], 'persistence', 'track 1 is present: it appeared at 0 s, 2 s ago, and did not persist for 60 s', 'presence'],
  ['gone', () => [new Presence({ maxGap: 0.5, ...asks })], [...still(13, [500, 500]), ...still(10, undefined)], ['seconds'], undefined, 'track 1 was present for 1.2 s, until 1.2 s'],

  ['the first', () => [gate(), new Tailgating({ ...asks })], crossings(10), ['line', 'direction'], 'ahead', 'track 1 was not told: nobody else had crossed Gate in before it'],
  ['too soon', () => [gate(), new Tailgating({ ...asks })], crossings(18, 10), ['line', 'direction', 'ahead', 'seconds'], undefined, 'track 1 was told: it crossed Gate in 0.8 s behind track 2 (told up to 2 s)', 'tailgating'],
  ['late enough', () => [gate(), new Tailgating({ ...asks })], crossings(35, 10), ['line', 'direction', 'ahead'], 'seconds', 'track 1 was not told: it crossed Gate in 2.5 s behind track 2 (told up to 2 s)', 'tailgating'],
  ['another line', () => [gate(), new Tailgating({ line: 'Door', ...asks })], crossings(10), [], 'line', 'track 1 was not told: it crossed Gate, and only Door is looked at'],
  ['another direction', () => [gate(), new Tailgating({ direction: 'out', ...asks })], crossings(10), ['line'], 'direction', 'track 1 was not told: it crossed Gate in, and only out is looked at'],

  ['a first step', () => [gate(), hall(), sequence(20)], crossings(10), ['within'], 'steps', 'track 1 is not told yet: it made 1 of 2 steps, and has until 20.95 s for zone-entered of Hall', 'sequence'],
  ['all steps', () => [gate(), hall(), sequence(20)], [...crossings(10), ...still(5, [100, 750])], ['within', 'steps'], undefined, 'track 1 was told: it made all 2 steps in 5.05 s (20 s are allowed)', 'sequence'],
  ['not in time', () => [gate(), hall(), sequence(2)], crossings(10), [], 'within', 'track 1 was not told: it made 1 of 2 steps, and zone-entered of Hall did not come until 2.95 s', 'sequence'],
];

function sequence(within: number): Sequence {
  return new Sequence({ steps: [{ type: 'line-crossed', rule: 'Gate' }, { type: 'zone-entered', rule: 'Hall' }], within, ...asks });
}

const explained = (make: Case[1], frames: Case[2]): Explanation => {
  const rules = make();
  play(rules, frames);
  return (rules.at(-1) as Explaining).explain(1n)!;
};

describe('why', () => {
  for (const [name, make, frames, passed, stoppedBy, text, page] of cases) {
    test(name, () => {
      expect(explained(make, frames)).toMatchObject({ trackId: 1n, text, passed, stoppedBy });
      if (page) expect(readFileSync(new URL(`../../docs/analytics/${page}.md`, import.meta.url), 'utf8')).toContain(`> ${text}`);
    });
  }
});

test('gates come with what was measured, what was asked for, and the unit', () => {
  const { gates } = explained(() => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], way(8, -10));
  expect(gates).toEqual([
    { gate: 'step', passed: true, value: undefined, limit: 25, unit: 'px' },
    { gate: 'direction', passed: true, value: 180, limit: 120, unit: 'degrees' },
    { gate: 'seconds', passed: false, value: expect.closeTo(0.6), limit: 1, unit: 's' },
  ]);
});

test('a track in a group tells with whom', () => {
  const rule = new Proximity({ seconds: 0.2, ...asks });
  play([rule], still(5, [500, 500], [560, 500], [640, 500], [900, 500]));
  expect(rule.explain(1n)).toMatchObject({ group: [1n, 2n, 3n], text: expect.stringMatching(/its group has 3 of 3 tracks$/) as string });
  expect(rule.explain(4n)?.group).toEqual([]);
});

test('lines and zones give numbers with their gates as well', () => {
  const line = new LineCrossing({ line: [[0, 500], [1000, 500]], debounce: 1, explain: true });
  play([line], [...still(3, [500, 450]), ...still(5, [500, 550])]);
  expect(line.explain(1n)?.gates[3]).toEqual({ gate: 'debounce', passed: false, value: expect.closeTo(0.4), limit: 1, unit: 's' });
  const zone = new Zone({ polygon: [[0, 700], [1000, 700], [1000, 900], [0, 900]], explain: true });
  play([zone], still(3, [500, 450]));
  expect(zone.explain(1n)?.gates[0]).toEqual({ gate: 'inside', passed: false, value: 250, limit: 0, unit: 'px' });
});

test('the path holds the points with what the track counted as', () => {
  const { path, side } = explained(() => [new Motion({ seconds: 0.2, ...asks })], still(4, [500, 500]));
  expect(path.map((point) => point.side)).toEqual(['moving', 'moving', 'stopped', 'stopped']);
  expect([path[0], side]).toEqual([{ time: 0, x: 500, y: 500, side: 'moving' }, 'stopped']);
});

describe('near misses are told on request', () => {
  const misses = (make: Case[1], frames: Case[2]): unknown[] =>
    play(make(), frames).filter(({ type }) => type.endsWith('-missed')).map(({ type, track, values: { path: _path, ...values } }: RuleEvent<string, { readonly path?: unknown }>) => [type, track, values]);

  test.each<[string, Case[1], readonly Feet[], readonly unknown[]]>([
    ['the wrong way', () => [new WrongWay({ line: [[0, 0], [9, 0]], ...asks })], [...way(8, -10), ...way(5, 10, [440, 500])],
      ['wrong-way-missed', 1n, { gate: 'seconds', value: expect.closeTo(0.6), limit: 1, unit: 's', reason: 'it went the wrong way for only 0.6 of 1 s' }]],
    ['a zone', () => [new Zone({ polygon: [[0, 400], [1000, 400], [1000, 600], [0, 600]], debounce: 1, ...asks })], [...still(3, [500, 300]), ...still(7, [500, 500]), ...still(3, [500, 300])],
      ['zone-missed', 1n, { gate: 'debounce', value: expect.closeTo(0.7), limit: 1, unit: 's', reason: 'it was inside for only 0.7 of 1 s' }]],
    ['a stop', () => [new Motion({ ...asks })], [...still(12, [500, 500]), ...way(2, 20, [530, 500])],
      ['motion-missed', 1n, { gate: 'seconds', value: expect.closeTo(1.2), limit: 2, unit: 's', reason: 'it stood still for only 1.2 of 2 s' }]],
    ['a speed', () => [new Speed({ plane, limit: 8, maxGap: 0.5, ...asks })], [...way(12, 7.5), ...still(8, undefined)],
      ['speed-missed', 1n, { gate: 'limit', value: expect.closeTo(7.5), limit: 8, unit: 'm/s', reason: 'it came to 7.5 m/s, and 8 m/s are allowed' }]],
    ['being near', () => [new Proximity({ ...asks })], [...still(12, [500, 500], [560, 500]), ...still(10, [500, 500], [900, 500])],
      ['proximity-missed', 1n, { other: 2n, gate: 'seconds', value: expect.closeTo(1.1), limit: 2, unit: 's', reason: 'they were near each other for only 1.1 of 2 s' }]],
    ['boxes', () => [new Intersection({ between: [['person'], ['forklift']], seconds: 1, ...asks })], [...still(8, [500, 500], [510, 500, 'forklift']), ...still(10, [500, 500], [900, 500, 'forklift'])],
      ['intersection-missed', 1n, { other: 2n, gate: 'seconds', value: expect.closeTo(0.7), limit: 1, unit: 's', reason: 'their boxes overlapped for only 0.7 of 1 s' }]],
    ['a thing', () => [new LeftObject({ objects: ['bag'], seconds: 3, ...asks })], [...still(25, [500, 500, 'bag']), ...still(5, [500, 500, 'bag'], [580, 500])],
      ['left-object-missed', 1n, { gate: 'seconds', value: expect.closeTo(2.5), limit: 3, unit: 's', reason: 'it stood still with nobody near for only 2.5 of 3 s' }]],
    ['a presence', () => [new Presence({ seconds: 2, maxGap: 0.5, ...asks })], [...still(13, [500, 500]), ...still(10, undefined)],
      ['presence-missed', 1n, { gate: 'seconds', value: expect.closeTo(1.2), limit: 2, unit: 's', reason: 'it was seen for only 1.2 of 2 s' }]],
    ['tailgating', () => [gate(), new Tailgating({ ...asks })], crossings(35, 10),
      ['tailgating-missed', 1n, { ahead: 2n, gate: 'seconds', value: expect.closeTo(2.5), limit: 2, unit: 's', reason: 'it crossed Gate in 2.5 s behind track 2' }]],
    ['a sequence', () => [gate(), hall(), sequence(2)], crossings(10),
      ['sequence-missed', 1n, { gate: 'within', value: 1, limit: 2, unit: 'steps', reason: 'it made 1 of 2 steps, and zone-entered of Hall did not come within 2 s' }]],
  ])('%s', (_name, make, frames, expected) => {
    expect(misses(make, frames)).toEqual([expected]);
  });

  test('with the way of the track, where explanations are kept', () => {
    const told = (explain: boolean): unknown[] =>
      play([new WrongWay({ line: [[0, 0], [9, 0]], nearMisses: true, explain })], [...way(8, -10), ...way(5, 10, [440, 500])]).map(({ values }) => 'path' in values && values.path);
    expect(told(false)).toEqual([false]);
    expect(told(true)).toEqual([expect.arrayContaining([{ time: expect.closeTo(0.1) as number, x: 490, y: 500, side: expect.any(String) as string }])]);
  });

  test('and not without', () => {
    const quiet = [new WrongWay({ line: [[0, 0], [9, 0]] }), new Motion()];
    for (const rule of quiet) expect(play([rule], [...way(8, -10), ...way(12, 0, [440, 500]), ...way(5, 10, [440, 500])]).filter(({ type }) => type.endsWith('-missed'))).toEqual([]);
  });
});

describe('drawing', () => {
  test.each<[string, Case[1]]>([
    ['a rule about tracks', () => [new Motion({ seconds: 0.2, explain: true })]],
    ['a rule about events', () => [gate(), new Tailgating({ explain: true })]],
  ])('%s draws the way of a track with its sentence', (_name, make) => {
    const rules = make();
    const rule = rules.at(-1) as Explaining;
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          const found = rules.slice(0, -1).flatMap((each) => [...each.update(frame)]);
          rule.update(frame, found);
          rule.drawTrack(frame, 1n);
          rule.drawTrack(frame, 99n);
        },
      }),
      { fps: 10 },
    );
    const draws = crossings(3).slice(0, 8).map((feet) => host.push({ objects: boxes(feet) }).draws).at(-1)!;
    expect(draws.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual([rule.explain(1n)!.text]);
    expect(draws.filter(({ kind }) => kind === 'line').length).toBe(rule.explain(1n)!.path.length - 1);
  });
});

test('on a small picture a sentence is broken into lines that stay on it', () => {
  const rule = new LineCrossing({ line: [[0, 120], [320, 120]], explain: true });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => (rule.update(frame), rule.drawTrack(frame, 1n)) as never }), { fps: 10 });
  const draws = [100, 130].map((y) => host.push({ width: 320, height: 240, objects: [{ trackId: 1, left: 300, top: y - 30, width: 10, height: 30 }] }).draws).at(-1)!;
  const lines = draws.filter(({ kind }) => kind === 'text');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.map(({ text }) => text).join(' ')).toBe(rule.explain(1n)!.text);
  for (const { x1, y1, text } of lines) expect([x1 + text.length * 6.4 < 321, x1 >= 0, y1 + 16 <= 240]).toEqual([true, true, true]);
});

describe('what is kept', () => {
  test('a rule that keeps no explanations says how to get them, and a track that was not seen has none', () => {
    expect(() => new Motion().explain(1n)).toThrow('this rule (motion) keeps no explanations: make it with explain: true');
    expect(() => new Tailgating().explain(1n)).toThrow('this rule (tailgating) keeps no explanations: make it with explain: true');
    expect([new Motion({ explain: true }).explain(1n), new Tailgating({ explain: true }).explain(1n)]).toEqual([undefined, undefined]);
  });

  test('lost tracks are explained as long as there are no more than 1,024', () => {
    const motion = new Motion({ explain: true, maxGap: 0.1 });
    const host = new TestHost(defineProcessor({ onFrame: (frame) => void motion.update(frame) }), { fps: 1 });
    for (let track = 1; track <= 1100; track++) host.push({ objects: [{ trackId: track, left: 0, top: 0, width: 9, height: 9 }] });
    expect([motion.explain(1n), motion.explain(1099n)?.trackId]).toEqual([undefined, 1099n]);
  });

  test('events of 1,024 tracks', () => {
    const [line, tailgating] = [gate(), new Tailgating({ explain: true })];
    const host = new TestHost(defineProcessor({ onFrame: (frame) => void tailgating.update(frame, line.update(frame)) }), { fps: 10 });
    const crowd = (y: number): TestObject[] => Array.from({ length: 1100 }, (_, i) => ({ trackId: i + 1, left: i / 2, top: y - 10, width: 5, height: 10 }));
    for (const y of [450, 550]) host.push({ objects: crowd(y) });
    expect([tailgating.explain(1n), tailgating.explain(1100n)?.stoppedBy]).toEqual([undefined, undefined]);
    expect(tailgating.explain(1100n)?.text).toContain('behind track 1099');
  });

  test('to ask for explanations changes nothing that is told', () => {
    const frames = [...way(15, -10), ...still(30, [360, 500], [400, 500]), ...way(9, 12, [360, 500])];
    for (const make of [(more: object) => new WrongWay({ line: [[0, 0], [9, 0]], ...more }), (more: object) => new Motion(more), (more: object) => new Proximity(more), (more: object) => new Presence(more)]) {
      const plain = (events: readonly RuleEvent[]): unknown => events.map((event) => ({ ...event }));
      expect(plain(play([make({ explain: true })], frames))).toEqual(plain(play([make({})], frames)));
    }
  });

  test('tracks go on when explanations are switched on by a reload', () => {
    const processor = (rule: Motion) =>
      defineProcessor({
        setup: () => rule,
        onFrame: (frame, { state }) => void state.update(frame),
        save: ({ state }) => state.save(),
        restore: (saved, _version, { state }) => state.restore(saved as ReturnType<Motion['save']>),
      });
    const host = new TestHost(processor(new Motion()), { fps: 10 });
    for (const feet of still(10, [500, 500])) host.push({ objects: boxes(feet) });
    const after = new Motion({ explain: true });
    const next = host.reload(processor(after));
    for (const feet of still(5, [500, 500])) next.push({ objects: boxes(feet) });
    expect(after.save()['tracks']).toMatchObject([{ track: '1', state: { steppedAt: 0 } }]);
  });
});
