// SPDX-License-Identifier: MIT
import type { Point } from '../../table/draw.js';

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The parts, from 0 to 1, between which a line is in a rectangle (Liang and Barsky, 1984); undefined where it passes by. */
export function partsInside([ax, ay]: Point, [bx, by]: Point, { left, top, right, bottom }: Box): readonly [from: number, to: number] | undefined {
  let from = 0;
  let to = 1;
  for (const [start, way, low, high] of [[ax, bx - ax, left, right], [ay, by - ay, top, bottom]] as const) {
    if (way === 0) {
      if (start < low || start > high) return undefined;
      continue;
    }
    const [first, last] = way > 0 ? [(low - start) / way, (high - start) / way] : [(high - start) / way, (low - start) / way];
    from = Math.max(from, first);
    to = Math.min(to, last);
  }
  return from < to ? [from, to] : undefined;
}

/** The piece of a line that is in a rectangle. */
export function clip(a: Point, b: Point, box: Box): readonly [Point, Point] | undefined {
  const parts = partsInside(a, b, box);
  if (!parts) return undefined;
  const at = (part: number): Point => [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
  const ends = [parts[0] === 0 ? a : at(parts[0]), parts[1] === 1 ? b : at(parts[1])] as const;
  return ends.flat().every(Number.isFinite) ? ends : undefined;
}
