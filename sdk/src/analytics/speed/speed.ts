// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { ExplainedRule, type Verdict } from '../core/explained-rule.js';
import type { Missed } from '../core/gates.js';
import type { Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { type SpeedGate, SpeedNotes, type SpeedSide, speedVerdict } from './notes.js';
import { speedOptions, type SpeedOptions } from './options.js';

/** The events of `Speed`, by type; speeds are in metres a second. */
export interface SpeedEvents {
  'speed-over': { readonly speed: number; readonly limit: number };
  'speed-under': { readonly speed: number; readonly limit: number };
  /** A track is lost, of which a speed was measured: what it did, in metres, seconds, and metres a second. */
  'speed-measured': { readonly distance: number; readonly seconds: number; readonly mean: number; readonly highest: number; readonly lost: Loss };
  /** A track is lost that came to 90 % of the limit at least, but not beyond. */
  'speed-missed': Missed<SpeedGate>;
}

/** An event of `Speed`. */
export type SpeedEvent = EventOf<SpeedEvents>;

/** How a track moves now. */
export interface TrackSpeed {
  readonly source: number;
  readonly track: bigint;
  /** Metres a second over the last window. */
  readonly speed: number;
  /** Metres since it was first seen. */
  readonly distance: number;
}

/** The part of the limit from which on it is a near miss to have stayed below. */
const NEARLY = 0.9;

class SpeedState {
  /** Place on the ground, in metres, when the window began. */
  fromMetresEast = new Float64Array(FIRST_TRACKS);
  fromMetresSouth = new Float64Array(FIRST_TRACKS);
  from = new Float64Array(FIRST_TRACKS);
  started = new Uint8Array(FIRST_TRACKS);
  measured = new Uint8Array(FIRST_TRACKS);
  speed = new Float64Array(FIRST_TRACKS);
  highest = new Float64Array(FIRST_TRACKS);
  distance = new Float64Array(FIRST_TRACKS);
  seconds = new Float64Array(FIRST_TRACKS);
  over = new Uint8Array(FIRST_TRACKS);
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
}

/**
 * Measures the speed of tracks on flat ground, from window to window, and how far they went. Points above the horizon are
 * left out. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Speed } from '@nvtsprobe/sdk';
 *
 * // A stretch of road, 7 m wide and 30 m long.
 * const plane = { image: [[500, 400], [700, 400], [900, 1000], [300, 1000]], ground: [[0, 0], [7, 0], [7, 30], [0, 30]] } as const;
 *
 * export default defineProcessor({
 *   setup: () => new Speed({ plane, limit: 50 / 3.6 }),
 *   onFrame(frame, { state: road }) {
 *     for (const event of road.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class Speed<Name extends string = string> extends ExplainedRule<SpeedState, SpeedEvents, SpeedNotes, SpeedSide, SpeedGate, Name> {
  private readonly options: z.output<typeof speedOptions>;

  constructor(options: SpeedOptions & Named<Name>) {
    const checked = readOptions(speedOptions, 'Speed', options);
    super('speed', checked, new SpeedState(), { measured: 0, speeding: 0 }, (trackId) => new SpeedNotes(trackId), ['not measured', 'within the limit', 'too fast']);
    this.options = checked;
  }

  /** The tracks of which a speed is known. */
  speeds(): TrackSpeed[] {
    const { sources, ids, alive } = this.roster.tracks;
    const { measured, speed, distance } = this.state;
    const found: TrackSpeed[] = [];
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] === 0 || measured[slot] === 0) continue;
      found.push({ source: sources[slot]!, track: ids[slot]!, speed: speed[slot]!, distance: distance[slot]! });
    }
    return found;
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { alive } = this.roster.tracks;
    const { measured, speed, lastX, lastY } = this.state;
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] !== 0 && measured[slot] !== 0) label(frame, [lastX[slot]!, lastY[slot]!], `${Math.round(speed[slot]! * 3.6)} km/h`, color);
    }
  }

  protected override decide({ count, slots, rows, x, y, fresh }: Sightings): void {
    const { time, placement } = this;
    const { window } = this.options;
    const { fromMetresEast, fromMetresSouth, from, started, lastX, lastY } = this.state;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      lastX[slot] = x[i]!;
      lastY[slot] = y[i]!;
      const begins = fresh[i] !== Fresh.no || started[slot] === 0;
      const seconds = time - from[slot]!;
      // Between the ends of a window there is nothing to measure.
      if (!begins && seconds + TIME_TOLERANCE < window) continue;
      const [east, south] = placement.toGround(x[i]!, y[i]!);
      if (Number.isNaN(east)) continue;
      if (!begins) this.measure(slot, Math.hypot(east - fromMetresEast[slot]!, south - fromMetresSouth[slot]!), seconds, rows[i]!);
      started[slot] = 1;
      fromMetresEast[slot] = east;
      fromMetresSouth[slot] = south;
      from[slot] = time;
    }
  }

  private measure(slot: number, metres: number, elapsed: number, row: number): void {
    const { measured, speed, highest, distance, seconds, over, lastX, lastY } = this.state;
    const { limit } = this.options;
    const now = metres / elapsed;
    if (measured[slot] === 0) this.counts['measured']!++;
    measured[slot] = 1;
    speed[slot] = now;
    highest[slot] = Math.max(highest[slot]!, now);
    distance[slot]! += metres;
    seconds[slot]! += elapsed;
    if (limit === undefined || now > limit === (over[slot] === 1)) return;
    over[slot] = now > limit ? 1 : 0;
    if (now > limit) this.counts['speeding']!++;
    this.tell(now > limit ? 'speed-over' : 'speed-under', this.time, { speed: now, limit }, slot, [lastX[slot]!, lastY[slot]!], row);
  }

  protected override lose(slot: number, at: number, lost: Loss): void {
    const { measured, highest, distance, seconds, lastX, lastY } = this.state;
    const { limit = Infinity } = this.options;
    const point: Point = [lastX[slot]!, lastY[slot]!];
    if (measured[slot] !== 0) {
      const value = highest[slot]!;
      this.tell('speed-measured', at, { distance: distance[slot]!, seconds: seconds[slot]!, mean: distance[slot]! / seconds[slot]!, highest: value, lost }, slot, point);
      if (this.nearMisses && value <= limit && value >= NEARLY * limit) {
        const reason = `it came to ${round(value)} m/s, and ${round(limit)} m/s are allowed`;
        this.tell('speed-missed', at, { gate: 'limit', value, limit, unit: 'm/s', reason }, slot, point);
      }
    }
    super.lose(slot, at, lost);
  }

  protected override observe(notes: SpeedNotes, slot: number): number {
    const { started, measured, speed, highest, over, from } = this.state;
    notes.onGround = started[slot] !== 0;
    notes.measured = measured[slot] !== 0;
    notes.speed = speed[slot]!;
    notes.highest = highest[slot]!;
    notes.over = over[slot] !== 0;
    notes.waited = notes.onGround ? this.time - from[slot]! : 0;
    return notes.over ? 2 : notes.measured ? 1 : 0;
  }

  protected override verdict(notes: SpeedNotes): Verdict<SpeedGate> {
    return speedVerdict(notes, this.options.window, this.options.limit);
  }
}
seal(Speed);
