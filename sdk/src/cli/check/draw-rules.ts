// SPDX-License-Identifier: MIT
// Draws the rules of a source: what each looks at, which side is in, and which way is right.
import type { SourceRule } from '../../analytics/rule-set/source-rules.js';
import { Plane, type Quad } from '../../geometry/plane.js';
import { Polygon } from '../../geometry/polygon.js';
import { Polyline } from '../../geometry/polyline.js';
import type { Rgba } from '../../table/color.js';
import type { Point } from '../../table/draw.js';
import { clip } from './clip.js';
import { type Shape, shapesOf } from './shapes.js';
import { circleSpans, outside, polygonSpans, Sketch } from './sketch.js';
import type { Size } from './stage.js';

const WRONG: Rgba = [1, 0.2, 0.2, 1];

/** Colours that differ from each other and from most pictures; after these they begin anew, turned a little. */
const COLORS: readonly Rgba[] = ['ffd000', '00c8ff', 'ff8a3d', '6dff5a', 'ff6ad5', 'b79cff', '00e0a4', 'ff5c5c', 'd8ff3d', '6a9cff'].map((hex) => {
  const [red, green, blue] = [0, 2, 4].map((at) => Math.round((parseInt(hex.slice(at, at + 2), 16) / 255) * 1000) / 1000) as [number, number, number];
  return [red, green, blue, 1];
});

/** The colour of a rule by its place among its source's. */
export function colorOf(place: number): Rgba {
  const [red, green, blue, alpha] = COLORS[place % COLORS.length]!;
  return Math.floor(place / COLORS.length) % 2 === 0 ? [red, green, blue, alpha] : [blue, red, green, alpha];
}

/** Draws rules on a picture of a size; the result is what a recording's frame holds. */
export function drawRules(rules: readonly SourceRule[], size: Size): ReturnType<Sketch['finish']> {
  const sketch = new Sketch(size);
  const planes = new Set<string>();
  const everywhere: string[] = [];
  rules.forEach((rule, place) => {
    const color = colorOf(place);
    const shapes = shapesOf(rule.options, size);
    const plane = shapes.find(({ key }) => key === 'plane');
    const within = shapes.find(({ key }) => key === 'within');
    if (plane && !planes.has(JSON.stringify(plane.points))) {
      planes.add(JSON.stringify(plane.points));
      drawPlane(sketch, plane, rule.options['plane'] as { readonly ground: Quad }, color);
    }
    const main = shapes.find(({ key }) => key === 'line' || key === 'polygon' || key === 'circle');
    if (within) drawWithin(sketch, within, color, main ? undefined : `${rule.name} (${rule.kind})`);
    if (main) drawShape(sketch, rule, main, color);
    else if (plane) sketch.label(`${rule.name} (${rule.kind})`, [middleOf(plane.points)], color, { centered: true });
    else if (!within) everywhere.push(`${rule.name} (${rule.kind})`);
  });
  everywhere.forEach((text, i) => {
    const y = size[1] - sketch.em * (0.9 + 1.3 * (everywhere.length - 1 - i));
    sketch.label(`whole picture: ${text}`, [[sketch.em * 0.3, y]], colorOf(rules.findIndex(({ name, kind }) => `${name} (${kind})` === text)), { toward: [1, 0], rank: -1 });
  });
  return sketch.finish();
}

function drawShape(sketch: Sketch, { kind, name, options }: SourceRule, shape: Shape, color: Rgba): void {
  if (shape.key !== 'line') drawArea(sketch, shape, options['inverse'] === true, name, color);
  else if (kind === 'wrong-way') drawWay(sketch, shape.points, name, color, options['tells'] === 'along');
  else drawLine(sketch, new Polyline(shape.points), name, color);
}

function drawLine(sketch: Sketch, line: Polyline, name: string, color: Rgba): void {
  sketch.line(line.points, color);
  const { from, to } = sides(sketch, line);
  sketch.arrow(from, to, color);
  const [nx, ny] = [(to[0] - from[0]) / distance(from, to), (to[1] - from[1]) / distance(from, to)];
  const beyond = (point: Point, sign: number): Point => [point[0] + sign * nx * sketch.bold, point[1] + sign * ny * sketch.bold];
  sketch.label('in', [beyond(to, 1)], color, { toward: [nx, ny] });
  sketch.label('out', [beyond(from, -1)], color, { toward: [-nx, -ny] });
  const ends = piecesOf(line, sketch.size).flatMap(({ ends }) => ends);
  sketch.label(name, [...ends.slice(-1), ...ends.slice(0, -1), line.middle], color, { rank: 1 });
}

/** The arrow from the out side to the in side: where it is on the picture, and off other arrows, if that can be. */
function sides(sketch: Sketch, line: Polyline): { readonly from: Point; readonly to: Point } {
  const { size, em, bold } = sketch;
  const reach = Math.max(1.4 * em, 6 * bold);
  const isInside = ([x, y]: Point, margin: number): boolean => x >= margin && y >= margin && x <= size[0] - margin && y <= size[1] - margin;
  const pieces = piecesOf(line, size);
  const half = (pieces.length - 1) / 2;
  const order = pieces.toSorted((a, b) => Math.abs(pieces.indexOf(a) - half) - Math.abs(pieces.indexOf(b) - half));
  const middles = order.flatMap(({ ends: [from, to], normal }) =>
    [0.5, 0.35, 0.65, 0.2, 0.8].map((part) => ({ at: [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])] as Point, normal })),
  );
  const arrowAt = ({ at: [x, y], normal: [nx, ny] }: (typeof middles)[number]) => ({ from: [x - nx * reach, y - ny * reach] as Point, to: [x + nx * reach, y + ny * reach] as Point });
  const isShown = (each: (typeof middles)[number]): boolean => Object.values(arrowAt(each)).every((end) => isInside(end, em));
  const shown = middles.filter(isShown).sort((a, b) => sketch.distanceToArrows(b.at) - sketch.distanceToArrows(a.at));
  const chosen = shown[0] ?? middles.find(({ at }) => isInside(at, 0)) ?? middles[0]!;
  return moveInside(arrowAt(chosen), size, 3 * bold);
}

/** What of a line is on the picture; all of it where nothing is. */
function piecesOf({ segments }: Polyline, [right, bottom]: Size): { readonly ends: readonly [Point, Point]; readonly normal: Point }[] {
  const pieces = segments.flatMap(({ from, to, normal }) => {
    const ends = clip(from, to, { left: 0, top: 0, right, bottom });
    return ends ? [{ ends, normal }] : [];
  });
  return pieces.length > 0 ? pieces : segments.map(({ from, to, normal }) => ({ ends: [from, to] as const, normal }));
}

/** Of a line along the edge of the picture, the arrow stands beside it. */
function moveInside({ from, to }: { from: Point; to: Point }, size: Size, margin: number): { readonly from: Point; readonly to: Point } {
  const shift = ([0, 1] as const).map((axis) => {
    const [low, high] = [Math.min(from[axis], to[axis]), Math.max(from[axis], to[axis])];
    return Math.max(0, margin - low) + Math.min(0, size[axis] - margin - high);
  }) as [number, number];
  return { from: [from[0] + shift[0], from[1] + shift[1]], to: [to[0] + shift[0], to[1] + shift[1]] };
}

function drawWay(sketch: Sketch, points: readonly Point[], name: string, color: Rgba, tellsAlong: boolean): void {
  const from = points[0]!;
  const to = points.at(-1)!;
  sketch.arrow(from, to, color, sketch.bold + sketch.thin);
  const length = distance(from, to);
  const [dx, dy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const at = (along: number, across: number): Point => [from[0] + along * length * dx - across * dy, from[1] + along * length * dy + across * dx];
  if (!tellsAlong) {
    // The wrong way runs beside the right one, the other way round.
    const gap = 1.1 * sketch.em;
    sketch.arrow(at(0.68, gap), at(0.32, gap), WRONG, sketch.thin + 1);
    sketch.label('wrong', [at(0.5, gap)], WRONG, { toward: [-dy, dx] });
  }
  sketch.label(tellsAlong ? `${name}: along` : `${name}: right way`, [at(0.5, 0), to, from], color, { toward: [dy, -dx], rank: 1 });
}

function drawArea(sketch: Sketch, { points, radius }: Shape, inverse: boolean, name: string, color: Rgba): void {
  const spans = radius === undefined ? polygonSpans(points) : circleSpans(points[0]!, radius);
  const covered = inverse ? outside(spans) : spans;
  sketch.fill(covered, color);
  if (radius === undefined) sketch.outline(points, color);
  else sketch.circle(points[0]!, radius, color);
  sketch.label(inverse ? `${name} (outside)` : name, roomiest(covered, sketch.size), color, { centered: true, rank: 2 });
}

/** Points of an area with much room around them, best first. */
function roomiest(spans: (y: number) => readonly number[], [width, height]: Size): Point[] {
  const found: { readonly point: Point; readonly room: number }[] = [];
  const rows = 24;
  for (let i = 0; i < rows; i++) {
    const y = ((i + 0.5) / rows) * height;
    const row = spans(y);
    for (let k = 0; k + 1 < row.length; k += 2) {
      const left = Math.max(0, row[k]!);
      const right = Math.min(width, row[k + 1]!);
      const x = (left + right) / 2;
      // How far up and down the area goes on at the middle of this row.
      const covers = (at: number): boolean => at > 0 && at < height && isIn(spans(at), x);
      let reach = 0;
      while (covers(y - reach) && covers(y + reach)) reach += height / rows;
      if (right > left) found.push({ point: [x, y], room: Math.min((right - left) / 4, reach) });
    }
  }
  found.sort((a, b) => b.room - a.room);
  return found.length > 0 ? found.slice(0, 6).map(({ point }) => point) : [[width / 2, height / 2]];
}

function isIn(spans: readonly number[], x: number): boolean {
  for (let i = 0; i + 1 < spans.length; i += 2) if (x >= spans[i]! && x <= spans[i + 1]!) return true;
  return false;
}

function drawWithin(sketch: Sketch, { points }: Shape, color: Rgba, name: string | undefined): void {
  sketch.outline(points, color, sketch.thin);
  if (name !== undefined) sketch.label(name, roomiest(polygonSpans(points), sketch.size), color, { centered: true, rank: 2 });
}

/** The ground with lines each few metres, so that a wrong point shows. */
function drawPlane(sketch: Sketch, { points }: Shape, { ground }: { readonly ground: Quad }, color: Rgba): void {
  const plane = new Plane(points as unknown as Quad, ground);
  const area = new Polygon(ground);
  const faint: Rgba = [color[0], color[1], color[2], 0.6];
  for (const axis of [0, 1] as const) {
    const values = ground.map((point) => point[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const others = ground.map((point) => point[1 - axis]!);
    const step = gridStep(high - low);
    for (let at = Math.ceil(low / step) * step; at < high - step / 100; at += step) {
      if (at - low < step / 100) continue;
      const point = (other: number): Point => (axis === 0 ? [at, other] : [other, at]);
      const [a, b] = [point(Math.min(...others)), point(Math.max(...others))];
      const parts = area.meetings(...a, ...b);
      if (parts.length < 2) continue;
      const along = (part: number): Point => plane.toImage(a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]));
      sketch.line([along(Math.min(...parts)), along(Math.max(...parts))], faint, sketch.thin);
    }
  }
  sketch.outline(points, color, sketch.thin + 1);
  for (const i of [0, 1]) {
    const [a, b] = [points[i]!, points[i + 1]!];
    const metres = distance(ground[i]!, ground[i + 1]!);
    sketch.label(`${Number(metres.toFixed(2))} m`, [[(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]], color);
  }
}

/** 1, 2 or 5 times a power of ten, so that there are ten lines at most. */
function gridStep(length: number): number {
  for (let power = 10 ** Math.floor(Math.log10(length / 10)); ; power *= 10) {
    for (const factor of [1, 2, 5]) if (length / (factor * power) <= 10) return factor * power;
  }
}

function middleOf(points: readonly Point[]): Point {
  return [points.reduce((sum, [x]) => sum + x, 0) / points.length, points.reduce((sum, [, y]) => sum + y, 0) / points.length];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}
