// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';
import { checkPoint } from './line.js';
import { isBeside } from './segment.js';

/**
 * A circle, in pixels, origin top left. A point on its border is inside.
 *
 * Throws `NVTS_RANGE` for a centre that is not finite and a radius that is not above 0.
 *
 * @example
 * ```ts
 * import { Circle } from '@nvtsprobe/sdk';
 *
 * const fountain = new Circle([400, 300], 50);
 * console.log(fountain.contains(450, 300)); // true
 * ```
 */
export class Circle {
  readonly center: Point;

  constructor(
    center: Point,
    /** In pixels. */
    readonly radius: number,
  ) {
    this.center = checkPoint('the centre of a circle', center);
    if (!(radius > 0 && radius < Infinity)) throw new NvtsError('NVTS_RANGE', `the radius of a circle must be above 0, got ${show(radius)}`);
  }

  /** Whether the point is inside or on the border. A coordinate that is not a number is outside. */
  contains(px: number, py: number): boolean {
    const x = px - this.center[0];
    const y = py - this.center[1];
    return x * x + y * y <= this.radius * this.radius;
  }

  /** Notes of the first `count` points whether each is inside, 1 or 0. @internal */
  containsEach(count: number, x: Float64Array, y: Float64Array, inside: Uint8Array): void {
    for (let i = 0; i < count; i++) inside[i] = this.contains(x[i]!, y[i]!) ? 1 : 0;
  }

  /** Distance in pixels of a point from the border. */
  distance(px: number, py: number): number {
    return Math.abs(Math.hypot(px - this.center[0], py - this.center[1]) - this.radius);
  }

  /** Whether a point is farther than `limit` pixels from the border. @internal */
  isBeyond(px: number, py: number, limit: number): boolean {
    return this.distance(px, py) > limit;
  }

  /** The parts, from 0 to 1, at which the straight way from a to b meets the border; in no order. */
  meetings(ax: number, ay: number, bx: number, by: number): readonly number[] {
    const x = ax - this.center[0];
    const y = ay - this.center[1];
    const dx = bx - ax;
    const dy = by - ay;
    const square = dx * dx + dy * dy;
    const half = (x * dx + y * dy) / square;
    const root = half * half - (x * x + y * y - this.radius * this.radius) / square;
    if (!(root >= 0)) return [];
    return [-half - Math.sqrt(root), -half + Math.sqrt(root)].filter((part) => part >= 0 && part <= 1);
  }

  /** Whether the straight way from a to b stays on one side of all of the circle, so that it cannot meet the border. Quick. */
  isPassedBy(ax: number, ay: number, bx: number, by: number): boolean {
    const { radius } = this;
    const [x, y] = this.center;
    return isBeside(x - radius, y - radius, x + radius, y + radius, ax, ay, bx, by);
  }
}
seal(Circle);
