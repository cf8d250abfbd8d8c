// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import type { Point } from '../table/draw.js';
import { Line } from './line.js';
import { Polygon } from './polygon.js';

describe('Line', () => {
  test('the right hand side of a line that goes right is below it on the picture', () => {
    expect(new Line([0, 0], [10, 0]).side(5, 3)).toBe(3);
    expect(new Line([0, 0], [10, 0]).side(5, -3)).toBe(-3);
  });

  test('a point on the line is on neither side, also beyond the ends', () => {
    const line = new Line([1, 1], [4, 4]);
    expect(line.side(2, 2)).toBe(0);
    expect(line.side(9, 9)).toBe(0);
  });

  test('the normal points to the right hand side', () => {
    const line = new Line([10, 20], [40, 80]);
    const [x, y] = line.middle;
    const [nx, ny] = line.normal;
    expect(line.side(x + nx, y + ny)).toBeCloseTo(1);
  });

  test('along is 0 at the start, 1 at the end', () => {
    const line = new Line([10, 0], [30, 0]);
    expect([line.along(10, 5), line.along(20, -5), line.along(30, 0), line.along(40, 0)]).toEqual([0, 0.5, 1, 1.5]);
  });

  test('a line of no length is refused', () => {
    expect(() => new Line([3, 4], [3, 4])).toThrow('a line needs two different points, got [3,4] and [3,4]');
  });

  test('a point that is not finite is refused', () => {
    expect(() => new Line([NaN, 4], [3, 4])).toThrow('the start of a line must be a point [x, y] of finite numbers');
  });
});

describe('Polygon', () => {
  const square: Point[] = [[0, 0], [10, 0], [10, 10], [0, 10]];
  const concave: Point[] = [[0, 0], [10, 0], [10, 10], [5, 4], [0, 10]];
  const bow: Point[] = [[0, 0], [10, 10], [10, 0], [0, 10]];

  test.each([
    ['inside', 5, 5, true],
    ['left of it', -1, 5, false],
    ['above it', 5, -1, false],
    ['on an edge', 10, 5, true],
    ['on the lower edge', 5, 10, true],
    ['on a corner', 0, 10, true],
    ['level with a corner', -5, 10, false],
    ['not a number', NaN, 5, false],
  ])('a point %s of a square', (_, x, y, inside) => {
    expect(new Polygon(square).contains(x, y)).toBe(inside);
    expect(new Polygon([...square].reverse()).contains(x, y)).toBe(inside);
  });

  test('the bay of a concave polygon is outside', () => {
    expect(new Polygon(concave).contains(5, 8)).toBe(false);
    expect(new Polygon(concave).contains(1, 8)).toBe(true);
    expect(new Polygon(concave).contains(5, 4)).toBe(true);
  });

  test('edges may touch, and then the even-odd rule holds', () => {
    const touching = new Polygon([[0, 0], [5, 5], [10, 0], [10, 10], [5, 5], [0, 10]]);
    expect([touching.contains(1, 5), touching.contains(9, 5), touching.contains(5, 1), touching.contains(5, 5)]).toEqual([true, true, false, true]);
  });

  test('it agrees with its copies turned by 90 degrees', () => {
    const turned = new Polygon(concave.map(([x, y]): Point => [-y, x]));
    for (let x = -1; x <= 11; x++) {
      for (let y = -1; y <= 11; y++) expect(turned.contains(-y, x)).toBe(new Polygon(concave).contains(x, y));
    }
  });

  test.each([
    ['two points', [[0, 0], [1, 1]], 'at least three points'],
    ['edges that cross', bow, 'a polygon must not cross itself, but its edges [0,0]–[10,10] and [10,0]–[0,10] do'],
    ['points on one line', [[0, 0], [1, 1], [2, 2]], 'not all on one line'],
    ['a point that is not finite', [[0, 0], [1, Infinity], [2, 2]], 'point 1 of a polygon'],
  ])('%s are refused', (_, points, message) => {
    expect(() => new Polygon(points as unknown as Point[])).toThrow(message);
  });
});
