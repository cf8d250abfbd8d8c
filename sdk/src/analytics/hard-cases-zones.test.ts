// SPDX-License-Identifier: MIT
// Cases in which counters of other people count wrong. Each test has the number and the words of its case.
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { Point } from '../table/draw.js';
import type { TestFrame, TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import type { RuleEvent } from './core/rule-event.js';
import type { Rule } from './core/rule.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import type { ZoneOptions } from './zone/options.js';
import { Zone } from './zone/zone.js';

/** A box of 2 × 2 pixels whose centre is at x, y. */
const at = ([x, y]: Point, trackId = 1): TestObject => ({ left: x - 1, top: y - 1, width: 2, height: 2, trackId });

/** Pushes frames through rules, at 10 frames a second; the result holds the events of each push. */
function play(...rules: Rule[]) {
  const events: RuleEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rules.forEach((rule) => events.push(...rule.update(frame))) }), { fps: 10 });
  return {
    host,
    push(frame: TestFrame = {}): string[] {
      events.length = 0;
      host.push(frame);
      return events.map(({ type }) => type);
    },
    events,
  };
}

const zoneOf = (options: ZoneOptions): Zone => new Zone({ anchor: 'center', ...options });

/** Whether a new track at a point enters. */
function isIn(options: ZoneOptions, point: Point, picture: Partial<TestFrame> = {}): boolean {
  const zone = zoneOf(options);
  play(zone).push({ ...picture, objects: [at(point)] });
  return zone.occupancy === 1;
}

describe('5. a fast object jumps over a thin zone between two frames', () => {
  const thin: ZoneOptions = { polygon: [[100, 0], [110, 0], [110, 100], [100, 100]] };

  test('counted, with the times interpolated between the frames', () => {
    const zone = zoneOf(thin);
    const { push, events } = play(zone);
    push({ time: 1, objects: [at([0, 50])] });
    expect(push({ time: 2, objects: [at([200, 50])] })).toEqual(['zone-entered', 'zone-left']);
    expect(events.map(({ time, point }) => [time, point])).toEqual([[1.5, [100, 50]], [expect.closeTo(1.55), [expect.closeTo(110), 50]]]);
    expect(events[1]!.values).toEqual({ seconds: expect.closeTo(0.05), occupancy: 0 });
    expect(zone.counters()).toMatchObject({ entered: 1, left: 1, passed: 1, lost: 0 });
  });

  test('not counted where it was inside for less than the debounce time, or passed by', () => {
    const zone = zoneOf({ ...thin, debounce: 0.1 });
    const { push } = play(zone);
    push({ time: 1, objects: [at([0, 50])] });
    push({ time: 2, objects: [at([200, 50])] });
    push({ time: 3, objects: [at([200, 150])] });
    push({ time: 4, objects: [at([0, 150])] });
    expect(zone.entered).toBe(0);
  });
});

describe('19. PTS absent, backwards, wrapped', () => {
  test('PTS absent: the host counts frames instead, and durations go on', () => {
    const zone = zoneOf({ polygon: [[0, 0], [100, 0], [100, 100], [0, 100]], loitering: 0.3 });
    const { push } = play(zone);
    expect([0, 1, 2, 3].flatMap(() => push({ objects: [at([50, 50])] }))).toEqual(['zone-entered', 'zone-loitering']);
  });

  test('wrapped in the middle of a stay: it is as long as the frames before and after say', () => {
    const zone = zoneOf({ polygon: [[0, 0], [100, 0], [100, 100], [0, 100]] });
    const { push, events } = play(zone);
    for (const time of [95443.5, 95443.6, 95443.7, 0, 0.1, 0.2]) push({ time, objects: [at([50, 50])] });
    push({ time: 0.3, objects: [at([500, 50])] });
    expect(events.map(({ type, values }) => [type, values])).toEqual([['zone-left', { seconds: expect.closeTo(0.5), occupancy: 0 }]]);
  });
});

describe('21. an empty frame still advances timers (dwell, overcrowding, absence)', () => {
  const square: Point[] = [[0, 0], [100, 0], [100, 100], [0, 100]];

  test('dwell: a track that is not seen in a frame loiters all the same', () => {
    const { push } = play(zoneOf({ polygon: square, loitering: 0.3 }));
    expect([push({ objects: [at([50, 50])] }), push(), push(), push(), push()]).toEqual([['zone-entered'], [], [], ['zone-loitering'], []]);
  });

  test('overcrowding', () => {
    const { push } = play(zoneOf({ polygon: square, overcrowding: { count: 2, seconds: 0.2 } }));
    push({ objects: [at([50, 50], 1), at([60, 50], 2)] });
    expect([push(), push(), push()]).toEqual([[], ['zone-crowded'], []]);
  });

  test('absence', () => {
    const { push } = play(zoneOf({ polygon: square, absence: 0.3 }));
    expect([push(), push(), push(), push(), push()]).toEqual([[], [], [], ['zone-empty'], []]);
  });

  test('absence does not fire at frame 0', () => {
    expect(play(zoneOf({ polygon: square, absence: 0.001 })).push({ time: 5000 })).toEqual([]);
  });
});

describe('22. reload in the middle of a crossing with state carried over', () => {
  const make = () => new LineCrossing({ line: [[0, 100], [200, 100]], anchor: 'center', margin: 0, debounce: 0.3 });
  const path: Point[] = [[50, 90], [50, 97], [50, 104], [50, 111], [50, 118], [50, 125], [50, 132]];

  test('the crossing is counted exactly once, wherever the reload comes', () => {
    for (let reloadAt = 0; reloadAt <= path.length; reloadAt++) {
      let rule = make();
      let { push } = play(rule);
      path.forEach((point, i) => {
        if (i === reloadAt) {
          const saved = JSON.stringify(rule.save());
          rule = make();
          rule.restore(JSON.parse(saved) as ReturnType<typeof rule.save>);
          ({ push } = play(rule));
        }
        push({ time: i / 10, objects: [at(point)] });
      });
      expect([reloadAt, rule.in, rule.out]).toEqual([reloadAt, 1, 0]);
    }
  });
});

describe('23. polygons', () => {
  const bay: Point[] = [[0, 0], [100, 0], [100, 100], [50, 40], [0, 100]];

  test('concave: the bay is outside', () => {
    expect([isIn({ polygon: bay }, [50, 80]), isIn({ polygon: bay }, [10, 80]), isIn({ polygon: bay }, [50, 20])]).toEqual([false, true, true]);
  });

  test('self-touching', () => {
    const polygon: Point[] = [[0, 0], [50, 50], [100, 0], [100, 100], [50, 50], [0, 100]];
    expect([isIn({ polygon }, [10, 50]), isIn({ polygon }, [90, 50]), isIn({ polygon }, [50, 20])]).toEqual([true, true, false]);
  });

  test('self-crossing is refused with the two edges', () => {
    expect(() => zoneOf({ polygon: [[0, 0], [100, 100], [100, 0], [0, 100]] })).toThrow(
      'polygon: a polygon must not cross itself, but its edges [0,0]–[100,100] and [100,0]–[0,100] do',
    );
  });

  test('clockwise and counter-clockwise winding', () => {
    for (let x = -5; x <= 105; x += 5) {
      for (let y = -5; y <= 105; y += 5) {
        for (const border of ['inside', 'shared'] as const) {
          expect(isIn({ polygon: [...bay].reverse(), border }, [x, y])).toBe(isIn({ polygon: bay, border }, [x, y]));
        }
      }
    }
  });

  test('a point on an edge is inside by definition', () => {
    for (const point of [[50, 0], [100, 50], [75, 70], [0, 0], [100, 100], [50, 40]] as Point[]) expect(isIn({ polygon: bay }, point)).toBe(true);
  });

  test('a point on an edge, and a vertex, that zones share is in only one of them', () => {
    // Triangles that tile a square, round a point, in both windings.
    const middle: Point = [37, 53];
    const corners: Point[] = [[0, 0], [100, 0], [100, 100], [0, 100]];
    const tiles = corners.map((corner, i): Point[] => (i % 2 ? [corner, corners[(i + 1) % 4]!, middle] : [middle, corners[(i + 1) % 4]!, corner]));
    const part = (a: Point, b: Point, by: number): Point => [a[0] + by * (b[0] - a[0]), a[1] + by * (b[1] - a[1])];
    const shared = [middle, ...corners.flatMap((corner) => [0.25, 0.5, 0.75].map((by) => part(corner, middle, by)))];
    for (const point of shared) expect([point, tiles.filter((polygon) => isIn({ polygon, border: 'shared' }, point)).length]).toEqual([point, 1]);
  });
});

describe('24. enter, exit, dwell and occupancy agree', () => {
  test('occupancy = entered − left at every frame', () => {
    const zone = zoneOf({ polygon: [[20, 20], [80, 20], [80, 80], [50, 40], [20, 80]], debounce: 0.2, maxGap: 0.5 });
    let inside = 0;
    const { host, push, events } = play(zone);
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let i = 0; i < 3000; i++) {
      const ids = new Set(Array.from({ length: 8 }, () => random(20)));
      push({ objects: [...ids].map((id) => at([random(100), random(100)], id)) });
      for (const { type } of events) inside += type === 'zone-entered' ? 1 : type === 'zone-left' ? -1 : 0;
      expect([zone.occupancy, zone.occupants().length]).toEqual([inside, inside]);
      expect(zone.entered - zone.left).toBe(inside);
    }
    expect(zone.counters()['lost']).toBeGreaterThan(20);
    expect(host.time).toBeGreaterThan(299);
  });

  test('flicker at the border is debounced by time', () => {
    const zone = zoneOf({ polygon: [[0, 0], [100, 0], [100, 100], [0, 100]], debounce: 0.3 });
    const { push } = play(zone);
    for (let i = 0; i < 200; i++) push({ objects: [at([i % 3 === 0 ? 99 : 101, 50])] });
    expect([zone.entered, zone.left]).toEqual([0, 0]);
  });

  test('flicker at the border is debounced by a margin in box heights', () => {
    const zone = zoneOf({ polygon: [[0, 0], [100, 0], [100, 100], [0, 100]], margin: { boxHeights: 1 } });
    const { push } = play(zone);
    const seen = [150, 101, 99, 101, 99, 97, 99, 101, 99, 101, 103, 101].map((x) => push({ objects: [at([x, 50])] }));
    expect(seen).toEqual([[], [], [], [], [], ['zone-entered'], [], [], [], [], ['zone-left'], []]);
  });
});

describe('25. inverse zone; zone outside the frame; circle zone; normalised coordinates', () => {
  const square: Point[] = [[10, 10], [90, 10], [90, 90], [10, 90]];

  test('inverse zone: what lies outside is inside, and the border is not', () => {
    const inverse = { polygon: square, inverse: true };
    expect([isIn(inverse, [50, 50]), isIn(inverse, [5, 50]), isIn(inverse, [10, 50])]).toEqual([false, true, false]);
  });

  test('zone outside the frame: nobody is in it, nor is anything wrong', () => {
    const far: ZoneOptions = { polygon: [[5000, 5000], [6000, 5000], [6000, 6000]] };
    expect(isIn(far, [50, 50])).toBe(false);
    expect(isIn(far, [5900, 5500])).toBe(true);
  });

  test('circle zone: a point on the border is inside', () => {
    const circle: ZoneOptions = { circle: { center: [50, 50], radius: 5 } };
    expect([isIn(circle, [53, 54]), isIn(circle, [55.1, 50]), isIn({ ...circle, inverse: true }, [55.1, 50])]).toEqual([true, false, true]);
  });

  test('circle zone: a jump through it is counted', () => {
    const zone = zoneOf({ circle: { center: [50, 50], radius: 5 } });
    const { push, events } = play(zone);
    push({ objects: [at([0, 53])] });
    push({ objects: [at([100, 53])] });
    expect(events.map(({ type, point }) => [type, point])).toEqual([['zone-entered', [expect.closeTo(46), 53]], ['zone-left', [expect.closeTo(54), 53]]]);
  });

  test('a zone given in normalised coordinates after a resolution change', () => {
    const zone = zoneOf({ polygon: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]], units: 'normalized' });
    const { push } = play(zone);
    push({ width: 640, height: 480, objects: [at([400, 100], 1), at([300, 100], 2)] });
    expect(zone.occupancy).toBe(1);
    // The same places on a picture of 3840 × 2160: nobody moved, and nobody jumped through.
    expect(push({ width: 3840, height: 2160, objects: [at([2400, 450], 1), at([1800, 450], 2)] })).toEqual([]);
    expect(push({ width: 3840, height: 2160, objects: [at([1800, 450], 1), at([2400, 450], 2)] })).toEqual(['zone-left', 'zone-entered']);
  });

  test('a line given in normalised coordinates after a resolution change in the middle of a crossing', () => {
    const line = new LineCrossing({ line: [[0, 0.5], [1, 0.5]], units: 'normalized', anchor: 'center' });
    const { push } = play(line);
    push({ width: 640, height: 480, objects: [at([320, 200])] });
    push({ width: 1280, height: 960, objects: [at([640, 480])] });
    expect(push({ width: 640, height: 480, objects: [at([320, 260])] })).toEqual(['line-crossed']);
  });
});

test('26. zero-size box, NaN or infinite coordinates: skipped and counted in the stats; a box partly outside the frame counts', () => {
  const zone = zoneOf({ polygon: [[0, 0], [100, 0], [100, 100], [0, 100]] });
  const { push } = play(zone);
  const box = { left: 10, top: 10, width: 20, height: 20 };
  const bad = [{ width: 0 }, { height: 0 }, { left: NaN }, { top: Infinity }, { width: -Infinity }, { height: NaN }];
  push({ objects: [...bad.map((fault, i) => ({ ...box, ...fault, trackId: i })), { ...box, left: -10, width: 40, trackId: 10 }] });
  expect([zone.occupancy, zone.skipped]).toEqual([1, { untracked: 0, invalid: 6 }]);
});
