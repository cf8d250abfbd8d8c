// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { drawExplanation, label, ruleColor } from '../core/drawing.js';
import type { Missed } from '../core/gates.js';
import { Hold } from '../core/hold.js';
import { lengthParts, TREMBLE } from '../core/options.js';
import { PlacedRule } from '../core/placed-rule.js';
import type { Counters, Json, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { noExplanations, round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { Area, type Passage } from './area.js';
import { zoneOptions, type ZoneOptions } from './options.js';
import { type ZoneExplanation, type ZoneGate, ZoneJournal, ZoneOutcome } from './zone-journal.js';

/** The events of a zone, by type. `occupancy` is that after the event. */
export interface ZoneEvents {
  'zone-entered': { readonly occupancy: number };
  /** `seconds` that the track was inside; `lost`: why it is no longer followed, where it did not walk out. */
  'zone-left': { readonly seconds: number; readonly occupancy: number; readonly lost?: Loss };
  /** A track is inside for longer than `loitering`; once for each stay. */
  'zone-loitering': { readonly seconds: number };
  'zone-crowded': { readonly occupancy: number; readonly seconds: number };
  'zone-crowd-ended': { readonly occupancy: number; readonly seconds: number };
  'zone-full': { readonly occupancy: number };
  'zone-has-room': { readonly occupancy: number; readonly seconds: number };
  /** Nobody was inside for `absence`. */
  'zone-empty': { readonly seconds: number };
  /** Somebody is inside again, after `seconds`. */
  'zone-occupied': { readonly seconds: number };
  /** A track was inside, but not for the debounce time. */
  'zone-missed': Missed<ZoneGate>;
}

/** An event of a zone. */
export type ZoneEvent = EventOf<ZoneEvents>;

/** A track that is inside. */
export interface Occupant {
  readonly source: number;
  readonly track: bigint;
  /** Seconds of stream time since it entered. */
  readonly seconds: number;
}

class ZoneState {
  /** Whether the track counts as inside, and since when. */
  inside = new Uint8Array(FIRST_TRACKS);
  insideSince = new Float64Array(FIRST_TRACKS);
  /** Whether it is seen to be otherwise, and since when. */
  otherwise = new Uint8Array(FIRST_TRACKS);
  otherwiseSince = new Float64Array(FIRST_TRACKS);
  loitered = new Uint8Array(FIRST_TRACKS);
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
}

/**
 * Counts tracks in a zone, and what they do there: dwell, loiter, wait, crowd, or stay away. At every frame, `occupancy` =
 * `entered` − `left`. A track that starts inside has entered; one that is lost inside has left, and the event says so. One
 * that jumps through the zone between two frames has entered and left. A point on the border is inside. Objects without a
 * track and boxes that are not finite are left out and counted in `skipped`. Use one rule for each source: their times
 * need not agree. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Zone } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Zone({ name: 'Hall', polygon: [[0, 0], [400, 0], [400, 300], [0, 300]], debounce: 0.5 }),
 *   onFrame(frame, { state: hall }) {
 *     for (const event of hall.update(frame)) frame.emit(event.type, { ...event });
 *     hall.draw(frame);
 *   },
 * });
 * ```
 */
export class Zone<Name extends string = string> extends PlacedRule<ZoneState, ZoneEvents, Name> {
  /** The zone in pixels; before the first frame, normalised coordinates are as they were given. */
  area!: Area;
  private readonly options: z.output<typeof zoneOptions>;
  /** From the anchor to the corners that must be inside; 0 when the anchor alone decides. */
  private readonly halfBox: number;
  private readonly margin: readonly [pixels: number, boxHeights: number];
  private readonly journal: ZoneJournal | undefined;
  private readonly crowd: Hold | undefined;
  private readonly full: Hold | undefined;
  private readonly empty: Hold | undefined;
  /** Of the objects in hand: whether the shape holds their anchors, or where all corners count, whether the zone holds those. */
  private seenInside = new Uint8Array(FIRST_TRACKS);

  constructor(options: ZoneOptions & Named<Name>) {
    const checked = readOptions(zoneOptions, 'Zone', options);
    super('zone', checked, new ZoneState(), { entered: 0, left: 0, lost: 0, passed: 0, loitered: 0, crowds: 0, peak: 0, seconds: 0, longest: 0 });
    this.options = checked;
    this.halfBox = checked.anchor === 'all-corners' ? 0.5 : 0;
    this.margin = lengthParts(checked.margin ?? (checked.debounce > 0 ? 0 : TREMBLE));
    if (checked.explain) this.journal = new ZoneJournal();
    if (checked.overcrowding) this.crowd = new Hold(checked.overcrowding.seconds);
    if (checked.capacity !== undefined) this.full = new Hold(0);
    if (checked.absence !== undefined) this.empty = new Hold(checked.absence);
    this.place();
  }

  /** Tracks that are inside now. */
  get occupancy(): number {
    return this.entered - this.left;
  }
  /** Tracks that have entered. */
  get entered(): number {
    return this.counts['entered']!;
  }
  /** Tracks that have left, those that were lost inside among them. */
  get left(): number {
    return this.counts['left']!;
  }
  /** Tracks for which there is room; Infinity without a `capacity`. */
  get room(): number {
    return Math.max(0, (this.options.capacity ?? Infinity) - this.occupancy);
  }

  /** Counts, with `occupancy`, and the seconds of the stays that are over: `seconds` in sum, `longest`, and `mean`. */
  override counters(): Counters {
    return { ...this.counts, occupancy: this.occupancy, mean: this.left === 0 ? 0 : this.counts['seconds']! / this.left };
  }

  /** Who is inside, who came first before others: a queue, with the time that each has waited. */
  occupants(): Occupant[] {
    const { sources, ids, alive } = this.roster.tracks;
    const { inside, insideSince } = this.state;
    const found: Occupant[] = [];
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] !== 0 && inside[slot] !== 0) found.push({ source: sources[slot]!, track: ids[slot]!, seconds: this.time - insideSince[slot]! });
    }
    return found.sort((a, b) => b.seconds - a.seconds);
  }

  /**
   * Why a track counts as inside, or does not: its path and the gates that it passed. `undefined` when the rule has not
   * seen the track, or has forgotten it. Throws `NVTS_DEFINITION` for a rule that was made without `explain: true`.
   */
  explain(trackId: bigint): ZoneExplanation | undefined {
    if (this.journal) return this.journal.explain(trackId, this.options.debounce);
    throw noExplanations(this.kind);
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { shape, inverse } = this.area;
    let at: Point;
    if ('radius' in shape) {
      frame.draw.circle(...shape.center, shape.radius, { color, width: 2 });
      at = [shape.center[0], shape.center[1] + shape.radius];
    } else {
      frame.draw.polygon(shape.points, { color, width: 2 });
      at = shape.points[0]!;
    }
    label(frame, at, `${this.name}${inverse ? ' (outside)' : ''}: ${this.occupancy}`, color);
  }

  /** Draws the way of a track with its explanation; nothing where there is none. Throws as `explain` does. */
  drawTrack(frame: FrameView, trackId: bigint, style?: RuleStyle): void {
    const explanation = this.explain(trackId);
    if (explanation) drawExplanation(frame, explanation, style);
  }

  protected override place(): void {
    this.area = new Area(this.options, this.placement);
  }

  protected override judge(seen: Sightings): void {
    const { halfBox, journal } = this;
    const { shape, inverse } = this.area;
    const { inside, otherwise, lastX, lastY } = this.state;
    const { count, slots, x, y, fresh } = seen;
    if (count > this.seenInside.length) this.seenInside = new Uint8Array(2 * count);
    const { seenInside } = this;
    // A journal has each track judged one by one: all of them are to be noted.
    const quick = journal ? 0 : count;
    const byAnchor = halfBox === 0;
    if (byAnchor) shape.containsEach(quick, x, y, seenInside);
    else for (let i = 0; i < quick; i++) seenInside[i] = this.holds(seen, i) ? 1 : 0;
    const outside = byAnchor && inverse ? 1 : 0;
    for (let i = 0; ; i++) {
      // Tracks of which there is nothing to tell, which are nearly all, without a call: see `TrackRule.gather`.
      for (; i < quick; i++) {
        const slot = slots[i]!;
        const toX = x[i]!;
        const toY = y[i]!;
        const is = seenInside[i]! ^ outside;
        if (is !== inside[slot] || otherwise[slot] !== 0) break;
        if (is === 0 && byAnchor && fresh[i] === Fresh.no && !shape.isPassedBy(lastX[slot]!, lastY[slot]!, toX, toY)) break;
        lastX[slot] = toX;
        lastY[slot] = toY;
      }
      if (i >= count) return;
      this.judgeOne(seen, i);
    }
  }

  private judgeOne(seen: Sightings, i: number): void {
    const { area, halfBox, journal, time } = this;
    const { inside, otherwise, lastX, lastY } = this.state;
    const { slots, x, y, height, fresh } = seen;
    const slot = slots[i]!;
    const toX = x[i]!;
    const toY = y[i]!;
    const is = (halfBox === 0 ? area.contains(toX, toY) : this.holds(seen, i)) ? 1 : 0;
    if (journal) this.note(journal, seen, i, is === 1);
    if (is === inside[slot]) {
      if (otherwise[slot] !== 0) this.flicker(slot);
      if (is === 0 && fresh[i] === Fresh.no && halfBox === 0) this.passThrough(seen, i);
    } else if (fresh[i] !== Fresh.no || this.beyondMargin(toX, toY, height[i]!)) {
      this.change(seen, i, is);
    } else if (is === 1) journal?.conclude(slot, ZoneOutcome.atBorder, time, 0);
    lastX[slot] = toX;
    lastY[slot] = toY;
  }

  /** The track is seen to be otherwise than it counts. */
  private change({ slots, rows, x, y }: Sightings, i: number, is: number): void {
    const { time, journal } = this;
    const { debounce } = this.options;
    const { otherwise, otherwiseSince } = this.state;
    const slot = slots[i]!;
    if (otherwise[slot] === 0) {
      otherwise[slot] = 1;
      otherwiseSince[slot] = time;
    }
    const since = otherwiseSince[slot]!;
    if (time - since + TIME_TOLERANCE < debounce) {
      journal?.conclude(slot, is === 1 ? ZoneOutcome.entering : ZoneOutcome.leaving, time, time - since);
      return;
    }
    otherwise[slot] = 0;
    const point: Point = [x[i]!, y[i]!];
    if (is === 1) this.enter(slot, since, point, rows[i]!);
    else this.leave(slot, since, point, undefined, rows[i]!);
  }

  /** The track was otherwise for less than the debounce time. */
  private flicker(slot: number): void {
    const { inside, insideSince, otherwise, otherwiseSince } = this.state;
    otherwise[slot] = 0;
    if (inside[slot] === 0) {
      const seconds = this.time - otherwiseSince[slot]!;
      this.journal?.conclude(slot, ZoneOutcome.flickered, this.time, seconds);
      this.miss(slot, this.time, seconds);
    } else this.journal?.conclude(slot, ZoneOutcome.entered, insideSince[slot]!, 0);
  }

  /** The track was inside for less than the debounce time, and is outside again or lost. */
  private miss(slot: number, at: number, value: number): void {
    const { debounce: limit, nearMisses } = this.options;
    if (!nearMisses) return;
    const { lastX, lastY } = this.state;
    const path = this.journal?.pathOf(slot);
    const reason = `it was inside for only ${round(value)} of ${limit} s`;
    this.tell('zone-missed', at, { gate: 'debounce', value, limit, unit: 's', reason, ...(path && { path }) }, slot, [lastX[slot]!, lastY[slot]!]);
  }

  /** A track that was outside and is outside may have passed through in between. */
  private passThrough(seen: Sightings, i: number): void {
    const { lastX, lastY } = this.state;
    const slot = seen.slots[i]!;
    const fromX = lastX[slot]!;
    const fromY = lastY[slot]!;
    const toX = seen.x[i]!;
    const toY = seen.y[i]!;
    if (this.area.isPassedBy(fromX, fromY, toX, toY) || (fromX === toX && fromY === toY)) return;
    const passage = this.area.passage(fromX, fromY, toX, toY);
    // One that was inside already, but within the margin, does not pass through.
    if (passage && !this.area.contains(fromX, fromY)) this.pass(seen, i, passage, [fromX, fromY], [toX, toY]);
  }

  private pass({ slots, rows, height, before }: Sightings, i: number, passage: Passage, [fromX, fromY]: Point, [toX, toY]: Point): void {
    const slot = slots[i]!;
    const start = before[i]!;
    const step = this.time - start;
    if (passage.part * step + TIME_TOLERANCE < this.options.debounce) return;
    const at = (part: number): Point => [fromX + part * (toX - fromX), fromY + part * (toY - fromY)];
    if (!this.beyondMargin(...at((passage.from + passage.to) / 2), height[i]!)) return;
    this.counts['passed']!++;
    this.enter(slot, start + passage.from * step, at(passage.from), rows[i]!);
    this.leave(slot, start + passage.to * step, at(passage.to), undefined, rows[i]!, passage.part * step);
    this.journal?.conclude(slot, ZoneOutcome.passed, this.time, passage.part * step);
  }

  private beyondMargin(x: number, y: number, height: number): boolean {
    const margin = this.margin[0] + this.margin[1] * height;
    return margin === 0 || this.area.isBeyond(x, y, margin);
  }

  /** Whether the four corners of an object's box are inside; all are its anchor where that alone decides. */
  private holds(seen: Sightings, i: number): boolean {
    const { area, halfBox } = this;
    const [x, y, w, h] = [seen.x[i]!, seen.y[i]!, halfBox * seen.width[i]!, halfBox * seen.height[i]!];
    return area.contains(x - w, y - h) && area.contains(x + w, y - h) && area.contains(x - w, y + h) && area.contains(x + w, y + h);
  }

  private enter(slot: number, at: number, point: Point, row: number): void {
    const { counts } = this;
    this.state.inside[slot] = 1;
    this.state.insideSince[slot] = at;
    this.state.loitered[slot] = 0;
    counts['entered']!++;
    counts['peak'] = Math.max(counts['peak']!, this.occupancy);
    this.tell('zone-entered', at, { occupancy: this.occupancy }, slot, point, row);
    this.journal?.conclude(slot, ZoneOutcome.entered, at, 0);
  }

  private leave(slot: number, at: number, point: Point, lost?: Loss, row = -1, seconds = at - this.state.insideSince[slot]!): void {
    const { counts } = this;
    this.state.inside[slot] = 0;
    counts['left']!++;
    counts['seconds']! += seconds;
    counts['longest'] = Math.max(counts['longest']!, seconds);
    if (lost) counts['lost']!++;
    this.tell('zone-left', at, { seconds, occupancy: this.occupancy, ...(lost && { lost }) }, slot, point, row);
    this.journal?.conclude(slot, lost ? ZoneOutcome.lost : ZoneOutcome.left, at, seconds);
  }

  protected override lose(slot: number, at: number, why: Loss): void {
    const { inside, otherwise, otherwiseSince, lastX, lastY } = this.state;
    if (inside[slot] !== 0) this.leave(slot, at, [lastX[slot]!, lastY[slot]!], why);
    else if (otherwise[slot] !== 0) this.miss(slot, at, at - otherwiseSince[slot]!);
    this.journal?.end(slot);
  }

  protected override end(): void {
    const { time, occupancy, crowd, full, empty, options } = this;
    if (options.loitering !== undefined) this.findLoiterers(options.loitering);
    if (crowd) {
      const change = crowd.update(occupancy >= options.overcrowding!.count, time);
      if (change === 'began') this.counts['crowds']!++;
      if (change) this.tell(change === 'began' ? 'zone-crowded' : 'zone-crowd-ended', time, { occupancy, seconds: crowd.lasted });
    }
    if (full) {
      const change = full.update(occupancy >= options.capacity!, time);
      if (change === 'began') this.tell('zone-full', time, { occupancy });
      else if (change === 'ended') this.tell('zone-has-room', time, { occupancy, seconds: full.lasted });
    }
    if (empty) {
      const change = empty.update(occupancy === 0, time);
      if (change) this.tell(change === 'began' ? 'zone-empty' : 'zone-occupied', time, { seconds: empty.lasted });
    }
  }

  private findLoiterers(seconds: number): void {
    const { time } = this;
    const { alive } = this.roster.tracks;
    const { inside, insideSince, otherwise, loitered, lastX, lastY } = this.state;
    for (let slot = 0; slot < this.roster.used; slot++) {
      // Who is seen outside, though not for the debounce time yet, may have left before the time was over.
      if (inside[slot] === 0 || otherwise[slot] !== 0 || loitered[slot] !== 0 || alive[slot] === 0) continue;
      if (time - insideSince[slot]! + TIME_TOLERANCE < seconds) continue;
      loitered[slot] = 1;
      this.counts['loitered']!++;
      this.tell('zone-loitering', time, { seconds: time - insideSince[slot]! }, slot, [lastX[slot]!, lastY[slot]!]);
    }
  }

  protected override saveMore(): Json {
    return { picture: super.saveMore(), holds: [this.crowd, this.full, this.empty].map((hold) => hold?.save() ?? null) };
  }

  protected override restoreMore(saved: Json): void {
    const { picture, holds } = saved as { readonly picture: Json; readonly holds: readonly Json[] };
    super.restoreMore(picture);
    [this.crowd, this.full, this.empty].forEach((hold, i) => hold?.restore(holds[i]));
  }

  /** Tells the journal of a point; to be called before the state changes. */
  private note(journal: ZoneJournal, { slots, x, y, fresh }: Sightings, i: number, is: boolean): void {
    const slot = slots[i]!;
    const { sources, ids } = this.roster.tracks;
    if (fresh[i] !== Fresh.no || !journal.at(slot)) journal.begin(slot, sources[slot]!, ids[slot]!);
    journal.see(slot, this.time, x[i]!, y[i]!, is, is ? 0 : this.area.distance(x[i]!, y[i]!));
  }
}
seal(Zone);
