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
import type { DeclaredEvent, DeclaredRule, RuleName, RuleNamed } from './declared.js';
import { EventBudget } from './event-budget.js';
import { ruleKinds } from './kinds.js';
import { ruleSetOptions, type RuleSetOptions } from './options.js';
import { ShownTracks } from './shown-tracks.js';
import { rulesOfSource } from './source-rules.js';

/** The rules of one source. */
interface SourceRules {
  readonly rules: readonly Rule[];
  /** Of each rule, by its place. */
  readonly budgets: readonly EventBudget[];
  /** Of each rule, whether its near misses are drawn. */
  readonly showsMisses: readonly boolean[];
  nextSnapshot: number;
}

/** What a rule set keeps between two runs; JSON. */
export interface RuleSetState {
  readonly version: 1;
  /** States of the rules by name, by the number of their source. */
  readonly sources: { readonly [sourceId: string]: { readonly [rule: string]: RuleState } };
}

/**
 * The event of a snapshot: the counters of a rule; where there were any, `suppressed` events that were left out since the
 * last, and `untracked` and `invalid` objects that it could not judge.
 */
export type CountersEvent<Name extends string = string> = RuleEvent<'counters', Counters, Name>;

/**
 * The rules of all cameras, as a file describes them. Each source has its own, made at its first frame. A rule gets the
 * events that the rules before it told of the same frame. Throws `NVTS_PARAMS`, which names each fault with its place.
 *
 * Of rules that are written out in code TypeScript knows the names and kinds: `rules.rule(frame, 'Queue')` is a `Zone` where
 * `{ kind: 'zone', name: 'Queue', ... }` was declared, and a misspelled name does not compile.
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
export class RuleSet<const Options extends RuleSetOptions = RuleSetOptions> {
  private readonly options: z.output<typeof ruleSetOptions>;
  private readonly sources = new Map<number, SourceRules>();
  private readonly matched = new Set<number>();
  /** States of sources that have not come yet. */
  private readonly waiting = new Map<string, { readonly [rule: string]: RuleState }>();
  private readonly shown = new ShownTracks();

  constructor(options: Options) {
    this.options = readOptions(ruleSetOptions, 'RuleSet', options);
  }

  /** The rules of a source, in the order of the file; none before its first frame. */
  rulesOf(sourceId: number): readonly DeclaredRule<Options>[] {
    return this.made(sourceId) as readonly DeclaredRule<Options>[];
  }

  /** The rule of a frame's source that has a name. Throws `NVTS_RANGE` where the source has no such rule. */
  rule<const Name extends RuleName<Options>>(frame: FrameView, name: Name): RuleNamed<Options, Name> {
    const found = this.sourceOf(frame).rules.find((rule) => rule.name === name);
    if (!found) throw new NvtsError('NVTS_RANGE', `source ${frame.sourceId} has no rule ${show(name)}`);
    return found as RuleNamed<Options, Name>;
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
  update(frame: FrameView): readonly (DeclaredEvent<Options> | CountersEvent<RuleName<Options>>)[] {
    const source = this.sourceOf(frame);
    const { rules, budgets, showsMisses } = source;
    const { time } = frame;
    const found: RuleEvent[] = [];
    const told: RuleEvent[] = [];
    for (let i = 0; i < rules.length; i++) {
      for (const event of rules[i]!.update(frame, found)) {
        found.push(event);
        if (budgets[i]!.take(time)) told.push(event);
        if (showsMisses[i] && event.track !== undefined && event.type.endsWith('-missed')) {
          this.shown.show({ source: event.source, rule: rules[i]!, track: event.track, until: time + this.options.showMisses });
        }
      }
    }
    if (time + TIME_TOLERANCE >= source.nextSnapshot) {
      const { snapshots } = this.options;
      // After a gap there is one snapshot, not one for each that was missed.
      source.nextSnapshot += snapshots * (1 + Math.floor((time + TIME_TOLERANCE - source.nextSnapshot) / snapshots));
      told.push(...this.snapshot(frame.sourceId, time));
    }
    return told as (DeclaredEvent<Options> | CountersEvent<RuleName<Options>>)[];
  }

  /** Events with the counters of each rule of a source, as they come at intervals; for the end of the stream. */
  snapshot(sourceId: number, time: number): CountersEvent<RuleName<Options>>[] {
    const source = this.sources.get(sourceId);
    if (!source) return [];
    return source.rules.map((rule, i) => {
      const troubles = { suppressed: source.budgets[i]!.takeSuppressed(), ...rule.skipped };
      const values = { ...rule.counters(), ...Object.fromEntries(Object.entries(troubles).filter(([, count]) => count > 0)) };
      const subject = { rule: rule.name as RuleName<Options>, source: sourceId, track: undefined, class: undefined, label: undefined, time, point: undefined };
      return new RuleEvent('counters', subject, values);
    });
  }

  /** What was counted up to now, by source and rule. */
  counters(): Record<number, { readonly [Name in RuleName<Options>]: Counters }> {
    const named = ({ rules }: SourceRules) => Object.fromEntries(rules.map((rule) => [rule.name, rule.counters()])) as { [Name in RuleName<Options>]: Counters };
    return Object.fromEntries(Array.from(this.sources, ([id, source]) => [id, named(source)]));
  }

  /**
   * Why a rule of a source told of a track, or did not; `undefined` when the rule knows nothing of the track. Throws
   * `NVTS_RANGE` where there is no such rule, and `NVTS_DEFINITION` where it keeps no explanations.
   */
  explain(sourceId: number, rule: RuleName<Options>, trackId: bigint): Explanation | undefined {
    const found = this.explaining(sourceId, rule);
    if (!found) throw new NvtsError('NVTS_RANGE', `source ${sourceId} has no rule ${show(rule)} that explains itself${this.known(sourceId)}`);
    return found.explain!(trackId);
  }

  /** Draws the way of a track with its explanation, on a frame of its source; nothing where there is none. */
  drawTrack(frame: FrameView, rule: RuleName<Options>, trackId: bigint, style?: RuleStyle): void {
    this.explaining(frame.sourceId, rule)?.drawTrack?.(frame, trackId, style);
  }

  /**
   * Has `draw` draw the way of a track with its explanation, until a stream time in seconds; the last eight that were
   * asked for. Throws as `explain` does.
   */
  showTrack(sourceId: number, rule: RuleName<Options>, trackId: bigint, until: number): void {
    this.explain(sourceId, rule, trackId);
    this.shown.show({ source: sourceId, rule: this.explaining(sourceId, rule)!, track: trackId, until });
  }

  private made(sourceId: number): readonly Rule[] {
    return this.sources.get(sourceId)?.rules ?? [];
  }

  private explaining(sourceId: number, name: string): Rule | undefined {
    return this.made(sourceId).find((rule) => rule.name === name && rule.explain);
  }

  private known(sourceId: number): string {
    const names = this.made(sourceId).filter(({ explain }) => explain).map(({ name }) => show(name));
    return names.length === 0 ? '' : `; there are ${names.join(', ')}`;
  }

  /** Draws the rules of the frame's source, unless the file says `draw: false`, and the tracks that are to be shown. */
  draw(frame: FrameView, style?: RuleStyle): void {
    if (this.options.draw) for (const rule of this.made(frame.sourceId)) rule.draw(frame, style);
    this.shown.draw(frame);
  }

  /** Forgets the tracks of a source that is gone; its counts stay. */
  forgetSource(sourceId: number): void {
    this.shown.forgetSource(sourceId);
    for (const rule of this.made(sourceId)) rule.forgetSource(sourceId);
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
    const wanted = rulesOfSource(this.options, sourceId, frame.sensor);
    for (const i of wanted.entries) this.matched.add(i);
    const rules = wanted.rules.map(({ kind, options }) => ruleKinds[kind]!.make(options as never));
    const { eventsPerSecond, snapshots, showMisses } = this.options;
    const source: SourceRules = {
      rules,
      budgets: rules.map(() => new EventBudget(eventsPerSecond)),
      showsMisses: wanted.rules.map(({ options }) => showMisses > 0 && options['explain'] === true),
      nextSnapshot: snapshots === 0 ? Infinity : frame.time + snapshots,
    };
    this.sources.set(sourceId, source);
    const states = this.waiting.get(String(sourceId));
    this.waiting.delete(String(sourceId));
    if (states) takeOver(rules, states);
    return source;
  }
}
seal(RuleSet);

function takeOver(rules: readonly Rule[], states: { readonly [rule: string]: RuleState }): void {
  for (const rule of rules) {
    const state = Object.hasOwn(states, rule.name) ? states[rule.name] : undefined;
    if (state?.kind === rule.kind) rule.restore(state);
  }
}
