// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { Point } from '../table/draw.js';
import { checkPoint } from './line.js';

/**
 * A closed polygon, in pixels, origin top left; convex or not, in either winding. Where it crosses itself, a point is
 * inside by the even-odd rule. A point on an edge or a corner is inside.
 *
 * Throws `NVTS_RANGE` for fewer than three points, points that are not finite, and a polygon without area.
 *
 * @example
 * ```ts
 * import { Polygon } from '@nvtsprobe/sdk';
 *
 * const zone = new Polygon([[0, 0], [100, 0], [100, 50]]);
 * console.log(zone.contains(90, 10)); // true
 * ```
 */
export class Polygon {
  readonly points: readonly Point[];
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly left: number;
  private readonly top: number;
  private readonly right: number;
  private readonly bottom: number;

  constructor(points: readonly Point[]) {
    if (!Array.isArray(points) || points.length < 3) {
      throw new NvtsError('NVTS_RANGE', `a polygon needs at least three points, got ${show(points)}`);
    }
    points.forEach((point: Point, i) => checkPoint(`point ${i} of a polygon`, point));
    this.points = points;
    this.x = Float64Array.from(points, (point: Point) => point[0]);
    this.y = Float64Array.from(points, (point: Point) => point[1]);
    this.left = Math.min(...this.x);
    this.top = Math.min(...this.y);
    this.right = Math.max(...this.x);
    this.bottom = Math.max(...this.y);
    if (!this.hasArea()) throw new NvtsError('NVTS_RANGE', `a polygon needs points that are not all on one line, got ${show(points)}`);
  }

  /** Whether the point is inside or on the border. A coordinate that is not a number is outside. */
  contains(px: number, py: number): boolean {
    if (!(px >= this.left && px <= this.right && py >= this.top && py <= this.bottom)) return false;
    const { x, y } = this;
    let inside = false;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      const ax = x[j]!;
      const ay = y[j]!;
      const bx = x[i]!;
      const by = y[i]!;
      const turn = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
      if (turn === 0 && between(px, ax, bx) && between(py, ay, by)) return true;
      // Half-open in y, so that a ray through a corner meets exactly one of the two edges.
      if (ay > py !== by > py && turn > 0 === by > ay) inside = !inside;
    }
    return inside;
  }

  private hasArea(): boolean {
    const { x, y } = this;
    for (let i = 2; i < x.length; i++) {
      for (let j = 1; j < i; j++) {
        if ((x[j]! - x[0]!) * (y[i]! - y[0]!) !== (y[j]! - y[0]!) * (x[i]! - x[0]!)) return true;
      }
    }
    return false;
  }
}

function between(value: number, a: number, b: number): boolean {
  return a < b ? value >= a && value <= b : value >= b && value <= a;
}
