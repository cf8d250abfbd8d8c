// SPDX-License-Identifier: MIT
import { type Color, drawPanel, type Frame, type LineCrossing, type PanelRow, type Polygon } from '@nvtsprobe/sdk';
import type { Counter } from './counter.js';
import type { Params } from './params.js';

const SHADE: Color = [0, 0, 0, 0.6];
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
  if (panel !== 'none') drawPanel(frame, panelRows(counter), { place: panel });
}

function drawLine(frame: Frame, name: string, color: Color, { line }: LineCrossing): void {
  const [x, y] = line.middle;
  const [nx, ny] = line.normal;
  frame.draw.polyline(line.points, { color, width: 3 });
  frame.draw.arrow(x, y, x + nx * ARROW, y + ny * ARROW, { color, width: 3 });
  label(frame, x + nx * (ARROW + 6), y + ny * (ARROW + 6), 'in', color);
  label(frame, ...line.points.at(-1)!, name, color);
}

function panelRows({ lines, zones }: Counter): PanelRow[] {
  return [
    ...lines.map(({ name, color, rule }) => ({ color, text: `${name}   in ${rule.in}   out ${rule.out}` })),
    ...zones.map(({ name, color, rule }) => ({ color, text: `${name}   ${rule.occupancy} now   ${rule.entered} entered` })),
  ];
}

function label(frame: Frame, x: number, y: number, text: string, color: Color): void {
  const left = Math.max(0, Math.min(frame.width - text.length * 8 - MARGIN, x + 4));
  const top = Math.max(0, Math.min(frame.height - 20, y + 2));
  frame.draw.text(left, top, text, { color, size: 10, font: 'Sans', background: SHADE });
}
