// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { Point } from '../table/draw.js';
import { Cell, cellOf, Cells } from './cells.js';
import { checkPoint } from './line.js';
import { isBeside, segmentDistance, turn } from './segment.js';

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
  /** x and y of both ends of each edge. */
  private readonly edges: Float64Array;
  private readonly left: number;
  private readonly top: number;
  private readonly right: number;
  private readonly bottom: number;
  private readonly closed: boolean;
  private cells: Cells | undefined;

  constructor(points: readonly Point[], border: Border = 'inside') {
    if (!Array.isArray(points) || points.length < 3) {
      throw new NvtsError('NVTS_RANGE', `a polygon needs at least three points, got ${show(points)}`);
    }
    points.forEach((point: Point, i) => checkPoint(`point ${i} of a polygon`, point));
    this.points = points;
    this.closed = border === 'inside';
    this.x = Float64Array.from(points, (point: Point) => point[0]);
    this.y = Float64Array.from(points, (point: Point) => point[1]);
    this.edges = edgesOf(this.x, this.y);
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
    const { cells, edges, closed } = this;
    if (cells === undefined) return holds(edges, closed, px, py);
    const cell = cells.at(px, py);
    return cell === Cell.border ? holds(edges, closed, px, py) : cell === Cell.inside;
  }

  /**
   * Notes of the first `count` points whether each is inside, 1 or 0, as `contains` says it. One loop that calls nothing else runs
   * faster than as many calls.
   * @internal
   */
  containsEach(count: number, x: Float64Array, y: Float64Array, inside: Uint8Array): void {
    const { left, top, right, bottom, edges, closed, cells } = this;
    if (cells === undefined) {
      for (let i = 0; i < count; i++) inside[i] = this.contains(x[i]!, y[i]!) ? 1 : 0;
      return;
    }
    const { kinds, acrossX, downY } = cells;
    for (let i = 0; i < count; i++) {
      const px = x[i]!;
      const py = y[i]!;
      let cell: number = Cell.outside;
      if (px >= left && px <= right && py >= top && py <= bottom) cell = kinds[cellOf((px - left) * acrossX, (py - top) * downY)]!;
      inside[i] = (cell === Cell.border ? holds(edges, closed, px, py) : cell === Cell.inside) ? 1 : 0;
    }
  }

  /** Makes `contains` quicker, whose answers stay the same. Takes as long as some thousands of them, and 1 KB. */
  prepare(): this {
    this.cells = new Cells(this.left, this.top, this.right, this.bottom, this.edges, (x, y) => holds(this.edges, this.closed, x, y));
    return this;
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

  /** Whether a point is farther than `limit` pixels from the border: `distance(px, py) > limit`, but quick. @internal */
  isBeyond(px: number, py: number, limit: number): boolean {
    const { x, y } = this;
    const far = limit + SLACK;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      if (isBeside(px - far, py - far, px + far, py + far, x[j]!, y[j]!, x[i]!, y[i]!)) continue;
      if (!(segmentDistance(x[j]!, y[j]!, x[i]!, y[i]!, px, py) > limit)) return false;
    }
    return true;
  }

  /** The parts, from 0 to 1, at which the straight way from a to b meets the border; in no order. */
  meetings(ax: number, ay: number, bx: number, by: number): readonly number[] {
    const { x, y } = this;
    let parts: number[] | undefined;
    for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
      const start = turn(ax, ay, bx, by, x[j]!, y[j]!);
      const end = turn(ax, ay, bx, by, x[i]!, y[i]!);
      const from = turn(x[j]!, y[j]!, x[i]!, y[i]!, ax, ay);
      const to = turn(x[j]!, y[j]!, x[i]!, y[i]!, bx, by);
      if (start * end <= 0 && from * to <= 0 && from !== to) (parts ??= []).push(from / (from - to));
    }
    return parts ?? NONE;
  }

  /** Whether the straight way from a to b stays on one side of all of the polygon, so that it cannot meet the border. Quick. */
  isPassedBy(ax: number, ay: number, bx: number, by: number): boolean {
    return isBeside(this.left, this.top, this.right, this.bottom, ax, ay, bx, by);
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

const NONE: readonly number[] = Object.freeze([]);

/** Pixels; more than distances are rounded by. */
const SLACK = 1e-3;

/** Whether a point in the box of a polygon is inside, by all its edges. */
function holds(edges: Float64Array, closed: boolean, px: number, py: number): boolean {
  let inside = false;
  for (let at = 0; at < edges.length; at += 4) {
    const ay = edges[at + 1]!;
    const by = edges[at + 3]!;
    if (py < ay || py > by) continue;
    const ax = edges[at]!;
    const bx = edges[at + 2]!;
    const side = turn(ax, ay, bx, by, px, py);
    if (closed && side === 0 && between(px, ax, bx)) return true;
    // Half-open in y, so that a ray to the left through a corner meets exactly one of the two edges.
    if (by > py && side <= 0) inside = !inside;
  }
  return inside;
}

/** Each downwards, so that two polygons get the same numbers for an edge that they share. */
function edgesOf(x: Float64Array, y: Float64Array): Float64Array {
  const edges = new Float64Array(4 * x.length);
  for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
    const [from, to] = y[j]! < y[i]! ? [j, i] : [i, j];
    edges.set([x[from]!, y[from]!, x[to]!, y[to]!], 4 * i);
  }
  return edges;
}

function between(value: number, a: number, b: number): boolean {
  return a < b ? value >= a && value <= b : value >= b && value <= a;
}
