// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { Line } from '../geometry/line.js';
import type { FrameView } from '../table/frame-view.js';
import { type ObjectView, objectPool } from '../table/object-view.js';
import { type LineExplanation, LineJournal, Outcome } from './line-journal.js';
import { checkSeconds, Fresh, grown, type Sightings, TIME_TOLERANCE, TrackRule, type TrackRuleOptions } from './track-rule.js';

/** What `LineCrossing` can be told. */
export interface LineCrossingOptions extends TrackRuleOptions {
  /**
   * Half the width of a band around the line in which an object is on neither side, so that a box that trembles on the
   * line does not count again and again: in pixels, or in heights of the object's box. `{ boxHeights: 0.05 }` when left
   * out.
   */
  readonly margin?: number | { readonly boxHeights: number } | undefined;
  /** Seconds of stream time for which a track must have been on the other side before its crossing counts. 0 when left out. */
  readonly debounce?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  readonly explain?: boolean | undefined;
}

/** One object that crossed the line. */
export interface Crossing {
  /** `'in'`: from the left hand side of the line to its right hand side. */
  readonly direction: 'in' | 'out';
  /** The object; valid until the hook returns. */
  readonly object: ObjectView;
  /** Where its path met the line, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Stream time in seconds at which its path met the line, which lies between two frames. */
  readonly time: number;
}

const NONE: readonly Crossing[] = [];
const FIRST_TRACKS = 64;

/** In box heights; wider than a detector's boxes tremble, narrower than a step. */
const DEFAULT_MARGIN = 0.05;

/** Pixels by which the path may miss an end of the line: a path through the end itself counts, rounded or not. */
const END_TOLERANCE = 1e-6;

/** How far a track got since it was last clearly on its side of the line. */
const Progress = { none: 0, met: 1, reached: 2 } as const;

/**
 * Counts tracks that cross a line. A crossing counts once the track has reached the other side; to touch the line and
 * return counts nothing. The path between two frames is taken as straight: between the two sides it must meet the line
 * between its ends, or at an end. A track that starts on the line counts from the first side that it is seen on. Objects
 * without a track and boxes that are not finite or have no size are left out and counted in `skipped`.
 *
 * `in` is from the left of the line to its right (see `Line`); swap the line's ends to swap in and out. Use one rule for
 * each source: their times need not agree.
 *
 * @example
 * ```ts
 * import { defineProcessor, Line, LineCrossing } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new LineCrossing(new Line([100, 300], [500, 300]), { classes: ['person'] }),
 *   onFrame(frame, { state: door }) {
 *     for (const { direction, object } of door.update(frame)) {
 *       frame.emit('crossed', { direction, track: object.trackId });
 *     }
 *   },
 * });
 * ```
 */
export class LineCrossing extends TrackRule {
  private counts = { in: 0, out: 0 };
  private readonly debounce: number;
  private readonly journal: LineJournal | undefined;
  private frame: FrameView | undefined;
  private found: Crossing[] = [];

  // Half the width of the band is the sum of these, times 1 px, the box's width and its height.
  private readonly band: number;
  private readonly bandByWidth: number;
  private readonly bandByHeight: number;

  // By track key: the side that the track was last on (-1 left, 0 not known yet, 1 right), its last point, its
  // progress towards the other side, where and when it met the line, and when it was first seen on the other side.
  private sides = new Int8Array(FIRST_TRACKS);
  private progress = new Uint8Array(FIRST_TRACKS);
  private lastX = new Float64Array(FIRST_TRACKS);
  private lastY = new Float64Array(FIRST_TRACKS);
  private metX = new Float64Array(FIRST_TRACKS);
  private metY = new Float64Array(FIRST_TRACKS);
  private metAt = new Float64Array(FIRST_TRACKS);
  private reachedAt = new Float64Array(FIRST_TRACKS);

  constructor(
    readonly line: Line,
    options: LineCrossingOptions = {},
  ) {
    super(options);
    const { margin = { boxHeights: DEFAULT_MARGIN } } = options;
    const inPixels = typeof margin === 'number';
    const size = inPixels ? margin : margin?.boxHeights;
    if (!(typeof size === 'number' && size >= 0 && size < Infinity)) {
      throw new NvtsError('NVTS_RANGE', `margin must be a number of pixels, 0 or more, or { boxHeights: number }, got ${show(margin)}`);
    }
    // A box is clear of the line when its centre is farther from it than half the box measures across the line.
    const [acrossX, acrossY] = options.anchor === 'all-corners' ? line.normal : [0, 0];
    this.band = inPixels ? size : 0;
    this.bandByWidth = Math.abs(acrossX) / 2;
    this.bandByHeight = Math.abs(acrossY) / 2 + (inPixels ? 0 : size);
    this.debounce = checkSeconds('debounce', options.debounce ?? 0);
    if (options.explain) this.journal = new LineJournal(line, this.debounce);
  }

  /** Crossings from left to right. */
  get in(): number {
    return this.counts.in;
  }
  /** Crossings from right to left. */
  get out(): number {
    return this.counts.out;
  }

  /** Looks at a frame: call it once for each. The result holds the crossings that this frame completed. */
  update(frame: FrameView): readonly Crossing[] {
    this.frame = frame;
    if (this.found.length > 0) this.found = [];
    this.judge(this.gather(frame));
    return this.found.length > 0 ? this.found : NONE;
  }

  /**
   * Why a track was counted, or was not: its path, its side, and the gates that it passed on its way over the line.
   * `undefined` when the rule has not seen the track, or has forgotten it. Throws `NVTS_DEFINITION` for a rule that was
   * made without `explain: true`.
   */
  explain(trackId: bigint): LineExplanation | undefined {
    if (this.journal) return this.journal.explain(trackId);
    throw new NvtsError('NVTS_DEFINITION', 'this line keeps no explanations: give new LineCrossing(line, { explain: true })');
  }

  private judge(seen: Sightings): void {
    const { line, band, bandByWidth, bandByHeight, sides, progress, lastX, lastY, journal } = this;
    const { count, keys, x, y, width, height, fresh } = seen;
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      const toX = x[i]!;
      const toY = y[i]!;
      const distance = line.side(toX, toY);
      const reach = band + bandByWidth * width[i]! + bandByHeight * height[i]!;
      const side = distance > reach ? 1 : distance < -reach ? -1 : 0;
      const before = sides[key]!;
      if (journal) this.note(journal, seen, i, side, distance);
      if (fresh[i] !== Fresh.no) {
        sides[key] = side;
        progress[key] = Progress.none;
      } else if (side === before) {
        progress[key] = Progress.none;
      } else if (before === 0) {
        sides[key] = side;
      } else {
        this.approach(seen, i, side, distance);
      }
      lastX[key] = toX;
      lastY[key] = toY;
    }
  }

  protected resize(keys: number): void {
    this.sides = grown(this.sides, new Int8Array(keys));
    this.progress = grown(this.progress, new Uint8Array(keys));
    this.lastX = grown(this.lastX, new Float64Array(keys));
    this.lastY = grown(this.lastY, new Float64Array(keys));
    this.metX = grown(this.metX, new Float64Array(keys));
    this.metY = grown(this.metY, new Float64Array(keys));
    this.metAt = grown(this.metAt, new Float64Array(keys));
    this.reachedAt = grown(this.reachedAt, new Float64Array(keys));
  }

  /** The track is no longer on its side: on the line, or on the other side. */
  private approach(seen: Sightings, i: number, side: number, distance: number): void {
    const { progress, sides, time } = this;
    const key = seen.keys[i]!;
    if (progress[key] !== Progress.reached && this.meets(seen, i, distance)) progress[key] = Progress.met;
    if (side === 0) {
      if (progress[key] === Progress.met) this.journal?.conclude(key, Outcome.onLine, time);
      return;
    }
    if (progress[key] === Progress.none) {
      this.journal?.conclude(key, Outcome.roundTheEnd, time);
      sides[key] = side;
      return;
    }
    if (progress[key] === Progress.met) {
      progress[key] = Progress.reached;
      this.reachedAt[key] = time;
    }
    const stayed = time - this.reachedAt[key]!;
    if (stayed + TIME_TOLERANCE < this.debounce) {
      this.journal?.conclude(key, Outcome.waiting, time, stayed);
      return;
    }
    sides[key] = side;
    progress[key] = Progress.none;
    this.count(key, side, seen.rows[i]!);
  }

  /** Whether the straight way from the last point to this one meets the line between its ends; if so, notes where and when. */
  private meets({ keys, x, y, before }: Sightings, i: number, distance: number): boolean {
    const { line, time } = this;
    const key = keys[i]!;
    const fromX = this.lastX[key]!;
    const fromY = this.lastY[key]!;
    const from = line.side(fromX, fromY);
    if ((from > 0 && distance > 0) || (from < 0 && distance < 0)) return false;
    const tolerance = END_TOLERANCE / line.length;
    let part = from === distance ? 1 : from / (from - distance);
    if (from === 0 && distance === 0) {
      // Along the line: the first point of the way that lies between the ends.
      const start = line.along(fromX, fromY);
      const end = line.along(x[i]!, y[i]!);
      if (Math.max(start, end) < -tolerance || Math.min(start, end) > 1 + tolerance) return false;
      part = end < 0 ? start / (start - end) : end > 1 ? (1 - start) / (end - start) : 1;
    }
    const metX = fromX + part * (x[i]! - fromX);
    const metY = fromY + part * (y[i]! - fromY);
    const along = line.along(metX, metY);
    if (!(along >= -tolerance && along <= 1 + tolerance)) return false;
    this.metX[key] = metX;
    this.metY[key] = metY;
    this.metAt[key] = time - (1 - part) * (time - before[i]!);
    return true;
  }

  private count(key: number, side: number, row: number): void {
    const direction = side > 0 ? 'in' : 'out';
    this.counts[direction]++;
    const { table, time: frameTime } = this.frame!;
    // The clock of the rule may have stood still; the event tells the frame's time.
    const time = frameTime - (this.time - this.metAt[key]!);
    this.journal?.conclude(key, side > 0 ? Outcome.in : Outcome.out, this.time, time, this.metX[key]!, this.metY[key]!);
    this.found.push({ direction, object: objectPool(table).at(row), x: this.metX[key]!, y: this.metY[key]!, time });
  }

  /** Tells the journal what it cannot see in the point alone; to be called before the state changes. */
  private note(journal: LineJournal, { rows, keys, x, y, fresh, before }: Sightings, i: number, side: number, distance: number): void {
    const { time } = this;
    const key = keys[i]!;
    const was = this.sides[key]!;
    const why = fresh[i]!;
    if (why === Fresh.newTrack) journal.begin(key, this.frame!.table.columns.objectsTrackId[rows[i]!]!);
    else if (why === Fresh.gap) journal.conclude(key, Outcome.gap, time, time - before[i]!);
    else if (why === Fresh.otherClass) journal.conclude(key, Outcome.otherClass, time);
    else if (side === was && this.progress[key] === Progress.reached) journal.conclude(key, Outcome.turnedBack, time, time - this.reachedAt[key]!);
    else if (side === was && this.progress[key] === Progress.met) journal.conclude(key, Outcome.touched, time);
    else if (was === 0 && side !== 0) journal.conclude(key, Outcome.startedOnLine, time);
    journal.see(key, time, x[i]!, y[i]!, side, distance);
  }
}
