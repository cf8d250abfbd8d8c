// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import { type Color, toRgba } from '../../table/color.js';
import type { FrameView } from '../../table/frame-view.js';
import { ruleColor } from '../core/drawing.js';
import { lengthParts } from '../core/options.js';
import type { Counters, Json, Named, RuleStyle } from '../core/rule.js';
import type { Sightings } from '../core/sightings.js';
import { Fresh, TrackRule } from '../core/track-rule.js';
import { trailsOptions, type TrailsOptions } from './options.js';
import { type TimedPoint, TrailPoints } from './trail-points.js';

/** The way that a track came. */
export interface Trail {
  readonly source: number;
  readonly track: bigint;
  /** The newest first; `age` in seconds. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly age: number }[];
}

/** Drawing takes no more than this of a frame's 1,024 items, which all trails share. */
const MAX_SEGMENTS = 600;
/** Shades from old to new. */
const SHADES = 8;

/**
 * Keeps the way that each track came in the last seconds, and draws it: a line that becomes fainter with its age. It tells
 * no events. State is bounded: a trail has as many points at most, as far apart as its seconds need. Throws `NVTS_PARAMS`
 * for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Trails } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Trails({ seconds: 5, classes: ['person'] }),
 *   onFrame(frame, { state: trails }) {
 *     trails.update(frame);
 *     trails.draw(frame, { color: '#ffee58' });
 *   },
 * });
 * ```
 */
export class Trails<Name extends string = string> extends TrackRule<object, Record<never, never>, Name> {
  private readonly options: z.output<typeof trailsOptions>;
  private readonly points: TrailPoints;
  /** Seconds between two points, so that as many reach back far enough. */
  private readonly interval: number;
  private width = 0;
  private height = 0;

  constructor(options: TrailsOptions & Named<Name> = {}) {
    const checked = readOptions(trailsOptions, 'Trails', options);
    super('trails', checked, {}, {});
    this.options = checked;
    this.points = new TrailPoints(checked.points);
    this.interval = checked.seconds / (checked.points - 2);
  }

  /** Tracks that have a trail now: two points or more. */
  override counters(): Counters {
    return { trails: this.trails().length };
  }

  override get stateBytes(): number {
    return super.stateBytes + this.points.bytes;
  }

  /** The trails now, those of one point left out. */
  trails(): Trail[] {
    const { sources, ids } = this.roster.tracks;
    return this.live().map(([slot, points]) => ({ source: sources[slot]!, track: ids[slot]!, points }));
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const { points, time } = this;
    const { alive } = this.roster.tracks;
    const { seconds } = this.options;
    const slots: number[] = [];
    const parts: number[] = [];
    for (let slot = 0; slot < this.roster.used && slots.length < MAX_SEGMENTS; slot++) {
      const count = alive[slot] === 0 ? 0 : points.countRecent(slot, time, seconds);
      if (count < 2) continue;
      slots.push(slot);
      parts.push(count - 1);
    }
    if (slots.length === 0) return;
    // With more trails than a frame takes, each loses its oldest part.
    const each = Math.floor(MAX_SEGMENTS / slots.length);
    let lines = 0;
    for (let i = 0; i < parts.length; i++) lines += parts[i] = Math.min(parts[i]!, each);
    let row = frame.draw.lines(lines, 2);
    const shades = shadesOf(ruleColor(style));
    for (let i = 0; i < slots.length; i++) row = points.draw(slots[i]!, parts[i]!, time, seconds, shades, frame.table.columns, row);
  }

  protected override begin({ width, height }: FrameView): void {
    if (!(width > 0 && height > 0) || (width === this.width && height === this.height)) return;
    if (this.width > 0) this.points.scale(width / this.width, height / this.height);
    this.width = width;
    this.height = height;
  }

  protected override judge({ count, slots, x, y, height, fresh }: Sightings): void {
    const { points, interval, time } = this;
    const [pixels, boxHeights] = lengthParts(this.options.step);
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no) points.clear(slot);
      // The newest point goes with the track until it is far enough from the one before.
      if (points.isBeyond(slot, pixels + boxHeights * height[i]!, interval)) points.add(slot, x[i]!, y[i]!, time);
      else points.move(slot, x[i]!, y[i]!, time);
    }
  }

  protected override saveMore(): Json {
    const { sources, ids } = this.roster.tracks;
    const trails = this.live().map(([slot, points]) => [sources[slot]!, String(ids[slot]!), points.map(({ x, y, age }) => [x, y, age])]);
    return { size: [this.width, this.height], points: trails };
  }

  protected override restoreMore(saved: Json): void {
    const { size, points } = saved as unknown as { size: [number, number]; points: [number, string, [number, number, number][]][] };
    [this.width, this.height] = size;
    for (const [source, track, trail] of points) {
      const slot = this.roster.find(source, track);
      if (slot === undefined) continue;
      this.points.clear(slot);
      for (const [x, y, age] of trail.slice(0, this.options.points).reverse()) this.points.add(slot, x, y, this.time - age);
    }
  }

  private live(): [slot: number, points: TimedPoint[]][] {
    const { alive } = this.roster.tracks;
    const found: [number, TimedPoint[]][] = [];
    for (let slot = 0; slot < this.roster.used; slot++) {
      const points = alive[slot] === 0 ? [] : this.points.recent(slot, this.time, this.options.seconds);
      if (points.length > 1) found.push([slot, points]);
    }
    return found;
  }
}
seal(Trails);

/** Red, green, blue and alpha of each shade. */
function shadesOf(color: Color): Float32Array {
  const [red, green, blue, alpha] = toRgba(color, 'the colour of trails');
  const shades = new Float32Array(4 * SHADES);
  for (let i = 0; i < SHADES; i++) shades.set([red, green, blue, (alpha * (i + 1)) / SHADES], 4 * i);
  return shades;
}
