// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { anchorFractions } from '../core/anchor.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import type { GateUnit } from '../core/gates.js';
import { type MissedPair, type Pair, PairRule } from '../core/pair-rule.js';
import type { Counters, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { Fresh } from '../core/track-rule.js';
import { intersectionOptions, type IntersectionOptions } from './options.js';

/** The events of `Intersection`, by type. Overlaps are parts of the smaller box. */
export interface IntersectionEvents {
  /** The boxes of `track` and `other` overlap. */
  'boxes-met': { readonly other: bigint; readonly overlap: number; readonly seconds: number };
  'boxes-parted': { readonly other: bigint; readonly most: number; readonly seconds: number };
  /** They overlapped for at least half of `seconds`, but not for all. */
  'intersection-missed': MissedPair<'seconds'>;
}

/** An event of `Intersection`. */
export type IntersectionEvent = EventOf<IntersectionEvents>;

class IntersectionState {
  /** Bit 0: of the first classes; bit 1: of the second. */
  kinds = new Uint8Array(FIRST_TRACKS);
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
}

/**
 * Tells pairs of tracks of two classes whose boxes overlap. It compares all pairs of a frame. Throws `NVTS_PARAMS` for
 * wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Intersection } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Intersection({ between: [['person'], ['forklift']], overlap: 0.2 }),
 *   onFrame(frame, { state: danger }) {
 *     for (const event of danger.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Intersection<Name extends string = string> extends PairRule<IntersectionState, IntersectionEvents, 'overlap', Name> {
  protected readonly seconds: number;
  protected readonly patience: number;
  protected readonly limit: readonly ['overlap', number, GateUnit];
  private readonly options: z.output<typeof intersectionOptions>;
  private readonly anchor: readonly [x: number, y: number];

  constructor(options: IntersectionOptions & Named<Name>) {
    const checked = readOptions(intersectionOptions, 'Intersection', options);
    super('intersection', checked, new IntersectionState(), { met: 0 });
    this.options = checked;
    this.anchor = anchorFractions(checked.anchor);
    this.seconds = checked.seconds;
    this.patience = checked.patience;
    this.limit = ['overlap', checked.overlap, 'part'];
  }

  /** Pairs that `met`, and those that overlap `now`. */
  override counters(): Counters {
    return { ...this.counts, now: [...this.together()].length };
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { lastX, lastY } = this.state;
    for (const { a, b } of this.together()) frame.draw.line(lastX[a]!, lastY[a]!, lastX[b]!, lastY[b]!, { color, width: 3 });
    label(frame, [0, 0], `${this.name}: ${this.counts['met']} met`, color);
  }

  protected override decide(seen: Sightings): void {
    const { kinds, lastX, lastY } = this.state;
    const { count, slots, x, y, fresh } = seen;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no) kinds[slot] = this.kindOf(slot);
      lastX[slot] = x[i]!;
      lastY[slot] = y[i]!;
    }
    super.decide(seen);
  }

  private kindOf(slot: number): number {
    const classId = this.roster.tracks.classes[slot]!;
    const label = this.roster.labels[slot]!;
    const [first, second] = this.options.between.map((classes) => classes.includes(classId) || classes.includes(label));
    return (first ? 1 : 0) | (second ? 2 : 0);
  }

  protected measure(seen: Sightings, i: number, j: number): number {
    const part = this.gauge(seen, i, j);
    return part > 0 && part >= this.options.overlap ? part : NaN;
  }

  protected gauge({ slots, x, y, width, height }: Sightings, i: number, j: number): number {
    const { kinds } = this.state;
    const [a, b] = [kinds[slots[i]!]!, kinds[slots[j]!]!];
    if (((a & 1) === 0 || (b & 2) === 0) && ((a & 2) === 0 || (b & 1) === 0)) return NaN;
    const [fx, fy] = this.anchor;
    const across = shared(x[i]! - fx * width[i]!, width[i]!, x[j]! - fx * width[j]!, width[j]!);
    const down = shared(y[i]! - fy * height[i]!, height[i]!, y[j]! - fy * height[j]!, height[j]!);
    if (across <= 0 || down <= 0) return 0;
    return (across * down) / Math.min(width[i]! * height[i]!, width[j]! * height[j]!);
  }

  protected describe(other: string, part: string): string {
    return `its box and that of ${other} overlap by ${part} of the smaller`;
  }

  protected tellMiss({ a, b }: Pair, at: number, values: MissedPair<'seconds'>): void {
    this.tell('intersection-missed', at, { ...values, reason: `their boxes overlapped ${values.reason}` }, a, this.middle(a, b));
  }

  protected better(a: number, b: number): number {
    return Math.max(a, b);
  }

  protected join({ a, b, value }: Pair, seconds: number, row: number): void {
    this.counts['met']!++;
    this.tell('boxes-met', this.time, { other: this.roster.tracks.ids[b]!, overlap: value, seconds }, a, this.middle(a, b), row);
  }

  protected part({ a, b, at, best }: Pair, seconds: number): void {
    this.tell('boxes-parted', at, { other: this.roster.tracks.ids[b]!, most: best, seconds }, a, this.middle(a, b));
  }

  private middle(a: number, b: number): Point {
    const { lastX, lastY } = this.state;
    return [(lastX[a]! + lastX[b]!) / 2, (lastY[a]! + lastY[b]!) / 2];
  }
}
seal(Intersection);

/** What two stretches share. */
function shared(a: number, lengthA: number, b: number, lengthB: number): number {
  return Math.min(a + lengthA, b + lengthB) - Math.max(a, b);
}
