// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';
import { checkPoint } from './line.js';
import { turn } from './segment.js';

/** Four points, in the order in which one walks round them. */
export type Quad = readonly [Point, Point, Point, Point];

/** Numbers of a 3 × 3 matrix, row by row. */
type Matrix = readonly number[];

/**
 * The flat ground that a camera looks at: maps points of the picture to metres and back, by the one homography that takes
 * four points of the picture to four points of the ground.
 *
 * Throws `NVTS_RANGE` where three of four points are on one line, or the two quads cannot show the same ground.
 *
 * @example
 * ```ts
 * import { Plane } from '@nvtsprobe/sdk';
 *
 * // A lane that is 3.5 m wide and 20 m long.
 * const road = new Plane([[500, 400], [700, 400], [900, 1000], [300, 1000]], [[0, 0], [3.5, 0], [3.5, 20], [0, 20]]);
 * console.log(road.toGround(500, 400)); // [ 0, 0 ]
 * ```
 */
export class Plane {
  private readonly ground: Matrix;
  private readonly image: Matrix;
  /** The signs that points of the picture, and of the ground, have in front of the horizon and of the camera. */
  private readonly sign: number;
  private readonly groundSign: number;

  constructor(image: Quad, ground: Quad) {
    checkQuad('the picture', image);
    checkQuad('the ground', ground);
    const fromUnit = fromSquare(image);
    this.ground = multiply(fromSquare(ground), adjugate(fromUnit));
    this.image = multiply(fromUnit, adjugate(fromSquare(ground)));
    const signs = image.map(([x, y]) => Math.sign(weight(this.ground, x, y)));
    this.sign = signs[0]!;
    if (this.sign === 0 || signs.some((sign) => sign !== this.sign)) {
      throw new NvtsError('NVTS_RANGE', `the points ${show(image)} and ${show(ground)} do not show the same ground: give both in the same order, walking round`);
    }
    this.groundSign = Math.sign(weight(this.image, ...ground[0]));
  }

  /** Metres on the ground of a point of the picture; NaN above the horizon. */
  toGround(x: number, y: number): Point {
    const w = weight(this.ground, x, y);
    if (!(w * this.sign > 0)) return [NaN, NaN];
    return [row(this.ground, 0, x, y) / w, row(this.ground, 3, x, y) / w];
  }

  /** The point of the picture that shows a point of the ground; NaN behind the camera. */
  toImage(x: number, y: number): Point {
    const w = weight(this.image, x, y);
    if (!(w * this.groundSign > 0)) return [NaN, NaN];
    return [row(this.image, 0, x, y) / w, row(this.image, 3, x, y) / w];
  }
}
seal(Plane);

function checkQuad(where: string, quad: Quad): void {
  if (!Array.isArray(quad) || quad.length !== 4) throw new NvtsError('NVTS_RANGE', `a plane needs four points of ${where}, got ${show(quad)}`);
  quad.forEach((point: Point, i) => checkPoint(`point ${i} of ${where}`, point));
  const [first, second] = quad as unknown as Quad;
  const size = Math.hypot(second[0] - first[0], second[1] - first[1]);
  for (let i = 0; i < 4; i++) {
    const [a, b, c] = [0, 1, 2].map((k) => (quad as unknown as Quad)[(i + k) % 4]!) as [Point, Point, Point];
    if (Math.abs(turn(...a, ...b, ...c)) <= 1e-9 * size * size) {
      throw new NvtsError('NVTS_RANGE', `no three of the four points of ${where} may be on one line, got ${show(quad)}`);
    }
  }
}

/** The homography that takes the unit square to a quad; Heckbert, Fundamentals of Texture Mapping (1989), 2.2.3. */
function fromSquare([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Quad): Matrix {
  const sx = x0 - x1 + x2 - x3;
  const sy = y0 - y1 + y2 - y3;
  const [ax, ay, bx, by] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const area = ax * by - bx * ay;
  const g = (sx * by - bx * sy) / area;
  const h = (ax * sy - sx * ay) / area;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}

/** The inverse but for a factor, which a homography does not have. */
function adjugate([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  return [
    e! * i! - f! * h!, c! * h! - b! * i!, b! * f! - c! * e!,
    f! * g! - d! * i!, a! * i! - c! * g!, c! * d! - a! * f!,
    d! * h! - e! * g!, b! * g! - a! * h!, a! * e! - b! * d!,
  ];
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, at) => {
    const line = at - (at % 3);
    return a[line]! * b[at % 3]! + a[line + 1]! * b[(at % 3) + 3]! + a[line + 2]! * b[(at % 3) + 6]!;
  });
}

function row(m: Matrix, at: number, x: number, y: number): number {
  return m[at]! * x + m[at + 1]! * y + m[at + 2]!;
}

function weight(m: Matrix, x: number, y: number): number {
  return row(m, 6, x, y);
}
