// SPDX-License-Identifier: MIT
import type { Color, Frame, LineCrossing, Polygon } from '@nvtsprobe/sdk';
import type { Counter } from './counter.js';
import type { Params } from './params.js';

const SHADE: Color = [0, 0, 0, 0.6];
const WHITE: Color = [1, 1, 1, 1];
const ARROW = 26;
const MARGIN = 10;

/** Draws lines with their inner side, zones, and a panel with all counts. */
export function drawOverlay(frame: Frame, counter: Counter, panel: Params['panel']): void {
  for (const { name, color, rule } of counter.zones) {
    const { points } = rule.area.shape as Polygon;
    frame.draw.polygon(points, { color, width: 2 });
    const [x, y] = points[0]!;
    label(frame, x, y, `${name}: ${rule.occupancy}`, color);
  }
  for (const { name, color, rule } of counter.lines) drawLine(frame, name, color, rule);
  if (panel !== 'none') drawPanel(frame, counter, panel);
}

function drawLine(frame: Frame, name: string, color: Color, { line }: LineCrossing): void {
  const [x, y] = line.middle;
  const [nx, ny] = line.normal;
  frame.draw.polyline(line.points, { color, width: 3 });
  frame.draw.arrow(x, y, x + nx * ARROW, y + ny * ARROW, { color, width: 3 });
  label(frame, x + nx * (ARROW + 6), y + ny * (ARROW + 6), 'in', color);
  label(frame, ...line.points.at(-1)!, name, color);
}

function drawPanel(frame: Frame, { lines, zones }: Counter, place: string): void {
  const size = Math.max(10, Math.round(frame.height / 48));
  const rows = [
    ...lines.map(({ name, color, rule }) => ({ color, text: `${name}   in ${rule.in}   out ${rule.out}` })),
    ...zones.map(({ name, color, rule }) => ({ color, text: `${name}   ${rule.occupancy} now   ${rule.entered} entered` })),
  ];
  if (rows.length === 0) return;
  const step = size * 2;
  const width = size * Math.max(...rows.map(({ text }) => text.length)) * 0.75 + 2 * size;
  const height = rows.length * step + size;
  const left = place.endsWith('right') ? frame.width - width - MARGIN : MARGIN;
  const top = place.startsWith('bottom') ? frame.height - height - MARGIN : MARGIN;
  frame.draw.rect(left, top, width, height, { color: SHADE, width: 1, background: SHADE });
  rows.forEach(({ text, color }, i) => {
    const y = top + size / 2 + i * step;
    frame.draw.rect(left + size / 2, y + size * 0.4, size * 0.7, size * 1.1, { color, width: 1, background: color });
    frame.draw.text(left + size * 1.7, y, text, { color: WHITE, size, font: 'Sans' });
  });
}

function label(frame: Frame, x: number, y: number, text: string, color: Color): void {
  const left = Math.max(0, Math.min(frame.width - text.length * 8 - MARGIN, x + 4));
  const top = Math.max(0, Math.min(frame.height - 20, y + 2));
  frame.draw.text(left, top, text, { color, size: 10, font: 'Sans', background: SHADE });
}
