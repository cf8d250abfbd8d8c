// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { ExplainedRule, type Verdict } from '../core/explained-rule.js';
import { isNearMiss, type Missed } from '../core/gates.js';
import type { Counters, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { Steps, StepState } from '../core/steps.js';
import { round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { type MotionGate, MotionNotes, type MotionSide, motionVerdict } from './notes.js';
import { motionOptions, type MotionOptions } from './options.js';

/** The events of `Motion`, by type. */
export interface MotionEvents {
  /** `seconds` that it has stood still. */
  'track-stopped': { readonly seconds: number };
  /** It moves again, or is `lost`, after `seconds`. */
  'track-moved': { readonly seconds: number; readonly lost?: Loss };
  /** It stood still for at least half of `seconds`, but not for all. */
  'motion-missed': Missed<MotionGate>;
}

/** An event of `Motion`. */
export type MotionEvent = EventOf<MotionEvents>;

class MotionState extends StepState {
  stopped = new Uint8Array(FIRST_TRACKS);
}

/**
 * Tells tracks that stop, and that move again. A track stands still while it stays within a step of where it made the
 * last one, however its box trembles. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Motion } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Motion({ seconds: 10, classes: ['car'] }),
 *   onFrame(frame, { state: parking }) {
 *     for (const event of parking.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Motion<Name extends string = string> extends ExplainedRule<MotionState, MotionEvents, MotionNotes, MotionSide, MotionGate, Name> {
  private readonly options: z.output<typeof motionOptions>;
  private readonly steps: Steps;

  constructor(options: MotionOptions & Named<Name> = {}) {
    const checked = readOptions(motionOptions, 'Motion', options);
    super('motion', checked, new MotionState(), { stops: 0, moved: 0 }, (trackId) => new MotionNotes(trackId), ['moving', 'stopped']);
    this.options = checked;
    this.steps = new Steps(this.state, checked.step);
  }

  /** Tracks that stand still now. */
  get stopped(): number {
    return this.counts['stops']! - this.counts['moved']!;
  }

  override counters(): Counters {
    return { ...this.counts, stopped: this.stopped };
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { stopped, stepX, stepY } = this.state;
    const { alive } = this.roster.tracks;
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] !== 0 && stopped[slot] !== 0) frame.draw.circle(stepX[slot]!, stepY[slot]!, frame.height / 72, { color, width: 3 });
    }
    label(frame, [0, 0], `${this.name}: ${this.stopped} stopped`, color);
  }

  protected override decide({ count, slots, rows, x, y, height, fresh }: Sightings): void {
    const { steps, time } = this;
    const { seconds } = this.options;
    const { stopped, steppedAt } = this.state;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no || steps.isDue(slot, x[i]!, y[i]!, height[i]!)) {
        if (stopped[slot] !== 0) this.move(slot, time, undefined, rows[i]!);
        else if (this.nearMisses && fresh[i] === Fresh.no) this.miss(slot, time);
        steps.begin(slot, x[i]!, y[i]!, time);
      } else if (stopped[slot] === 0 && time - steppedAt[slot]! + TIME_TOLERANCE >= seconds) {
        stopped[slot] = 1;
        this.counts['stops']!++;
        this.tell('track-stopped', time, { seconds: time - steppedAt[slot]! }, slot, [x[i]!, y[i]!], rows[i]!);
      }
    }
  }

  protected override lose(slot: number, at: number, why: Loss): void {
    if (this.state.stopped[slot] !== 0) this.move(slot, at, why);
    else if (this.nearMisses) this.miss(slot, at);
    super.lose(slot, at, why);
  }

  /** A track that did not stop makes a step, or is lost. */
  private miss(slot: number, at: number): void {
    const { steppedAt, stepX, stepY } = this.state;
    const { seconds: limit } = this.options;
    const value = at - steppedAt[slot]!;
    if (!isNearMiss(value, limit)) return;
    const reason = `it stood still for only ${round(value)} of ${limit} s`;
    this.tell('motion-missed', at, { gate: 'seconds', value, limit, unit: 's', reason }, slot, [stepX[slot]!, stepY[slot]!]);
  }

  protected override observe(notes: MotionNotes, slot: number, { x, y, height }: Sightings, i: number): number {
    notes.moved = this.steps.distance(slot, x[i]!, y[i]!);
    notes.step = this.steps.length(height[i]!);
    notes.stopped = this.state.stopped[slot] !== 0;
    notes.still = this.time - this.state.steppedAt[slot]!;
    return notes.stopped ? 1 : 0;
  }

  protected override verdict(notes: MotionNotes): Verdict<MotionGate> {
    return motionVerdict(notes, this.options.seconds);
  }

  private move(slot: number, at: number, lost?: Loss, row = -1): void {
    const { stopped, steppedAt, stepX, stepY } = this.state;
    stopped[slot] = 0;
    const notes = this.notes(slot);
    if (notes) Object.assign(notes, { stopped: false, ended: true, value: at - steppedAt[slot]!, at });
    this.counts['moved']!++;
    this.tell('track-moved', at, { seconds: at - steppedAt[slot]!, ...(lost && { lost }) }, slot, [stepX[slot]!, stepY[slot]!], row);
  }
}
seal(Motion);
