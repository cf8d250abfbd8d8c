// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { maskContours, maskPolygon, type MaskShape } from './mask-contours.js';
import { Polygon } from './polygon.js';

/** A mask drawn as text: '#' is inside. */
function drawn(...lines: string[]): MaskShape {
  return { width: lines[0]!.length, height: lines.length, data: [...lines.join('')].map((cell) => (cell === '#' ? 1 : 0)) };
}
const boxOf = (mask: MaskShape, scale = 1): { left: number; top: number; width: number; height: number } => ({
  left: 100, top: 50, width: mask.width * scale, height: mask.height * scale,
});

test('the outline of a block runs between its cells and the others', () => {
  const mask = drawn('....', '.##.', '.##.', '....');
  expect(maskPolygon(mask, boxOf(mask))).toEqual([
    [101.5, 51], [102.5, 51], [103, 51.5], [103, 52.5], [102.5, 53], [101.5, 53], [101, 52.5], [101, 51.5],
  ]);
});

test('values place it between the cells, and the box gives the scale', () => {
  const mask = { width: 3, height: 1, data: [0.9, 0.6, 0.2], threshold: 0.5 };
  const right = Math.max(...maskPolygon(mask, { left: 0, top: 0, width: 30, height: 10 })!.map(([x]) => x));
  expect(right).toBeCloseTo(15 + 2.5);
});

test('a mask that fills its box has an outline along the box', () => {
  const mask = drawn('###', '###');
  const points = maskPolygon(mask, boxOf(mask, 10))!;
  expect([Math.min(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y))]).toEqual([100, 70]);
});

test('parts come by size, holes are told', () => {
  const mask = drawn('#####..', '#...#..', '#...#.#', '#####..');
  const contours = maskContours(mask, boxOf(mask));
  expect(contours.map(({ hole }) => hole)).toEqual([false, true, false]);
  expect(contours.map(({ area }) => area)).toEqual([19.5, 5.5, 0.5]);
});

test('cells that touch at a corner are joined where their mean is above the threshold', () => {
  const joined = { ...drawn('#.', '.#'), threshold: 0.4 };
  const apart = { ...joined, threshold: 0.6 };
  expect([joined, apart].map((mask) => maskContours(mask, boxOf(mask)).length)).toEqual([1, 2]);
});

test('a mask of nothing, and of no numbers, has no outline', () => {
  expect(maskPolygon(drawn('..', '..'), boxOf(drawn('..', '..')))).toBeUndefined();
  expect(maskPolygon({ width: 2, height: 1, data: [NaN, NaN] }, { left: 0, top: 0, width: 2, height: 1 })).toBeUndefined();
});

test('a tolerance leaves the corners', () => {
  const size = 40;
  const data = Array.from({ length: size * size }, (_, i) => ((i % size) - 20) ** 2 + (Math.floor(i / size) - 20) ** 2 < 225 ? 1 : 0);
  const mask = { width: size, height: size, data };
  const [whole, fewer] = [maskPolygon(mask, boxOf(mask))!, maskPolygon(mask, boxOf(mask), 0.75)!];
  expect(fewer.length).toBeLessThan(whole.length / 3);
  for (const [x, y] of whole) expect(new Polygon([...fewer]).distance(x, y)).toBeLessThanOrEqual(0.75);
});

test('a mask whose values do not fit its size is refused', () => {
  const box = { left: 0, top: 0, width: 1, height: 1 };
  expect(() => maskContours({ width: 2, height: 2, data: [1] }, box)).toThrow(/2 x 2 cells does not have 1 values/);
  expect(() => maskContours(drawn('#'), box, -1)).toThrow(/tolerance/);
});

test('the lines part the cells that are inside from all others, whatever the mask', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const hard = [NaN, Infinity, -Infinity, 0.5];
  for (let run = 0; run < 300; run++) {
    const [width, height] = [1 + Math.floor(random() * 9), 1 + Math.floor(random() * 9)];
    const data = Array.from({ length: width * height }, () => (random() < 0.2 ? hard[Math.floor(random() * 4)]! : random()));
    const rings = maskContours({ width, height, data }, { left: 0, top: 0, width, height }).map(({ points }) => points);
    const wrong = data.filter((value, i) => {
      const inside = crossings(rings, (i % width) + 0.5, Math.floor(i / width) + 0.5) % 2 === 1;
      return value !== 0.5 && inside !== value > 0.5;
    });
    expect(wrong, `run ${run}: ${width} x ${height}`).toEqual([]);
  }
});

/** How often a ray from the point, which runs a little askew so that it meets no corner, crosses the lines. */
function crossings(rings: readonly (readonly (readonly [number, number])[])[], px: number, py: number): number {
  const slope = 0.0123456789;
  const above = ([x, y]: readonly [number, number]): boolean => y - py > slope * (x - px);
  let count = 0;
  for (const ring of rings) {
    ring.forEach((b, i) => {
      const a = ring.at(i - 1)!;
      if (above(a) === above(b)) return;
      const [da, db] = [a[1] - py - slope * (a[0] - px), b[1] - py - slope * (b[0] - px)];
      if (a[0] + ((b[0] - a[0]) * da) / (da - db) > px) count++;
    });
  }
  return count;
}
