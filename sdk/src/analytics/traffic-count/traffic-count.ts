// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import { EventRule } from '../core/event-rule.js';
import type { Counters, Json, Named, RuleState } from '../core/rule.js';
import type { EventOf, RuleEvent } from '../core/rule-event.js';
import { TIME_TOLERANCE } from '../core/track-rule.js';
import { trafficCountOptions, type TrafficCountOptions } from './options.js';

/** The events of `TrafficCount`, by type. */
export interface TrafficCountEvents {
  /** What was counted from `from` to `to`, in seconds of stream time: in all, and by class (and direction). */
  'traffic-counted': { readonly from: number; readonly to: number; readonly total: number; readonly counts: Counters };
}

/** An event of `TrafficCount`. */
export type TrafficCountEvent = EventOf<TrafficCountEvents>;

/** Names that are counted each for itself: labels come from a model or a script, and there may be any number of them. */
const MAX_NAMES = 256;
/** The name of all that come after those. */
const OTHERS = 'others';

interface Saved {
  readonly from: number | null;
  readonly current: Counters;
  readonly all: Counters;
}

/**
 * Counts events of other rules by class and interval: `'car in'`, `'person out'`; beyond 256 names, `'others'`. Intervals
 * begin with the first frame. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing, TrafficCount } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => ({ line: new LineCrossing({ line: [[100, 500], [900, 500]] }), counts: new TrafficCount({ interval: 300 }) }),
 *   onFrame(frame, { state: { line, counts } }) {
 *     for (const event of counts.update(frame, line.update(frame))) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class TrafficCount<Name extends string = string> extends EventRule<TrafficCountEvents, Name> {
  private readonly options: z.output<typeof trafficCountOptions>;
  private from = NaN;
  private current = new Map<string, number>();
  private all = new Map<string, number>();

  constructor(options: TrafficCountOptions & Named<Name> = {}) {
    const checked = readOptions(trafficCountOptions, 'TrafficCount', options);
    super('traffic-count', checked, { total: 0 });
    this.options = checked;
  }

  /** Since the rule was made: `total`, and by class (and direction). */
  override counters(): Counters {
    return { ...Object.fromEntries(this.all), ...this.counts };
  }

  /** What was counted in the interval that is not over. */
  get interval(): Counters {
    return Object.fromEntries(this.current);
  }

  /** The counts of all sources go on. */
  override forgetSource(): void {}

  override restore(saved: RuleState): void {
    super.restore(saved);
    // As all counts, these stay where the options have changed.
    const { all } = saved['more'] as unknown as Saved;
    this.all = new Map(Object.entries(all));
  }

  protected override take({ type, rule, class: classId, label, time, values }: RuleEvent): void {
    const { types, rules } = this.options;
    if (!types.includes(type) || (rules && !rules.includes(rule))) return;
    this.close(time);
    const direction = 'direction' in values ? ` ${String(values.direction)}` : '';
    const name = `${label || (classId === undefined ? 'all' : `class ${classId}`)}${direction}`;
    const key = this.all.has(name) || this.all.size < MAX_NAMES ? name : OTHERS;
    for (const counts of [this.current, this.all]) counts.set(key, (counts.get(key) ?? 0) + 1);
    this.counts['total']!++;
  }

  protected override end(time: number): void {
    if (!(this.from <= time)) this.from = time;
    this.close(time);
  }

  /** Tells the interval if it is over. */
  private close(time: number): void {
    const { interval } = this.options;
    const intervals = Math.floor((time - this.from + TIME_TOLERANCE) / interval);
    if (!(intervals >= 1)) return;
    const to = this.from + interval;
    const total = [...this.current.values()].reduce((sum, count) => sum + count, 0);
    this.tell('traffic-counted', to, { from: this.from, to, total, counts: this.interval });
    this.current.clear();
    // Intervals without a frame are not told.
    this.from += intervals * interval;
  }

  protected override saveMore(): Json {
    return { from: Number.isNaN(this.from) ? null : this.from, current: this.interval, all: Object.fromEntries(this.all) };
  }

  protected override restoreMore(saved: Json): void {
    const { from, current } = saved as unknown as Saved;
    this.from = from ?? NaN;
    this.current = new Map(Object.entries(current));
  }
}
seal(TrafficCount);
