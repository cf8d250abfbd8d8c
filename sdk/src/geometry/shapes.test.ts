// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { Circle } from './circle.js';
import { Plane, type Quad } from './plane.js';
import { Polygon } from './polygon.js';
import { Polyline } from './polyline.js';

describe('Plane', () => {
  const image: Quad = [[500, 400], [700, 400], [900, 1000], [300, 1000]];
  const ground: Quad = [[0, 0], [3.5, 0], [3.5, 20], [0, 20]];
  const road = new Plane(image, ground);

  test('takes the four points to their places, and back', () => {
    image.forEach((point, i) => expect(road.toGround(...point)).toEqual(ground[i]!.map((value) => expect.closeTo(value, 9))));
    ground.forEach((point, i) => expect(road.toImage(...point)).toEqual(image[i]!.map((value) => expect.closeTo(value, 9))));
  });

  test('takes any point there and back', () => {
    for (const [x, y] of [[1, 1], [-2, 30], [3, 19.5], [10, 5]] as const) {
      expect(road.toGround(...road.toImage(x, y))).toEqual([expect.closeTo(x, 9), expect.closeTo(y, 9)]);
    }
  });

  test('takes the point where the diagonals meet to the middle', () => {
    expect(road.toGround(600, 550)).toEqual([expect.closeTo(1.75, 9), expect.closeTo(10, 9)]);
  });

  test('knows no ground above the horizon, which is where the sides of the road meet', () => {
    expect(road.toGround(600, 101)[1]).toBeLessThan(-100);
    expect(road.toGround(600, 99)).toEqual([NaN, NaN]);
  });

  test('is the same for both windings and for a ground seen from any side', () => {
    const turned = new Plane([...image].reverse() as unknown as Quad, [...ground].reverse() as unknown as Quad);
    expect(turned.toGround(640, 700)).toEqual(road.toGround(640, 700).map((value) => expect.closeTo(value, 9)));
  });

  test.each<[string, Quad, Quad, string]>([
    ['three points on one line', [[0, 0], [1, 0], [2, 0], [0, 1]], ground, 'no three of the four points of the picture may be on one line'],
    ['two equal points', image, [[0, 0], [0, 0], [1, 1], [0, 1]], 'no three of the four points of the ground may be on one line'],
    ['points in another order', image, [[0, 0], [3.5, 20], [3.5, 0], [0, 20]], 'do not show the same ground'],
    ['a point that is not finite', image, [[0, 0], [1, NaN], [1, 1], [0, 1]], 'point 1 of the ground'],
    ['three points', image.slice(1) as unknown as Quad, ground, 'a plane needs four points of the picture'],
  ])('%s are refused', (_, from, to, message) => {
    expect(() => new Plane(from, to)).toThrow(message);
  });
});

describe('Polyline', () => {
  const bent = new Polyline([[0, 0], [10, 10], [20, 0]]);

  test('its sides are those of its nearest part', () => {
    expect([bent.side(10, 20) > 0, bent.side(10, 0) < 0, bent.side(5, 5), bent.side(10, 10)]).toEqual([true, true, 0, 0]);
    expect(bent.side(10, 13)).toBeCloseTo(3);
    expect(bent.side(10, 7)).toBeCloseTo(-3 / Math.SQRT2);
  });

  test('its first and last segments go on without end', () => {
    expect([bent.side(-5, -4) > 0, bent.side(-5, -6) < 0, bent.side(25, -4) > 0, bent.side(25, -6) < 0]).toEqual([true, true, true, true]);
    expect(bent.distance(-3, -4)).toBe(5);
  });

  test('one point, and a segment of no length, are refused', () => {
    expect(() => new Polyline([[0, 0]])).toThrow('a line needs at least two points');
    expect(() => new Polyline([[0, 0], [1, 1], [1, 1]])).toThrow('a line needs two different points');
  });
});

describe('distance from, and meetings with, a border', () => {
  const square = new Polygon([[0, 0], [10, 0], [10, 10], [0, 10]]);
  const circle = new Circle([5, 5], 5);

  test('distance inside and outside', () => {
    expect([square.distance(5, 4), square.distance(13, 14), square.distance(10, 5)]).toEqual([4, 5, 0]);
    expect([circle.distance(5, 4), circle.distance(8, 9), circle.distance(5, 20)]).toEqual([4, 0, 10]);
  });

  test('the parts of a way at which it meets the border', () => {
    expect(square.meetings(-10, 5, 30, 5).concat().sort()).toEqual([0.25, 0.5]);
    expect(square.meetings(2, 2, 8, 8)).toEqual([]);
    expect(square.meetings(-5, -1, 15, -1)).toEqual([]);
    expect(circle.meetings(-10, 5, 30, 5)).toEqual([expect.closeTo(0.25), expect.closeTo(0.5)]);
    expect(circle.meetings(5, 5, 6, 5)).toEqual([]);
    expect(circle.meetings(5, 50, 5, 50)).toEqual([]);
  });

  test('a shared border is in one of two neighbours', () => {
    const right = new Polygon([[10, 0], [20, 0], [20, 10], [10, 10]], 'shared');
    const left = new Polygon([[0, 0], [0, 10], [10, 10], [10, 0]], 'shared');
    const below = new Polygon([[0, 10], [10, 10], [10, 20], [0, 20]], 'shared');
    expect([left.contains(10, 5), right.contains(10, 5)]).toEqual([false, true]);
    expect([left.contains(5, 10), below.contains(5, 10)]).toEqual([false, true]);
    expect([left, right, below].filter((each) => each.contains(10, 10)).length).toBe(0);
  });
});
