// SPDX-License-Identifier: MIT
import { seal } from '../../seal.js';
import type { Json } from './rule.js';
import { PlacedRule } from './placed-rule.js';
import type { Sightings } from './sightings.js';
import { TIME_TOLERANCE } from './track-rule.js';

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

/** A rule about pairs of tracks: they are together once they were for some seconds, and until they were not for some. */
export abstract class PairRule<State extends object, Types> extends PlacedRule<State, Types> {
  private readonly pairs = new Map<number, Pair>();

  /** Seconds that two tracks must be together, and that they may be apart in between. */
  protected abstract readonly seconds: number;
  protected abstract readonly patience: number;

  /** Measures two tracks of a frame; NaN when they are not together. */
  protected abstract measure(seen: Sightings, i: number, j: number): number;
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

  protected override judge(seen: Sightings): void {
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

  protected override lose(slot: number): void {
    for (const [key, pair] of this.pairs) if (pair.a === slot || pair.b === slot) this.finish(key, pair);
  }

  private finish(key: number, pair: Pair): void {
    this.pairs.delete(key);
    if (pair.told) this.part(pair, pair.at - pair.since);
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
