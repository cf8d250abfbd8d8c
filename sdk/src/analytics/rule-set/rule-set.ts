// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { NvtsError, show } from '../../errors.js';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { FrameView } from '../../table/frame-view.js';
import type { Counters, Json, Rule, RuleState, RuleStyle } from '../core/rule.js';
import { RuleEvent } from '../core/rule-event.js';
import type { Explanation } from '../core/track-journal.js';
import { TIME_TOLERANCE } from '../core/track-rule.js';
import { EventBudget } from './event-budget.js';
import { ruleKinds } from './kinds.js';
import { ruleSetOptions, type RuleSetOptions } from './options.js';
import { rulesOfSource } from './source-rules.js';

/** The rules of one source. */
interface SourceRules {
  readonly rules: readonly Rule[];
  /** Of each rule, by its place. */
  readonly budgets: readonly EventBudget[];
  nextSnapshot: number;
}

/** What a rule set keeps between two runs; JSON. */
export interface RuleSetState {
  readonly version: 1;
  /** States of the rules by name, by the number of their source. */
  readonly sources: { readonly [sourceId: string]: { readonly [rule: string]: RuleState } };
}

/** The event of a snapshot: the counters of a rule, with `suppressed` events that were left out since the last. */
export type CountersEvent = RuleEvent<'counters', Counters>;

/**
 * The rules of all cameras, as a file describes them. Each source has its own, made at its first frame. A rule gets the
 * events that the rules before it told of the same frame. Throws `NVTS_PARAMS`, which names each fault with its place.
 *
 * @example
 * ```ts
 * import { defineProcessor, eventRecord, RuleSet, ruleSetOptions } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   params: ruleSetOptions,
 *   setup: ({ params }) => new RuleSet(params),
 *   onFrame(frame, { state: rules }) {
 *     for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
 *     rules.draw(frame);
 *   },
 *   onSourceRemoved: ({ sourceId }, { state }) => state.forgetSource(sourceId),
 * });
 * ```
 */
export class RuleSet {
  private readonly options: z.output<typeof ruleSetOptions>;
  private readonly sources = new Map<number, SourceRules>();
  private readonly matched = new Set<number>();
  /** States of sources that have not come yet. */
  private readonly waiting = new Map<string, { readonly [rule: string]: RuleState }>();

  constructor(options: RuleSetOptions) {
    this.options = readOptions(ruleSetOptions, 'RuleSet', options);
  }

  /** The rules of a source, in the order of the file; none before its first frame. */
  rulesOf(sourceId: number): readonly Rule[] {
    return this.sources.get(sourceId)?.rules ?? [];
  }

  /** Sources of which a frame came. */
  get sourceIds(): readonly number[] {
    return [...this.sources.keys()];
  }

  /** Places in `cameras` of entries that no source has matched yet. */
  get unmatched(): readonly number[] {
    return [...this.options.cameras.keys()].filter((i) => !this.matched.has(i));
  }

  /** Looks at a frame of whichever source: call it once for each. The result holds what the frame brought. */
  update(frame: FrameView): readonly RuleEvent[] {
    const source = this.sourceOf(frame);
    const { rules, budgets } = source;
    const { time } = frame;
    const found: RuleEvent[] = [];
    const told: RuleEvent[] = [];
    for (let i = 0; i < rules.length; i++) {
      for (const event of rules[i]!.update(frame, found)) {
        found.push(event);
        if (budgets[i]!.take(time)) told.push(event);
      }
    }
    if (time + TIME_TOLERANCE >= source.nextSnapshot) {
      const { snapshots } = this.options;
      // After a gap there is one snapshot, not one for each that was missed.
      source.nextSnapshot += snapshots * (1 + Math.floor((time + TIME_TOLERANCE - source.nextSnapshot) / snapshots));
      told.push(...this.snapshot(frame.sourceId, time));
    }
    return told;
  }

  /** Events with the counters of each rule of a source, as they come at intervals; for the end of the stream. */
  snapshot(sourceId: number, time: number): CountersEvent[] {
    const source = this.sources.get(sourceId);
    if (!source) return [];
    return source.rules.map((rule, i) => {
      const suppressed = source.budgets[i]!.takeSuppressed();
      const values = suppressed > 0 ? { ...rule.counters(), suppressed } : rule.counters();
      const subject = { rule: rule.name, source: sourceId, track: undefined, class: undefined, label: undefined, time, point: undefined };
      return new RuleEvent('counters', subject, values);
    });
  }

  /** What was counted up to now, by source and rule. */
  counters(): Record<number, Record<string, Counters>> {
    const named = ({ rules }: SourceRules): Record<string, Counters> => Object.fromEntries(rules.map((rule) => [rule.name, rule.counters()]));
    return Object.fromEntries(Array.from(this.sources, ([id, source]) => [id, named(source)]));
  }

  /**
   * Why a rule of a source told of a track, or did not; `undefined` when the rule knows nothing of the track. Throws
   * `NVTS_RANGE` where there is no such rule, and `NVTS_DEFINITION` where it keeps no explanations.
   */
  explain(sourceId: number, rule: string, trackId: bigint): Explanation | undefined {
    const found = this.explaining(sourceId, rule);
    if (!found) throw new NvtsError('NVTS_RANGE', `source ${sourceId} has no rule ${show(rule)} that explains itself${this.known(sourceId)}`);
    return found.explain!(trackId);
  }

  /** Draws the way of a track with its explanation, on a frame of its source; nothing where there is none. */
  drawTrack(frame: FrameView, rule: string, trackId: bigint, style?: RuleStyle): void {
    this.explaining(frame.sourceId, rule)?.drawTrack?.(frame, trackId, style);
  }

  private explaining(sourceId: number, name: string): Rule | undefined {
    return this.rulesOf(sourceId).find((rule) => rule.name === name && rule.explain);
  }

  private known(sourceId: number): string {
    const names = this.rulesOf(sourceId).filter(({ explain }) => explain).map(({ name }) => show(name));
    return names.length === 0 ? '' : `; there are ${names.join(', ')}`;
  }

  /** Draws the rules of the frame's source, unless the file says `draw: false`. */
  draw(frame: FrameView, style?: RuleStyle): void {
    if (!this.options.draw) return;
    for (const rule of this.rulesOf(frame.sourceId)) rule.draw(frame, style);
  }

  /** Forgets the tracks of a source that is gone; its counts stay. */
  forgetSource(sourceId: number): void {
    for (const rule of this.rulesOf(sourceId)) rule.forgetSource(sourceId);
  }

  save(): RuleSetState {
    const states = ({ rules }: SourceRules): Record<string, RuleState> => Object.fromEntries(rules.map((rule) => [rule.name, rule.save()]));
    const live = Array.from(this.sources, ([id, source]) => [String(id), states(source)] as const);
    return { version: 1, sources: Object.fromEntries([...this.waiting, ...live]) };
  }

  /**
   * Goes on from a state of `save`, in a set made with the same file or another: a rule of the same name and kind takes its
   * state over, whatever else has changed. Throws `NVTS_STATE` for what is no such state.
   */
  restore(state: Json | RuleSetState): void {
    const saved = state as Partial<RuleSetState> | null;
    if (typeof saved !== 'object' || saved?.version !== 1 || typeof saved.sources !== 'object' || saved.sources === null) {
      throw new NvtsError('NVTS_STATE', `this is not a state of version 1 of a rule set: ${show(state)}`);
    }
    for (const [id, states] of Object.entries(saved.sources)) this.waiting.set(id, states);
  }

  private sourceOf(frame: FrameView): SourceRules {
    const { sourceId } = frame;
    const known = this.sources.get(sourceId);
    if (known) return known;
    const rules = this.makeRules(frame);
    const { eventsPerSecond, snapshots } = this.options;
    const source: SourceRules = {
      rules,
      budgets: rules.map(() => new EventBudget(eventsPerSecond)),
      nextSnapshot: snapshots === 0 ? Infinity : frame.time + snapshots,
    };
    this.sources.set(sourceId, source);
    const states = this.waiting.get(String(sourceId));
    this.waiting.delete(String(sourceId));
    if (states) takeOver(rules, states);
    return source;
  }

  private makeRules({ sourceId, sensor }: FrameView): Rule[] {
    const { rules, entries } = rulesOfSource(this.options, sourceId, sensor);
    for (const i of entries) this.matched.add(i);
    return rules.map(({ kind, options }) => ruleKinds[kind]!.make(options as never));
  }
}
seal(RuleSet);

function takeOver(rules: readonly Rule[], states: { readonly [rule: string]: RuleState }): void {
  for (const rule of rules) {
    const state = Object.hasOwn(states, rule.name) ? states[rule.name] : undefined;
    if (state?.kind === rule.kind) rule.restore(state);
  }
}
