// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { FrameView } from '../table/frame-view.js';
import { type Columns, ObjectEdit } from '../table/schema.generated.js';
import type { Table } from '../table/table.js';
import { type Anchor, anchorFractions } from './anchor.js';

/** What rules about tracks have in common. */
export interface TrackRuleOptions {
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  readonly anchor?: Anchor | undefined;
  /** Classes that count, by number or label; all when left out. */
  readonly classes?: readonly (number | string)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it starts anew. 2 when left out. */
  readonly maxGap?: number | undefined;
}

/** How many objects a rule could not judge. */
export interface SkippedObjects {
  /** Objects without a track id. */
  readonly untracked: number;
  /** Objects whose box has a coordinate that is not finite or a negative size. */
  readonly invalid: number;
}

const FIRST_TRACKS = 64;

/** Stream times are counted in nanoseconds: durations within a microsecond of a limit have reached it. @internal */
export const TIME_TOLERANCE = 1e-6;

/**
 * Walks the tracked objects of a frame and keeps per-track state in plain arrays, whose index is the object's
 * `trackKey`. The walk reads the columns of the frame table itself: it makes no objects.
 */
export abstract class TrackRule {
  private readonly anchorX: number;
  private readonly anchorY: number;
  private readonly classes: readonly (number | string)[] | undefined;
  private readonly maxGap: number;
  private readonly skippedObjects = { untracked: 0, invalid: 0 };
  private labelIndices: readonly number[] = [];
  private generation = -1;
  private table: Table | undefined;

  /** Serial of the track that a key's state belongs to; 0 for none. */
  protected serials = new Uint32Array(FIRST_TRACKS);
  /** Stream time at which the track was last seen. */
  protected lastSeen = new Float64Array(FIRST_TRACKS);

  constructor(options: TrackRuleOptions) {
    [this.anchorX, this.anchorY] = anchorFractions(options.anchor ?? 'bottom');
    this.classes = options.classes;
    this.maxGap = checkSeconds('maxGap', options.maxGap ?? 2);
  }

  /** Objects that the rule could not judge, since it was made. */
  get skipped(): SkippedObjects {
    return this.skippedObjects;
  }

  /** Whether the track of `key` was unseen for too long. */
  protected isLost(key: number, time: number): boolean {
    return time - this.lastSeen[key]! > this.maxGap + TIME_TOLERANCE;
  }

  /** Looks at one tracked object. `fresh` says that the state at `key` is of another track, or too old. */
  protected abstract visit(key: number, x: number, y: number, time: number, fresh: boolean, row: number): void;

  /** Makes the state arrays long enough for `keys` keys. */
  protected abstract resize(keys: number): void;

  /** Visits the objects of `frame`. */
  protected walk(frame: FrameView): void {
    const { table, row } = frame;
    const time = frame.time;
    const c = table.columns;
    const { objectsEdits, objectsTrackKey, objectsTrackSerial, objectsLeft, objectsTop, objectsWidth, objectsHeight } = c;
    const { anchorX, anchorY, classes } = this;
    if (classes) this.resolveLabels(table);
    const first = c.framesFirstObject[row]!;
    const end = first + c.framesObjectCount[row]!;
    for (let object = first; object < end; object++) {
      if ((objectsEdits[object]! & ObjectEdit.removed) !== 0) continue;
      if (classes && !this.accepts(c, object, classes)) continue;
      const key = objectsTrackKey[object]!;
      if (key < 0) {
        this.skippedObjects.untracked++;
        continue;
      }
      const width = objectsWidth[object]!;
      const height = objectsHeight[object]!;
      const x = objectsLeft[object]! + anchorX * width;
      const y = objectsTop[object]! + anchorY * height;
      // The difference of a number with itself is 0, of NaN and of Infinity it is NaN.
      if (x - x !== 0 || y - y !== 0 || !(width >= 0 && height >= 0)) {
        this.skippedObjects.invalid++;
        continue;
      }
      if (key >= this.serials.length) this.growTo(key + 1);
      const serial = objectsTrackSerial[object]!;
      const fresh = this.serials[key] !== serial || this.isLost(key, time);
      this.visit(key, x, y, time, fresh, object);
      this.serials[key] = serial;
      this.lastSeen[key] = time;
    }
    // What a script adds has no track key before the next nvtsprobe.
    this.skippedObjects.untracked += table.addedRows(row).length;
  }

  private accepts(c: Columns, row: number, classes: readonly (number | string)[]): boolean {
    const classId = c.objectsClassId[row]!;
    const label = c.objectsLabel[row]!;
    for (let i = 0; i < classes.length; i++) {
      if (classes[i] === classId || (label >= 0 && this.labelIndices[i] === label)) return true;
    }
    return false;
  }

  private resolveLabels(table: Table): void {
    if (this.table === table && this.generation === table.stringGeneration) return;
    this.table = table;
    this.generation = table.stringGeneration;
    this.labelIndices = (this.classes ?? []).map((wanted) => (typeof wanted === 'string' ? table.intern(wanted) : -1));
  }

  private growTo(keys: number): void {
    let length = this.serials.length;
    while (length < keys) length *= 2;
    this.serials = grown(this.serials, new Uint32Array(length));
    this.lastSeen = grown(this.lastSeen, new Float64Array(length));
    this.resize(length);
  }
}

/** `to` with the values of `from` at its start. @internal */
export function grown<T extends Uint8Array | Int8Array | Uint32Array | Float64Array | BigUint64Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}

/** @internal */
export function checkSeconds(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new NvtsError('NVTS_RANGE', `${name} must be a number of seconds, 0 or more, got ${show(value)}`);
}
