// SPDX-License-Identifier: MIT
import type { Color } from '../../table/color.js';
import type { FrameView } from '../../table/frame-view.js';

/** A line of a panel: a text, or a text behind a mark of a colour. */
export type PanelRow = string | { readonly text: string; readonly color: Color };

/** Where a panel stands. */
export interface PanelStyle {
  /** `'top-left'` when left out. */
  readonly place?: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
}

const SHADE: Color = [0, 0, 0, 0.6];
const WHITE: Color = [1, 1, 1, 1];
const MARGIN = 10;

/**
 * Draws lines of text on a dark ground in a corner of the picture, in a size that is readable from 320×240 to 4K. The
 * width is that of the longest line, as far as it can be told from its letters.
 *
 * @example
 * ```ts
 * import { defineProcessor, drawPanel } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   onFrame: (frame) => drawPanel(frame, ['Hall', { text: `${frame.objects.length} objects`, color: '#ffb000' }], { place: 'top-right' }),
 * });
 * ```
 */
export function drawPanel(frame: FrameView, rows: readonly PanelRow[], { place = 'top-left' }: PanelStyle = {}): void {
  if (rows.length === 0) return;
  const size = Math.max(10, Math.round(frame.height / 48));
  const step = size * 2;
  const marked = rows.some((row) => typeof row === 'object');
  const longest = Math.max(...rows.map((row) => (typeof row === 'string' ? row : row.text).length));
  const width = size * longest * 0.75 + (marked ? 2 : 1) * size;
  const height = rows.length * step + size;
  const left = place.endsWith('right') ? frame.width - width - MARGIN : MARGIN;
  const top = place.startsWith('bottom') ? frame.height - height - MARGIN : MARGIN;
  frame.draw.rect(left, top, width, height, { color: SHADE, width: 1, background: SHADE });
  rows.forEach((row, i) => {
    const y = top + size / 2 + i * step;
    if (typeof row === 'object') frame.draw.rect(left + size / 2, y + size * 0.4, size * 0.7, size * 1.1, { color: row.color, width: 1, background: row.color });
    const text = typeof row === 'string' ? row : row.text;
    frame.draw.text(left + size * (marked ? 1.7 : 0.5), y, text, { color: WHITE, size, font: 'Sans' });
  });
}
