// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import type { Line } from '../../geometry/line.js';
import { Polyline } from '../../geometry/polyline.js';
import { segmentDistance } from '../../geometry/segment.js';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { drawExplanation, label, ruleColor } from '../core/drawing.js';
import type { Missed } from '../core/gates.js';
import { lengthParts } from '../core/options.js';
import { PlacedRule } from '../core/placed-rule.js';
import type { Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { noExplanations } from '../core/track-journal.js';
import { Fresh, TIME_TOLERANCE } from '../core/track-rule.js';
import { gatesPassed, LINE_GATES, type LineExplanation, type LineGate, LineJournal, lineSentence, Outcome, sideName } from './line-journal.js';
import { lineCrossingOptions, type LineCrossingOptions } from './options.js';

/** The events of a line, by type. */
export interface LineEvents {
  /** A track crossed; `returned` when its last crossing was the other way. */
  'line-crossed': { readonly direction: 'in' | 'out'; readonly returned: boolean; readonly in: number; readonly out: number };
  /** A track came to the line and was not counted: what stopped it, and why in words. */
  'line-missed': Missed<LineGate>;
}

/** An event of a line. */
export type LineEvent = EventOf<LineEvents>;

/** Pixels by which the path may miss an end of the line: a path through the end itself counts, rounded or not. */
const END_TOLERANCE = 1e-6;

/** How far a track got since it was last clearly on its side of the line. */
const Progress = { none: 0, met: 1, reached: 2 } as const;

class LineState {
  /** The side that the track was last on: -1 left, 0 not known yet, 1 right. */
  side = new Int8Array(FIRST_TRACKS);
  progress = new Uint8Array(FIRST_TRACKS);
  /** The side that it was last counted to; 0 for none. */
  counted = new Int8Array(FIRST_TRACKS);
  firstX = new Float64Array(FIRST_TRACKS);
  firstY = new Float64Array(FIRST_TRACKS);
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
  /** Where and when it met the line. */
  metX = new Float64Array(FIRST_TRACKS);
  metY = new Float64Array(FIRST_TRACKS);
  metAt = new Float64Array(FIRST_TRACKS);
  /** When it was first seen on the other side. */
  reachedAt = new Float64Array(FIRST_TRACKS);
  /** Height of its box. */
  heightY = new Float64Array(FIRST_TRACKS);
}

/**
 * Counts tracks that cross a line of one or several segments. A crossing counts once the track has reached the other
 * side; to touch the line and return counts nothing. The path between two frames is taken as straight: between the two
 * sides it must meet the line between its ends, or at an end. A track that starts on the line counts from the first side
 * that it is seen on. Objects without a track and boxes that are not finite or have no size are left out and counted in
 * `skipped`.
 *
 * `in` is from the left of the line to its right (see `Line`); turn the points round to swap in and out. Use one rule for
 * each source: their times need not agree. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new LineCrossing({ line: [[100, 300], [500, 300]], classes: ['person'] }),
 *   onFrame(frame, { state: door }) {
 *     for (const { values, track } of door.update(frame)) frame.emit('crossed', { ...values, track });
 *   },
 * });
 * ```
 */
export class LineCrossing<Name extends string = string> extends PlacedRule<LineState, LineEvents, Name> {
  /** The line in pixels; before the first frame, normalised coordinates are as they were given. */
  line!: Polyline;
  /** The same where it has but one segment. */
  private path!: Line | Polyline;
  private readonly options: z.output<typeof lineCrossingOptions>;
  private readonly journal: LineJournal | undefined;

  // Half the width of the band is the sum of these, times 1 px, the box's width and its height.
  private readonly band: number;
  private bandByWidth = 0;
  private bandByHeight = 0;

  constructor(options: LineCrossingOptions & Named<Name>) {
    const checked = readOptions(lineCrossingOptions, 'LineCrossing', options);
    super('line-crossing', checked, new LineState(), { in: 0, out: 0, returned: 0, missed: 0 });
    this.options = checked;
    this.band = lengthParts(checked.margin)[0];
    if (checked.explain) this.journal = new LineJournal();
    this.place();
  }

  /** Crossings from left to right. */
  get in(): number {
    return this.counts['in']!;
  }
  /** Crossings from right to left. */
  get out(): number {
    return this.counts['out']!;
  }

  /**
   * Why a track was counted, or was not: its path, its side, and the gates that it passed on its way over the line.
   * `undefined` when the rule has not seen the track, or has forgotten it. Throws `NVTS_DEFINITION` for a rule that was
   * made without `explain: true`.
   */
  explain(trackId: bigint): LineExplanation | undefined {
    if (this.journal) return this.journal.explain(trackId, this.line.points, this.options.debounce);
    throw noExplanations(this.kind);
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    const color = ruleColor(style);
    const { line } = this;
    const [x, y] = line.middle;
    const [nx, ny] = line.normal;
    const reach = frame.height / 24;
    frame.draw.polyline(line.points, { color, width: 3 });
    frame.draw.arrow(x, y, x + nx * reach, y + ny * reach, { color, width: 3 });
    label(frame, [x + nx * reach, y + ny * reach], 'in', color);
    label(frame, line.points.at(-1)!, `${this.name}: ${this.in} in, ${this.out} out`, color);
  }

  /** Draws the way of a track with its explanation; nothing where there is none. Throws as `explain` does. */
  drawTrack(frame: FrameView, trackId: bigint, style?: RuleStyle): void {
    const explanation = this.explain(trackId);
    if (explanation) drawExplanation(frame, explanation, style);
  }

  protected override place(): void {
    const { line, margin, anchor } = this.options;
    this.line = new Polyline(line.map(this.placement.toPixels));
    const { segments } = this.line;
    this.path = segments.length === 1 ? segments[0]! : this.line;
    // A box is clear of the line when its centre is farther from it than half the box measures across the line.
    const across = (axis: 0 | 1): number => (anchor === 'all-corners' ? Math.max(...segments.map(({ normal }) => Math.abs(normal[axis]))) / 2 : 0);
    this.bandByWidth = across(0);
    this.bandByHeight = across(1) + lengthParts(margin)[1];
  }

  protected override judge(seen: Sightings): void {
    const { path, band, bandByWidth, bandByHeight, journal } = this;
    const { side: sides, progress, lastX, lastY, heightY } = this.state;
    const { count, slots, x, y, width, height, fresh } = seen;
    // A journal has each track judged one by one: all of them are to be noted.
    const quick = journal ? 0 : count;
    for (let i = 0; ; i++) {
      // Tracks of which there is nothing to tell, which are nearly all, without a call: see `TrackRule.gather`.
      for (; i < quick; i++) {
        const slot = slots[i]!;
        const distance = path.side(x[i]!, y[i]!);
        const reach = band + bandByWidth * width[i]! + bandByHeight * height[i]!;
        const side = distance > reach ? 1 : distance < -reach ? -1 : 0;
        if (side !== sides[slot] || progress[slot] !== Progress.none || fresh[i] !== Fresh.no) break;
        lastX[slot] = x[i]!;
        lastY[slot] = y[i]!;
        heightY[slot] = height[i]!;
      }
      if (i >= count) return;
      this.judgeOne(seen, i);
    }
  }

  private judgeOne(seen: Sightings, i: number): void {
    const { path, band, bandByWidth, bandByHeight, journal } = this;
    const { side: sides, progress, firstX, firstY, lastX, lastY, heightY } = this.state;
    const { slots, x, y, width, height, fresh } = seen;
    const slot = slots[i]!;
    const toX = x[i]!;
    const toY = y[i]!;
    const distance = path.side(toX, toY);
    const reach = band + bandByWidth * width[i]! + bandByHeight * height[i]!;
    const side = distance > reach ? 1 : distance < -reach ? -1 : 0;
    const before = sides[slot]!;
    if (journal) this.note(journal, seen, i, side, distance);
    if (fresh[i] !== Fresh.no) {
      sides[slot] = side;
      firstX[slot] = toX;
      firstY[slot] = toY;
    } else if (side === before) {
      if (progress[slot] !== Progress.none) this.turnBack(seen, i, distance);
    } else if (before === 0) {
      sides[slot] = side;
      if (journal) this.conclude(slot, Outcome.startedOnLine);
    } else {
      this.approach(seen, i, side, distance);
    }
    lastX[slot] = toX;
    lastY[slot] = toY;
    heightY[slot] = height[i]!;
  }

  protected override lose(slot: number, at: number): void {
    const { lastX, lastY, heightY, side, counted, progress } = this.state;
    if (progress[slot] === Progress.reached) this.fallShort(slot, at, at, heightY[slot]!, true);
    else {
      const distance = this.line.distance(lastX[slot]!, lastY[slot]!);
      // Who was counted and left the picture soon after was not missed.
      const isThrough = counted[slot] === side[slot] && progress[slot] === Progress.none;
      if (side[slot] !== 0 && !isThrough && distance <= heightY[slot]!) this.conclude(slot, Outcome.lost, distance, at);
    }
    this.journal?.end(slot);
  }

  /** The track is no longer on its side: on the line, or on the other side. */
  private approach(seen: Sightings, i: number, side: number, distance: number): void {
    const { time } = this;
    const { progress, side: sides, reachedAt } = this.state;
    const slot = seen.slots[i]!;
    if (progress[slot] !== Progress.reached && this.meets(seen, i, distance)) progress[slot] = Progress.met;
    if (side === 0) {
      if (progress[slot] === Progress.met && this.journal) this.conclude(slot, Outcome.onLine);
      return;
    }
    if (progress[slot] === Progress.none) {
      this.passBy(seen, i);
      sides[slot] = side;
      return;
    }
    if (progress[slot] === Progress.met) {
      progress[slot] = Progress.reached;
      reachedAt[slot] = time;
    }
    const stayed = time - reachedAt[slot]!;
    if (stayed + TIME_TOLERANCE < this.options.debounce) {
      if (this.journal) this.conclude(slot, Outcome.waiting, stayed);
      return;
    }
    const moved = this.moved(slot, seen.x[i]!, seen.y[i]!);
    const needed = this.needed(seen.height[i]!);
    if (moved < needed) {
      if (this.journal) this.conclude(slot, Outcome.still, moved, time, needed);
      return;
    }
    sides[slot] = side;
    progress[slot] = Progress.none;
    this.count(slot, side, seen.rows[i]!);
  }

  /** The track came to the other side beyond an end; farther from it than its box is high, that is no near miss. */
  private passBy({ slots, x, y, height }: Sightings, i: number): void {
    const { lastX, lastY } = this.state;
    const slot = slots[i]!;
    const { points } = this.line;
    const [from, to] = [points[0]!, points.at(-1)!].map((end) => segmentDistance(lastX[slot]!, lastY[slot]!, x[i]!, y[i]!, ...end));
    const distance = Math.min(from!, to!);
    this.conclude(slot, distance <= height[i]! ? Outcome.roundTheEnd : Outcome.farRound, distance);
  }

  /** The track is on its own side again. */
  private turnBack({ slots, height, before }: Sightings, i: number, distance: number): void {
    const { progress } = this.state;
    const slot = slots[i]!;
    if (progress[slot] === Progress.reached) this.fallShort(slot, this.time, before[i]!, height[i]!, false);
    else this.conclude(slot, Outcome.touched, Math.abs(distance));
    progress[slot] = Progress.none;
  }

  /** The track was on the other side, last at `lastThere`, and turned back at `at` or was lost, before it counted. */
  private fallShort(slot: number, at: number, lastThere: number, height: number, isLost: boolean): void {
    const { reachedAt, lastX, lastY } = this.state;
    const { debounce } = this.options;
    const seconds = lastThere - reachedAt[slot]!;
    if (seconds + TIME_TOLERANCE < debounce) {
      const stayed = at - reachedAt[slot]!;
      this.conclude(slot, isLost ? Outcome.lostBeyond : Outcome.turnedBack, stayed < debounce ? stayed : seconds, at, debounce);
    } else this.conclude(slot, isLost ? Outcome.stillLost : Outcome.stillBack, this.moved(slot, lastX[slot]!, lastY[slot]!), at, this.needed(height));
  }

  /** Pixels from where the track was first seen. */
  private moved(slot: number, x: number, y: number): number {
    const { firstX, firstY } = this.state;
    return Math.hypot(x - firstX[slot]!, y - firstY[slot]!);
  }

  /** Pixels that a track must have moved. */
  private needed(height: number): number {
    const [pixels, boxHeights] = lengthParts(this.options.minMotion);
    return pixels + boxHeights * height;
  }

  /** Whether the straight way from the last point to this one meets the line between its ends; if so, notes where and when. */
  private meets({ slots, x, y, before }: Sightings, i: number, distance: number): boolean {
    const { segments } = this.line;
    const slot = slots[i]!;
    const toX = x[i]!;
    const toY = y[i]!;
    const { metX, metY, metAt, lastX, lastY } = this.state;
    const fromX = lastX[slot]!;
    const fromY = lastY[slot]!;
    let first = Infinity;
    for (let s = 0; s < segments.length; s++) {
      const segment = segments[s]!;
      const to = segments.length === 1 ? distance : segment.side(toX, toY);
      first = Math.min(first, meetingPart(segment, fromX, fromY, toX, toY, to));
    }
    if (first === Infinity) return false;
    metX[slot] = fromX + first * (toX - fromX);
    metY[slot] = fromY + first * (toY - fromY);
    metAt[slot] = this.time - (1 - first) * (this.time - before[i]!);
    return true;
  }

  private count(slot: number, side: number, row: number): void {
    const { metX, metY, metAt, counted } = this.state;
    const direction = side > 0 ? 'in' : 'out';
    const returned = counted[slot] === -side;
    const counts = this.counts as { in: number; out: number; returned: number };
    counts[direction]++;
    if (returned) counts.returned++;
    counted[slot] = side;
    const point: Point = [metX[slot]!, metY[slot]!];
    this.tell('line-crossed', metAt[slot]!, { direction, returned, in: counts.in, out: counts.out }, slot, point, row);
    this.journal?.conclude(slot, { outcome: side > 0 ? Outcome.in : Outcome.out, at: this.time, value: this.streamTime(metAt[slot]!), limit: 0, x: point[0], y: point[1] });
  }

  /** An approach ended, or goes on, without a count. */
  private conclude(slot: number, outcome: number, value = 0, at = this.time, limit = 0): void {
    const facts = { outcome, at, value, limit, x: 0, y: 0 };
    this.journal?.conclude(slot, facts);
    if (!MISSES.has(outcome)) return;
    this.counts['missed']!++;
    if (!this.options.nearMisses) return;
    const { lastX, lastY, side } = this.state;
    const reason = lineSentence(facts, this.line.points, this.options.debounce, sideName(side[slot]!), 0);
    const gate = LINE_GATES[gatesPassed(outcome)]!;
    const path = this.journal?.at(slot)?.path(sideName);
    this.tell('line-missed', at, { gate, value, limit, unit: gate === 'debounce' ? 's' : 'px', reason, ...(path && { path }) }, slot, [lastX[slot]!, lastY[slot]!]);
  }

  /** Tells the journal of a point, and of what came before it; to be called before the state changes. */
  private note(journal: LineJournal, { slots, x, y, fresh }: Sightings, i: number, side: number, distance: number): void {
    const { time } = this;
    const slot = slots[i]!;
    if (fresh[i] !== Fresh.no || !journal.at(slot)) {
      const known = journal.begin(slot, this.roster.tracks.sources[slot]!, this.roster.tracks.ids[slot]!);
      if (known && fresh[i] === Fresh.otherClass) this.conclude(slot, Outcome.otherClass);
      else if (known) this.conclude(slot, Outcome.gap, time - journal.at(slot)!.lastTime);
    }
    journal.see(slot, time, x[i]!, y[i]!, side, distance);
  }
}
seal(LineCrossing);

/** Outcomes of an approach that was near to being counted. */
const MISSES: ReadonlySet<number> = new Set([
  Outcome.touched, Outcome.turnedBack, Outcome.stillBack, Outcome.roundTheEnd, Outcome.lost, Outcome.lostBeyond, Outcome.stillLost,
]);

/** The part of the way at which it meets a segment between its ends, Infinity where it does not; `to` is the side at its end. */
function meetingPart(segment: Line, fromX: number, fromY: number, toX: number, toY: number, to: number): number {
  const from = segment.side(fromX, fromY);
  if ((from > 0 && to > 0) || (from < 0 && to < 0)) return Infinity;
  const tolerance = END_TOLERANCE / segment.length;
  let part = from === to ? 1 : from / (from - to);
  if (from === 0 && to === 0) {
    // Along the line: the first point of the way that lies between the ends.
    const start = segment.along(fromX, fromY);
    const end = segment.along(toX, toY);
    if (Math.max(start, end) < -tolerance || Math.min(start, end) > 1 + tolerance) return Infinity;
    part = end < 0 ? start / (start - end) : end > 1 ? (1 - start) / (end - start) : 1;
  }
  const along = segment.along(fromX + part * (toX - fromX), fromY + part * (toY - fromY));
  return along >= -tolerance && along <= 1 + tolerance ? part : Infinity;
}
