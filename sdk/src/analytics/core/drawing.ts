// SPDX-License-Identifier: MIT
import type { Color } from '../../table/color.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import type { RuleStyle } from './rule.js';
import type { Explanation } from './track-journal.js';

const YELLOW: Color = '#ffd000';
const SHADE: Color = [0, 0, 0, 0.6];
const MARGIN = 4;

/** @internal */
export function ruleColor(style: RuleStyle | undefined): Color {
  return style?.color ?? YELLOW;
}

/** Size of text in points that is readable on a picture of this height. @internal */
export function textSize(frame: FrameView): number {
  return Math.max(8, Math.round(frame.height / 54));
}

/** Writes a text near a point, and keeps it on the picture: in several lines where it is long. @internal */
export function label(frame: FrameView, [x, y]: Point, text: string, color: Color): void {
  const size = textSize(frame);
  const letter = size * 0.8;
  const lines = brokenAt(text, Math.max(16, Math.floor(frame.width / letter)));
  const longest = Math.max(...lines.map(({ length }) => length));
  const left = Math.max(0, Math.min(frame.width - longest * letter, x + MARGIN));
  const top = Math.max(0, Math.min(frame.height - 2 * size * lines.length, y + MARGIN));
  lines.forEach((line, i) => frame.draw.text(left, top + 2 * size * i, line, { color, size, font: 'Sans', background: SHADE }));
}

/** Lines of at most so many letters, but for words that are longer. */
function brokenAt(text: string, letters: number): string[] {
  if (text.length <= letters) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > letters) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Draws the way of a track, and why it was counted or was not. @internal */
export function drawExplanation(frame: FrameView, { path, text }: Explanation, style: RuleStyle | undefined): void {
  const color = ruleColor(style);
  for (let i = 1; i < path.length; i++) {
    const from = path[i - 1]!;
    const to = path[i]!;
    const changed = from.side !== to.side;
    frame.draw.line(from.x, from.y, to.x, to.y, { color: changed ? [1, 0, 0, 1] : color, width: changed ? 4 : 2 });
  }
  const last = path.at(-1);
  if (!last) return;
  frame.draw.circle(last.x, last.y, textSize(frame) / 2, { color, background: color });
  label(frame, [last.x, last.y], text, color);
}
