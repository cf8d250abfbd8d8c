// SPDX-License-Identifier: MIT
import { Circle } from '../../geometry/circle.js';
import { type Border, Polygon } from '../../geometry/polygon.js';
import type { Point } from '../../table/draw.js';
import type { Placement } from '../core/placement.js';

/** Corners of the polygon that stands for a circle on the ground. */
const CIRCLE_CORNERS = 64;

/** What an area is made of. @internal */
export interface AreaOptions {
  readonly polygon?: readonly Point[] | undefined;
  readonly circle?: { readonly center: Point; readonly radius: number } | undefined;
  readonly inverse: boolean;
  readonly border: Border;
  readonly units: string;
}

/** A part of a straight way, as shares of it: where it begins, where it ends, and how much lies in between. @internal */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly part: number;
}

/** The part of the picture that is in a zone, in pixels. */
export class Area {
  readonly shape: Polygon | Circle;
  readonly inverse: boolean;

  /** @internal */
  constructor({ polygon, circle, inverse, border, units }: AreaOptions, placement: Placement) {
    const { toPixels } = placement;
    this.inverse = inverse;
    if (polygon) this.shape = new Polygon(polygon.map(toPixels), border).prepare();
    else {
      const { center, radius } = circle!;
      // On the picture, a circle on the ground is an ellipse.
      if (units === 'metres') this.shape = new Polygon(corners(center, radius).map(toPixels), border).prepare();
      else this.shape = new Circle(toPixels(center), units === 'pixels' ? radius : radius * placement.height);
    }
  }

  contains(x: number, y: number): boolean {
    return this.shape.contains(x, y) !== this.inverse;
  }

  /** Distance in pixels from the border. */
  distance(x: number, y: number): number {
    return this.shape.distance(x, y);
  }

  /** Whether a point is farther than so many pixels from the border. @internal */
  isBeyond(x: number, y: number, limit: number): boolean {
    return this.shape.isBeyond(x, y, limit);
  }

  /** Whether the straight way from a to b is quickly seen not to meet the border. */
  isPassedBy(ax: number, ay: number, bx: number, by: number): boolean {
    return this.shape.isPassedBy(ax, ay, bx, by);
  }

  /**
   * The part of the straight way from a to b that is inside: where it begins, where it ends, and how much lies in
   * between. `undefined` when none is.
   */
  passage(ax: number, ay: number, bx: number, by: number): Passage | undefined {
    const meetings = this.shape.meetings(ax, ay, bx, by);
    if (meetings.length === 0) return undefined;
    const cuts = [0, ...meetings, 1].sort((a, b) => a - b);
    let from = NaN;
    let to = NaN;
    let part = 0;
    for (let i = 1; i < cuts.length; i++) {
      const [start, end] = [cuts[i - 1]!, cuts[i]!];
      const middle = (start + end) / 2;
      if (end === start || !this.contains(ax + middle * (bx - ax), ay + middle * (by - ay))) continue;
      if (Number.isNaN(from)) from = start;
      to = end;
      part += end - start;
    }
    return part > 0 ? { from, to, part } : undefined;
  }
}

function corners([x, y]: Point, radius: number): Point[] {
  return Array.from({ length: CIRCLE_CORNERS }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / CIRCLE_CORNERS;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
