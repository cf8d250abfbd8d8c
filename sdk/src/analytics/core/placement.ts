// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { Plane } from '../../geometry/plane.js';
import type { Point } from '../../table/draw.js';
import type { placed, plane } from './options.js';

/** Units of a rule's coordinates. */
export type Units = z.output<(typeof placed)['units']>;

/** Four points of the picture and their places on the ground in metres. */
export type PlaneOptions = z.input<typeof plane>;

/**
 * Puts a rule's coordinates on the picture. Rules work in pixels: what is straight on the ground is straight on the
 * picture, so that lines and polygons in metres are those through the pixels of their points.
 * @internal
 */
export class Placement {
  /** Of the picture; 1 before the first frame. */
  width = 1;
  height = 1;
  private readonly plane: Plane | undefined;
  private readonly planeUnits: Units;

  constructor(
    private readonly units: Units,
    options: z.output<typeof plane> | undefined,
  ) {
    this.plane = options && new Plane(options.image, options.ground);
    this.planeUnits = options?.units ?? 'pixels';
  }

  /** Whether what was placed before must be placed anew, since the picture has another size. */
  take(width: number, height: number): boolean {
    if (this.width === width && this.height === height) return false;
    this.width = width;
    this.height = height;
    return this.units === 'normalized' || (this.units === 'metres' && this.planeUnits === 'normalized');
  }

  toPixels = (point: Point): Point => {
    const { units } = this;
    if (units !== 'metres') return this.scale(point, units);
    return this.scale(this.plane!.toImage(...point), this.planeUnits);
  };

  /** Metres on the ground of a point in pixels; NaN above the horizon and without a plane. */
  toGround(x: number, y: number): Point {
    if (!this.plane) return [NaN, NaN];
    return this.planeUnits === 'pixels' ? this.plane.toGround(x, y) : this.plane.toGround(x / this.width, y / this.height);
  }

  private scale([x, y]: Point, units: Units): Point {
    return units === 'pixels' ? [x, y] : [x * this.width, y * this.height];
  }
}
