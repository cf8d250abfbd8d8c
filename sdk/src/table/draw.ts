// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { seal } from '../seal.js';
import { type Color, colorParts, putColor } from './color.js';
import { checkCoordinate, checkInteger, checkSize, checkText, isCoordinate, MAX_TEXT_BYTES, MAX_UINT32 } from './limits.js';
import * as ArrowHead from './schema/arrow-head.generated.js';
import * as DrawKind from './schema/draw-kind.generated.js';
import * as Origin from './schema/origin.generated.js';
import { RowView } from './table.js';

/** How a line, a border or an arrow looks. */
export interface StrokeStyle {
  /** White when left out. */
  readonly color?: Color;
  /** Pixels; 2 when left out. */
  readonly width?: number;
}

/** How a rectangle or a circle looks. */
export interface ShapeStyle extends StrokeStyle {
  /** Colour that fills the shape; nothing fills it when left out. */
  readonly background?: Color | undefined;
}

/** How an arrow looks. */
export interface ArrowStyle extends StrokeStyle {
  /** At which end the head stands; `'end'` when left out. */
  readonly head?: 'start' | 'end' | 'both';
}

/** How a text looks. */
export interface TextStyle {
  /** White when left out. */
  readonly color?: Color;
  /** Points; 12 when left out. */
  readonly size?: number;
  /** A font's name, e.g. `'Sans'`; `'Serif'` when left out. */
  readonly font?: string;
  /** Colour behind the text; nothing stands behind it when left out. */
  readonly background?: Color | undefined;
}

/** A point in pixels of the pipeline picture, origin top left. */
export type Point = readonly [x: number, y: number];

const WHITE = [1, 1, 1, 1] as const;
const NO_STYLE = {};

/**
 * Draws on a frame: what it draws is shown by nvdsosd or nvtsosd further down in the pipeline. Coordinates are pixels
 * of the pipeline picture, origin top left. Throws `NVTS_RANGE` for what cannot be drawn and `NVTS_LIMIT` beyond
 * 1,024 items on a frame.
 *
 * @example
 * ```ts
 * import { defineProcessor } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   onFrame(frame) {
 *     frame.draw.rect(10, 10, 200, 40, { color: '#00ff00', background: [0, 0, 0, 0.5] });
 *     frame.draw.text(16, 16, `${frame.objects.length} objects`, { size: 14 });
 *   },
 * });
 * ```
 */
export class Draw extends RowView {
  /** A rectangle from its left top corner, in pixels of the pipeline picture, origin top left. */
  rect(left: number, top: number, width: number, height: number, style: ShapeStyle = NO_STYLE): void {
    checkCoordinate('draw.rect left', left);
    checkCoordinate('draw.rect top', top);
    checkSize('draw.rect width', width);
    checkSize('draw.rect height', height);
    this.shape(DrawKind.rect, left, top, width, height, style);
  }

  /** A text with its left top corner at x, y, in pixels, origin top left; at most 4,096 bytes of UTF-8. An empty text draws nothing. */
  text(x: number, y: number, text: string, style: TextStyle = NO_STYLE): void {
    this.live();
    checkCoordinate('draw.text x', x);
    checkCoordinate('draw.text y', y);
    checkText('draw.text', text);
    if (text === '') return;
    const size = checkInteger('draw.text size', style.size ?? 12, 1, 1000);
    const { table } = this;
    const font = style.font === undefined ? -1 : table.intern(style.font);
    const offset = table.writeText(text, MAX_TEXT_BYTES, 'draw.text');
    const length = table.textLength;
    const row = this.item(DrawKind.text, x, y, 0, 0, style.color, 0, style.background);
    const c = table.columns;
    c.drawTextOffset[row] = offset;
    c.drawTextLength[row] = length;
    c.drawFontName[row] = font;
    c.drawFontSize[row] = size;
  }

  /** A straight line, in pixels, origin top left. */
  line(x1: number, y1: number, x2: number, y2: number, style: StrokeStyle = NO_STYLE): void {
    this.stroke(DrawKind.line, 'draw.line', x1, y1, x2, y2, style);
  }

  /** An arrow from x1, y1 to x2, y2, in pixels, origin top left. */
  arrow(x1: number, y1: number, x2: number, y2: number, style: ArrowStyle = NO_STYLE): void {
    const head = headOf(style.head ?? 'end');
    const row = this.stroke(DrawKind.arrow, 'draw.arrow', x1, y1, x2, y2, style);
    this.table.columns.drawArrowHead[row] = head;
  }

  /** A circle around x, y, in pixels, origin top left. */
  circle(x: number, y: number, radius: number, style: ShapeStyle = NO_STYLE): void {
    checkCoordinate('draw.circle x', x);
    checkCoordinate('draw.circle y', y);
    checkSize('draw.circle radius', radius);
    this.shape(DrawKind.circle, x, y, radius, 0, style);
  }

  /** Lines from point to point, in pixels, origin top left; one item for each line. */
  polyline(points: readonly Point[], style: StrokeStyle = NO_STYLE): void {
    this.path('draw.polyline', points, points.length - 1, style);
  }

  /** Lines from point to point and back to the first, in pixels, origin top left; one item for each line. It is not filled. */
  polygon(points: readonly Point[], style: StrokeStyle = NO_STYLE): void {
    this.path('draw.polygon', points, points.length > 2 ? points.length : points.length - 1, style);
  }

  /**
   * Rows for so many lines, with all but their ends and colours; the result is the number of the first. Column by column,
   * since the engine fills a column faster than a script.
   * @internal
   */
  lines(count: number, width: number): number {
    this.live();
    const { table, row: frame } = this;
    const first = table.addDrawRows(frame, count);
    const end = first + count;
    const c = table.columns;
    c.drawFrame.fill(frame, first, end);
    c.drawOrigin.fill(Origin.script, first, end);
    c.drawKind.fill(DrawKind.line, first, end);
    c.drawWidth.fill(width, first, end);
    c.drawHasBackground.fill(0, first, end);
    c.drawBackgroundColor.fill(1, 4 * first, 4 * end);
    c.drawArrowHead.fill(ArrowHead.end, first, end);
    c.drawTextOffset.fill(0, first, end);
    c.drawTextLength.fill(-1, first, end);
    c.drawFontName.fill(-1, first, end);
    c.drawFontSize.fill(0, first, end);
    return first;
  }

  /** The first so many lines from point to point; after the last comes the first again. */
  private path(what: string, points: readonly Point[], count: number, { color = WHITE, width = 2 }: StrokeStyle): void {
    this.live();
    if (count < 1) return;
    checkInteger('draw width', width, 0, MAX_UINT32);
    const parts = colorParts(color, 'draw color');
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      if (isCoordinate(point[0]) && isCoordinate(point[1])) continue;
      checkCoordinate(`${what} x of point ${i}`, point[0]);
      checkCoordinate(`${what} y of point ${i}`, point[1]);
    }
    const first = this.lines(count, width);
    const c = this.table.columns;
    for (let i = 0; i < count; i++) {
      const from = points[i]!;
      const to = points[i + 1] ?? points[0]!;
      const row = first + i;
      c.drawX1[row] = from[0];
      c.drawY1[row] = from[1];
      c.drawX2[row] = to[0];
      c.drawY2[row] = to[1];
      putColor(c.drawColor, row, parts);
    }
  }

  private stroke(kind: number, what: string, x1: number, y1: number, x2: number, y2: number, style: StrokeStyle): number {
    // Names of what is wrong are put together for what is wrong only.
    if (!(isCoordinate(x1) && isCoordinate(y1) && isCoordinate(x2) && isCoordinate(y2))) {
      checkCoordinate(`${what} x1`, x1);
      checkCoordinate(`${what} y1`, y1);
      checkCoordinate(`${what} x2`, x2);
      checkCoordinate(`${what} y2`, y2);
    }
    return this.item(kind, x1, y1, x2, y2, style.color, style.width, undefined);
  }

  private shape(kind: number, x1: number, y1: number, x2: number, y2: number, style: ShapeStyle): void {
    this.item(kind, x1, y1, x2, y2, style.color, style.width, style.background);
  }

  private item(
    kind: number,
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    color: Color = WHITE,
    width = 2,
    background: Color | undefined,
  ): number {
    this.live();
    // A script may catch what is thrown: nothing half-made may stand in the table.
    checkInteger('draw width', width, 0, MAX_UINT32);
    const parts = colorParts(color, 'draw color');
    const behind = background === undefined ? WHITE : colorParts(background, 'draw background');
    const { table } = this;
    const row = table.addDrawRows(this.row, 1);
    const c = table.columns;
    c.drawFrame[row] = this.row;
    c.drawOrigin[row] = Origin.script;
    c.drawKind[row] = kind;
    c.drawX1[row] = x1;
    c.drawY1[row] = y1;
    c.drawX2[row] = x2;
    c.drawY2[row] = y2;
    c.drawWidth[row] = width;
    putColor(c.drawColor, row, parts);
    c.drawHasBackground[row] = background === undefined ? 0 : 1;
    putColor(c.drawBackgroundColor, row, behind);
    c.drawArrowHead[row] = ArrowHead.end;
    c.drawTextOffset[row] = 0;
    c.drawTextLength[row] = -1;
    c.drawFontName[row] = -1;
    c.drawFontSize[row] = 0;
    return row;
  }
}
seal(Draw);

function headOf(head: NonNullable<ArrowStyle['head']>): number {
  switch (head) {
    case 'start':
      return ArrowHead.start;
    case 'end':
      return ArrowHead.end;
    case 'both':
      return ArrowHead.both;
    default:
      throw new NvtsError('NVTS_RANGE', `draw.arrow head must be 'start', 'end' or 'both', got ${String(head)}`);
  }
}
