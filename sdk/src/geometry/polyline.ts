// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';
import { Line } from './line.js';
import { segmentDistance } from './segment.js';

/**
 * A line of several straight segments, in pixels, origin top left. Its sides are those of someone who walks along it; for
 * them its first and last segments go on without end.
 *
 * Throws `NVTS_RANGE` for fewer than two points, points that are not finite, and a segment of no length.
 *
 * @example
 * ```ts
 * import { Polyline } from '@nvtsprobe/sdk';
 *
 * const kerb = new Polyline([[100, 300], [300, 340], [500, 300]]);
 * console.log(kerb.side(300, 400) > 0); // true: right
 * ```
 */
export class Polyline {
  readonly points: readonly Point[];
  readonly segments: readonly Line[];
  /** Length in pixels. */
  readonly length: number;

  constructor(points: readonly Point[]) {
    if (!Array.isArray(points) || points.length < 2) {
      throw new NvtsError('NVTS_RANGE', `a line needs at least two points, got ${show(points)}`);
    }
    this.points = points;
    this.segments = points.slice(1).map((to: Point, i) => new Line(points[i] as Point, to));
    this.length = this.segments.reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Distance in pixels of a point from the line, whose first and last segments go on without end: above 0 on the right,
   * below 0 on the left, 0 on it.
   */
  side(x: number, y: number): number {
    const { segments } = this;
    const last = segments.length - 1;
    if (last === 0) return segments[0]!.side(x, y);
    let nearest = Infinity;
    let side = 0;
    for (let i = 0; i <= last; i++) {
      const segment = segments[i]!;
      const along = segment.along(x, y);
      const across = segment.side(x, y);
      const before = along < 0 && i > 0;
      const beyond = along > 1 && i < last;
      const [px, py] = beyond ? segment.to : segment.from;
      const distance = before || beyond ? Math.hypot(x - px, y - py) : Math.abs(across);
      if (distance >= nearest) continue;
      nearest = distance;
      if (distance === 0) return 0;
      if (before || beyond) {
        // Nearest to a bend: the side is that of the two normals' sum.
        const [ax, ay] = segment.normal;
        const [bx, by] = segments[before ? i - 1 : i + 1]!.normal;
        side = (x - px) * (ax + bx) + (y - py) * (ay + by);
      } else side = across;
    }
    return side < 0 ? -nearest : nearest;
  }

  /** Distance in pixels of a point from the line between its ends. */
  distance(x: number, y: number): number {
    return Math.min(...this.segments.map(({ from, to }) => segmentDistance(...from, ...to, x, y)));
  }

  /** The point half-way along the segment in the middle. */
  get middle(): Point {
    return this.segments[(this.segments.length - 1) >> 1]!.middle;
  }

  /** The direction of length 1 that points to the right hand side of the segment in the middle. */
  get normal(): Point {
    return this.segments[(this.segments.length - 1) >> 1]!.normal;
  }
}
seal(Polyline);
