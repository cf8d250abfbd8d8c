// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { ExplainedRule, type Verdict } from '../core/explained-rule.js';
import { isNearMiss, type Missed } from '../core/gates.js';
import { lengthParts } from '../core/options.js';
import type { Counters, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { Steps, StepState } from '../core/steps.js';
import { round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { type LeftGate, LeftNotes, type LeftSide, leftVerdict } from './notes.js';
import { leftObjectOptions, type LeftObjectOptions } from './options.js';

/** The events of `LeftObject`, by type. */
export interface LeftObjectEvents {
  /** A thing stands still, and nobody has been near for `seconds`. */
  'object-left': { readonly seconds: number };
  /** Somebody is near a thing that was left, or it moves. */
  'object-reclaimed': { readonly seconds: number };
  /** A thing that stood still for `seconds` moves, or is `lost`; `left`: it had been left. */
  'object-removed': { readonly seconds: number; readonly left: boolean; readonly lost?: Loss };
  /** A thing stood still with nobody near for at least half of `seconds`, but not for all. */
  'left-object-missed': Missed<LeftGate>;
}

/** An event of `LeftObject`. */
export type LeftObjectEvent = EventOf<LeftObjectEvents>;

class LeftObjectState extends StepState {
  /** 1 for things, 2 for owners, 3 for both. */
  kinds = new Uint8Array(FIRST_TRACKS);
  /** Since when nobody is near. */
  aloneSince = new Float64Array(FIRST_TRACKS);
  left = new Uint8Array(FIRST_TRACKS);
}

/**
 * Tells things that are left, and things that are removed. A thing is left when it stands still with nobody near for some
 * seconds; it is removed when it stood still and moves or is seen no more. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, LeftObject } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new LeftObject({ objects: ['backpack', 'suitcase'], seconds: 60, maxGap: 5 }),
 *   onFrame(frame, { state: luggage }) {
 *     for (const event of luggage.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class LeftObject<Name extends string = string> extends ExplainedRule<LeftObjectState, LeftObjectEvents, LeftNotes, LeftSide, LeftGate, Name> {
  private readonly options: z.output<typeof leftObjectOptions>;
  private readonly steps: Steps;
  private readonly distance: readonly [pixels: number, boxHeights: number];

  constructor(options: LeftObjectOptions & Named<Name>) {
    const checked = readOptions(leftObjectOptions, 'LeftObject', options);
    const classes = [...checked.objects, ...checked.owners];
    const counts = { left: 0, reclaimed: 0, removed: 0 };
    super('left-object', { ...checked, classes }, new LeftObjectState(), counts, (trackId) => new LeftNotes(trackId), ['no thing', 'watched over', 'alone', 'left']);
    this.options = checked;
    this.steps = new Steps(this.state, checked.step);
    this.distance = lengthParts(checked.distance);
  }

  /** What was told, and the things that are left `now`. */
  override counters(): Counters {
    return { ...this.counts, now: this.counts['left']! - this.counts['reclaimed']! };
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { left, stepX, stepY, aloneSince } = this.state;
    const { alive } = this.roster.tracks;
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] === 0 || left[slot] === 0) continue;
      const at: Point = [stepX[slot]!, stepY[slot]!];
      frame.draw.circle(...at, frame.height / 36, { color, width: 3 });
      label(frame, at, `left ${Math.round(this.time - aloneSince[slot]!)} s ago`, color);
    }
  }

  protected override decide(seen: Sightings): void {
    const { steps, time } = this;
    const { kinds, aloneSince, left, steppedAt } = this.state;
    const { count, slots, rows, x, y, height, fresh } = seen;
    for (let i = 0; i < count; i++) if (fresh[i] !== Fresh.no) kinds[slots[i]!] = this.kindOf(slots[i]!);
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if ((kinds[slot]! & 1) === 0) continue;
      if (fresh[i] !== Fresh.no || steps.isDue(slot, x[i]!, y[i]!, height[i]!)) {
        if (fresh[i] === Fresh.no) this.remove(slot, time, undefined, rows[i]!);
        steps.begin(slot, x[i]!, y[i]!, time);
        aloneSince[slot] = time;
      }
      if (this.isWatched(seen, i)) {
        if (left[slot] !== 0) this.reclaim(slot, time, rows[i]!);
        else if (this.nearMisses) this.miss(slot, time);
        aloneSince[slot] = time;
        continue;
      }
      const seconds = time - Math.max(aloneSince[slot]!, steppedAt[slot]!);
      if (left[slot] !== 0 || seconds + TIME_TOLERANCE < this.options.seconds) continue;
      left[slot] = 1;
      this.counts['left']!++;
      this.tell('object-left', time, { seconds }, slot, [x[i]!, y[i]!], rows[i]!);
    }
  }

  protected override lose(slot: number, at: number, why: Loss): void {
    if ((this.state.kinds[slot]! & 1) !== 0) this.remove(slot, at, why);
    super.lose(slot, at, why);
  }

  /** A thing that was not left is no longer alone. */
  private miss(slot: number, at: number): void {
    const { aloneSince, steppedAt, stepX, stepY } = this.state;
    const { seconds: limit } = this.options;
    const value = at - Math.max(aloneSince[slot]!, steppedAt[slot]!);
    if (!isNearMiss(value, limit)) return;
    const reason = `it stood still with nobody near for only ${round(value)} of ${limit} s`;
    this.tell('left-object-missed', at, { gate: 'seconds', value, limit, unit: 's', reason }, slot, [stepX[slot]!, stepY[slot]!]);
  }

  protected override observe(notes: LeftNotes, slot: number, { count, slots, x, y, height }: Sightings, i: number): number {
    const { kinds, aloneSince, steppedAt, left } = this.state;
    const [pixels, boxHeights] = this.distance;
    Object.assign(notes, { thing: (kinds[slot]! & 1) !== 0, owner: undefined, distance: Infinity, reach: 0 });
    for (let j = 0; j < count; j++) {
      const distance = Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!);
      if (j === i || (kinds[slots[j]!]! & 2) === 0 || distance >= notes.distance) continue;
      Object.assign(notes, { owner: this.roster.tracks.ids[slots[j]!], distance, reach: pixels + boxHeights * height[j]! });
    }
    notes.alone = this.time - Math.max(aloneSince[slot]!, steppedAt[slot]!);
    notes.left = left[slot] !== 0;
    return !notes.thing ? 0 : notes.left ? 3 : notes.distance <= notes.reach ? 1 : 2;
  }

  protected override verdict(notes: LeftNotes): Verdict<LeftGate> {
    return leftVerdict(notes, this.options.seconds);
  }

  private isWatched({ count, slots, x, y, height }: Sightings, thing: number): boolean {
    const { kinds } = this.state;
    const [pixels, boxHeights] = this.distance;
    for (let i = 0; i < count; i++) {
      if (i === thing || (kinds[slots[i]!]! & 2) === 0) continue;
      if (Math.hypot(x[i]! - x[thing]!, y[i]! - y[thing]!) <= pixels + boxHeights * height[i]!) return true;
    }
    return false;
  }

  /** A thing moves or is lost: that is told if it stood still for long enough. */
  private remove(slot: number, at: number, lost?: Loss, row = -1): void {
    const { steppedAt, stepX, stepY } = this.state;
    const seconds = at - steppedAt[slot]!;
    const left = this.state.left[slot] === 1;
    if (left) this.reclaim(slot, at, row);
    else if (this.nearMisses) this.miss(slot, at);
    if (seconds + TIME_TOLERANCE < this.options.settled) return;
    this.counts['removed']!++;
    this.tell('object-removed', at, { seconds, left, ...(lost && { lost }) }, slot, [stepX[slot]!, stepY[slot]!], row);
  }

  private reclaim(slot: number, at: number, row: number): void {
    const { left, aloneSince, stepX, stepY } = this.state;
    left[slot] = 0;
    const notes = this.notes(slot);
    if (notes) Object.assign(notes, { left: false, ended: true, value: at - aloneSince[slot]!, at });
    this.counts['reclaimed']!++;
    this.tell('object-reclaimed', at, { seconds: at - aloneSince[slot]! }, slot, [stepX[slot]!, stepY[slot]!], row);
  }

  private kindOf(slot: number): number {
    const { objects, owners } = this.options;
    const classId = this.roster.tracks.classes[slot]!;
    const name = this.roster.labels[slot]!;
    const isOf = (classes: readonly (number | string)[]): boolean => classes.includes(classId) || classes.includes(name);
    return (isOf(objects) ? 1 : 0) | (isOf(owners) ? 2 : 0);
  }
}
seal(LeftObject);
