// SPDX-License-Identifier: MIT
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import type { GateUnit } from '../core/gates.js';
import { lengthParts } from '../core/options.js';
import { type MissedPair, type Pair, PairRule, type PairSide } from '../core/pair-rule.js';
import type { Counters, Json, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import type { Explanation } from '../core/track-journal.js';
import { proximityOptions, type ProximityOptions } from './options.js';

/** The events of `Proximity`, by type. Distances are in the units in which the rule's is given. */
export interface ProximityEvents {
  /** Two tracks are near each other: `track` and `other`. */
  'tracks-near': { readonly other: bigint; readonly distance: number; readonly seconds: number };
  'tracks-apart': { readonly other: bigint; readonly nearest: number; readonly seconds: number };
  /** The largest group is as large as `group`, and no longer. */
  'group-formed': { readonly size: number };
  'group-ended': { readonly size: number };
  /** Two tracks were near each other for at least half of `seconds`, but not for all. */
  'proximity-missed': MissedPair<'seconds'>;
}

/** An event of `Proximity`. */
export type ProximityEvent = EventOf<ProximityEvents>;

/** Why a track was told to be near another, or was not. */
export interface ProximityExplanation extends Explanation<PairSide, 'distance' | 'seconds'> {
  /** The tracks of its group now, itself among them; none where it is near to nobody. */
  readonly group: readonly bigint[];
}

/** Two tracks that are near each other. */
export interface NearPair {
  readonly source: number;
  /** The one with the lower id, and the other. */
  readonly tracks: readonly [bigint, bigint];
  /** Their anchors in pixels when they were last seen. */
  readonly points: readonly [Point, Point];
  /** How far they were apart when they were last near, in the units of the rule's `distance`. */
  readonly distance: number;
  /** Seconds of stream time for which they have been near. */
  readonly seconds: number;
}

class ProximityState {
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
  /** Place on the ground, in metres. */
  metresEast = new Float64Array(FIRST_TRACKS);
  metresSouth = new Float64Array(FIRST_TRACKS);
}

/**
 * Tells pairs of tracks that are near each other, and groups in which each track is near to another. It compares all pairs
 * of a frame. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Proximity } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Proximity({ distance: { boxHeights: 1 }, seconds: 5, classes: ['person'] }),
 *   onFrame(frame, { state: distance }) {
 *     for (const event of distance.update(frame)) frame.emit(event.type, { ...event });
 *     distance.draw(frame);
 *   },
 * });
 * ```
 */
export class Proximity<Name extends string = string> extends PairRule<ProximityState, ProximityEvents, 'distance', Name> {
  protected readonly seconds: number;
  protected readonly patience: number;
  protected readonly limit: readonly ['distance', number, GateUnit];
  private readonly pixels: number;
  private readonly boxHeights: number;
  /** 0 when distances are not in metres. */
  private readonly metres: number;
  private readonly group: number;
  private largest = 0;

  constructor(options: ProximityOptions & Named<Name> = {}) {
    const checked = readOptions(proximityOptions, 'Proximity', options);
    super('proximity', checked, new ProximityState(), { pairs: 0, groups: 0 });
    const { distance } = checked;
    this.metres = typeof distance === 'object' && 'metres' in distance ? distance.metres : 0;
    [this.pixels, this.boxHeights] = typeof distance === 'object' && 'metres' in distance ? [0, 0] : lengthParts(distance);
    this.seconds = checked.seconds;
    this.patience = checked.patience;
    this.group = checked.group;
    this.limit = this.metres > 0 ? ['distance', this.metres, 'm'] : this.boxHeights > 0 ? ['distance', this.boxHeights, 'box heights'] : ['distance', this.pixels, 'px'];
  }

  /** Pairs that are near each other now, those that were told: the longest first. */
  nearPairs(): NearPair[] {
    const { sources, ids } = this.roster.tracks;
    const { lastX, lastY } = this.state;
    const at = (slot: number): Point => [lastX[slot]!, lastY[slot]!];
    const pairs = Array.from(this.together(), ({ a, b, value, since }): NearPair => ({
      source: sources[a]!,
      tracks: [ids[a]!, ids[b]!],
      points: [at(a), at(b)],
      distance: value,
      seconds: this.time - since,
    }));
    return pairs.sort((a, b) => b.seconds - a.seconds);
  }

  /** Groups of tracks now, each near to another of its group; the largest first. */
  groups(): bigint[][] {
    const { ids } = this.roster.tracks;
    const groupOf = new Map<number, Set<number>>();
    for (const { a, b } of this.together()) {
      const one = groupOf.get(a) ?? new Set([a]);
      for (const slot of groupOf.get(b) ?? [b]) {
        one.add(slot);
        groupOf.set(slot, one);
      }
      groupOf.set(a, one);
    }
    return [...new Set(groupOf.values())].map((slots) => [...slots].map((slot) => ids[slot]!)).sort((a, b) => b.length - a.length);
  }

  /** Why a track was told to be near another, or was not, and with whom it is in a group. Throws as all `explain` do. */
  override explain(trackId: bigint): ProximityExplanation | undefined {
    const explanation = super.explain(trackId);
    if (!explanation) return undefined;
    const group = this.groups().find((tracks) => tracks.includes(trackId)) ?? [];
    const text = group.length === 0 ? explanation.text : `${explanation.text}; its group has ${group.length} of ${this.group} tracks`;
    return { ...explanation, text, group: group.sort((a, b) => (a < b ? -1 : 1)) };
  }

  /** `pairs` and `groups` that were told; `near` pairs and the size of the `largest` group now. */
  override counters(): Counters {
    return { ...this.counts, near: [...this.together()].length, largest: this.largest };
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { lastX, lastY } = this.state;
    for (const { a, b } of this.together()) frame.draw.line(lastX[a]!, lastY[a]!, lastX[b]!, lastY[b]!, { color, width: 2 });
    label(frame, [0, 0], `${this.name}: ${this.counters()['near']} near`, color);
  }

  protected override decide(seen: Sightings): void {
    const { lastX, lastY, metresEast, metresSouth } = this.state;
    for (let i = 0; i < seen.count; i++) {
      const slot = seen.slots[i]!;
      lastX[slot] = seen.x[i]!;
      lastY[slot] = seen.y[i]!;
      if (this.metres > 0) [metresEast[slot], metresSouth[slot]] = this.placement.toGround(seen.x[i]!, seen.y[i]!);
    }
    super.decide(seen);
  }

  protected override end(): void {
    const size = this.groups()[0]?.length ?? 0;
    const before = this.largest;
    this.largest = size;
    if (size >= this.group === before >= this.group) return;
    if (size >= this.group) this.counts['groups']!++;
    this.tell(size >= this.group ? 'group-formed' : 'group-ended', this.time, { size });
  }

  protected override saveMore(): Json {
    return { pairs: super.saveMore(), largest: this.largest };
  }

  protected override restoreMore(saved: Json): void {
    const { pairs, largest } = saved as { readonly pairs: Json; readonly largest: number };
    super.restoreMore(pairs);
    this.largest = largest;
  }

  protected measure(seen: Sightings, i: number, j: number): number {
    const { x, y, height } = seen;
    if (this.metres > 0) {
      const metres = this.gauge(seen, i, j);
      return metres <= this.metres ? metres : NaN;
    }
    const distance = Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
    const box = (height[i]! + height[j]!) / 2;
    if (!(distance <= this.pixels + this.boxHeights * box)) return NaN;
    return this.boxHeights > 0 ? distance / box : distance;
  }

  protected gauge({ slots, x, y, height }: Sightings, i: number, j: number): number {
    if (this.metres > 0) {
      const { metresEast, metresSouth } = this.state;
      const [a, b] = [slots[i]!, slots[j]!];
      return Math.hypot(metresEast[a]! - metresEast[b]!, metresSouth[a]! - metresSouth[b]!);
    }
    const distance = Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
    return this.boxHeights > 0 ? (2 * distance) / (height[i]! + height[j]!) : distance;
  }

  protected describe(other: string, distance: string, unit: GateUnit): string {
    return `${other} is ${distance} ${unit} away`;
  }

  protected tellMiss({ a, b }: Pair, at: number, values: MissedPair<'seconds'>): void {
    this.tell('proximity-missed', at, { ...values, reason: `they were near each other ${values.reason}` }, a, this.middle(a, b));
  }

  protected better(a: number, b: number): number {
    return Math.min(a, b);
  }

  protected join({ a, b, value }: Pair, seconds: number, row: number): void {
    this.counts['pairs']!++;
    this.tell('tracks-near', this.time, { other: this.roster.tracks.ids[b]!, distance: value, seconds }, a, this.middle(a, b), row);
  }

  protected part({ a, b, at, best }: Pair, seconds: number): void {
    this.tell('tracks-apart', at, { other: this.roster.tracks.ids[b]!, nearest: best, seconds }, a, this.middle(a, b));
  }

  private middle(a: number, b: number): Point {
    const { lastX, lastY } = this.state;
    return [(lastX[a]! + lastX[b]!) / 2, (lastY[a]! + lastY[b]!) / 2];
  }
}
seal(Proximity);
