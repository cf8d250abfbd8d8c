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
import { sequenceOptions, type SequenceOptions } from './options.js';

/** The events of `Sequence`, by type. */
export interface SequenceEvents {
  /** All steps were made, in `seconds` from the first to the last, at these `times`. */
  'sequence-completed': { readonly seconds: number; readonly times: readonly number[] };
  /** The first step was made, or more, and the next did not come in time. */
  'sequence-missed': Missed<'within'>;
}

/** An event of `Sequence`. */
export type SequenceEvent = EventOf<SequenceEvents>;

/** The steps that a track has made. */
interface Run {
  readonly source: number;
  readonly track: bigint;
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
 *     a: new LineCrossing({ name: 'A', line: [[0, 300], [900, 300]] }),
 *     b: new LineCrossing({ name: 'B', line: [[0, 600], [900, 600]] }),
 *     through: new Sequence({ steps: [{ type: 'line-crossed', rule: 'A' }, { type: 'line-crossed', rule: 'B' }], within: 20 }),
 *   }),
 *   onFrame(frame, { state: { a, b, through } }) {
 *     const events = [...a.update(frame), ...b.update(frame)];
 *     for (const event of through.update(frame, events)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Sequence<Name extends string = string> extends EventRule<SequenceEvents, Name> {
  private readonly options: z.output<typeof sequenceOptions>;
  /** By source and track, those that began first before others. */
  private readonly runs = new Map<string, Run>();

  constructor(options: SequenceOptions & Named<Name>) {
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
    if (run && late) this.expire(key, run);
    // What is told late may have happened before the last step; so does all where times went back.
    const isAfter = run !== undefined && event.time + TIME_TOLERANCE >= run.times.at(-1)!;
    if (run && !late && isAfter && this.fits(event, run.times.length)) {
      run.times.push(event.time);
      if (run.times.length < steps.length) return this.note(event, () => this.waiting(run));
      this.runs.delete(key);
      this.counts['completed']!++;
      const seconds = event.time - run.times[0]!;
      this.tell('sequence-completed', event.time, { seconds, times: run.times }, event);
      this.note(event, () => this.verdict(run, `was told: it made all ${steps.length} steps in ${round(seconds)} s (${within} s are allowed)`, seconds));
    } else if (this.fits(event, 0)) {
      const begun = { source: event.source, track: event.track, times: [event.time] };
      this.runs.delete(key);
      this.runs.set(key, begun);
      this.note(event, () => this.waiting(begun));
    }
  }

  private waiting(run: Run): Verdict<string> {
    const { steps, within } = this.options;
    const { length } = run.times;
    const text = `is not told yet: it made ${length} of ${steps.length} steps, and has until ${round(run.times[0]! + within)} s for ${this.stepName(length)}`;
    return this.verdict(run, text, run.times.at(-1)! - run.times[0]!);
  }

  private verdict({ times }: Run, text: string, seconds: number, inTime = true): Verdict<string> {
    const { steps, within } = this.options;
    return { text, gates: [gate('within', inTime, seconds, within, 's'), gate('steps', times.length === steps.length, times.length, steps.length, 'steps')] };
  }

  private stepName(at: number): string {
    const { type, rule, direction } = this.options.steps[at]!;
    return [type, direction, rule === undefined ? '' : `of ${rule}`].filter((part) => part).join(' ');
  }

  /** A run is too old to be completed. */
  private expire(key: string, run: Run): void {
    const { source, track, times } = run;
    const { steps, within } = this.options;
    const missing = this.stepName(times.length);
    const end = times[0]! + within;
    this.runs.delete(key);
    this.conclude(source, track, () => {
      const text = `was not told: it made ${times.length} of ${steps.length} steps, and ${missing} did not come until ${round(end)} s`;
      return this.verdict(run, text, within, false);
    });
    if (!this.nearMisses) return;
    const reason = `it made ${times.length} of ${steps.length} steps, and ${missing} did not come within ${within} s`;
    const about = { source, track, class: undefined, label: undefined, point: undefined };
    this.tell('sequence-missed', end, { gate: 'within', value: times.length, limit: steps.length, unit: 'steps', reason }, about);
  }

  private fits({ type, rule, values }: RuleEvent, at: number): boolean {
    const step = this.options.steps[at]!;
    if (type !== step.type || (step.rule !== undefined && rule !== step.rule)) return false;
    return step.direction === undefined || ('direction' in values && values.direction === step.direction);
  }

  /** The time of a run has not come yet: how long it took is not known. */
  private drop(key: string, run: Run): void {
    const { source, track, times } = run;
    this.runs.delete(key);
    this.conclude(source, track, () => {
      const text = `was not told: it made ${times.length} of ${this.options.steps.length} steps, and then the times of the frames went back`;
      return this.verdict(run, text, times.at(-1)! - times[0]!);
    });
  }

  /** Forgets runs that are too old to be completed, or far from now otherwise. */
  protected override end(time: number): void {
    const longest = this.options.within + TIME_TOLERANCE;
    for (const [key, run] of this.runs) {
      const age = time - run.times[0]!;
      if (age > longest) this.expire(key, run);
      else if (age < -longest) this.drop(key, run);
    }
  }

  protected override restart(): void {
    this.runs.clear();
  }

  protected override saveMore(): Json {
    return [...this.runs].map(([key, { source, track, times }]) => [key, source, String(track), [...times]]);
  }

  protected override restoreMore(saved: Json): void {
    for (const [key, source, track, times] of saved as unknown as [string, number, string, number[]][]) {
      this.runs.set(key, { source, track: BigInt(track), times: [...times] });
    }
  }
}
seal(Sequence);
