// SPDX-License-Identifier: MIT
import type { Polygon } from '../geometry/polygon.js';
import type { FrameView } from '../table/frame-view.js';
import { checkSeconds, grown, TIME_TOLERANCE, type Sightings, TrackRule, type TrackRuleOptions } from './track-rule.js';

/** What `ZoneCount` can be told. */
export interface ZoneCountOptions extends TrackRuleOptions {
  /** Seconds of stream time for which a track must be inside, or outside, before that counts. 0 when left out. */
  readonly debounce?: number | undefined;
}

/** A track that entered or left the zone. */
export interface ZoneChange {
  readonly change: 'entered' | 'left';
  readonly trackId: bigint;
  /** Seconds of stream time that the track was inside; 0 for `'entered'`. */
  readonly seconds: number;
}

const NONE: readonly ZoneChange[] = [];
const FIRST_TRACKS = 64;

/**
 * Counts tracks in a zone. At every frame, `occupancy` = `entered` − `left`. A track that starts inside has entered; one
 * that is not seen for longer than `maxGap` has left. A point on the border is inside. Objects without a track and
 * boxes that are not finite are left out and counted in `skipped`. Use one rule for each source: their times need not
 * agree.
 *
 * @example
 * ```ts
 * import { defineProcessor, Polygon, ZoneCount } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new ZoneCount(new Polygon([[0, 0], [400, 0], [400, 300], [0, 300]]), { debounce: 0.5 }),
 *   onFrame(frame, { state: zone }) {
 *     zone.update(frame);
 *     frame.draw.text(10, 10, `${zone.occupancy} in the zone`);
 *   },
 * });
 * ```
 */
export class ZoneCount extends TrackRule {
  private readonly debounce: number;
  /** From the anchor to the corners that must be inside; 0 when the anchor alone decides. */
  private readonly halfBox: number;
  private enteredCount = 0;
  private leftCount = 0;
  private changes: ZoneChange[] = [];
  private frame: FrameView | undefined;

  // By track key: whether the track counts as inside, since when it was seen to be otherwise (NaN: it was not), since
  // when it is inside, and its id, which is wanted when the track is no longer in the frame.
  private inside = new Uint8Array(FIRST_TRACKS);
  private otherwiseSince = new Float64Array(FIRST_TRACKS).fill(NaN);
  private insideSince = new Float64Array(FIRST_TRACKS);
  private ids = new BigUint64Array(FIRST_TRACKS);
  /** Keys of the tracks that are inside, and by track key its place among them. */
  private readonly occupants: number[] = [];
  private places = new Uint32Array(FIRST_TRACKS);

  constructor(
    readonly polygon: Polygon,
    options: ZoneCountOptions = {},
  ) {
    super(options);
    this.debounce = checkSeconds('debounce', options.debounce ?? 0);
    this.halfBox = options.anchor === 'all-corners' ? 0.5 : 0;
  }

  /** Tracks that are inside now. */
  get occupancy(): number {
    return this.occupants.length;
  }
  /** Tracks that have entered. */
  get entered(): number {
    return this.enteredCount;
  }
  /** Tracks that have left. */
  get left(): number {
    return this.leftCount;
  }

  /** Looks at a frame: call it once for each. The result holds the tracks that entered or left with it. */
  update(frame: FrameView): readonly ZoneChange[] {
    this.frame = frame;
    if (this.changes.length > 0) this.changes = [];
    this.judge(this.gather(frame));
    this.leaveUnseen();
    return this.changes.length > 0 ? this.changes : NONE;
  }

  private judge({ count, rows, keys, x, y, fresh, width, height, before }: Sightings): void {
    const { polygon, inside, otherwiseSince, time, halfBox } = this;
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      if (fresh[i] !== 0) {
        if (inside[key] !== 0) this.remove(key, before[i]!);
        otherwiseSince[key] = NaN;
      }
      const is = (halfBox === 0 ? polygon.contains(x[i]!, y[i]!) : this.holds(x[i]!, y[i]!, halfBox * width[i]!, halfBox * height[i]!)) ? 1 : 0;
      if (is === inside[key]) {
        otherwiseSince[key] = NaN;
        continue;
      }
      if (!(otherwiseSince[key]! <= time)) otherwiseSince[key] = time;
      const since = otherwiseSince[key]!;
      if (time - since + TIME_TOLERANCE < this.debounce) continue;
      otherwiseSince[key] = NaN;
      if (is === 0) this.remove(key, since);
      else this.enter(key, since, rows[i]!);
    }
  }

  /** Whether the four corners of the box around a point are inside. */
  private holds(x: number, y: number, w: number, h: number): boolean {
    const { polygon } = this;
    return polygon.contains(x - w, y - h) && polygon.contains(x + w, y - h) && polygon.contains(x - w, y + h) && polygon.contains(x + w, y + h);
  }

  protected resize(keys: number): void {
    const { length } = this.otherwiseSince;
    this.inside = grown(this.inside, new Uint8Array(keys));
    this.otherwiseSince = grown(this.otherwiseSince, new Float64Array(keys)).fill(NaN, length);
    this.insideSince = grown(this.insideSince, new Float64Array(keys));
    this.ids = grown(this.ids, new BigUint64Array(keys));
    this.places = grown(this.places, new Uint32Array(keys));
  }

  private enter(key: number, since: number, row: number): void {
    const trackId = this.frame!.table.columns.objectsTrackId[row]!;
    this.inside[key] = 1;
    this.insideSince[key] = since;
    this.ids[key] = trackId;
    this.places[key] = this.occupants.push(key) - 1;
    this.enteredCount++;
    this.changes.push({ change: 'entered', trackId, seconds: 0 });
  }

  private leave(key: number, time: number): void {
    this.inside[key] = 0;
    this.leftCount++;
    this.changes.push({ change: 'left', trackId: this.ids[key]!, seconds: time - this.insideSince[key]! });
  }

  /** An occupant leaves; the last one takes its place in the list. */
  private remove(key: number, time: number): void {
    const { occupants, places } = this;
    const last = occupants.pop()!;
    const place = places[key]!;
    if (last !== key) {
      occupants[place] = last;
      places[last] = place;
    }
    this.leave(key, time);
  }

  private leaveUnseen(): void {
    const { occupants, places } = this;
    let kept = 0;
    for (const key of occupants) {
      if (this.isLost(key)) this.leave(key, this.lastSeen[key]!);
      else {
        occupants[kept] = key;
        places[key] = kept++;
      }
    }
    occupants.length = kept;
  }
}
