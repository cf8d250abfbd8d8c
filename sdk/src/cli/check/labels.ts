// SPDX-License-Identifier: MIT
// Finds places for labels: on the picture, near what they name, off each other and off lines where that can be.
import type { Point } from '../../table/draw.js';
import { type Box, partsInside } from './clip.js';
import type { Size } from './stage.js';

/** A text that wants a place. */
export interface Tag {
  readonly text: string;
  /** Points that it may stand beside, the best first. */
  readonly at: readonly Point[];
  /** In points. */
  readonly size: number;
  /** Its middle stands on the point, and not beside it, where there is room. */
  readonly centered?: boolean;
  /** Tags of a lower rank find their place first. */
  readonly rank?: number;
  /** The side of the point on which it should stand, as a direction. */
  readonly toward?: Point;
}

/** Pixels of an em: points are 1/72 inch, pango draws 96 pixels an inch. */
const pixels = (size: number): number => (size * 96) / 72;

/** Parts of an em that characters take in DejaVu Sans, which is wider than most; others than these 0.64. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ijl.,:;'|!I]/, 0.34],
  [/[ftr()[\]/\-"]/, 0.41],
  [/ /, 0.32],
  [/[mwMW@%→←]/, 0.95],
  [/[A-Z&+=<>×±]/, 0.74],
  [/[^\u0000-\u024f→←×±²]/, 1.05],
];

/** Width and height of a text, with a little to spare. */
export function textSize(text: string, size: number): Size {
  const em = pixels(size);
  let width = 0;
  for (const character of text) width += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? 0.64;
  return [Math.ceil(width * em) + 2, Math.ceil(1.2 * em)];
}

/** A rectangle of a size with its middle at a point. */
export function boxAround([x, y]: Point, [width, height]: Size): Box {
  return { left: Math.round(x - width / 2), top: Math.round(y - height / 2), right: Math.round(x + width / 2), bottom: Math.round(y + height / 2) };
}

/** Where a label can stand around a point: beside, below, above, at the corners, and again farther away. */
const DIRECTIONS: readonly Point[] = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]];
const RINGS = [1, 2.2, 3.6, 5.5];

/** Places labels one after the other. */
export class LabelPlacer {
  private readonly placed: Box[] = [];

  constructor(
    private readonly size: Size,
    private readonly lines: readonly (readonly [Point, Point])[],
  ) {}

  place(tag: Tag): Box {
    let best: Box | undefined;
    let least = Infinity;
    for (const [preference, box] of this.candidates(tag)) {
      const inside = this.keepInside(box);
      const cost = preference + this.cost(inside) + (Math.abs(inside.left - box.left) + Math.abs(inside.top - box.top)) / (box.bottom - box.top);
      if (cost >= least) continue;
      least = cost;
      best = inside;
    }
    this.placed.push(best!);
    return best!;
  }

  private *candidates({ text, at, size, centered = false, toward }: Tag): Generator<readonly [preference: number, box: Box]> {
    const [width, height] = textSize(text, size);
    for (const [place, [x, y]] of at.entries()) {
      if (centered) yield [place, boxAround([x, y], [width, height])];
      for (const [ring, reach] of RINGS.entries()) {
        for (const [turn, [dx, dy]] of DIRECTIONS.entries()) {
          const gap = height * 0.4 * reach;
          const center: Point = [x + dx * (width / 2 + gap), y + dy * (height / 2 + gap)];
          const against = toward ? 1 - (dx * toward[0] + dy * toward[1]) / Math.hypot(dx, dy) : turn / 8;
          yield [place + 2 * ring + 2 * against, boxAround(center, [width, height])];
        }
      }
    }
  }

  private cost(box: Box): number {
    const area = (box.right - box.left) * (box.bottom - box.top);
    let cost = 0;
    for (const other of this.placed) {
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (wide > -2 && high > -2) cost += 40 + (200 * Math.max(0, wide) * Math.max(0, high)) / area;
    }
    for (const [from, to] of this.lines) cost += 12 * coverage(from, to, box);
    return cost;
  }

  private keepInside(box: Box): Box {
    const [width, height] = this.size;
    const x = Math.max(0, Math.min(width - box.right, 0) + box.left) - box.left;
    const y = Math.max(0, Math.min(height - box.bottom, 0) + box.top) - box.top;
    return { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
  }
}

/** How much of a box a line covers: 0 when it passes by, else from 0.3 up to 1 for one across all of it. */
function coverage(from: Point, to: Point, box: Box): number {
  const parts = partsInside(from, to, box);
  if (!parts) return 0;
  const inside = (parts[1] - parts[0]) * Math.hypot(to[0] - from[0], to[1] - from[1]);
  return Math.min(1, 0.3 + (0.7 * inside) / Math.hypot(box.right - box.left, box.bottom - box.top));
}
