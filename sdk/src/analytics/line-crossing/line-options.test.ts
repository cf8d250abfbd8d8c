// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import { type LineEvent, LineCrossing } from './line-crossing.js';
import type { LineCrossingOptions } from './options.js';

const line: Point[] = [[100, 100], [300, 100]];

/** The events of a track of boxes 10 × 20 whose lower edge goes from point to point; `undefined` is a frame without it. */
function walk(options: Partial<LineCrossingOptions>, path: readonly (Point | undefined)[]): { rule: LineCrossing; events: LineEvent[] } {
  const rule = new LineCrossing({ line, ...options });
  const events: LineEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void events.push(...rule.update(frame)) }), { fps: 10 });
  for (const point of path) host.push({ objects: point ? [{ left: point[0] - 5, top: point[1] - 20, width: 10, height: 20, trackId: 7, classId: 2, label: 'car' }] : [] });
  return { rule, events };
}

test('an event is data: type, rule, source, track, class, label, time, point and values', () => {
  const { events } = walk({ name: 'Gate' }, [[200, 90], [210, 110]]);
  expect({ ...events[0] }).toEqual({
    type: 'line-crossed', rule: 'Gate', source: 0, track: 7n, class: 2, label: 'car', time: expect.closeTo(0.05), point: [205, 100],
    values: { direction: 'in', returned: false, in: 1, out: 0 },
  });
});

test('a crossing back is one that returned', () => {
  const { rule, events } = walk({}, [[200, 90], [200, 110], [200, 90], [200, 110]]);
  expect(events.map(({ values }) => 'returned' in values && values.returned)).toEqual([false, true, true]);
  expect(rule.counters()).toEqual({ in: 2, out: 1, returned: 2, missed: 0 });
});

test.each([[0], [0.05]])('a maxGap of %s s, less than a frame, loses no track that is in each frame, and one that is not in one', (maxGap) => {
  const counted = (path: readonly (Point | undefined)[]): number => walk({ maxGap }, path).rule.in;
  expect(counted([[200, 80], [200, 90], [200, 110]])).toBe(1);
  expect(counted([[200, 80], [200, 90], undefined, [200, 110]])).toBe(0);
});

test('a frame that does not tell its size leaves a normalised line where it is', () => {
  const rule = new LineCrossing({ line: [[0.1, 0.5], [0.9, 0.5]], units: 'normalized' });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps: 10 });
  for (const [y, width] of [[40, 100], [60, 0], [40, 100]] as const) host.push({ width, height: width, objects: [{ left: 45, top: y - 20, width: 10, height: 20, trackId: 1 }] });
  expect([rule.in, rule.out, rule.line.points]).toEqual([1, 1, [[10, 50], [90, 50]]]);
});

describe('a line of several segments', () => {
  const bent: Point[] = [[100, 100], [200, 150], [300, 100]];
  const counts = (path: Point[]): [number, number] => {
    const { rule } = walk({ line: bent, margin: 0 }, path);
    return [rule.in, rule.out];
  };

  test.each<[string, Point[], [number, number]]>([
    ['over one segment', [[150, 100], [150, 150]], [1, 0]],
    ['over the other one, back', [[250, 150], [250, 100]], [0, 1]],
    ['through the bend: once', [[200, 100], [200, 200]], [1, 0]],
    ['onto the bend and on: once', [[200, 100], [200, 150], [200, 200]], [1, 0]],
    ['onto the bend and back: nothing', [[200, 100], [200, 150], [200, 100]], [0, 0]],
    ['over both between two frames: it is where it was', [[100, 149], [300, 149]], [0, 0]],
    ['in the bay of the bend and out again', [[200, 140], [200, 160], [200, 140]], [1, 1]],
    ['past an end: nothing', [[90, 80], [90, 120]], [0, 0]],
    ['through an end, and back over a segment', [[300, 140], [300, 90], [250, 100], [250, 150]], [1, 1]],
  ])('%s', (_, path, expected) => {
    expect(counts(path)).toEqual(expected);
  });

  test('is the straight line where its points are on one', () => {
    for (let seed = 1; seed <= 100; seed++) {
      let state = seed;
      const next = (): number => (state = (state * 48_271) % 2_147_483_647) % 41;
      const path = Array.from({ length: 40 }, (): Point => [10 * next(), 5 * next()]);
      const [one, two] = [line, [line[0]!, [150, 100] as Point, [220, 100] as Point, line[1]!]].map((points) => walk({ line: points, margin: 0 }, path).rule);
      expect([two!.in, two!.out]).toEqual([one!.in, one!.out]);
    }
  });
});

describe('minimum motion', () => {
  test('a track counts once it is far enough from where it was first seen', () => {
    const path: Point[] = [[200, 95], [200, 102], [200, 109], [200, 116], [200, 123]];
    expect(walk({ minMotion: 20 }, path).events.map(({ time }) => time)).toEqual([expect.closeTo(0.071, 2)]);
    expect(walk({ minMotion: 20 }, path.slice(0, 3)).rule.in).toBe(0);
    expect(walk({ minMotion: { boxHeights: 1 } }, path).rule.in).toBe(1);
    expect(walk({ minMotion: { boxHeights: 2 } }, path).rule.in).toBe(0);
  });

  test('is a gate of the explanation', () => {
    const { rule } = walk({ minMotion: 50, explain: true }, [[200, 95], [200, 110]]);
    expect(rule.explain(7n)).toMatchObject({
      stoppedBy: 'motion',
      text: 'track 7 is not counted yet: it is on the other side, but has moved only 15 of 50 px since it was first seen',
    });
  });
});

describe('near misses', () => {
  const misses = (path: readonly (Point | undefined)[], options: Partial<LineCrossingOptions> = {}): unknown[] =>
    walk({ nearMisses: true, maxGap: 0.25, ...options }, path).events.map(({ type, values }) => (type === 'line-missed' ? [values.gate, values.reason] : type));

  test.each<[string, (Point | undefined)[], unknown[]]>([
    ['touched', [[200, 90], [200, 100], [200, 90]], [['other side', 'was not counted: it met the line and returned at 0.2 s without having reached the other side']]],
    ['passed close to an end', [[310, 90], [310, 110]], [['between the ends', 'was not counted: at 0.1 s it had passed beyond an end of the line from (100, 100) to (300, 100)']]],
    ['passed far from an end', [[390, 90], [390, 110]], []],
    ['was lost at the line', [[200, 80], [200, 90], undefined, undefined, undefined, undefined], [['other side', 'was not counted: it was lost at 0.1 s, 10 px from the line']]],
    ['was counted, and lost before it was far', [[200, 90], [200, 110], undefined, undefined, undefined, undefined], ['line-crossed']],
    ['was counted, and lost on the line on its way back', [[200, 90], [200, 120], [200, 100], undefined, undefined, undefined, undefined], ['line-crossed', ['other side', 'was not counted: it was lost at 0.2 s, 0 px from the line']]],
    ['was lost far from it', [[200, 50], undefined, undefined, undefined, undefined], []],
    ['crossed', [[200, 90], [200, 110]], ['line-crossed']],
  ])('a track that %s', (_, path, expected) => {
    expect(misses(path)).toEqual(expected);
  });

  test('a track that turned back within the debounce time', () => {
    expect(misses([[200, 90], [200, 110], [200, 110], [200, 90]], { debounce: 1 })).toEqual([
      ['debounce', 'was not counted: it turned back at 0.3 s after 0.2 of 1 s on the other side'],
    ]);
  });

  const gone = Array.from({ length: 4 }, () => undefined);

  test.each<[string, Partial<LineCrossingOptions>, (Point | undefined)[], string, string]>([
    ['was lost far beyond the line within the debounce time', { debounce: 0.5 }, [[200, 90], [200, 120], [200, 170], ...gone], 'debounce', 'was not counted: it was lost at 0.2 s after 0.1 of 0.5 s on the other side'],
    ['was lost far beyond the line before it had moved enough', { minMotion: 200 }, [[200, 90], [200, 120], [200, 170], ...gone], 'motion', 'was not counted: it was lost at 0.2 s on the other side, having moved only 80 of 200 px since it was first seen'],
    ['turned back before it had moved enough', { minMotion: { boxHeights: 2 } }, [[200, 90], [200, 110], [200, 90]], 'motion', 'was not counted: it turned back at 0.2 s, having moved only 20 of 40 px since it was first seen'],
    ['was seen but once on the other side', { debounce: 0.05 }, [[200, 90], [200, 110], [200, 90]], 'debounce', 'was not counted: it turned back at 0.2 s after 0 of 0.05 s on the other side'],
  ])('a track that %s', (_, options, path, gate, text) => {
    expect(misses(path, options)).toEqual([[gate, text]]);
    expect(walk({ ...options, maxGap: 0.25, explain: true }, path).rule.explain(7n)).toMatchObject({ stoppedBy: gate, text: `track 7 ${text}` });
  });

  test.each<[string, Partial<LineCrossingOptions>, Point[], object]>([
    ['other side', {}, [[200, 90], [200, 100], [200, 88]], { value: 12, limit: 0, unit: 'px' }],
    ['other side', {}, [[200, 80], [200, 90]], { value: 10, limit: 0, unit: 'px' }],
    ['between the ends', {}, [[310, 90], [310, 110]], { value: 10, limit: 0, unit: 'px' }],
    ['debounce', { debounce: 0.5 }, [[200, 90], [200, 110], [200, 90]], { value: expect.closeTo(0.1), limit: 0.5, unit: 's' }],
    ['motion', { minMotion: { boxHeights: 2 } }, [[200, 90], [200, 110], [200, 90]], { value: 20, limit: 40, unit: 'px' }],
  ])('at the gate %s come with what was measured and what was asked for', (gate, options, path, numbers) => {
    const told = walk({ nearMisses: true, maxGap: 0.25, ...options }, [...path, ...gone]).events[0]!.values;
    expect(told).toEqual({ gate, ...numbers, reason: expect.stringMatching(/^was not counted: /) as string });
    const { events } = walk({ nearMisses: true, explain: true, maxGap: 0.25, ...options }, [...path, ...gone]);
    expect(events[0]!.values).toMatchObject({ ...told, path: path.map(([x, y], i) => ({ x, y, time: expect.closeTo(i / 10) as number, side: expect.any(String) as string })) });
  });

  test('are counted, and not told unless one asks', () => {
    const { rule, events } = walk({}, [[200, 90], [200, 100], [200, 90]]);
    expect([rule.counters()['missed'], events]).toEqual([1, []]);
  });
});

test('a line in metres on the ground', () => {
  const plane = { image: [[400, 100], [600, 100], [900, 500], [100, 500]], ground: [[0, 0], [10, 0], [10, 40], [0, 40]] } as const;
  const { rule, events } = walk({ line: [[0, 20], [10, 20]], units: 'metres', plane }, [[500, 110], [500, 480]]);
  // The middle of the ground is where the diagonals of the picture meet.
  expect(events[0]!.point).toEqual([500, expect.closeTo(180)]);
  expect([rule.in, rule.line.points[0]![1]]).toEqual([1, expect.closeTo(180)]);
});

test('the explanation of a track is drawn: its path, and its sentence', () => {
  const rule = new LineCrossing({ line, explain: true, name: 'Gate' });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        rule.update(frame);
        rule.draw(frame);
        rule.drawTrack(frame, 7n);
        rule.drawTrack(frame, 8n);
      },
    }),
  );
  const push = (y: number) => host.push({ objects: [{ left: 195, top: y - 20, width: 10, height: 20, trackId: 7 }] }).draws;
  push(80);
  push(90);
  const draws = push(110);
  expect(draws.filter(({ kind }) => kind === 'line').map(({ y1, y2, width }) => [y1, y2, width])).toEqual([[100, 100, 3], [80, 90, 2], [90, 110, 4]]);
  expect(draws.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual([
    'in', 'Gate: 1 in, 0 out', 'track 7 was counted in: it crossed from the left to the right at (200, 100) at 0.05 s',
  ]);
});
