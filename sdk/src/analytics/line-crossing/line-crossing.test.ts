// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import type { TestObject } from '../../testing/records.js';
import { TestHost } from '../../testing/test-host.js';
import { LineCrossing } from './line-crossing.js';
import type { LineCrossingOptions } from './options.js';

type Options = Partial<LineCrossingOptions>;

/** A line that goes right along y = 100, from x = 100 to x = 300: in is down. */
const line: Point[] = [[100, 100], [300, 100]];

/** An object whose anchor, the middle of the lower edge, is at x, y. */
const at = ([x, y]: Point, more: Partial<TestObject> = {}): TestObject => ({ left: x - 5, top: y - 20, width: 10, height: 20, trackId: 1, ...more });

function start(options?: Options) {
  const rule = new LineCrossing({ line, ...options });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const { type, track, point, values } of rule.update(frame)) frame.emit(type, { track, point, ...values });
      },
    }),
    { fps: 10 },
  );
  return { rule, host };
}

/** Counts of one track that goes from point to point. */
function walk(path: readonly Point[], options?: Options): [number, number] {
  const { rule, host } = start(options);
  for (const point of path) host.push({ objects: [at(point)] });
  return [rule.in, rule.out];
}

describe('one track', () => {
  test.each<[string, Point[], [number, number]]>([
    ['down over the line is in', [[200, 90], [200, 110]], [1, 0]],
    ['up over the line is out', [[200, 110], [200, 90]], [0, 1]],
    ['in, then out: both are counted', [[200, 90], [200, 110], [200, 90]], [1, 1]],
    ['exactly on the line in between: once, on the other side', [[200, 90], [200, 100], [200, 110]], [1, 0]],
    ['on the line for some frames: once', [[200, 90], [200, 100], [205, 100], [210, 100], [210, 110]], [1, 0]],
    ['touching and returning: nothing', [[200, 90], [200, 100], [200, 90]], [0, 0]],
    ['a touch does not help to cross beyond the end later', [[200, 90], [200, 100], [200, 90], [400, 90], [400, 110]], [0, 0]],
    ['starting on the line: nothing', [[200, 100], [200, 110]], [0, 0]],
    ['starting on the line, then over and back', [[200, 100], [200, 110], [200, 90]], [0, 1]],
    ['past the end: nothing', [[310, 90], [310, 110]], [0, 0]],
    ['past the end, then back over the line', [[310, 90], [310, 110], [200, 110], [200, 90]], [0, 1]],
    ['through an end: once', [[300, 90], [300, 110]], [1, 0]],
    ['through an end with a point on it: once', [[100, 90], [100, 100], [100, 110]], [1, 0]],
    ['on the endless line beyond the end: nothing', [[310, 90], [310, 100], [310, 110]], [0, 0]],
    ['a far jump over the line: once', [[150, -5000], [150, 5000]], [1, 0]],
    ['a slant jump that misses the line between its ends', [[0, 90], [20, 5000]], [0, 0]],
    ['along the line: nothing', [[0, 100], [200, 100], [500, 100]], [0, 0]],
  ])('%s', (_, path, counts) => {
    expect(walk(path)).toEqual(counts);
  });

  test('the crossing is where the straight path meets the line', () => {
    const { host } = start();
    host.push({ objects: [at([200, 90])] });
    expect(host.push({ objects: [at([240, 130])] }).events).toEqual([{ type: 'line-crossed', data: { track: '1', point: [210, 100], direction: 'in', returned: false, in: 1, out: 0 }, frame: 0 }]);
  });

  test('a turned line counts the same', () => {
    const turn = ([x, y]: Point): Point => [-y, x];
    const rule = new LineCrossing({ line: line.map(turn), anchor: 'center' });
    const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }));
    const path: Point[] = [[200, 90], [200, 110], [200, 100], [200, 90], [420, 110]];
    for (const [x, y] of path.map(turn)) host.push({ objects: [{ left: x - 1, top: y - 1, width: 2, height: 2, trackId: 1 }] });
    expect([rule.in, rule.out]).toEqual([1, 1]);
  });

  test('jitter within the margin counts nothing for 10,000 frames', () => {
    const path = Array.from({ length: 10_000 }, (_, i): Point => [200, 100 + 3 * Math.sin(i * 1.7)]);
    expect(walk(path, { margin: 4 })).toEqual([0, 0]);
  });

  test('with a margin a crossing counts once the track is beyond it', () => {
    expect(walk([[200, 90], [200, 103]], { margin: 4 })).toEqual([0, 0]);
    expect(walk([[200, 90], [200, 103], [200, 105]], { margin: 4 })).toEqual([1, 0]);
    expect(walk([[200, 90], [200, 110]], { margin: 4 })).toEqual([1, 0]);
  });

  test('a gap within maxGap is bridged, a longer one is not', () => {
    const gap = (frames: number): number => {
      const { rule, host } = start({ maxGap: 1 });
      host.push({ objects: [at([200, 90])] });
      for (let i = 0; i < frames; i++) host.push({});
      host.push({ objects: [at([200, 110])] });
      return rule.in;
    };
    expect([gap(9), gap(10)]).toEqual([1, 0]);
  });
});

describe('which objects count', () => {
  const cross = (more: Partial<TestObject>, options?: Options): LineCrossing => {
    const { rule, host } = start(options);
    host.push({ objects: [at([200, 90], more)] });
    host.push({ objects: [at([200, 110], more)] });
    return rule;
  };

  test('untracked objects are ignored and counted', () => {
    const { rule, host } = start();
    for (const y of [90, 110]) host.push({ objects: [at([200, y], { trackId: undefined }), at([210, y], { trackId: undefined }), at([220, y])] });
    expect([rule.in, rule.skipped.untracked]).toEqual([1, 4]);
  });

  test.each([
    ['NaN', { left: NaN }],
    ['infinite', { height: Infinity }],
    ['negative', { width: -5 }],
  ])('a box that is %s is skipped and counted', (_, more) => {
    const rule = cross(more);
    expect([rule.in, rule.skipped.invalid]).toEqual([0, 2]);
  });

  test('a skipped box in mid-crossing does not lose the crossing', () => {
    const { rule, host } = start();
    host.push({ objects: [at([200, 90])] });
    host.push({ objects: [at([NaN, 100])] });
    host.push({ objects: [at([200, 110])] });
    expect(rule.in).toBe(1);
  });

  test('a box of no size is skipped and counted', () => {
    const rule = cross({ width: 0 });
    expect([rule.in, rule.skipped.invalid]).toEqual([0, 2]);
  });

  test('classes by number and by label', () => {
    const person = { classId: 0, label: 'person' };
    expect(cross(person, { classes: [0] }).in).toBe(1);
    expect(cross(person, { classes: ['person'] }).in).toBe(1);
    expect(cross(person, { classes: [2, 'car'] }).in).toBe(0);
    expect(cross({ classId: 2 }, { classes: ['person', 2] }).in).toBe(1);
  });

  test('an object that the script removed does not count', () => {
    const rule = new LineCrossing({ line });
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          frame.objects.at(0)?.remove();
          rule.update(frame);
        },
      }),
    );
    host.push({ objects: [at([200, 90])] });
    host.push({ objects: [at([200, 110])] });
    expect(rule.in).toBe(0);
  });

  test('the anchor decides which point crosses', () => {
    const tall = { left: 195, width: 10, height: 50, trackId: 1 };
    const counts = (anchor: Options['anchor']): number => {
      const { rule, host } = start({ anchor, margin: 0 });
      host.push({ objects: [{ ...tall, top: 60 }] });
      host.push({ objects: [{ ...tall, top: 80 }] });
      return rule.in;
    };
    expect([counts('bottom'), counts('center'), counts('top')]).toEqual([0, 1, 0]);
  });
});

describe('identities', () => {
  test('equal track ids of two sources are two tracks', () => {
    const { rule, host } = start();
    host.push({ frames: [{ sourceId: 0, objects: [at([200, 90])] }, { sourceId: 1, objects: [at([200, 110])] }] });
    host.push({ frames: [{ sourceId: 0, objects: [at([200, 92])] }, { sourceId: 1, objects: [at([200, 112])] }] });
    expect([rule.in, rule.out]).toEqual([0, 0]);
  });

  test('ids that differ only beyond 2 ** 53 are two tracks', () => {
    const { rule, host } = start();
    const big = 2n ** 60n;
    host.push({ objects: [at([200, 90], { trackId: big }), at([200, 110], { trackId: big + 1n })] });
    host.push({ objects: [at([200, 91], { trackId: big }), at([200, 111], { trackId: big + 1n })] });
    expect([rule.in, rule.out]).toEqual([0, 0]);
  });

  test('a key that is used again by another track starts anew', () => {
    const { rule, host } = start({ maxGap: 1000 });
    host.push({ time: 0, objects: [at([200, 90], { trackId: 1 })] });
    host.push({ time: 100, objects: [at([200, 110], { trackId: 2 })] });
    expect(rule.in).toBe(0);
  });

  test('an id switch in mid-crossing counts nothing', () => {
    const { rule, host } = start();
    host.push({ objects: [at([200, 90], { trackId: 1 })] });
    host.push({ objects: [at([200, 110], { trackId: 2 })] });
    expect(rule.in).toBe(0);
  });

  test('500 tracks cross at once', () => {
    const { rule, host } = start();
    for (const y of [90, 110]) {
      host.push({ objects: Array.from({ length: 500 }, (_, i) => at([110 + i * 0.3, y], { trackId: i })) });
    }
    expect(rule.in).toBe(500);
  });
});

test('two parallel lines 3 px apart give one count each', () => {
  const rules = [100, 103].map((y) => new LineCrossing({ line: [[100, y], [300, y]] }));
  const host = new TestHost(defineProcessor({ onFrame: (frame) => rules.forEach((rule) => rule.update(frame)) }));
  for (const y of [90, 102, 110]) host.push({ objects: [at([200, y])] });
  expect(rules.map((rule) => rule.in)).toEqual([1, 1]);
});

test.each<[string, object, string]>([
  ['an unknown anchor', { anchor: 'botom' }, 'anchor: there is no "botom"; did you mean "bottom"?'],
  ['a margin below 0', { margin: -1 }, 'margin: expected at least 0, got -1'],
  ['a gap that is not a number', { maxGap: NaN }, 'maxGap: expected a number, got'],
  ['a misspelt option', { debounse: 1 }, 'debounse: no such option; did you mean "debounce"?'],
  ['a line of no length', { line: [[5, 5], [5, 5]] }, 'line: a line needs two different points, got [5,5] and [5,5]'],
  ['pixels where parts of the picture are wanted', { units: 'normalized' }, 'line: expected coordinates from 0 to 1, since units are normalized, got [100,100]'],
  ['metres without a ground', { units: 'metres' }, 'plane: coordinates in metres need the ground that they are on: give plane'],
])('%s is refused', (_, options, message) => {
  expect(() => new LineCrossing({ line, ...options })).toThrow(message);
});
