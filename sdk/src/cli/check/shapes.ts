// SPDX-License-Identifier: MIT
// Where a rule lies on the picture, by the same means as the rule itself.
import { Placement, type PlaneOptions, type Units } from '../../analytics/core/placement.js';
import { Area } from '../../analytics/zone/area.js';
import { Circle } from '../../geometry/circle.js';
import type { Point } from '../../table/draw.js';
import type { Size } from './stage.js';

/** A shape of a rule, in pixels. */
export interface Shape {
  /** The option that describes it. */
  readonly key: 'line' | 'polygon' | 'circle' | 'within' | 'plane';
  readonly points: readonly Point[];
  /** Of a circle, whose only point is its centre. */
  readonly radius?: number;
}

/** The shapes of a rule's options, which have no faults. */
export function shapesOf(options: Readonly<Record<string, unknown>>, [width, height]: Size): Shape[] {
  const plane = options['plane'] as (PlaneOptions & { units: 'pixels' | 'normalized' }) | undefined;
  const units = (options['units'] ?? 'pixels') as Units;
  const placement = new Placement(units, plane && { ...plane, units: plane.units ?? 'pixels' });
  placement.take(width, height);
  const shapes: Shape[] = [];
  for (const key of ['line', 'polygon', 'within'] as const) {
    const points = options[key];
    if (Array.isArray(points)) shapes.push({ key, points: (points as Point[]).map(placement.toPixels) });
  }
  const circle = options['circle'] as { center: Point; radius: number } | undefined;
  if (circle) {
    const { shape } = new Area({ circle, inverse: false, border: 'inside', units }, placement);
    if (shape instanceof Circle) shapes.push({ key: 'circle', points: [shape.center], radius: shape.radius });
    else shapes.push({ key: 'polygon', points: shape.points });
  }
  if (plane) {
    const scale = plane.units === 'normalized' ? [width, height] : [1, 1];
    shapes.push({ key: 'plane', points: plane.image.map(([x, y]): Point => [x * scale[0]!, y * scale[1]!]) });
  }
  return shapes;
}
