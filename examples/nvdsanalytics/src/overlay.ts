// SPDX-License-Identifier: MIT
// The picture that nvdsanalytics draws: same places, colours and texts.
import type { Color, Frame, FrameObject } from '@nvtsprobe/sdk';
import type { Config } from '@nvtsprobe/sdk/nvdsanalytics';
import type { FrameAnswer, ObjectAnswer } from './engine/answers.js';
import type { Engine } from './engine/engine.js';

const YELLOW: Color = [1, 1, 0, 1];
const ORANGE: Color = [1, 0.5, 0, 1];
const RED: Color = [1, 0, 0, 1];
const GREEN: Color = [0, 1, 0, 1];
const WHITE: Color = [1, 1, 1, 1];
const BLACK: Color = [0, 0, 0, 1];
const FONT = 'Serif';
/** The arms of an arrow's head: this part of its length, and this angle off it. */
const ARM = 0.15;
const COS = Math.cos(Math.PI / 12);
const SIN = Math.sin(Math.PI / 12);
/** The texts it draws are cut to this length. */
const MAX_TEXT = 127;
/** A frame refuses more than 4,096 bytes of text, four a character at most. */
const MAX_STATUS = 1000;

/** Draws the rules of a stream, and with `osd-mode=2` their counts. */
export function drawRules(frame: Frame, stream: Engine, answer: FrameAnswer, config: Config): void {
  if (config.osdMode === 0 && !config.displayCounts) return;
  const pen = new Pen(frame, config.fontSize);
  if (config.displayCounts) {
    const ids = Object.keys(answer.objCount).sort((a, b) => (Number(a) >>> 0) - (Number(b) >>> 0));
    pen.write(5, 5, `Count for${ids.map((id) => ` ClassId${Number(id) >>> 0}=${answer.objCount[id]}`).join('')}`, YELLOW);
  }
  if (config.osdMode === 0) return;
  const counts = config.osdMode === 2;
  for (const { label, points, count } of stream.rois) pen.area(points, counts ? `${label}=${count}` : label, YELLOW);
  for (const { label, points, count } of stream.crowds) {
    const crowded = answer.overcrowding[label] === 1 ? 'True' : 'False';
    pen.area(points, counts ? `${label} OverCrowding=${crowded}, Count=${count}` : label, ORANGE);
  }
  for (const { label, arrow } of stream.headings) {
    pen.write(arrow[0], arrow[1], label, RED);
    pen.arrow(...arrow, RED);
  }
  for (const { shape } of stream.lines) {
    const { label, line, arrow } = shape;
    pen.write(line[2], line[3], counts ? `${label}=${answer.lcCumulative[label]}` : `${label} `, GREEN);
    pen.arrow(...arrow, GREEN);
    pen.line(...line, GREEN);
  }
}

/** Adds the status to an object's text, and inverts the border's colour of one that is in an ROI or crosses a line. */
export function markObject(object: FrameObject, { status, roi, lc }: ObjectAnswer, fontSize: number): void {
  const short = status.slice(0, MAX_STATUS);
  const { text } = object;
  if (text !== '') {
    object.text = `${text.slice(0, 1023 - MAX_STATUS)} ${short}`;
  } else {
    object.text = short;
    object.textX = Math.max(0, Math.trunc(object.left)) || 0;
    object.textY = Math.max(0, Math.trunc(object.top - 10)) || 0;
    object.fontName = FONT;
    object.fontSize = fontSize;
    object.fontColor = WHITE;
    object.textBackgroundColor = BLACK;
  }
  if (roi.length + lc.length === 0) return;
  const [red, green, blue, alpha] = object.borderColor;
  object.borderColor = [1 - red, 1 - green, 1 - blue, alpha];
}

class Pen {
  constructor(
    private readonly frame: Frame,
    private readonly size: number,
  ) {}

  write(x: number, y: number, text: string, color: Color): void {
    this.frame.draw.text(x, y, text.slice(0, MAX_TEXT), { color, size: this.size, font: FONT, background: BLACK });
  }

  line(x1: number, y1: number, x2: number, y2: number, color: Color): void {
    this.frame.draw.line(x1, y1, x2, y2, { color, width: 2 });
  }

  arrow(x1: number, y1: number, x2: number, y2: number, color: Color): void {
    const x = ARM * (x1 - x2);
    const y = ARM * (y1 - y2);
    this.line(x1, y1, x2, y2, color);
    this.line(Math.trunc(x2 + x * COS + y * SIN), Math.trunc(y2 + y * COS - x * SIN), x2, y2, color);
    this.line(Math.trunc(x2 + x * COS - y * SIN), Math.trunc(y2 + y * COS + x * SIN), x2, y2, color);
  }

  /** The outline, and the text at the first corner's x and the second's y. */
  area(points: ArrayLike<number>, text: string, color: Color): void {
    this.write(points[0]!, points[3]!, text, color);
    for (let i = 2; i < points.length; i += 2) this.line(points[i - 2]!, points[i - 1]!, points[i]!, points[i + 1]!, color);
    this.line(points[points.length - 2]!, points[points.length - 1]!, points[0]!, points[1]!, color);
  }
}
