// SPDX-License-Identifier: MIT
// Cases in which counters of other people count wrong. Each test has the number and the words of its case.
import { beforeEach, describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { Point } from '../table/draw.js';
import type { TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import { ANCHOR_NAMES, type Anchor } from './core/anchor.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import { Zone } from './zone/zone.js';
import type { LineCrossingOptions } from './line-crossing/options.js';

type Options = Partial<LineCrossingOptions>;
type Line = readonly Point[];

/** A line that goes right along y = 100, from x = 100 to x = 300: in is down. */
const line: Line = [[100, 100], [300, 100]];

/** An object of 10 × 20 pixels whose anchor, the middle of the lower edge, is at x, y. */
const at = ([x, y]: Point, more: Partial<TestObject> = {}): TestObject => ({ left: x - 5, top: y - 20, width: 10, height: 20, trackId: 1, ...more });

function start(over: Line, options?: Options) {
  const rule = new LineCrossing({ line: over, ...options });
  const crossings: { type: string; point: Point | undefined; time: number }[] = [];
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const { type, point, time } of rule.update(frame)) crossings.push({ type, point, time });
      },
    }),
    { fps: 10 },
  );
  return { rule, host, crossings };
}

/** In and out of one track that goes from point to point over a line, at 10 frames a second. */
function walk(path: readonly Point[], options?: Options, over = line): [number, number] {
  const { rule, host } = start(over, options);
  for (const point of path) host.push({ objects: [at(point)] });
  return [rule.in, rule.out];
}

describe('1. a point exactly on the line (integer coordinates)', () => {
  test('the crossing is counted once, when the track reaches the other side', () => {
    expect(walk([[200, 90], [200, 100]])).toEqual([0, 0]);
    expect(walk([[200, 90], [200, 100], [200, 110], [200, 120]])).toEqual([1, 0]);
  });

  test('touching and returning counts nothing', () => {
    expect(walk([[200, 90], [200, 100], [200, 90], [200, 100], [200, 90]])).toEqual([0, 0]);
  });
});

describe('2. a track that starts straddling the line; a track that starts on it', () => {
  test('a box that straddles the line is on the side of its anchor', () => {
    expect(walk([[200, 110], [200, 130]])).toEqual([0, 0]);
    expect(walk([[200, 110], [200, 90]])).toEqual([0, 1]);
  });

  test('a track that starts on the line counts from the first side that it is seen on', () => {
    expect(walk([[200, 100], [200, 120]])).toEqual([0, 0]);
    expect(walk([[200, 100], [200, 120], [200, 80]])).toEqual([0, 1]);
  });
});

test('3. return crossing: in, then out: both are counted', () => {
  expect(walk([[200, 90], [200, 110], [200, 90], [200, 110], [200, 90]])).toEqual([2, 2]);
});

describe('4. a U-turn inside one debounce window', () => {
  const visit = (frames: number): Point[] => [[200, 90], ...Array.from({ length: frames }, (): Point => [200, 110]), [200, 90], [200, 80]];

  test('counts nothing', () => {
    expect(walk(visit(5), { debounce: 0.5 })).toEqual([0, 0]);
  });

  test('a stay for the debounce time counts, and the way back needs a stay of its own', () => {
    expect(walk(visit(6), { debounce: 0.5 })).toEqual([1, 0]);
    expect(walk([...visit(6), ...Array.from({ length: 5 }, (): Point => [200, 80])], { debounce: 0.5 })).toEqual([1, 1]);
  });

  test('the crossing was where and when the path met the line, not when the wait was over', () => {
    const { host, crossings } = start(line, { debounce: 0.5 });
    const path: Point[] = [[200, 90], [210, 110], ...Array.from({ length: 6 }, (): Point => [250, 150])];
    for (const point of path) host.push({ objects: [at(point)] });
    expect(crossings).toEqual([{ type: 'line-crossed', point: [205, 100], time: expect.closeTo(0.05) }]);
  });
});

test('5. a fast object jumps over the line between two frames: counted, with the crossing time and point interpolated', () => {
  const { host, crossings } = start(line);
  host.push({ time: 1, objects: [at([150, 20])] });
  host.push({ time: 2, objects: [at([250, 420])] });
  expect(crossings).toEqual([{ type: 'line-crossed', point: [170, 100], time: expect.closeTo(1.2) }]);
});

describe('6. the segment has ends', () => {
  test('a path that passes beyond an end does not count', () => {
    expect(walk([[301, 90], [301, 110], [99, 110], [99, 90]])).toEqual([0, 0]);
  });

  test('a path through an end point counts once', () => {
    expect(walk([[300, 90], [300, 110]])).toEqual([1, 0]);
    expect(walk([[100, 90], [100, 100], [100, 110]])).toEqual([1, 0]);
    // Where the meeting point is not a number of few digits.
    const slant: Line = [[10, 20], [317, 141]];
    expect(walk([[317 - 11, 141 + 7], [317 + 11, 141 - 7]], { margin: 0 }, slant)).toEqual([0, 1]);
  });

  test('a path round an end within the margin is judged by where it meets the line itself', () => {
    expect(walk([[290, 90], [298, 97], [303, 99], [303, 103], [295, 103], [290, 120]], { margin: 5 })).toEqual([0, 0]);
    expect(walk([[320, 90], [303, 97], [298, 99], [298, 101], [303, 103], [320, 120]], { margin: 5 })).toEqual([1, 0]);
  });

  test('a path that comes and goes on the endless line counts if it passes the segment', () => {
    expect(walk([[90, 90], [90, 100], [310, 100], [310, 110]])).toEqual([1, 0]);
    expect(walk([[90, 90], [90, 100], [95, 100], [95, 110]])).toEqual([0, 0]);
  });
});

describe('7. jitter while parked on the line: four hours at 30 fps (432,000 frames) give 0 counts', () => {
  /** Plays a car of 120 × 80 pixels whose edges tremble. */
  function park(tremble: () => number) {
    const rule = new LineCrossing({ line });
    const zone = new Zone({ polygon: [[100, 100], [300, 100], [300, 400], [100, 400]] });
    // All frames are played in one hook, in the row of the frame table that the host filled: a push each would take a minute.
    const parked = defineProcessor({
      onFrame(frame) {
        const c = frame.table.columns;
        for (let i = 0; i < 432_000; i++) {
          const [top, bottom] = [20 + tremble(), 100 + tremble()];
          c.framesTime[0] = i / 30;
          c.objectsLeft[0] = 140 + tremble();
          c.objectsTop[0] = top;
          c.objectsWidth[0] = 120 + tremble();
          c.objectsHeight[0] = bottom - top;
          rule.update(frame);
          zone.update(frame);
        }
      },
    });
    new TestHost(parked).push({ objects: [at([200, 100])] });
    expect(rule.time).toBe(431_999 / 30);
    return { line: [rule.in, rule.out], zone: [zone.entered, zone.left] };
  }

  let seed: number;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  beforeEach(() => {
    seed = 1;
  });

  test('by up to 5 % of its height on either side', () => {
    expect(park(() => 8 * random() - 4)).toMatchObject({ line: [0, 0] });
  });

  test('as a detector does, by 2 % of its height (standard deviation); it enters and leaves a zone there once at most', () => {
    const counts = park(() => 0.02 * 80 * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
    expect(counts.line).toEqual([0, 0]);
    expect(Math.max(...counts.zone)).toBeLessThanOrEqual(1);
  });
});

test('8. two parallel lines 3 px apart give one count each', () => {
  for (const path of [[90, 98, 102, 110], [90, 101, 110], [90, 120], [90, 100, 101, 102, 103, 104, 120]]) {
    const rules = [100, 103].map((y) => new LineCrossing({ line: [[100, y], [300, y]] }));
    const host = new TestHost(defineProcessor({ onFrame: (frame) => rules.forEach((rule) => rule.update(frame)) }));
    for (const y of path) host.push({ objects: [at([200, y])] });
    expect(rules.map((rule) => [rule.in, rule.out])).toEqual([[1, 0], [1, 0]]);
  }
});

describe('9. anchors', () => {
  /** The tops, of a box of 40 pixels that goes down by 10 a frame, at which it is counted. */
  const countedAt = (anchor: Anchor | undefined): number | undefined => {
    const { rule, host } = start(line, { anchor, margin: 0 });
    for (let top = 35; top < 140; top += 10) {
      host.push({ objects: [{ left: 180, top, width: 40, height: 40, trackId: 1 }] });
      if (rule.in > 0) return top;
    }
    return undefined;
  };

  test('bottom-centre by default; centre, any box corner or edge middle, or "all corners" are selectable', () => {
    const tops = Object.fromEntries(ANCHOR_NAMES.map((anchor) => [anchor, countedAt(anchor)]));
    expect(countedAt(undefined)).toBe(65);
    expect(tops).toEqual({
      'top-left': 105, top: 105, 'top-right': 105, left: 85, center: 85, right: 85, 'bottom-left': 65, bottom: 65, 'bottom-right': 65, 'all-corners': 105,
    });
  });

  test('"all corners" counts a slow box once, when the last of its corners is over', () => {
    const { rule, host } = start([[100, 100], [300, 300]], { anchor: 'all-corners', margin: 0 });
    const counts: number[] = [];
    for (let left = 240; left >= 100; left -= 20) {
      host.push({ objects: [{ left, top: 180, width: 30, height: 20, trackId: 1 }] });
      counts.push(rule.in);
    }
    // Its upper right corner is on the line's right hand side from left = 140 on: 170 < 180.
    expect(counts).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  });

  test('a box cut by the frame edge still counts by its visible anchor', () => {
    const gate: Line = [[100, 1060], [300, 1060]];
    const path = [{ top: 1000, height: 50 }, { top: 1020, height: 60 }, { top: 1040, height: 40 }];
    for (const left of [180, 90]) {
      const { rule, host } = start(gate);
      for (const box of path) host.push({ height: 1080, objects: [{ left, width: 40, trackId: 1, ...box }] });
      expect(rule.in).toBe(1);
    }
  });
});

describe('10. lines that touch or leave the frame; vertical, horizontal, degenerate', () => {
  test.each<[string, Line, Point, Point]>([
    ['along the lower edge of the frame', [[0, 1079], [1919, 1079]], [500, 1000], [500, 1085]],
    ['that leaves the frame on both sides', [[-500, 300], [5000, 320]], [960, 200], [960, 400]],
    ['vertical', [[400, 400], [400, 100]], [300, 200], [500, 200]],
    ['horizontal, to the left', [[300, 100], [100, 100]], [200, 150], [200, 50]],
  ])('a line %s', (_, over, from, to) => {
    expect(walk([from, to], {}, over)).toEqual([1, 0]);
    expect(walk([to, from], {}, over)).toEqual([0, 1]);
  });

  test('zero length: a clear error at load', () => {
    const processor = defineProcessor({ setup: () => new LineCrossing({ line: [[5, 5], [5, 5]] }), onFrame: () => undefined });
    expect(() => new TestHost(processor)).toThrow('a line needs two different points, got [5,5] and [5,5]');
  });
});

test('11. direction: "in" goes from the left to the right of the line, and is swapped with its ends', () => {
  expect(walk([[200, 90], [200, 110]], {}, [[100, 100], [300, 100]])).toEqual([1, 0]);
  expect(walk([[200, 90], [200, 110]], {}, [[300, 100], [100, 100]])).toEqual([0, 1]);
});
