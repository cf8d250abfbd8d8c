// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../../errors.js';
import type { Color } from '../../table/color.js';
import type { FrameView } from '../../table/frame-view.js';
import type { RuleEvent } from './rule-event.js';
import type { Explanation } from './track-journal.js';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a rule counted, by name. */
export type Counters = Readonly<Record<string, number>>;

/** How many objects a rule could not judge. */
export interface SkippedObjects {
  /** Objects without a track id. */
  readonly untracked: number;
  /** Objects whose box has a coordinate that is not finite or beyond ±1,000,000 px, or no size. */
  readonly invalid: number;
}

/** What a rule keeps between two runs; JSON. */
export interface RuleState {
  /** The kind of the rule, e.g. `'line-crossing'`. */
  readonly kind: string;
  readonly version: 1;
  readonly [key: string]: Json;
}

/** How a rule is drawn. */
export interface RuleStyle {
  /** Yellow when left out. */
  readonly color?: Color | undefined;
}

/** The part of a rule's options that its events repeat: a name that is written out becomes their type. */
export interface Named<Name extends string> {
  readonly name?: Name | undefined;
}

/** What all rules have in common. */
export interface Rule<Event extends RuleEvent = RuleEvent, Name extends string = string> {
  /** What it is, e.g. `'line-crossing'`. */
  readonly kind: string;
  /** What it is called in events and on the picture. */
  readonly name: Name;
  /**
   * Looks at a frame: call it once for each. `events` are those of other rules for the same frame; rules that look at
   * tracks do not need them. The result holds what the frame brought.
   */
  update(frame: FrameView, events?: readonly RuleEvent[]): readonly Event[];
  /** What was counted up to now. */
  counters(): Counters;
  /** Objects that it could not judge, since it was made; for rules about tracks. */
  readonly skipped?: SkippedObjects;
  /** State that survives a reload or a restart: counts, and tracks by source and id. */
  save(): RuleState;
  /** Goes on from a state of `save`. Throws `NVTS_STATE` for one of another kind. */
  restore(state: RuleState): void;
  /** Forgets a source that is gone: its tracks count as lost. The events come with the next frame. */
  forgetSource(sourceId: number): void;
  /** Draws what the rule looks at, with its name and counts. */
  draw(frame: FrameView, style?: RuleStyle): void;
  /** Why the rule told of a track, or did not; for rules that explain themselves, made with `explain: true`. */
  explain?(trackId: bigint): Explanation | undefined;
  /** Draws the way of a track with its explanation. */
  drawTrack?(frame: FrameView, trackId: bigint, style?: RuleStyle): void;
}

/** @internal */
export function checkState(kind: string, state: RuleState): void {
  if (typeof state === 'object' && state !== null && state.kind === kind && state.version === 1) return;
  throw new NvtsError('NVTS_STATE', `this is not a state of version 1 of ${show(kind)}: ${show(state)}`);
}

/** A counter of a saved state; 0 where there is none. @internal */
export function savedNumber(values: Json | undefined, name: string): number {
  const value = typeof values === 'object' && values !== null && !Array.isArray(values) ? (values as { readonly [key: string]: Json })[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
