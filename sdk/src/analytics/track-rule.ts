// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { FrameView } from '../table/frame-view.js';
import { ObjectEdit } from '../table/schema.generated.js';
import type { Table } from '../table/table.js';
import { type Anchor, anchorFractions } from './anchor.js';
import { StreamClock } from './stream-clock.js';

/** What rules about tracks have in common. */
export interface TrackRuleOptions {
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  readonly anchor?: Anchor | undefined;
  /** Classes that count, by number or label; all when left out. */
  readonly classes?: readonly (number | string)[] | undefined;
  /**
   * Seconds of stream time for which a track may be unseen; after that it starts anew, as does one whose class
   * changed. 2 when left out.
   */
  readonly maxGap?: number | undefined;
}

/** How many objects a rule could not judge. */
export interface SkippedObjects {
  /** Objects without a track id. */
  readonly untracked: number;
  /** Objects whose box has a coordinate that is not finite, or no size. */
  readonly invalid: number;
}

const FIRST_TRACKS = 64;

/** Stream times are counted in nanoseconds: durations within a microsecond of a limit have reached it. @internal */
export const TIME_TOLERANCE = 1e-6;

/** Whether the state of a track goes on, and why it does not. @internal */
export const Fresh = { no: 0, newTrack: 1, gap: 2, otherClass: 3 } as const;

/**
 * The objects of a frame that a rule judges, in their order. They are columns that are used again for every frame, and
 * filled before any is judged: two short loops over numbers run faster than one that calls the rule for each object.
 * @internal
 */
export class Sightings {
  count = 0;
  /** Row in the frame table. */
  rows = new Uint32Array(FIRST_TRACKS);
  keys = new Int32Array(FIRST_TRACKS);
  /** The anchor, in pixels. */
  x = new Float64Array(FIRST_TRACKS);
  y = new Float64Array(FIRST_TRACKS);
  width = new Float64Array(FIRST_TRACKS);
  height = new Float64Array(FIRST_TRACKS);
  /** Why the state at the key does not go on, or `Fresh.no`. */
  fresh = new Uint8Array(FIRST_TRACKS);
  /** Stream time at which the key was seen before. */
  before = new Float64Array(FIRST_TRACKS);

  /** Makes room for `count` objects; what the columns held is lost. */
  reserve(count: number): void {
    let length = this.rows.length;
    if (count <= length) return;
    while (length < count) length *= 2;
    this.rows = new Uint32Array(length);
    this.keys = new Int32Array(length);
    this.x = new Float64Array(length);
    this.y = new Float64Array(length);
    this.width = new Float64Array(length);
    this.height = new Float64Array(length);
    this.fresh = new Uint8Array(length);
    this.before = new Float64Array(length);
  }
}

/**
 * Gathers the tracked objects of a frame and keeps per-track state in plain arrays, whose index is the object's
 * `trackKey`. It reads the columns of the frame table itself: it makes no objects.
 */
export abstract class TrackRule {
  private readonly anchorX: number;
  private readonly anchorY: number;
  private readonly filtered: boolean;
  private readonly classIds: readonly number[];
  private readonly labels: readonly string[];
  private readonly maxGap: number;
  private readonly skippedObjects = { untracked: 0, invalid: 0 };
  private readonly sightings = new Sightings();
  private readonly clock = new StreamClock();
  private labelIndices: readonly number[] = [];
  private generation = -1;
  private table: Table | undefined;

  /** Serial of the track that a key's state belongs to; 0 for none. */
  protected serials = new Uint32Array(FIRST_TRACKS);
  /** Stream time at which the track was last seen. */
  protected lastSeen = new Float64Array(FIRST_TRACKS);
  private lastClass = new Int32Array(FIRST_TRACKS);

  constructor(options: TrackRuleOptions) {
    [this.anchorX, this.anchorY] = anchorFractions(options.anchor ?? 'bottom');
    const { classes } = options;
    this.filtered = classes !== undefined;
    this.classIds = classes?.filter((wanted) => typeof wanted === 'number') ?? [];
    this.labels = classes?.filter((wanted) => typeof wanted === 'string') ?? [];
    this.maxGap = checkSeconds('maxGap', options.maxGap ?? 2);
  }

  /** Objects that the rule could not judge, since it was made. */
  get skipped(): SkippedObjects {
    return this.skippedObjects;
  }

  /** Stream time of the last frame in seconds. It stands still where the times of frames go backwards. */
  get time(): number {
    return this.clock.now;
  }

  /** Whether the track of `key` was unseen for too long. */
  protected isLost(key: number): boolean {
    return this.time - this.lastSeen[key]! > this.maxGap + TIME_TOLERANCE;
  }

  /** Makes the state arrays long enough for `keys` keys. */
  protected abstract resize(keys: number): void;

  /** The objects of `frame` to judge. They count as seen from here on. */
  protected gather(frame: FrameView): Sightings {
    const { table, row } = frame;
    const time = this.clock.advance(frame.time);
    const c = table.columns;
    const { objectsEdits, objectsClassId, objectsLabel, objectsTrackKey, objectsTrackSerial } = c;
    const { objectsLeft, objectsTop, objectsWidth, objectsHeight } = c;
    const { anchorX, anchorY, filtered, sightings } = this;
    if (filtered) this.resolveLabels(table);
    const first = c.framesFirstObject[row]!;
    const end = first + c.framesObjectCount[row]!;
    sightings.reserve(end - first);
    const { rows, keys, x, y, width, height, fresh, before } = sightings;
    const longestGap = this.maxGap + TIME_TOLERANCE;
    let { serials, lastSeen, lastClass } = this;
    let count = 0;
    for (let object = first; object < end; object++) {
      if ((objectsEdits[object]! & ObjectEdit.removed) !== 0) continue;
      const classId = objectsClassId[object]!;
      if (filtered && !this.accepts(classId, objectsLabel[object]!)) continue;
      const key = objectsTrackKey[object]!;
      if (key < 0) {
        this.skippedObjects.untracked++;
        continue;
      }
      const boxWidth = objectsWidth[object]!;
      const boxHeight = objectsHeight[object]!;
      const anchoredX = objectsLeft[object]! + anchorX * boxWidth;
      const anchoredY = objectsTop[object]! + anchorY * boxHeight;
      const sum = anchoredX + anchoredY + boxWidth + boxHeight;
      // The difference of a number with itself is 0, of NaN and of Infinity it is NaN.
      if (sum - sum !== 0 || !(boxWidth > 0 && boxHeight > 0)) {
        this.skippedObjects.invalid++;
        continue;
      }
      if (key >= serials.length) {
        this.growTo(key + 1);
        ({ serials, lastSeen, lastClass } = this);
      }
      const serial = objectsTrackSerial[object]!;
      const seen = lastSeen[key]!;
      rows[count] = object;
      keys[count] = key;
      x[count] = anchoredX;
      y[count] = anchoredY;
      width[count] = boxWidth;
      height[count] = boxHeight;
      if (serials[key] !== serial) fresh[count] = Fresh.newTrack;
      else if (time - seen > longestGap) fresh[count] = Fresh.gap;
      else fresh[count] = lastClass[key] === classId ? Fresh.no : Fresh.otherClass;
      before[count] = seen;
      count++;
      serials[key] = serial;
      lastSeen[key] = time;
      lastClass[key] = classId;
    }
    // What a script adds has no track key before the next nvtsprobe.
    this.skippedObjects.untracked += table.addedRows(row).length;
    sightings.count = count;
    return sightings;
  }

  private accepts(classId: number, label: number): boolean {
    const { classIds, labelIndices } = this;
    for (let i = 0; i < classIds.length; i++) if (classIds[i] === classId) return true;
    if (label < 0) return false;
    for (let i = 0; i < labelIndices.length; i++) if (labelIndices[i] === label) return true;
    return false;
  }

  private resolveLabels(table: Table): void {
    if (this.table === table && this.generation === table.stringGeneration) return;
    this.table = table;
    this.generation = table.stringGeneration;
    this.labelIndices = this.labels.map((label) => table.intern(label));
  }

  private growTo(keys: number): void {
    let length = this.serials.length;
    while (length < keys) length *= 2;
    this.serials = grown(this.serials, new Uint32Array(length));
    this.lastSeen = grown(this.lastSeen, new Float64Array(length));
    this.lastClass = grown(this.lastClass, new Int32Array(length));
    this.resize(length);
  }
}

/** `to` with the values of `from` at its start. @internal */
export function grown<T extends Uint8Array | Int8Array | Int32Array | Uint32Array | Float64Array | BigUint64Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}

/** @internal */
export function checkSeconds(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new NvtsError('NVTS_RANGE', `${name} must be a number of seconds, 0 or more, got ${show(value)}`);
}
