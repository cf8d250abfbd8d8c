// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { Point } from '../table/draw.js';
import type { Box } from '../table/object-view.js';
import { nearestPart } from './segment.js';

/** The cells of a mask, row after row; an object's `mask` is one. */
export interface MaskShape {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
  /** Cells above it belong to the object; 0.5 when left out. */
  readonly threshold?: number;
}

/** A closed line between cells above the threshold and the others. */
export interface Contour {
  /** In pixels, the last one joined to the first; clockwise on the screen, or the other way round for a hole. */
  readonly points: readonly Point[];
  /** In square pixels. */
  readonly area: number;
  /** Whether it goes round a hole in the object. */
  readonly hole: boolean;
}

/**
 * The lines around what a mask covers, the largest first, by marching squares: between two cells the line runs where the
 * values, interpolated, meet the threshold, and at the mask's edge along the box. Where four cells meet of which two, across
 * from each other, are inside, their mean decides whether they are joined. `tolerance` pixels may be given up for fewer
 * points (Douglas-Peucker). NaN is outside. Throws `NVTS_RANGE` for a mask whose data do not fit
 * its size.
 *
 * @example
 * ```ts
 * import { maskContours } from '@nvtsprobe/sdk';
 *
 * const mask = { width: 2, height: 2, data: [1, 1, 1, 1] };
 * console.log(maskContours(mask, { left: 0, top: 0, width: 20, height: 20 })[0]?.area); // 350
 * ```
 */
export function maskContours(mask: MaskShape, box: Box, tolerance = 0): Contour[] {
  const { width, height, data, threshold = 0.5 } = mask;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && data.length === width * height)) {
    throw new NvtsError('NVTS_RANGE', `a mask of ${show(width)} x ${show(height)} cells does not have ${show(data.length)} values`);
  }
  if (!(tolerance >= 0)) throw new NvtsError('NVTS_RANGE', `the tolerance must be 0 or more pixels, got ${show(tolerance)}`);
  const [scaleX, scaleY] = [box.width / width, box.height / height];
  const contours: Contour[] = [];
  for (const ring of new Squares(width, height, data, threshold).rings()) {
    const points = ring.map(([x, y]): Point => [box.left + x * scaleX, box.top + y * scaleY]);
    const kept = tolerance > 0 ? simplify(points, tolerance) : points;
    const area = signedArea(kept);
    if (area !== 0) contours.push({ points: kept, area: Math.abs(area), hole: area < 0 });
  }
  return contours.sort((a, b) => b.area - a.area);
}

/**
 * The outline of the largest connected part of a mask, in pixels, without its holes; `undefined` where the mask covers nothing.
 * It may have hundreds of points: a `tolerance` of a pixel or two leaves dozens.
 *
 * @example
 * ```ts
 * import { defineProcessor, maskPolygon } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   onFrame(frame) {
 *     for (const object of frame.objects) {
 *       const outline = object.mask && maskPolygon(object.mask, object, 1);
 *       if (outline) frame.emit('outline', { label: object.label, points: outline });
 *     }
 *   },
 * });
 * ```
 */
export function maskPolygon(mask: MaskShape, box: Box, tolerance = 0): readonly Point[] | undefined {
  return maskContours(mask, box, tolerance).find((contour) => !contour.hole)?.points;
}

/**
 * Marching squares. A crossing is the edge between two neighbouring cells, one inside and one outside: `2 * cell` for the edge to
 * the right, `2 * cell + 1` for the one below, cells counted with a rim of one around the mask, all of it outside.
 */
class Squares {
  private readonly stride: number;
  private readonly next: Int32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly data: ArrayLike<number>,
    private readonly threshold: number,
  ) {
    this.stride = width + 2;
    this.next = new Int32Array(2 * this.stride * (height + 2)).fill(-1);
  }

  rings(): [number, number][][] {
    this.link();
    const { next } = this;
    const rings: [number, number][][] = [];
    for (let start = 0; start < next.length; start++) {
      if (next[start]! < 0) continue;
      const ring: [number, number][] = [];
      for (let at = start; next[at]! >= 0; ) {
        ring.push(this.crossing(at));
        const following = next[at]!;
        next[at] = -1;
        at = following;
      }
      rings.push(ring);
    }
    return rings;
  }

  /** How far a cell is above the threshold; above 0 is inside. */
  private level(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return NaN;
    return this.data[y * this.width + x]! - this.threshold;
  }

  /** Joins the crossings of each square of four cells, the inside on the right as one walks. */
  private link(): void {
    const { width, height, stride, next } = this;
    for (let y = -1; y < height; y++) {
      for (let x = -1; x < width; x++) {
        const a = this.level(x, y);
        const b = this.level(x + 1, y);
        const c = this.level(x + 1, y + 1);
        const d = this.level(x, y + 1);
        const cell = (y + 1) * stride + x + 1;
        const top = 2 * cell;
        const right = 2 * (cell + 1) + 1;
        const bottom = 2 * (cell + stride);
        const left = 2 * cell + 1;
        switch ((a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0)) {
          case 1: next[top] = left; break;
          case 2: next[right] = top; break;
          case 3: next[right] = left; break;
          case 4: next[bottom] = right; break;
          case 6: next[bottom] = top; break;
          case 7: next[bottom] = left; break;
          case 8: next[left] = bottom; break;
          case 9: next[top] = bottom; break;
          case 11: next[right] = bottom; break;
          case 12: next[left] = right; break;
          case 13: next[top] = right; break;
          case 14: next[left] = top; break;
          case 5:
            if (a + b + c + d > 0) [next[top], next[bottom]] = [right, left];
            else [next[top], next[bottom]] = [left, right];
            break;
          case 10:
            if (a + b + c + d > 0) [next[right], next[left]] = [bottom, top];
            else [next[right], next[left]] = [top, bottom];
            break;
        }
      }
    }
  }

  /** Where a crossing lies, in cells from the mask's top left corner. */
  private crossing(id: number): [number, number] {
    const cell = id >> 1;
    const x = (cell % this.stride) - 1;
    const y = Math.floor(cell / this.stride) - 1;
    const below = (id & 1) === 1;
    const from = this.level(x, y);
    const to = below ? this.level(x, y + 1) : this.level(x + 1, y);
    // Next to the rim, and to what is not finite: half-way, which is the cell's own edge.
    const at = Number.isFinite(from - to) ? from / (from - to) : 0.5;
    return below ? [x + 0.5, y + 0.5 + at] : [x + 0.5 + at, y + 0.5];
  }
}

function signedArea(points: readonly Point[]): number {
  let twice = 0;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) twice += points[j]![0] * points[i]![1] - points[i]![0] * points[j]![1];
  return twice / 2;
}

/** Douglas-Peucker on a closed line, cut at the first point and the one farthest from it. */
function simplify(points: readonly Point[], tolerance: number): Point[] {
  if (points.length <= 3) return [...points];
  const [first] = points;
  let far = 0;
  points.forEach((point, i) => {
    if (squared(point, first!) > squared(points[far]!, first!)) far = i;
  });
  const closed = [...points, first!];
  const kept = new Uint8Array(closed.length);
  kept[0] = kept[far] = 1;
  const spans: [number, number][] = [[0, far], [far, points.length]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let worst = tolerance * tolerance;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const distance = squaredToSegment(closed[i]!, closed[from]!, closed[to]!);
      if (distance > worst) [worst, at] = [distance, i];
    }
    if (at < 0) continue;
    kept[at] = 1;
    spans.push([from, at], [at, to]);
  }
  return points.filter((_, i) => kept[i] === 1);
}

const squared = (a: Point, b: Point): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

function squaredToSegment(p: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const part = nearestPart(a[0], a[1], dx, dy, p[0], p[1]);
  return (p[0] - (a[0] + part * dx)) ** 2 + (p[1] - (a[1] + part * dy)) ** 2;
}
