// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import { EventRule } from '../core/event-rule.js';
import type { Verdict } from '../core/explained-rule.js';
import { gate, type Missed } from '../core/gates.js';
import type { Json, Named } from '../core/rule.js';
import type { EventOf, RuleEvent } from '../core/rule-event.js';
import { round } from '../core/track-journal.js';
import { TIME_TOLERANCE } from '../core/track-rule.js';
import { tailgatingOptions, type TailgatingOptions } from './options.js';

/** The events of `Tailgating`, by type. */
export interface TailgatingEvents {
  /** A track followed another, `ahead`, over the line within `seconds`. */
  tailgating: { readonly ahead: bigint; readonly seconds: number; readonly direction: string };
  /** A track followed another over the line after `seconds`, but not after more than half as long again. */
  'tailgating-missed': Missed<'seconds'> & { readonly ahead: bigint };
}

/** An event of `Tailgating`. */
export type TailgatingEvent = EventOf<TailgatingEvents>;

/** A gap of as many times `seconds` is a near miss. */
const NEARLY = 1.5;

/** What a track must pass to be told, in this order. */
const GATES = ['line', 'direction', 'ahead', 'seconds'] as const;

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
export class Tailgating<Name extends string = string> extends EventRule<TailgatingEvents, Name> {
  private readonly options: z.output<typeof tailgatingOptions>;
  /** The last to pass, by source, line and direction. */
  private readonly last = new Map<string, Passage>();

  constructor(options: TailgatingOptions & Named<Name> = {}) {
    const checked = readOptions(tailgatingOptions, 'Tailgating', options);
    super('tailgating', checked, { tailgating: 0 });
    this.options = checked;
  }

  override forgetSource(sourceId: number): void {
    for (const key of this.last.keys()) if (key.startsWith(`${sourceId}:`)) this.last.delete(key);
  }

  protected override take(event: RuleEvent): void {
    const { line, direction, seconds } = this.options;
    const { track, rule } = event;
    if (track === undefined || event.type !== 'line-crossed') return;
    const way = 'direction' in event.values ? String(event.values.direction) : '';
    if (line !== undefined && rule !== line) return this.note(event, () => verdict('line', `it crossed ${rule}, and only ${line} is looked at`));
    if (direction !== undefined && way !== direction) return this.note(event, () => verdict('direction', `it crossed ${rule} ${way}, and only ${direction} is looked at`));
    const key = `${event.source}:${rule}:${way}`;
    const ahead = this.last.get(key);
    this.last.set(key, { track, time: event.time });
    const gap = ahead ? event.time - ahead.time : -1;
    // Where times went back, nothing is known of the one before.
    if (!ahead || ahead.track === track || gap < 0) return this.note(event, () => verdict('ahead', `nobody else had crossed ${rule} ${way} before it`));
    const how = `it crossed ${rule} ${way} ${round(gap)} s behind track ${ahead.track}`;
    const isTold = gap <= seconds + TIME_TOLERANCE;
    this.note(event, () => verdict(isTold ? undefined : 'seconds', `${how} (told up to ${seconds} s)`, gap, seconds));
    if (isTold) {
      this.counts['tailgating']!++;
      this.tell('tailgating', event.time, { ahead: ahead.track, seconds: gap, direction: way }, event);
    } else if (this.nearMisses && gap <= NEARLY * seconds) {
      this.tell('tailgating-missed', event.time, { ahead: ahead.track, gate: 'seconds', value: gap, limit: seconds, unit: 's', reason: how }, event);
    }
  }

  protected override restart(): void {
    this.last.clear();
  }

  protected override saveMore(): Json {
    return [...this.last].map(([key, { track, time }]) => [key, String(track), time]);
  }

  protected override restoreMore(saved: Json): void {
    for (const [key, track, time] of saved as unknown as [string, string, number][]) this.last.set(key, { track: BigInt(track), time });
  }
}
seal(Tailgating);

/** `stop` is the gate that stopped the track; none when it was told. */
function verdict(stop: (typeof GATES)[number] | undefined, text: string, seconds?: number, limit?: number): Verdict<string> {
  const stopped = stop === undefined ? GATES.length : GATES.indexOf(stop);
  const gates = GATES.map((name, i) => (name === 'seconds' ? gate(name, i < stopped, seconds, limit, 's') : gate(name, i < stopped)));
  return { text: `was ${stop === undefined ? '' : 'not '}told: ${text}`, gates };
}
