// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { Line } from '../geometry/line.js';
import type { FrameView } from '../table/frame-view.js';
import { type ObjectView, objectPool } from '../table/object-view.js';
import { grown, type Sightings, TrackRule, type TrackRuleOptions } from './track-rule.js';

/** What `LineCrossing` can be told. */
export interface LineCrossingOptions extends TrackRuleOptions {
  /**
   * Half the width in pixels of a band around the line in which an object is on neither side, so that a box that
   * trembles on the line does not count again and again. 0 when left out.
   */
  readonly margin?: number | undefined;
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
}

const NONE: readonly Crossing[] = [];
const FIRST_TRACKS = 64;

/**
 * Counts tracks that cross a line. A crossing counts once the track has reached the other side; to touch the line and
 * return counts nothing. The path between two frames is taken as straight: it must meet the line between its ends, or
 * at an end. A track that starts on the line counts from the first side that it is seen on. Objects without a track
 * and boxes that are not finite are left out and counted in `skipped`.
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
  private readonly margin: number;
  private frame: FrameView | undefined;
  private found: Crossing[] = [];

  // By track key: the side that the track was last on (-1 left, 0 not known yet, 1 right), its last point, and
  // whether it met the line between its ends since it left that side.
  private sides = new Int8Array(FIRST_TRACKS);
  private touched = new Uint8Array(FIRST_TRACKS);
  private lastX = new Float64Array(FIRST_TRACKS);
  private lastY = new Float64Array(FIRST_TRACKS);
  private touchX = new Float64Array(FIRST_TRACKS);
  private touchY = new Float64Array(FIRST_TRACKS);

  constructor(
    readonly line: Line,
    options: LineCrossingOptions = {},
  ) {
    super(options);
    const { margin = 0 } = options;
    if (!(margin >= 0 && margin < Infinity)) {
      throw new NvtsError('NVTS_RANGE', `margin must be a number of pixels, 0 or more, got ${show(margin)}`);
    }
    this.margin = margin;
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

  private judge({ count, rows, keys, x, y, fresh }: Sightings): void {
    const { line, margin, sides, touched, lastX, lastY } = this;
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      const toX = x[i]!;
      const toY = y[i]!;
      const distance = line.side(toX, toY);
      const side = distance > margin ? 1 : distance < -margin ? -1 : 0;
      if (fresh[i] !== 0) {
        sides[key] = side;
        touched[key] = 0;
      } else {
        const before = sides[key]!;
        if (side === 0) {
          if (before !== 0) this.touch(key, toX, toY);
        } else if (side === before) {
          touched[key] = 0;
        } else {
          if (before !== 0 && (touched[key] !== 0 || this.meets(key, toX, toY, distance))) this.count(key, side, rows[i]!);
          sides[key] = side;
          touched[key] = 0;
        }
      }
      lastX[key] = toX;
      lastY[key] = toY;
    }
  }

  protected resize(keys: number): void {
    this.sides = grown(this.sides, new Int8Array(keys));
    this.touched = grown(this.touched, new Uint8Array(keys));
    this.lastX = grown(this.lastX, new Float64Array(keys));
    this.lastY = grown(this.lastY, new Float64Array(keys));
    this.touchX = grown(this.touchX, new Float64Array(keys));
    this.touchY = grown(this.touchY, new Float64Array(keys));
  }

  /** The track is on the line: note it, if it is there between the line's ends. */
  private touch(key: number, x: number, y: number): boolean {
    const along = this.line.along(x, y);
    if (!(along >= 0 && along <= 1)) return false;
    this.touched[key] = 1;
    this.touchX[key] = x;
    this.touchY[key] = y;
    return true;
  }

  /** Whether the straight way from the last point to this one meets the line between its ends. */
  private meets(key: number, x: number, y: number, distance: number): boolean {
    const fromX = this.lastX[key]!;
    const fromY = this.lastY[key]!;
    const from = this.line.side(fromX, fromY);
    // Within the band the last point may already be on this side of the line itself.
    const part = from === distance ? 0 : Math.min(1, Math.max(0, from / (from - distance)));
    return this.touch(key, fromX + part * (x - fromX), fromY + part * (y - fromY));
  }

  private count(key: number, side: number, row: number): void {
    const direction = side > 0 ? 'in' : 'out';
    this.counts[direction]++;
    const object = objectPool(this.frame!.table).at(row);
    this.found.push({ direction, object, x: this.touchX[key]!, y: this.touchY[key]! });
  }
}
