// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import type { FrameView } from './frame-view.js';
import * as Header from './schema/header.generated.js';
import * as Origin from './schema/origin.generated.js';
import * as Section from './schema/section.generated.js';
import type { Columns } from './schema.generated.js';
import type { Table } from './table.js';

/** The columns of a drawing item, but for its frame and origin. Their names become short with those of the columns. */
const COLUMNS = [
  /* @__KEY__ */ 'drawKind', /* @__KEY__ */ 'drawX1', /* @__KEY__ */ 'drawY1', /* @__KEY__ */ 'drawX2',
  /* @__KEY__ */ 'drawY2', /* @__KEY__ */ 'drawWidth', /* @__KEY__ */ 'drawColor', /* @__KEY__ */ 'drawHasBackground',
  /* @__KEY__ */ 'drawBackgroundColor', /* @__KEY__ */ 'drawArrowHead', /* @__KEY__ */ 'drawTextOffset', /* @__KEY__ */ 'drawTextLength',
  /* @__KEY__ */ 'drawFontName', /* @__KEY__ */ 'drawFontSize',
] as const;

interface Kept {
  readonly key: string | number;
  readonly width: number;
  readonly height: number;
  readonly table: Table;
  /** The strings that the names of fonts are among. */
  readonly generation: number;
  readonly count: number;
  /** What the columns hold of the items. Offsets count from the first byte of the texts. */
  readonly columns: readonly (Uint32Array | Int32Array | Float32Array)[];
  readonly texts: Uint8Array;
}

/**
 * A drawing that stays the same for many frames, such as lines, zones and counts. It is drawn once, and from then on put on
 * each frame as a whole, which takes a small part of the time; it is drawn anew when its key or the size of the frame changes.
 * Use one for each source.
 *
 * @example
 * ```ts
 * import { defineProcessor, Overlay, Zone } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => ({ overlay: new Overlay(), hall: new Zone({ name: 'Hall', polygon: [[0, 0], [400, 0], [400, 300]] }) }),
 *   onFrame(frame, { state: { overlay, hall } }) {
 *     hall.update(frame);
 *     overlay.draw(frame, hall.occupancy, () => hall.draw(frame));
 *   },
 * });
 * ```
 */
export class Overlay {
  private kept: Kept | undefined;

  /**
   * Draws on a frame. `paint`, which draws on that frame and on no other, is called when nothing was drawn under the same
   * `key` before. Throws as `frame.draw` does.
   */
  draw(frame: FrameView, key: string | number, paint: () => void): void {
    const { kept } = this;
    const { width, height, table } = frame;
    if (kept && kept.key === key && kept.width === width && kept.height === height && kept.table === table && kept.generation === table.stringGeneration) {
      put(kept, frame.row);
      return;
    }
    // What is thrown in between leaves nothing that could be put on a frame.
    this.kept = undefined;
    const { headerU32 } = table.columns;
    const first = headerU32[Header.drawCount]!;
    const text = headerU32[Header.textCount]!;
    paint();
    this.kept = { key, width, height, table, generation: table.stringGeneration, ...take(table.columns, first, text) };
  }
}
seal(Overlay);

/** Copies the drawing items from `first` on, and the texts from `text` on. */
function take(c: Columns, first: number, text: number): Pick<Kept, 'count' | 'columns' | 'texts'> {
  const end = c.headerU32[Header.drawCount]!;
  const columns = COLUMNS.map((name) => c[name].slice(first * lanesOf(c, name), end * lanesOf(c, name)));
  const offsets = columns[COLUMNS.indexOf('drawTextOffset')]!;
  for (let i = 0; i < offsets.length; i++) offsets[i] = Math.max(0, offsets[i]! - text);
  return { count: end - first, columns, texts: c.textBytes.slice(text, c.headerU32[Header.textCount]!) };
}

function put({ table, count, columns, texts }: Kept, frame: number): void {
  // Room first, which may move the columns.
  const first = table.addDrawRows(frame, count);
  const text = table.append(Section.text, texts.length);
  const c = table.columns;
  c.textBytes.set(texts, text);
  c.drawFrame.fill(frame, first, first + count);
  c.drawOrigin.fill(Origin.script, first, first + count);
  for (let i = 0; i < COLUMNS.length; i++) c[COLUMNS[i]!].set(columns[i]!, first * lanesOf(c, COLUMNS[i]!));
  for (let row = first; row < first + count; row++) c.drawTextOffset[row]! += text;
}

/** Numbers that a column holds for each item. */
function lanesOf(c: Columns, name: (typeof COLUMNS)[number]): number {
  return c[name].length / c.drawKind.length;
}
