// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import { EventRule } from '../core/event-rule.js';
import type { Json } from '../core/rule.js';
import type { EventOf, RuleEvent } from '../core/rule-event.js';
import { TIME_TOLERANCE } from '../core/track-rule.js';
import { sequenceOptions, type SequenceOptions } from './options.js';

/** The events of `Sequence`, by type. */
export interface SequenceEvents {
  /** All steps were made, in `seconds` from the first to the last, at these `times`. */
  'sequence-completed': { readonly seconds: number; readonly times: readonly number[] };
}

/** An event of `Sequence`. */
export type SequenceEvent = EventOf<SequenceEvents>;

/** The steps that a track has made. */
interface Run {
  readonly source: number;
  readonly times: number[];
}

/**
 * Tells tracks of which other rules told one event after the other within a time: first line A, then zone B. Events in
 * between do not matter; a first step that comes again begins anew. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing, Sequence } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => ({
 *     rules: [new LineCrossing({ name: 'A', line: [[0, 300], [900, 300]] }), new LineCrossing({ name: 'B', line: [[0, 600], [900, 600]] })],
 *     through: new Sequence({ steps: [{ type: 'line-crossed', rule: 'A' }, { type: 'line-crossed', rule: 'B' }], within: 20 }),
 *   }),
 *   onFrame(frame, { state: { rules, through } }) {
 *     const events = rules.flatMap((rule) => rule.update(frame));
 *     for (const event of through.update(frame, events)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Sequence extends EventRule<SequenceEvents> {
  private readonly options: z.output<typeof sequenceOptions>;
  /** By source and track, those that began first before others. */
  private readonly runs = new Map<string, Run>();

  constructor(options: SequenceOptions) {
    const checked = readOptions(sequenceOptions, 'Sequence', options);
    super('sequence', checked, { completed: 0 });
    this.options = checked;
  }

  override forgetSource(sourceId: number): void {
    for (const [key, { source }] of this.runs) if (source === sourceId) this.runs.delete(key);
  }

  protected override take(event: RuleEvent): void {
    if (event.track === undefined) return;
    const { steps, within } = this.options;
    const key = `${event.source}:${event.track}`;
    const run = this.runs.get(key);
    const late = run !== undefined && event.time - run.times[0]! > within + TIME_TOLERANCE;
    if (run && !late && this.fits(event, run.times.length)) {
      run.times.push(event.time);
      if (run.times.length < steps.length) return;
      this.runs.delete(key);
      this.counts['completed']!++;
      this.tell('sequence-completed', event.time, { seconds: event.time - run.times[0]!, times: run.times }, event);
    } else if (this.fits(event, 0)) {
      this.runs.delete(key);
      this.runs.set(key, { source: event.source, times: [event.time] });
    }
  }

  private fits({ type, rule, values }: RuleEvent, at: number): boolean {
    const step = this.options.steps[at]!;
    if (type !== step.type || (step.rule !== undefined && rule !== step.rule)) return false;
    return step.direction === undefined || ('direction' in values && values.direction === step.direction);
  }

  /** Forgets runs that are too old to be completed. */
  protected override end(time: number): void {
    for (const [key, { times }] of this.runs) if (Math.abs(time - times[0]!) > this.options.within + TIME_TOLERANCE) this.runs.delete(key);
  }

  protected override saveMore(): Json {
    return [...this.runs].map(([key, { source, times }]) => [key, source, [...times]]);
  }

  protected override restoreMore(saved: Json): void {
    for (const [key, source, times] of saved as unknown as [string, number, number[]][]) this.runs.set(key, { source, times: [...times] });
  }
}
seal(Sequence);
