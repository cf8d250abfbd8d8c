// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { seal } from '../../seal.js';
import { ExplainedRule, type Verdict } from './explained-rule.js';
import { gate, type GateReading, type GateUnit, isNearMiss, type Missed } from './gates.js';
import type { explained, placed } from './options.js';
import type { Json } from './rule.js';
import type { Sightings } from './sightings.js';
import { JournalEntry, round } from './track-journal.js';
import { type Loss, TIME_TOLERANCE } from './track-rule.js';

/** Two tracks that are together, by whatever a rule calls so; `a` has the lower id. @internal */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly since: number;
  /** When they were last together. */
  at: number;
  /** The measure that the rule took last, and the best of all. */
  value: number;
  best: number;
  told: boolean;
}

const MAX_SLOTS = 0x400_0000;

/** Whether a track is together with another. */
export type PairSide = 'apart' | 'together' | 'told';

type Options = z.output<z.ZodMiniObject<typeof placed & typeof explained>>;

/** @internal */
export class PairNotes extends JournalEntry {
  /** The track that it is together with, or else the one that is best; `undefined` where there was none. */
  other: bigint | undefined;
  /** The measure of the two, and for how long they are together. */
  measure = NaN;
  held = 0;
  together = false;
  told = false;
  /** Those that it was together with for `value` seconds, until `at`, if that was told. */
  before: bigint | undefined;
}

/** A near miss of two tracks, `track` and `other`. */
export interface MissedPair<Gate extends string> extends Missed<Gate> {
  readonly other: bigint;
}

/** A rule about pairs of tracks: they are together once they were for some seconds, and until they were not for some. */
export abstract class PairRule<State extends object, Types, Gate extends string, Name extends string = string> extends ExplainedRule<State, Types, PairNotes, PairSide, Gate | 'seconds', Name> {
  private readonly pairs = new Map<number, Pair>();

  constructor(kind: string, options: Options, state: State, counts: Record<string, number>) {
    super(kind, options, state, counts, (trackId) => new PairNotes(trackId), ['apart', 'together', 'told']);
  }

  /** Seconds that two tracks must be together, and that they may be apart in between. */
  protected abstract readonly seconds: number;
  protected abstract readonly patience: number;

  /** Measures two tracks of a frame; NaN when they are not together. */
  protected abstract measure(seen: Sightings, i: number, j: number): number;
  /** Measures two tracks whether they are together or not; NaN where that makes no sense. */
  protected abstract gauge(seen: Sightings, i: number, j: number): number;
  /** What `measure` must reach, and its unit. */
  protected abstract readonly limit: readonly [gate: Gate, limit: number, unit: GateUnit];
  /** Two tracks, which a sentence calls 'it' and `other`, with their measure. */
  protected abstract describe(other: string, measure: string, unit: GateUnit): string;
  /** Tells that two tracks were together for a while, but not for long enough. */
  protected abstract tellMiss(pair: Pair, at: number, values: MissedPair<'seconds'>): void;
  /** Which of two measures is the better. */
  protected abstract better(a: number, b: number): number;
  /** Tells that two tracks are together, with the row of the first. */
  protected abstract join(pair: Pair, seconds: number, row: number): void;
  /** Tells that they are no longer. */
  protected abstract part(pair: Pair, seconds: number): void;

  /** Pairs that are together now. */
  protected *together(): Iterable<Pair> {
    for (const pair of this.pairs.values()) if (pair.told) yield pair;
  }

  protected override decide(seen: Sightings): void {
    const { count, slots, rows } = seen;
    const { time } = this;
    const { ids } = this.roster.tracks;
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        const value = this.measure(seen, i, j);
        if (Number.isNaN(value) || slots[i] === slots[j]) continue;
        const key = keyOf(slots[i]!, slots[j]!);
        let pair = this.pairs.get(key);
        if (!pair) {
          const swap = ids[slots[i]!]! > ids[slots[j]!]!;
          pair = { a: slots[swap ? j : i]!, b: slots[swap ? i : j]!, since: time, at: time, value, best: value, told: false };
          this.pairs.set(key, pair);
        }
        pair.at = time;
        pair.value = value;
        pair.best = this.better(pair.best, value);
        if (pair.told || time - pair.since + TIME_TOLERANCE < this.seconds) continue;
        pair.told = true;
        this.join(pair, time - pair.since, slots[i] === pair.a ? rows[i]! : rows[j]!);
      }
    }
    for (const [key, pair] of this.pairs) if (time - pair.at > this.patience + TIME_TOLERANCE) this.finish(key, pair);
  }

  protected override lose(slot: number, at: number, why: Loss): void {
    for (const [key, pair] of this.pairs) if (pair.a === slot || pair.b === slot) this.finish(key, pair);
    super.lose(slot, at, why);
  }

  private finish(key: number, pair: Pair): void {
    const { a, b, at } = pair;
    const value = at - pair.since;
    this.pairs.delete(key);
    if (pair.told) {
      const { ids } = this.roster.tracks;
      for (const [slot, other] of [[a, b], [b, a]] as const) {
        const notes = this.notes(slot);
        if (notes) Object.assign(notes, { before: ids[other], value, at });
      }
      this.part(pair, value);
    } else if (this.nearMisses && isNearMiss(value, this.seconds)) {
      const limit = this.seconds;
      const reason = `for only ${round(value)} of ${limit} s`;
      this.tellMiss(pair, at, { other: this.roster.tracks.ids[b]!, gate: 'seconds', value, limit, unit: 's', reason });
    }
  }

  protected override observe(notes: PairNotes, slot: number, seen: Sightings, i: number): number {
    const { ids } = this.roster.tracks;
    Object.assign(notes, { together: false, told: false, held: 0 });
    let found: number | undefined;
    let measure = NaN;
    for (let j = 0; j < seen.count; j++) {
      const gauge = seen.slots[j] === slot ? NaN : this.gauge(seen, i, j);
      if (Number.isNaN(gauge) || (found !== undefined && this.better(measure, gauge) === measure)) continue;
      found = j;
      measure = gauge;
    }
    // Of two that are gone, what they were last stays.
    if (found === undefined) return 0;
    const other = seen.slots[found]!;
    const pair = this.pairs.get(keyOf(slot, other));
    const together = pair !== undefined && pair.at === this.time;
    Object.assign(notes, { other: ids[other], measure, together, told: pair?.told ?? false, held: pair ? pair.at - pair.since : 0 });
    return notes.told ? 2 : together ? 1 : 0;
  }

  protected override verdict(notes: PairNotes): Verdict<Gate | 'seconds'> {
    const [name, limit, unit] = this.limit;
    const { seconds } = this;
    const { other, measure, together, told, held, before, value, at } = notes;
    const wasTold = told || before !== undefined;
    const gates: GateReading<Gate | 'seconds'>[] = [
      gate(name, together || wasTold, other === undefined ? undefined : measure, limit, unit),
      gate<Gate | 'seconds'>('seconds', wasTold, !told && before !== undefined ? value : together ? held : undefined, seconds, 's'),
    ];
    const text = (): string => {
      if (told) return `is told: ${this.describe(`track ${other}`, String(round(measure)), unit)}, for ${round(held)} s (told after ${seconds} s)`;
      if (before !== undefined) return `was told: it was together with track ${before} for ${round(value)} s, until ${round(at)} s`;
      if (other === undefined) return 'was not told: there was no other track to be with';
      if (together) return `is not told yet: ${this.describe(`track ${other}`, String(round(measure)), unit)}, for ${round(held)} of ${seconds} s`;
      return `was not told: ${this.describe(`track ${other}`, String(round(measure)), unit)} (told ${unit === 'part' ? 'from' : 'up to'} ${limit})`;
    };
    return { text: text(), gates };
  }

  protected override saveMore(): Json {
    const { sources, ids } = this.roster.tracks;
    const pairs = [...this.pairs.values()].map(({ a, b, ...rest }) => [sources[a]!, String(ids[a]!), sources[b]!, String(ids[b]!), rest] as const);
    return { picture: super.saveMore(), pairs };
  }

  protected override restoreMore(saved: Json): void {
    const { picture, pairs } = saved as unknown as { picture: Json; pairs: (readonly [number, string, number, string, Omit<Pair, 'a' | 'b'>])[] };
    super.restoreMore(picture);
    for (const [sourceA, trackA, sourceB, trackB, rest] of pairs) {
      const a = this.roster.find(sourceA, trackA);
      const b = this.roster.find(sourceB, trackB);
      if (a !== undefined && b !== undefined) this.pairs.set(keyOf(a, b), { a, b, ...rest });
    }
  }
}
seal(PairRule);

function keyOf(a: number, b: number): number {
  return Math.min(a, b) * MAX_SLOTS + Math.max(a, b);
}
