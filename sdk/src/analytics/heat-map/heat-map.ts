// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { FrameView } from '../../table/frame-view.js';
import type { Counters, Json, Named } from '../core/rule.js';
import type { Sightings } from '../core/sightings.js';
import { TrackRule } from '../core/track-rule.js';
import { heatMapOptions, type HeatMapOptions } from './options.js';

/** Drawing takes no more than this of a frame's 1,024 items: the hottest cells. */
const MAX_DRAWN = 600;

/**
 * Sums up where tracks are: each adds the seconds since it was last seen to the cell of its anchor, so that the map does
 * not depend on the frame rate. Places beyond the picture are left out. It tells no events. Throws `NVTS_PARAMS` for wrong
 * options.
 *
 * @example
 * ```ts
 * import { defineProcessor, HeatMap } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new HeatMap({ columns: 16, rows: 9, halfLife: 600 }),
 *   onFrame(frame, { state: heat }) {
 *     heat.update(frame);
 *     heat.draw(frame);
 *   },
 *   onEos: (_info, ctx) => ctx.emit('heat', { columns: 16, seconds: [...ctx.state.cells] }),
 * });
 * ```
 */
export class HeatMap<Name extends string = string> extends TrackRule<object, Record<never, never>, Name> {
  /** Seconds by cell, row by row from the top left. With a half-life they are those that are left. */
  readonly cells: Float64Array;
  readonly columns: number;
  readonly rows: number;
  private readonly options: z.output<typeof heatMapOptions>;
  private width = 1;
  private height = 1;
  private cooledAt = NaN;

  constructor(options: HeatMapOptions & Named<Name> = {}) {
    const checked = readOptions(heatMapOptions, 'HeatMap', options);
    super('heat-map', checked, {}, { seconds: 0 });
    this.options = checked;
    this.columns = checked.columns;
    this.rows = checked.rows;
    this.cells = new Float64Array(checked.columns * checked.rows);
  }

  /** `seconds` of all tracks, those that have cooled among them; `hottest` cell. */
  override counters(): Counters {
    return { ...this.counts, hottest: this.cells.reduce((most, heat) => Math.max(most, heat), 0) };
  }

  override draw(frame: FrameView): void {
    const { cells, columns, rows } = this;
    const { hottest } = this.counters();
    if (!(hottest! > 0)) return;
    const wide = frame.width / columns;
    const high = frame.height / rows;
    const warm = [...cells.keys()].filter((cell) => cells[cell]! > hottest! / 100).sort((a, b) => cells[b]! - cells[a]!);
    for (const cell of warm.slice(0, MAX_DRAWN)) {
      const heat = cells[cell]! / hottest!;
      const color = [1, 1 - heat, 0, 0.15 + 0.45 * heat] as const;
      frame.draw.rect((cell % columns) * wide, Math.floor(cell / columns) * high, wide, high, { color, width: 1, background: color });
    }
  }

  protected override begin({ width, height }: FrameView): void {
    this.width = width;
    this.height = height;
    const { halfLife } = this.options;
    if (halfLife === undefined) return;
    const factor = this.cooledAt <= this.time ? 0.5 ** ((this.time - this.cooledAt) / halfLife) : 1;
    this.cooledAt = this.time;
    if (factor < 1) for (let cell = 0; cell < this.cells.length; cell++) this.cells[cell]! *= factor;
  }

  protected override judge({ count, x, y, before }: Sightings): void {
    const { cells, columns, rows, width, height, time } = this;
    let seconds = 0;
    for (let i = 0; i < count; i++) {
      const column = Math.floor((x[i]! / width) * columns);
      const row = Math.floor((y[i]! / height) * rows);
      // The lower and the right border of the picture belong to the last cells.
      const outside = !(x[i]! >= 0 && x[i]! <= width && y[i]! >= 0 && y[i]! <= height);
      if (outside) continue;
      cells[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)]! += time - before[i]!;
      seconds += time - before[i]!;
    }
    this.counts['seconds']! += seconds;
  }

  protected override saveMore(): Json {
    return { cells: [...this.cells], columns: this.columns, cooledAt: Number.isNaN(this.cooledAt) ? null : this.cooledAt };
  }

  protected override restoreMore(saved: Json): void {
    const { cells, columns, cooledAt } = saved as { cells: number[]; columns: number; cooledAt: number | null };
    // The cells of another grid are other places.
    if (columns === this.columns && cells.length === this.cells.length) this.cells.set(cells);
    this.cooledAt = cooledAt ?? NaN;
  }
}
seal(HeatMap);
