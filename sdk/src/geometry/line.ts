// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';

/** @internal */
export function checkPoint(what: string, point: Point): Point {
  if (Array.isArray(point) && point.length === 2 && point.every((value) => Number.isFinite(value))) return point;
  throw new NvtsError('NVTS_RANGE', `${what} must be a point [x, y] of finite numbers, got ${show(point)}`);
}

/**
 * A straight line from one point to another, in pixels, origin top left. It has a right and a left hand side, as seen
 * on the picture by someone who walks from `from` to `to`:
 *
 * ```
 *        left
 *  from ──────▶ to
 *        right
 * ```
 *
 * Throws `NVTS_RANGE` for points that are not finite and for a line of no length.
 *
 * @example
 * ```ts
 * import { Line } from '@nvtsprobe/sdk';
 *
 * const gate = new Line([100, 300], [500, 300]);
 * console.log(gate.side(200, 310) > 0); // true: right
 * ```
 */
export class Line {
  readonly from: Point;
  readonly to: Point;
  /** Length in pixels. */
  readonly length: number;
  private readonly x: number;
  private readonly y: number;
  private readonly dx: number;
  private readonly dy: number;

  constructor(from: Point, to: Point) {
    this.from = checkPoint('the start of a line', from);
    this.to = checkPoint('the end of a line', to);
    [this.x, this.y] = from;
    this.dx = to[0] - from[0];
    this.dy = to[1] - from[1];
    this.length = Math.hypot(this.dx, this.dy);
    if (!(this.length > 0 && this.length < Infinity)) {
      throw new NvtsError('NVTS_RANGE', `a line needs two different points, got ${show(from)} and ${show(to)}`);
    }
  }

  /** Distance in pixels of a point from the endless line: above 0 on the right, below 0 on the left, 0 on it. */
  side(x: number, y: number): number {
    return (this.dx * (y - this.y) - this.dy * (x - this.x)) / this.length;
  }

  /** Where a point falls on the line, seen at a right angle: 0 at `from`, 1 at `to`, beyond them below 0 or above 1. */
  along(x: number, y: number): number {
    return ((x - this.x) * this.dx + (y - this.y) * this.dy) / (this.length * this.length);
  }

  /** The point in the middle. */
  get middle(): Point {
    return [this.x + this.dx / 2, this.y + this.dy / 2];
  }

  /** The direction of length 1 that points to the right hand side. */
  get normal(): Point {
    return [-this.dy / this.length, this.dx / this.length];
  }
}
seal(Line);
