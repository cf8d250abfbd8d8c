// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { ruleKinds } from './kinds.js';
import { findRuleFaults } from './rule-faults.js';

const kinds = Object.keys(ruleKinds);

const anything = z.optional(z.unknown());

/** Options that rules often share. Each goes to those rules that know it and say nothing else. */
const defaults = z._default(
  z.object({
    /** The point of a box that rules look at. */
    anchor: anything,
    /** Classes that count, by number or label. */
    classes: anything,
    /** How long a track may be unseen. @unit s */
    maxGap: anything,
    /** Of the rules' coordinates: `'pixels'`, `'normalized'` or `'metres'`. */
    units: anything,
    /** The ground that metres are measured on. */
    plane: anything,
    /** Keeps what `explain` tells. */
    explain: anything,
    /** Tells an event for what was not told, but nearly. */
    nearMisses: anything,
  }),
  {},
);

type Rules = readonly Readonly<Record<string, unknown>>[];

const rule = z.looseObject({
  /** What it is; its other options are those of its kind. */
  kind: z.enum(kinds),
});

const camera = z.object({
  /** Numbers of the sources that it is about. @unit source number */
  sources: z.optional(z.array(z.int().check(z.nonnegative()))),
  /** Sensor ids or names; `*` stands for any characters, `?` for one. */
  sensors: z.optional(z.array(z.string().check(z.minLength(1)))),
  /** Options that its rules share. */
  defaults,
  /** The rules of its sources. */
  rules: z.array(rule),
});

/**
 * The schema of a file of rules. An entry of `cameras` is about the sources or sensors that it names, about all when it
 * names none; a source gets the rules of every entry that is about it.
 */
export const ruleSetOptions = z.object({
  /** Options that all rules share. */
  defaults,
  /** Cameras, each with its rules. */
  cameras: z.array(camera).check(z.minLength(1)),
  /** Whether `draw` draws the rules; `true` when left out. */
  draw: z._default(z.boolean(), true),
  /**
   * Seconds for which `draw` shows a near miss: the way of the track and why it was not counted, of rules with `explain: true`
   * and `nearMisses: true`. None when 0, or left out. @unit s
   */
  showMisses: z._default(z.number().check(z.nonnegative()), 0),
  /** Seconds of stream time between events `counters`, of which one comes for each rule; none when 0. 60 when left out. @unit s */
  snapshots: z._default(z.number().check(z.nonnegative()), 60),
  /** Events that one rule may tell in a second of stream time, after a burst of as many; more are counted and left out. @unit events/s */
  eventsPerSecond: z._default(z.number().check(z.positive()), 100),
  /** Names of the detector's classes, from class 0 on: rules may then name no others. Any class goes when left out. */
  labels: z.optional(z.array(z.string()).check(z.minLength(1))),
}).check(
  z.check(
    ({ value, issues }) => {
      for (const { path, message, onKey = false } of findRuleFaults(value)) {
        issues.push({ code: 'custom', message, input: value, path: [...path], params: { onKey } });
      }
    },
    // Also where other parts of the file are wrong, so that all is told at once.
    { when: () => true },
  ),
);

/** A file of rules, as it is written. */
export interface RuleSetOptions extends Omit<z.input<typeof ruleSetOptions>, 'cameras'> {
  readonly cameras: readonly CameraOptions[];
}

/** Rules of one camera, or of several. */
export interface CameraOptions {
  readonly sources?: readonly number[] | undefined;
  readonly sensors?: readonly string[] | undefined;
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly rules: Rules;
}
