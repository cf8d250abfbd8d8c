// SPDX-License-Identifier: MIT
// The rules' shapes in pixels of the frame, and the tests against them, in the arithmetic of nvdsanalytics.
import type { CrossingMode, LineRule, Segment } from '@nvtsprobe/sdk/nvdsanalytics';

const { fround, trunc } = Math;

/** Scales coordinates from the config's picture to the frame's, in floats, and cuts them to integers. */
export class Scale {
  private readonly x: number;
  private readonly y: number;

  constructor(configWidth: number, configHeight: number, width: number, height: number) {
    this.x = fround(width / configWidth);
    this.y = fround(height / configHeight);
  }

  points(points: readonly number[]): number[] {
    return points.map((value, i) => trunc(fround(fround(value) * (i % 2 === 0 ? this.x : this.y))));
  }

  segment(points: Segment): Segment {
    return this.points(points) as unknown as Segment;
  }
}

/**
 * The edges of an area that are not level, in five numbers each: from which y to below which the edge counts, the two of the
 * line along it, and by what that is to be divided. Where the edge is met at a y, -(b * y + c) / a, is then known without
 * the division, which takes longest.
 */
function edgesOf(points: readonly number[]): Float64Array {
  const edges: number[] = [];
  let x1 = points[points.length - 2]!;
  let y1 = points[points.length - 1]!;
  for (let i = 0; i < points.length; i += 2) {
    const x2 = points[i]!;
    const y2 = points[i + 1]!;
    const a = y1 - y2;
    const b = x2 - x1;
    const c = y2 * x1 - x2 * y1;
    if (a > 0) edges.push(y2, y1, -b, -c, a);
    else if (a < 0) edges.push(y1, y2, b, c, -a);
    x1 = x2;
    y1 = y2;
  }
  return Float64Array.from(edges);
}

/** Even-odd over a ray to the left; where it meets an edge is cut to an integer, and must lie from 0 to x. */
export function areaHas(edges: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < edges.length; i += 5) {
    if (y < edges[i]! || y >= edges[i + 1]!) continue;
    const met = edges[i + 2]! * y + edges[i + 3]!;
    const across = edges[i + 4]!;
    if (met > -across && met < (x + 1) * across) inside = !inside;
  }
  return inside;
}

const MAX_CELLS = 2048;
/** Coordinates up to which all sums are exact. */
const MAX_COORDINATE = 65536;
/** By how many pixels an edge must miss a cell: where it is met is cut to an integer. */
const SEAM = 2;

/** What a cell holds of an area. */
export const Cell = { outside: 0, inside: 1, mixed: 2 } as const;

/**
 * An area. The box round it is made of cells, most of which lie inside or outside as a whole: what cell a point is in mostly says
 * all. `Stream` looks it up itself.
 */
export class Outline {
  left = 0;
  top = -Infinity;
  right = Infinity;
  /** Level edges do not count: a point that is as low as the lowest is outside. */
  bottom = Infinity;
  /** Cells are squares; this is their side as a power of 2. */
  bits = 31;
  columns = 1;
  cells: Uint8Array = Uint8Array.of(Cell.mixed);
  readonly edges: Float64Array;

  constructor(points: readonly number[]) {
    this.edges = edgesOf(points);
    const [xs, ys] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
    const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    // Edges are not met left of the picture: on the right of such ones a point need not be outside that is outside of the box.
    if (left >= 0 && Math.max(right, bottom, -top) < MAX_COORDINATE) this.divide(points, left, top, right, bottom);
  }

  private divide(points: readonly number[], left: number, top: number, right: number, bottom: number): void {
    const across = (bits: number): number => ((right - left) >> bits) + 1;
    const down = (bits: number): number => ((bottom - top) >> bits) + 1;
    let bits = 2;
    while (across(bits) * down(bits) > MAX_CELLS) bits++;
    const columns = across(bits);
    const cells = new Uint8Array(columns * down(bits));
    this.left = left;
    this.top = top;
    this.right = right;
    this.bottom = bottom;
    this.bits = bits;
    this.columns = columns;
    this.cells = cells;
    for (let i = 0; i < cells.length; i++) {
      const x = left + ((i % columns) << bits);
      const y = top + (trunc(i / columns) << bits);
      const side = (1 << bits) + SEAM;
      if (isMet(points, x - SEAM, y - SEAM, x + side, y + side)) cells[i] = Cell.mixed;
      else cells[i] = areaHas(this.edges, x, y) ? Cell.inside : Cell.outside;
    }
  }
}

/** Whether an edge, be it level, has a point in common with a box. */
function isMet(points: readonly number[], left: number, top: number, right: number, bottom: number): boolean {
  let x1 = points[points.length - 2]!;
  let y1 = points[points.length - 1]!;
  for (let i = 0; i < points.length; i += 2) {
    const x2 = points[i]!;
    const y2 = points[i + 1]!;
    const beside = Math.max(x1, x2) < left || Math.min(x1, x2) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom;
    if (!beside) {
      const [dx, dy] = [x2 - x1, y2 - y1];
      const across = dx * (top - y1);
      const below = dx * (bottom - y1);
      const [before, behind] = [dy * (left - x1), dy * (right - x1)];
      const least = Math.min(across, below) - Math.max(before, behind);
      const most = Math.max(across, below) - Math.min(before, behind);
      if (least <= 0 && most >= 0) return true;
    }
    x1 = x2;
    y1 = y2;
  }
  return false;
}

/** A unit vector; 0, 0 where the segment has no length. */
export class Direction {
  readonly x: number;
  readonly y: number;

  constructor([x1, y1, x2, y2]: Segment) {
    const length = Math.sqrt((x1 - x2) * (x1 - x2) + (y1 - y2) * (y1 - y2));
    this.x = length < 1e-9 ? 0 : (x2 - x1) / length;
    this.y = length < 1e-9 ? 0 : (y2 - y1) / length;
  }

  /** Whether the cosine with it of a motion, whose length is given besides, is at least `cosine`. */
  matches(x: number, y: number, length: number, cosine: number): boolean {
    if (length === 0) return false;
    // Written so that NaN passes, as it does there.
    return !((this.x * x + this.y * y) / length < cosine);
  }
}

/** ax + by + c = 0, scaled so that it gives distances; NaN where the segment has no length. */
class Equation {
  a = 0;
  b = 0;
  c = 0;

  through(x1: number, y1: number, x2: number, y2: number): this {
    const a = y1 - y2;
    const b = x2 - x1;
    const length = Math.sqrt(a * a + b * b);
    this.a = a / length;
    this.b = b / length;
    this.c = (x1 * y2 - x2 * y1) / length;
    return this;
  }

  at(x: number, y: number): number {
    return this.a * x + this.b * y + this.c;
  }

  /** Scales it anew, which changes the last bits. */
  normalise(): void {
    const length = Math.sqrt(this.a * this.a + this.b * this.b);
    this.a /= length;
    this.b /= length;
    this.c /= length;
  }
}

interface Gates {
  /** The square of the distance that a track must have moved more than. */
  readonly distance: number;
  /** The frames that it must have been seen in more than. */
  readonly frames: number;
  readonly cosine: number;
}

const GATES: Readonly<Record<CrossingMode, Gates>> = {
  loose: { distance: 1000, frames: 3, cosine: fround(0.1) },
  balanced: { distance: 3000, frames: 10, cosine: 0.5 },
  strict: { distance: 6000, frames: 20, cosine: fround(0.8) },
};

/** Which change of side counts; `byCosine` where the arrow does not say it. */
type Sense = 'byCosine' | 'positiveToNegative' | 'negativeToPositive';

/** A line with its arrow. */
export class CrossingLine {
  readonly label: string;
  readonly extended: boolean;
  readonly gates: Gates;
  readonly arrow: Segment;
  readonly line: Segment;
  private readonly direction: Direction;
  private readonly equation: Equation;
  private readonly motion = new Equation();
  private readonly sense: Sense;
  // Where the last `intersect` was.
  private meetX = NaN;
  private meetY = NaN;

  constructor(rule: LineRule, scale: Scale) {
    this.label = rule.label;
    this.extended = rule.extended;
    this.gates = GATES[rule.mode];
    this.arrow = scale.segment(rule.arrow);
    this.line = scale.segment(rule.line);
    this.direction = new Direction(this.arrow);
    this.equation = new Equation().through(...this.line);
    this.sense = rule.mode === 'loose' ? this.findSense() : 'byCosine';
  }

  /**
   * Whether a track crossed from its former centre, to whose foot half the mean height leads, to its present foot:
   * by sides only, or by sides and cosine. `halfMean` is that half, cut to an integer.
   */
  changesSide(fromX: number, fromY: number, meanHeight: number, halfMean: number, toX: number, toY: number): boolean {
    const { equation, sense } = this;
    if (sense === 'byCosine') {
      const fromFoot = fromY + halfMean;
      const before = trunc(equation.at(fromX, fromFoot));
      const after = trunc(equation.at(toX, toY));
      if (!((after > 0 && before < 0) || (after < 0 && before > 0))) return false;
      const x = toX - fromX;
      const y = toY - fromFoot;
      return this.direction.matches(x, y, Math.sqrt(x * x + y * y), this.gates.cosine);
    }
    const before = equation.at(fromX, fround(fromY + meanHeight / 2));
    const after = equation.at(toX, toY);
    return sense === 'negativeToPositive' ? before < 0 && after >= 0 : before > 0 && after <= 0;
  }

  /** Whether the endless line through two points meets this line strictly between its ends. */
  isMetBetweenEnds(x1: number, y1: number, x2: number, y2: number): boolean {
    if (!this.intersect(this.motion.through(x1, y1, x2, y2), this.equation)) return false;
    const [left, top, right, bottom] = this.line;
    const x = this.meetX - left;
    const y = this.meetY - top;
    const width = right - left;
    const height = bottom - top;
    return x * width + y * height > 0 && width * width + height * height > x * x + y * y;
  }

  private findSense(): Sense {
    const [x1, y1, x2, y2] = this.arrow;
    // A copy, since to intersect scales the equation anew.
    const line = new Equation().through(...this.line);
    if (!this.intersect(new Equation().through(x1, y1, x2, y2), line)) return 'byCosine';
    const { direction } = this;
    const first = new Direction([x1, y1, this.meetX, this.meetY]);
    const second = new Direction([x2, y2, this.meetX, this.meetY]);
    const along1 = first.x * direction.x + first.y * direction.y;
    const along2 = second.x * direction.x + second.y * direction.y;
    const side1 = line.at(x1, y1);
    const side2 = line.at(x2, y2);
    if ((along1 > 0.99 && side1 > 1e-5) || (along1 < -0.99 && side1 < 1e-5)) return 'positiveToNegative';
    if ((along1 < -0.99 && side1 > 1e-5) || (along1 > 0.99 && side1 < 1e-5)) return 'negativeToPositive';
    if ((along2 > 0.99 && side2 > 0) || (along2 < -0.99 && side2 < 0)) return 'positiveToNegative';
    if ((along2 < -0.99 && side2 > 0) || (along2 > 0.99 && side2 < 0)) return 'negativeToPositive';
    return 'byCosine';
  }

  private intersect(first: Equation, second: Equation): boolean {
    first.normalise();
    second.normalise();
    const determinant = first.a * second.b - first.b * second.a;
    if (Math.abs(determinant) < 1e-5) return false;
    this.meetX = (-first.c * second.b + first.b * second.c) / determinant;
    this.meetY = (-first.a * second.c + first.c * second.a) / determinant;
    return true;
  }
}
