// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { Line } from '../../geometry/line.js';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { PlacedRule } from '../core/placed-rule.js';
import type { RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { Steps, StepState } from '../core/steps.js';
import { Fresh, TIME_TOLERANCE } from '../core/track-rule.js';
import { wrongWayOptions, type WrongWayOptions } from './options.js';

/** The events of `WrongWay`, by type. */
export interface WrongWayEvents {
  /** `angle` in degrees from the right way, 180 for its opposite; `seconds` that it has gone wrong. */
  'wrong-way': { readonly angle: number; readonly seconds: number };
  /** It goes another way now, stands still, or is lost. */
  'wrong-way-ended': { readonly seconds: number };
}

/** An event of `WrongWay`. */
export type WrongWayEvent = EventOf<WrongWayEvents>;

/** A track that made no step for as long stands still. */
const STANDS_AFTER = 2;

class WrongWayState extends StepState {
  wrong = new Uint8Array(FIRST_TRACKS);
  wrongSince = new Float64Array(FIRST_TRACKS);
  told = new Uint8Array(FIRST_TRACKS);
}

/**
 * Tells tracks that go against the right way. A track's way is that from step to step, not from frame to frame: boxes
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
export class WrongWay extends PlacedRule<WrongWayState, WrongWayEvents> {
  private readonly options: z.output<typeof wrongWayOptions>;
  private readonly steps: Steps;
  /** The right way, in pixels. */
  private way!: Line;

  constructor(options: WrongWayOptions) {
    const checked = readOptions(wrongWayOptions, 'WrongWay', options);
    super('wrong-way', checked, new WrongWayState(), { wrong: 0 });
    this.options = checked;
    this.steps = new Steps(this.state, checked.step);
    this.place();
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { from, to } = this.way;
    frame.draw.arrow(...from, ...to, { color, width: 3 });
    label(frame, to, `${this.name}: ${this.counts['wrong']} wrong`, color);
  }

  protected override place(): void {
    const { line } = this.options;
    const { toPixels } = this.placement;
    this.way = new Line(toPixels(line[0]!), toPixels(line.at(-1)!));
  }

  protected override judge({ count, slots, rows, x, y, height, fresh }: Sightings): void {
    const { steps, time } = this;
    const { wrong, wrongSince, told, steppedAt, stepX, stepY } = this.state;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no) {
        steps.begin(slot, x[i]!, y[i]!, time);
        continue;
      }
      if (!steps.isDue(slot, x[i]!, y[i]!, height[i]!)) {
        if (wrong[slot] !== 0 && time - steppedAt[slot]! > STANDS_AFTER) this.stop(slot, time);
        continue;
      }
      const angle = this.angle(x[i]! - stepX[slot]!, y[i]! - stepY[slot]!);
      const since = steppedAt[slot]!;
      steps.begin(slot, x[i]!, y[i]!, time);
      if (angle < 180 - this.options.tolerance) {
        if (wrong[slot] !== 0) this.stop(slot, time);
        continue;
      }
      if (wrong[slot] === 0) {
        wrong[slot] = 1;
        // It began with this step; a track that stood still before it began now.
        wrongSince[slot] = time - since > STANDS_AFTER ? time : since;
      }
      const seconds = time - wrongSince[slot]!;
      if (told[slot] !== 0 || seconds + TIME_TOLERANCE < this.options.seconds) continue;
      told[slot] = 1;
      this.counts['wrong']!++;
      this.tell('wrong-way', time, { angle, seconds }, slot, [x[i]!, y[i]!], rows[i]!);
    }
  }

  protected override lose(slot: number, at: number): void {
    if (this.state.wrong[slot] !== 0) this.stop(slot, at);
  }

  private stop(slot: number, at: number): void {
    const { wrong, told, wrongSince, stepX, stepY } = this.state;
    if (told[slot] !== 0) this.tell('wrong-way-ended', at, { seconds: at - wrongSince[slot]! }, slot, [stepX[slot]!, stepY[slot]!]);
    wrong[slot] = 0;
    told[slot] = 0;
  }

  /** Degrees between a way and the right one. */
  private angle(dx: number, dy: number): number {
    const { from, to, length } = this.way;
    const along = (dx * (to[0] - from[0]) + dy * (to[1] - from[1])) / (length * Math.hypot(dx, dy));
    return (Math.acos(Math.max(-1, Math.min(1, along))) * 180) / Math.PI;
  }
}
seal(WrongWay);
