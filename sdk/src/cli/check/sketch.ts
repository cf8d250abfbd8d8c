// SPDX-License-Identifier: MIT
// What is drawn on a picture, as the drawing items of a recording: nvtsreplay puts them onto a frame, nvtsosd paints them.
import type { Rgba } from '../../table/color.js';
import type { Point } from '../../table/draw.js';
import { type Box, clip } from './clip.js';
import { LabelPlacer, type Tag, textSize } from './labels.js';
import type { Size } from './stage.js';

/** A drawing item of a recording. */
export type Item = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What a frame can hold; nvtsreplay leaves out more. */
const MAX_ITEMS = 1024;
/** Rectangles of which the fillings of all areas are made. */
const MAX_STRIPS = 640;
const CASING: Rgba = [0, 0, 0, 0.55];
const PLATE: Rgba = [0, 0, 0, 0.68];

/** Where an area lies in a row of pixels: from and to, from and to, ... */
type Spans = (y: number) => readonly number[];

interface Filling {
  readonly spans: Spans;
  readonly color: Rgba;
}

/** Collects lines, areas and labels for a picture of one size, and finds places for the labels. */
export class Sketch {
  /** Widths of lines, in pixels. */
  readonly bold: number;
  readonly thin: number;
  /** Of labels, in points. */
  readonly fontSize: number;
  private readonly casing: number;
  private readonly items: Item[] = [];
  private readonly fillings: Filling[] = [];
  private readonly arrows: Point[] = [];
  private readonly obstacles: (readonly [Point, Point])[] = [];
  private readonly tags: (Tag & { readonly color: Rgba })[] = [];

  constructor(readonly size: Size) {
    const [width, height] = size;
    const scale = Math.min(height, width * 0.75);
    this.fontSize = Math.max(8, Math.round(scale / 60));
    this.bold = Math.max(2, Math.round(scale / 200));
    this.thin = Math.max(1, Math.round(scale / 400));
    this.casing = Math.max(1, Math.round(scale / 450));
  }

  /** The height of a label in pixels, a measure for distances. */
  get em(): number {
    return textSize('M', this.fontSize)[1];
  }

  line(points: readonly Point[], color: Rgba, width = this.bold): void {
    // Metadata hold no coordinates that are far off the picture.
    const pieces = points.slice(1).flatMap((to, i) => clip(points[i]!, to, this.surroundings) ?? []);
    for (const [shade, extra] of [[CASING, 2 * this.casing], [color, 0]] as const) {
      for (let i = 0; i < pieces.length; i += 2) {
        this.items.push({ kind: 'line', from: pieces[i], to: pieces[i + 1], width: width + extra, color: shade });
      }
    }
    for (let i = 0; i < pieces.length; i += 2) this.obstacles.push([pieces[i]!, pieces[i + 1]!]);
  }

  outline(points: readonly Point[], color: Rgba, width = this.bold): void {
    this.line([...points, points[0]!], color, width);
  }

  arrow(from: Point, to: Point, color: Rgba, width = this.bold): void {
    const { casing } = this;
    if (![from, to].every((point) => this.isNear(point)) || (from[0] === to[0] && from[1] === to[1])) return;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    // A wider arrow has a longer head: its tip lies ahead by half of what it is longer.
    const ahead = (at: Point): Point => [at[0] + (3 * casing * (to[0] - from[0])) / length, at[1] + (3 * casing * (to[1] - from[1])) / length];
    this.items.push({ kind: 'arrow', from, to: ahead(to), head: 'end', width: width + 2 * casing, color: CASING });
    this.items.push({ kind: 'arrow', from, to, head: 'end', width, color });
    this.obstacles.push([from, to]);
    this.arrows.push([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
  }

  /** How far a point is from the middles of the arrows so far; what is far enough counts alike. */
  distanceToArrows([x, y]: Point): number {
    return Math.min(2.5 * this.em, ...this.arrows.map(([ax, ay]) => Math.hypot(ax - x, ay - y)));
  }

  circle(center: Point, radius: number, color: Rgba): void {
    if (!this.isNear(center) || radius > 10 * Math.max(...this.size)) return;
    for (const [shade, extra] of [[CASING, 2 * this.casing], [color, 0]] as const) {
      this.items.push({ kind: 'circle', center, radius, width: this.bold + extra, color: shade });
    }
    const corners = Array.from({ length: 13 }, (_, i): Point => [center[0] + radius * Math.cos((i * Math.PI) / 6), center[1] + radius * Math.sin((i * Math.PI) / 6)]);
    for (let i = 1; i < corners.length; i++) this.obstacles.push([corners[i - 1]!, corners[i]!]);
  }

  /** Fills an area lightly. */
  fill(spans: Spans, [red, green, blue]: Rgba): void {
    this.fillings.push({ spans, color: [red, green, blue, 0.25] });
  }

  /** Writes a text at the first of these points, or near it where there is room. */
  label(text: string, at: readonly Point[], color: Rgba, more: Partial<Tag> = {}): void {
    const near = at.filter((point) => this.isNear(point));
    const [width, height] = this.size;
    this.tags.push({ text: ` ${printable(text)} `, at: near.length > 0 ? near : [[width / 2, height / 2]], size: this.fontSize, ...more, color });
  }

  /** The picture and as much around it. */
  private get surroundings(): Box {
    const [width, height] = this.size;
    return { left: -width, top: -height, right: 2 * width, bottom: 2 * height };
  }

  private isNear([x, y]: Point): boolean {
    const { left, top, right, bottom } = this.surroundings;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  /** The items in the order in which they are painted; `left` is how many did not find room. */
  finish(): { readonly items: readonly Item[]; readonly left: number } {
    const texts: Item[] = [];
    const placer = new LabelPlacer(this.size, this.obstacles);
    // What must stand beside its arrow comes before what can stand anywhere along a line.
    for (const tag of this.tags.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))) {
      const { left, top } = placer.place(tag);
      texts.push({ kind: 'text', value: tag.text, at: [left, top], font: 'Sans', size: tag.size, color: tag.color, background: PLATE });
    }
    const strips = this.strips(Math.min(MAX_STRIPS, MAX_ITEMS - this.items.length - texts.length));
    const all = [...strips, ...this.items, ...texts];
    return { items: all.slice(0, MAX_ITEMS), left: Math.max(0, all.length - MAX_ITEMS) };
  }

  /** Rectangles that fill the areas: as flat as the number that there may be allows. */
  private strips(most: number): Item[] {
    const [, height] = this.size;
    for (let step = Math.max(1, Math.round(height / 480)); step <= height; step *= 2) {
      const strips = this.fillings.flatMap((filling) => this.stripsOf(filling, step));
      if (strips.length <= most) return strips;
    }
    return [];
  }

  private stripsOf({ spans, color }: Filling, step: number): Item[] {
    const [width, height] = this.size;
    const found: (Box & { bottom: number })[] = [];
    for (let top = 0; top < height; top += step) {
      const bottom = Math.min(height, top + step);
      const row = spans((top + bottom) / 2);
      for (let i = 0; i + 1 < row.length; i += 2) {
        const left = Math.round(Math.max(0, row[i]!));
        const right = Math.round(Math.min(width, row[i + 1]!));
        if (!(right > left)) continue;
        const above = found.find((box) => box.bottom === top && box.left === left && box.right === right);
        if (above) above.bottom = bottom;
        else found.push({ left, right, top, bottom });
      }
    }
    return found.map((box) => ({ kind: 'rect', box: [box.left, box.top, box.right - box.left, box.bottom - box.top], width: 0, color, background: color }));
  }
}

/** A text on one line; names may hold anything. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd').slice(0, 200);
}

/** The rows of a polygon, by the even-odd rule. */
export function polygonSpans(points: readonly Point[]): Spans {
  return (y) => {
    const cuts: number[] = [];
    points.forEach(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length]!;
      if (ay <= y !== by <= y) cuts.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    });
    return cuts.sort((a, b) => a - b);
  };
}

/** The rows of a circle. */
export function circleSpans([x, y]: Point, radius: number): Spans {
  return (row) => {
    const half = Math.sqrt(Math.max(0, radius * radius - (row - y) ** 2));
    return half > 0 ? [x - half, x + half] : [];
  };
}

/** What of the rows of a picture is not in an area. */
export function outside(spans: Spans): Spans {
  return (y) => [-Infinity, ...spans(y), Infinity];
}

