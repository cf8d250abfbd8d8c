// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';
import { checkPoint } from './line.js';
import { segmentDistance, turn } from './segment.js';

/**
 * To whom the border of a polygon belongs. `'inside'`: to the polygon. `'shared'`: to the polygon on its right, or where
 * it is level, below it; of polygons that tile an area every point then belongs to exactly one.
 */
export type Border = 'inside' | 'shared';

/**
 * A closed polygon, in pixels, origin top left; convex or not, in either winding. Its edges may touch but not cross one
 * another. Where they run on top of each other, a point is inside by the even-odd rule. A point on an edge or a corner is
 * inside, unless the border is shared (see `Border`).
 *
 * Throws `NVTS_RANGE` for fewer than three points, points that are not finite, edges that cross, and a polygon without
 * area.
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
  private readonly closed: boolean;

  constructor(points: readonly Point[], border: Border = 'inside') {
    if (!Array.isArray(points) || points.length < 3) {
      throw new NvtsError('NVTS_RANGE', `a polygon needs at least three points, got ${show(points)}`);
    }
    points.forEach((point: Point, i) => checkPoint(`point ${i} of a polygon`, point));
    this.points = points;
    this.closed = border === 'inside';
    this.x = Float64Array.from(points, (point: Point) => point[0]);
    this.y = Float64Array.from(points, (point: Point) => point[1]);
    this.left = Math.min(...this.x);
    this.top = Math.min(...this.y);
    this.right = Math.max(...this.x);
    this.bottom = Math.max(...this.y);
    if (!this.hasArea()) throw new NvtsError('NVTS_RANGE', `a polygon needs points that are not all on one line, got ${show(points)}`);
    this.refuseCrossings();
  }

  /** Whether the point is inside or, unless it is shared, on the border. A coordinate that is not a number is outside. */
  contains(px: number, py: number): boolean {
    if (!(px >= this.left && px <= this.right && py >= this.top && py <= this.bottom)) return false;
    const { x, y, closed } = this;
    let inside = false;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      // Downwards, so that two polygons get the same number for an edge that they share.
      const down = y[j]! < y[i]!;
      const ax = x[down ? j : i]!;
      const ay = y[down ? j : i]!;
      const bx = x[down ? i : j]!;
      const by = y[down ? i : j]!;
      const side = turn(ax, ay, bx, by, px, py);
      if (closed && side === 0 && between(px, ax, bx) && py >= ay && py <= by) return true;
      // Half-open in y, so that a ray to the left through a corner meets exactly one of the two edges.
      if (ay <= py && by > py && side <= 0) inside = !inside;
    }
    return inside;
  }

  /** Distance in pixels of a point from the border. */
  distance(px: number, py: number): number {
    const { x, y } = this;
    let nearest = Infinity;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      nearest = Math.min(nearest, segmentDistance(x[j]!, y[j]!, x[i]!, y[i]!, px, py));
    }
    return nearest;
  }

  /** The parts, from 0 to 1, at which the straight way from a to b meets the border; in no order. */
  meetings(ax: number, ay: number, bx: number, by: number): number[] {
    const { x, y } = this;
    const parts: number[] = [];
    if (Math.max(ax, bx) < this.left || Math.min(ax, bx) > this.right || Math.max(ay, by) < this.top || Math.min(ay, by) > this.bottom) return parts;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      const start = turn(ax, ay, bx, by, x[j]!, y[j]!);
      const end = turn(ax, ay, bx, by, x[i]!, y[i]!);
      const from = turn(x[j]!, y[j]!, x[i]!, y[i]!, ax, ay);
      const to = turn(x[j]!, y[j]!, x[i]!, y[i]!, bx, by);
      if (start * end <= 0 && from * to <= 0 && from !== to) parts.push(from / (from - to));
    }
    return parts;
  }

  private hasArea(): boolean {
    const { x, y } = this;
    for (let i = 2; i < x.length; i++) {
      for (let j = 1; j < i; j++) if (turn(x[0]!, y[0]!, x[j]!, y[j]!, x[i]!, y[i]!) !== 0) return true;
    }
    return false;
  }

  private refuseCrossings(): void {
    const { x, y, points } = this;
    const { length } = x;
    for (let i = 0; i < length; i++) {
      const a = (i + 1) % length;
      for (let j = i + 1; j < length; j++) {
        const b = (j + 1) % length;
        const apart = turn(x[i]!, y[i]!, x[a]!, y[a]!, x[j]!, y[j]!) * turn(x[i]!, y[i]!, x[a]!, y[a]!, x[b]!, y[b]!) < 0;
        if (apart && turn(x[j]!, y[j]!, x[b]!, y[b]!, x[i]!, y[i]!) * turn(x[j]!, y[j]!, x[b]!, y[b]!, x[a]!, y[a]!) < 0) {
          throw new NvtsError(
            'NVTS_RANGE',
            `a polygon must not cross itself, but its edges ${show(points[i])}–${show(points[a])} and ${show(points[j])}–${show(points[b])} do: give its points in the order in which one walks round it`,
          );
        }
      }
    }
  }
}
seal(Polygon);

function between(value: number, a: number, b: number): boolean {
  return a < b ? value >= a && value <= b : value >= b && value <= a;
}
