// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { Line } from '../../geometry/line.js';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { ExplainedRule, type Verdict } from '../core/explained-rule.js';
import { isNearMiss, type Missed } from '../core/gates.js';
import type { Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { Steps, StepState } from '../core/steps.js';
import { round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { wayVerdict, type WayGate, WayNotes, type WaySide } from './notes.js';
import { wrongWayOptions, type WrongWayOptions } from './options.js';

/** The events of `WrongWay`, by type. */
export interface WrongWayEvents {
  /** `angle` in degrees from the right way, 180 for its opposite; `seconds` that it has gone wrong. */
  'wrong-way': { readonly angle: number; readonly seconds: number };
  /** It goes another way now, stands still, or is lost. */
  'wrong-way-ended': { readonly seconds: number };
  /** It went the wrong way for at least half of `seconds`, but not for all. */
  'wrong-way-missed': Missed<WayGate>;
  /** The same of tracks that go along the way, of a rule that `tells` those; `angle` is 0 where they go straight along it. */
  direction: { readonly angle: number; readonly seconds: number };
  'direction-ended': { readonly seconds: number };
  'direction-missed': Missed<WayGate>;
}

/** An event of `WrongWay`. */
export type WrongWayEvent = EventOf<WrongWayEvents>;

/** A track that goes the wrong way, or the way that is told. */
export interface Offender {
  readonly source: number;
  readonly track: bigint;
  /** Seconds of stream time for which it has gone wrong. */
  readonly seconds: number;
}

/** What the events and the counter are called. */
const NAMES = {
  against: { told: 'wrong-way', ended: 'wrong-way-ended', missed: 'wrong-way-missed', counter: 'wrong', how: 'the wrong way' },
  along: { told: 'direction', ended: 'direction-ended', missed: 'direction-missed', counter: 'along', how: 'along the way' },
} as const;

/** A track that made no step for as long stands still. */
const STANDS_AFTER = 2;

class WrongWayState extends StepState {
  wrong = new Uint8Array(FIRST_TRACKS);
  wrongSince = new Float64Array(FIRST_TRACKS);
  told = new Uint8Array(FIRST_TRACKS);
}

/**
 * Tells tracks that go against the right way, or with `tells: 'along'` those that go along a way. A track's way is that from step to step, not from frame to frame: boxes
 * that tremble have none. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, WrongWay } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new WrongWay({ line: [[300, 900], [500, 400]], classes: ['car', 'truck'] }),
 *   onFrame(frame, { state: lane }) {
 *     for (const event of lane.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class WrongWay<Name extends string = string> extends ExplainedRule<WrongWayState, WrongWayEvents, WayNotes, WaySide, WayGate, Name> {
  private readonly options: z.output<typeof wrongWayOptions>;
  private readonly steps: Steps;
  private readonly names: (typeof NAMES)[keyof typeof NAMES];
  /** The right way, in pixels. */
  private way!: Line;

  constructor(options: WrongWayOptions & Named<Name>) {
    const checked = readOptions(wrongWayOptions, 'WrongWay', options);
    super('wrong-way', checked, new WrongWayState(), { [NAMES[checked.tells].counter]: 0 }, (trackId) => new WayNotes(trackId), checked.tells === 'along' ? ['another way', 'along'] : ['right way', 'wrong way']);
    this.options = checked;
    this.names = NAMES[checked.tells];
    this.steps = new Steps(this.state, checked.step);
    this.place();
  }

  /** Tracks that go the wrong way now, or along the way, those that were told: the longest first. */
  offenders(): Offender[] {
    const { sources, ids, alive } = this.roster.tracks;
    const { told, wrongSince } = this.state;
    const found: Offender[] = [];
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] !== 0 && told[slot] !== 0) found.push({ source: sources[slot]!, track: ids[slot]!, seconds: this.time - wrongSince[slot]! });
    }
    return found.sort((a, b) => b.seconds - a.seconds);
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { from, to } = this.way;
    frame.draw.arrow(...from, ...to, { color, width: 3 });
    const { counter } = this.names;
    label(frame, to, `${this.name}: ${this.counts[counter]} ${counter}`, color);
  }

  protected override place(): void {
    const { line } = this.options;
    const { toPixels } = this.placement;
    this.way = new Line(toPixels(line[0]!), toPixels(line.at(-1)!));
  }

  protected override decide({ count, slots, rows, x, y, height, fresh }: Sightings): void {
    const { steps, time } = this;
    const { wrong, wrongSince, told, steppedAt, stepX, stepY } = this.state;
    const { tells, tolerance } = this.options;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no) {
        steps.begin(slot, x[i]!, y[i]!, time);
        continue;
      }
      if (wrong[slot] !== 0 && time - steppedAt[slot]! > STANDS_AFTER + TIME_TOLERANCE) this.stop(slot, time, steppedAt[slot]!);
      if (!steps.isDue(slot, x[i]!, y[i]!, height[i]!)) continue;
      const angle = this.angle(x[i]! - stepX[slot]!, y[i]! - stepY[slot]!);
      const since = steppedAt[slot]!;
      const notes = this.notes(slot);
      if (notes) notes.angle = angle;
      steps.begin(slot, x[i]!, y[i]!, time);
      if ((tells === 'along' ? angle : 180 - angle) > tolerance) {
        if (wrong[slot] !== 0) this.stop(slot, time, since);
        continue;
      }
      if (notes) notes.wrongAngle = angle;
      if (wrong[slot] === 0) {
        wrong[slot] = 1;
        // It began with this step; a track that stood still before it began now.
        wrongSince[slot] = time - since > STANDS_AFTER + TIME_TOLERANCE ? time : since;
      }
      const seconds = time - wrongSince[slot]!;
      if (told[slot] !== 0 || seconds + TIME_TOLERANCE < this.options.seconds) continue;
      told[slot] = 1;
      this.counts[this.names.counter]!++;
      this.tell(this.names.told, time, { angle, seconds }, slot, [x[i]!, y[i]!], rows[i]!);
    }
  }

  protected override lose(slot: number, at: number, why: Loss): void {
    if (this.state.wrong[slot] !== 0) this.stop(slot, at, this.state.steppedAt[slot]!);
    super.lose(slot, at, why);
  }

  /** `last` is when it made its last wrong step. */
  private stop(slot: number, at: number, last: number): void {
    const { wrong, told, wrongSince, stepX, stepY } = this.state;
    const point: Point = [stepX[slot]!, stepY[slot]!];
    const isTold = told[slot] !== 0;
    const value = (isTold ? at : last) - wrongSince[slot]!;
    wrong[slot] = 0;
    told[slot] = 0;
    const notes = this.notes(slot);
    if (notes) Object.assign(notes, { going: false, ended: true, told: isTold, value, at: isTold ? at : last });
    if (isTold) this.tell(this.names.ended, at, { seconds: value }, slot, point);
    else this.miss(slot, at, value, point);
  }

  private miss(slot: number, at: number, value: number, point: Point): void {
    const { seconds: limit } = this.options;
    if (!this.nearMisses || !isNearMiss(value, limit)) return;
    const reason = `it went ${this.names.how} for only ${round(value)} of ${limit} s`;
    this.tell(this.names.missed, at, { gate: 'seconds', value, limit, unit: 's', reason }, slot, point);
  }

  protected override observe(notes: WayNotes, slot: number, { x, y, height }: Sightings, i: number): number {
    const { wrong, wrongSince, told, steppedAt } = this.state;
    notes.moved = this.steps.distance(slot, x[i]!, y[i]!);
    notes.step = this.steps.length(height[i]!);
    if (wrong[slot] === 0) return 0;
    const isTold = told[slot] !== 0;
    Object.assign(notes, { going: true, told: isTold, value: (isTold ? this.time : steppedAt[slot]!) - wrongSince[slot]! });
    return 1;
  }

  protected override verdict(notes: WayNotes): Verdict<WayGate> {
    return wayVerdict(notes, this.options);
  }

  /** Degrees between a way and the right one. */
  private angle(dx: number, dy: number): number {
    const { from, to, length } = this.way;
    const along = (dx * (to[0] - from[0]) + dy * (to[1] - from[1])) / (length * Math.hypot(dx, dy));
    return (Math.acos(Math.max(-1, Math.min(1, along))) * 180) / Math.PI;
  }
}
seal(WrongWay);
