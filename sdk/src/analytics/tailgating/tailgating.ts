// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import { EventRule } from '../core/event-rule.js';
import type { Json } from '../core/rule.js';
import type { EventOf, RuleEvent } from '../core/rule-event.js';
import { TIME_TOLERANCE } from '../core/track-rule.js';
import { tailgatingOptions, type TailgatingOptions } from './options.js';

/** The events of `Tailgating`, by type. */
export interface TailgatingEvents {
  /** A track followed another, `ahead`, over the line within `seconds`. */
  tailgating: { readonly ahead: bigint; readonly seconds: number; readonly direction: string };
}

/** An event of `Tailgating`. */
export type TailgatingEvent = EventOf<TailgatingEvents>;

interface Passage {
  readonly track: bigint;
  readonly time: number;
}

/**
 * Tells tracks that cross a line too soon behind another, in the same direction. It takes the events of `LineCrossing`.
 * Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing, Tailgating } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => ({ gate: new LineCrossing({ line: [[400, 300], [500, 300]] }), tailgating: new Tailgating({ direction: 'in', seconds: 1.5 }) }),
 *   onFrame(frame, { state: { gate, tailgating } }) {
 *     for (const event of tailgating.update(frame, gate.update(frame))) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Tailgating extends EventRule<TailgatingEvents> {
  private readonly options: z.output<typeof tailgatingOptions>;
  /** The last to pass, by source, line and direction. */
  private readonly last = new Map<string, Passage>();

  constructor(options: TailgatingOptions = {}) {
    const checked = readOptions(tailgatingOptions, 'Tailgating', options);
    super('tailgating', checked, { tailgating: 0 });
    this.options = checked;
  }

  override forgetSource(sourceId: number): void {
    for (const key of this.last.keys()) if (key.startsWith(`${sourceId}:`)) this.last.delete(key);
  }

  protected override take(event: RuleEvent): void {
    const { line, direction, seconds } = this.options;
    const { track } = event;
    if (track === undefined || event.type !== 'line-crossed' || (line !== undefined && event.rule !== line)) return;
    const way = 'direction' in event.values ? String(event.values.direction) : '';
    if (direction !== undefined && way !== direction) return;
    const key = `${event.source}:${event.rule}:${way}`;
    const ahead = this.last.get(key);
    this.last.set(key, { track, time: event.time });
    if (!ahead || ahead.track === track) return;
    const gap = event.time - ahead.time;
    // Where times went back, nothing is known of the one before.
    if (gap < 0 || gap > seconds + TIME_TOLERANCE) return;
    this.counts['tailgating']!++;
    this.tell('tailgating', event.time, { ahead: ahead.track, seconds: gap, direction: way }, event);
  }

  protected override saveMore(): Json {
    return [...this.last].map(([key, { track, time }]) => [key, String(track), time]);
  }

  protected override restoreMore(saved: Json): void {
    for (const [key, track, time] of saved as unknown as [string, string, number][]) this.last.set(key, { track: BigInt(track), time });
  }
}
seal(Tailgating);
