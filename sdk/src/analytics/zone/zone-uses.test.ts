// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { TestObject } from '../../testing/records.js';
import { TestHost } from '../../testing/test-host.js';
import type { ZoneOptions } from './options.js';
import { Zone, type ZoneEvent } from './zone.js';

const square = [[0, 0], [100, 0], [100, 100], [0, 100]] as const;

/** Pushes frames in which tracks are inside, or outside; the result holds the events of each. */
function start(options: Partial<ZoneOptions> = {}) {
  const zone = new Zone({ polygon: square, anchor: 'center', ...options });
  let events: readonly ZoneEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void (events = zone.update(frame)) }), { fps: 10 });
  const box = (left: number, trackId: number): TestObject => ({ left, top: 50, width: 2, height: 2, trackId });
  const push = (inside: readonly number[], outside: readonly number[] = []): readonly ZoneEvent[] => {
    host.push({ objects: [...inside.map((id) => box(50, id)), ...outside.map((id) => box(150, id))] });
    return events;
  };
  return { zone, host, push };
}
const told = (events: readonly ZoneEvent[]): unknown[] => events.map(({ type, track, values }) => [type, track, values]);

describe('loitering', () => {
  test('is told once for each stay, with its seconds', () => {
    const { zone, push } = start({ loitering: 0.3 });
    const types = [[1], [1], [1], [1], [1], [], [1], [1], [1], [1]].map((inside) => push(inside, inside.length ? [] : [1]).map(({ type }) => type));
    expect(types).toEqual([['zone-entered'], [], [], ['zone-loitering'], [], ['zone-left'], ['zone-entered'], [], [], ['zone-loitering']]);
    expect(zone.counters()['loitered']).toBe(2);
  });

  test('is not told of a track that has left, before the debounce time has shown that it did', () => {
    const { zone, push } = start({ loitering: 0.5, debounce: 0.3 });
    for (const inside of [[1], [1], [1], [1]]) push(inside);
    for (let i = 0; i < 4; i++) push([], [1]);
    expect(zone.counters()).toMatchObject({ left: 1, loitered: 0, longest: expect.closeTo(0.4) as number });
  });
});

describe('overcrowding', () => {
  test('begins when as many have been inside for the time, and ends with fewer', () => {
    const { push } = start({ overcrowding: { count: 2, seconds: 0.2 } });
    for (const inside of [[1], [1, 2], [1, 2]]) push(inside, [3]);
    expect(told(push([1, 2, 3]))).toEqual([
      ['zone-entered', 3n, { occupancy: 3 }],
      ['zone-crowded', undefined, { occupancy: 3, seconds: expect.closeTo(0.2) }],
    ]);
    expect(push([1, 2, 3])).toEqual([]);
    expect(told(push([1], [2, 3]))[2]).toEqual(['zone-crowd-ended', undefined, { occupancy: 1, seconds: expect.closeTo(0.4) }]);
  });

  test('a crowd that breaks up before its time is none', () => {
    const { push } = start({ overcrowding: { count: 2, seconds: 0.2 } });
    const types = [[1, 2], [1, 2], [1], [1, 2], [1, 2], [1, 2]].flatMap((inside) => push(inside, [1, 2].filter((id) => !inside.includes(id)))).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('zone-crowd'))).toEqual(['zone-crowded']);
  });
});

test('capacity: the zone is full, and has room again', () => {
  const { zone, push } = start({ capacity: 2 });
  expect(zone.room).toBe(2);
  push([1]);
  expect(told(push([1, 2])).at(-1)).toEqual(['zone-full', undefined, { occupancy: 2 }]);
  expect([push([1, 2], [3]), zone.room]).toEqual([[], 0]);
  expect(told(push([1], [2, 3])).at(-1)).toEqual(['zone-has-room', undefined, { occupancy: 1, seconds: expect.closeTo(0.2) }]);
});

test('absence: told once nobody was inside for the time, and when somebody comes', () => {
  const { push } = start({ absence: 0.3 });
  expect([push([]), push([]), push([])]).toEqual([[], [], []]);
  expect(told(push([]))).toEqual([['zone-empty', undefined, { seconds: expect.closeTo(0.3) }]]);
  expect(told(push([1])).at(-1)).toEqual(['zone-occupied', undefined, { seconds: expect.closeTo(0.4) }]);
});

test('a queue: who waits, for how long, and how long they waited', () => {
  const { zone, push } = start();
  push([1]);
  push([1, 2]);
  push([1, 2, 3]);
  push([1, 3], [2]);
  expect(zone.occupants()).toEqual([{ source: 0, track: 1n, seconds: expect.closeTo(0.3) }, { source: 0, track: 3n, seconds: expect.closeTo(0.1) }]);
  push([], [1, 2, 3]);
  expect(zone.counters()).toMatchObject({ occupancy: 0, peak: 3, mean: expect.closeTo(0.8 / 3), longest: expect.closeTo(0.4) });
});

test('a track that is lost inside says why it left', () => {
  const { host, push } = start({ maxGap: 0.2 });
  push([1, 2]);
  push([1]);
  push([1]);
  expect(told(push([1]))).toEqual([['zone-left', 2n, { seconds: 0, occupancy: 1, lost: 'unseen' }]]);
  host.push({ objects: [{ trackId: 1, classId: 5, left: 500, top: 0, width: 2, height: 2 }] });
  expect(start({}).zone.counters()['lost']).toBe(0);
});

describe('explain', () => {
  const explain = (path: string, options: Partial<ZoneOptions> = { debounce: 0.25 }): [string, string | undefined] => {
    const { zone, push } = start({ explain: true, ...options });
    for (const step of path) step === 'i' ? push([7]) : step === 'o' ? push([], [7]) : push([]);
    const { text, stoppedBy } = zone.explain(7n)!;
    return [text, stoppedBy];
  };

  test.each<[string, string, string | undefined]>([
    ['ooo', 'track 7 was not counted: it stayed outside and came no nearer to the border than 51 px', 'inside'],
    ['oii', 'track 7 is not counted yet: it has been inside for 0.1 of 0.25 s', 'debounce'],
    ['oiio', 'track 7 was not counted: at 0.3 s it was back after 0.2 of 0.25 s beyond the border', 'debounce'],
    ['oiiiii', 'track 7 is inside: it entered at 0.1 s, 0.4 s ago', undefined],
    ['iiiio', 'track 7 still counts as inside: it has been outside for 0 of 0.25 s', undefined],
    ['iiiioooo', 'track 7 was inside for 0.4 s and left at 0.4 s', undefined],
    ['iiii' + '-'.repeat(30), 'track 7 was inside for 0.3 s and was lost there at 0.3 s', undefined],
  ])('%s', (path, text, stoppedBy) => {
    expect(explain(path)).toEqual([text, stoppedBy]);
  });

  test('within the margin', () => {
    expect(explain('oi', { margin: 60 })).toEqual(['track 7 is not counted yet: it is beyond the border, but within the margin', 'margin']);
  });

  test('a zone that keeps no explanations says how to get them', () => {
    expect(() => start().zone.explain(1n)).toThrow('this rule (zone) keeps no explanations: make it with explain: true');
  });
});

test('it is drawn with its name and how many are inside, and a track with its way', () => {
  const zone = new Zone({ circle: { center: [50, 50], radius: 30 }, anchor: 'center', name: 'Spot', explain: true });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        zone.update(frame);
        zone.draw(frame);
        zone.drawTrack(frame, 1n);
      },
    }),
  );
  const { draws } = host.push({ objects: [{ left: 49, top: 49, width: 2, height: 2, trackId: 1 }] });
  expect(draws.map(({ kind, text }) => text || kind)).toEqual(['circle', 'Spot: 1', 'circle', 'track 1 is inside: it entered at 0 s, 0 s ago']);
});

test.each<[string, object, string]>([
  ['neither polygon nor circle', { polygon: undefined }, 'a zone needs either polygon or circle'],
  ['both', { circle: { center: [1, 1], radius: 2 } }, 'a zone needs either polygon or circle'],
  ['a circle of no size', { polygon: undefined, circle: { center: [1, 1], radius: 0 } }, 'circle: the radius of a circle must be above 0, got 0'],
  ['a crowd of nobody', { overcrowding: { count: 0 } }, 'overcrowding.count: expected at least 1, got 0'],
])('%s is refused', (_, options, message) => {
  expect(() => new Zone({ polygon: square, ...options })).toThrow(message);
});
