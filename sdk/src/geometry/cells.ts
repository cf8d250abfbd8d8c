// SPDX-License-Identifier: MIT
import { turn } from './segment.js';

/** Cells across and down. */
const SIDE = 32;
/** By what part a cell is taken to be wider than it is, on each side: no rounding moves a point of the border out of its cells. */
const SEAM = 1e-3;

/** What a cell holds of a shape. @internal */
export const Cell = { outside: 0, inside: 1, border: 2 } as const;

/**
 * The box round a shape in cells, most of which lie inside or outside as a whole: where a point is in one of them, its cell
 * says all, however many corners the shape has.
 * @internal
 */
export class Cells {
  readonly kinds = new Uint8Array(SIDE * SIDE);
  /** Cells a pixel. */
  readonly acrossX: number;
  readonly downY: number;

  /** Of the box, and the edges in it: x and y of both ends of each, the upper one first. */
  constructor(private readonly left: number, private readonly top: number, right: number, bottom: number, edges: Float64Array, contains: (x: number, y: number) => boolean) {
    const width = (right - left) / SIDE;
    const height = (bottom - top) / SIDE;
    // A point on the right or lower side is in the last cell.
    this.acrossX = (1 - SEAM / SIDE) / width;
    this.downY = (1 - SEAM / SIDE) / height;
    const rounding = 8 * Number.EPSILON * Math.max(-left, -top, right, bottom);
    if (!(Math.min(width, height) * SEAM > rounding)) {
      this.kinds.fill(Cell.border);
      return;
    }
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const x = left + (column + 0.5) * width;
        const y = top + (row + 0.5) * height;
        const isBorder = meets(edges, x, y, (0.5 + SEAM) * width, (0.5 + SEAM) * height);
        this.kinds[row * SIDE + column] = isBorder ? Cell.border : contains(x, y) ? Cell.inside : Cell.outside;
      }
    }
  }

  /** What the cell of a point in the box holds. */
  at(x: number, y: number): number {
    return this.kinds[cellOf((x - this.left) * this.acrossX, (y - this.top) * this.downY)]!;
  }
}

/** Which of `kinds` a cell is, so many across and down. @internal */
export function cellOf(across: number, down: number): number {
  return (down | 0) * SIDE + (across | 0);
}

/** Whether an edge has a point in common with the box round x, y. */
function meets(edges: Float64Array, x: number, y: number, halfWidth: number, halfHeight: number): boolean {
  const [left, top, right, bottom] = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  for (let at = 0; at < edges.length; at += 4) {
    const [ax, ay, bx, by] = [edges[at]!, edges[at + 1]!, edges[at + 2]!, edges[at + 3]!];
    if (by < top || ay > bottom || Math.max(ax, bx) < left || Math.min(ax, bx) > right) continue;
    const corners = [turn(ax, ay, bx, by, left, top), turn(ax, ay, bx, by, right, top), turn(ax, ay, bx, by, left, bottom), turn(ax, ay, bx, by, right, bottom)];
    if (Math.min(...corners) <= 0 && Math.max(...corners) >= 0) return true;
  }
  return false;
}
