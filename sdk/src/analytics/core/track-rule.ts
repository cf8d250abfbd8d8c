// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { MAX_COORDINATE } from '../../table/limits.js';
import * as ObjectEdit from '../../table/schema/object-edit.generated.js';
import type { Table } from '../../table/table.js';
import { anchorFractions } from './anchor.js';
import { columnBytes } from './columns.js';
import type { tracked } from './options.js';
import { Roster, type SavedTrack } from './roster.js';
import { checkState, type Counters, type Json, type Rule, type RuleState, type RuleStyle, savedNumber, type SkippedObjects } from './rule.js';
import { type EventOf, RuleEvent } from './rule-event.js';
import { Sightings } from './sightings.js';
import { StreamClock } from './stream-clock.js';

const NONE: readonly never[] = [];

/** Stream times are counted in nanoseconds: durations within a microsecond of a limit have reached it. @internal */
export const TIME_TOLERANCE = 1e-6;

/** Whether the state of a track goes on, and why it does not. @internal */
export const Fresh = { no: 0, newTrack: 1, otherClass: 2 } as const;

/** Why a rule lets go of a track. @internal */
export type Loss = 'unseen' | 'class changed' | 'track ended' | 'source removed' | 'rule changed' | 'restart';

/** Seconds: what is longer is a gap, no frame. */
const LONGEST_FRAME = 1;
/** A frame may take as many times the shortest. */
const JITTER = 1.5;

type Options = z.output<z.ZodMiniObject<typeof tracked>>;

/**
 * A rule about tracks: gathers the tracked objects of a frame, and keeps the state of each in columns, objects of typed
 * arrays whose index is the track's slot. It reads the columns of the frame table itself: it makes no objects.
 */
export abstract class TrackRule<State extends object, Types, Name extends string = string> implements Rule<EventOf<Types, Name>, Name> {
  readonly name: Name;
  private readonly anchorX: number;
  private readonly anchorY: number;
  private readonly filtered: boolean;
  private readonly classIds: readonly number[];
  private readonly labels: readonly string[];
  private readonly longestGap: number;
  private readonly skippedObjects = { untracked: 0, invalid: 0 };
  private readonly sightings = new Sightings();
  private readonly clock = new StreamClock();
  private readonly definition: string;
  private labelIndices: readonly number[] = [];
  private generation = -1;
  private table: Table | undefined;
  private frame: FrameView | undefined;
  /** The shortest time between two frames up to now. */
  private frameInterval = LONGEST_FRAME;
  /** No track is lost before this time. */
  private nextSweep = -Infinity;
  private removedSources: number[] = [];
  /** Why no restored track goes on, if so. */
  private ended: Loss | undefined;
  /** A state was restored, and no frame came since. */
  private restored = false;
  private events: EventOf<Types, Name>[] = [];
  /** Where the rule looks: objects elsewhere are not seen. All of the picture when undefined. */
  protected within: { contains(x: number, y: number): boolean } | undefined;

  /** @internal */
  protected readonly roster: Roster;

  constructor(
    readonly kind: string,
    options: Options,
    /** State by slot; all 0 for a track that is new. */
    protected readonly state: State,
    /** Numbers that are counted, by name. */
    protected readonly counts: Record<string, number>,
  ) {
    this.name = (options.name ?? kind) as Name;
    [this.anchorX, this.anchorY] = anchorFractions(options.anchor);
    const { classes } = options;
    this.filtered = classes !== undefined;
    this.classIds = classes?.filter((wanted) => typeof wanted === 'number') ?? [];
    this.labels = classes?.filter((wanted) => typeof wanted === 'string') ?? [];
    this.longestGap = options.maxGap + TIME_TOLERANCE;
    this.roster = new Roster(state);
    // What is told of tracks besides makes no difference to what is known of them.
    this.definition = JSON.stringify({ ...options, explain: undefined, nearMisses: undefined });
  }

  update(frame: FrameView): readonly EventOf<Types, Name>[] {
    this.frame = frame;
    const before = this.time;
    if (this.events.length > 0) this.events = [];
    if (this.restored) this.resume(frame.time);
    const step = this.clock.advance(frame.time) - before;
    if (step > 0 && step < this.frameInterval) this.frameInterval = step;
    this.begin(frame);
    if (this.removedSources.length > 0 || this.ended) this.dropAll();
    // At a maxGap of less than a frame, who is in this frame as in the one before was not unseen.
    const withinFrame = step > this.longestGap && step <= JITTER * this.frameInterval;
    if (withinFrame) this.sweep(step + TIME_TOLERANCE);
    else if (this.time > this.nextSweep) this.sweep(this.longestGap);
    const seen = this.gather(frame);
    if (withinFrame) this.sweep(this.longestGap);
    this.judge(seen);
    this.end();
    // Not the empty array: what was returned must not fill up with a later frame.
    return this.events.length > 0 ? this.events : NONE;
  }

  counters(): Counters {
    return { ...this.counts };
  }

  /** Objects that the rule could not judge, since it was made. */
  get skipped(): SkippedObjects {
    return this.skippedObjects;
  }

  /** Stream time of the last frame in seconds. It stands still where the times of frames go backwards. */
  get time(): number {
    return this.clock.now;
  }

  /** Bytes of state, all tracks together. */
  get stateBytes(): number {
    return columnBytes(this.state) + columnBytes(this.roster.tracks) + this.roster.slots.byteLength;
  }

  save(): RuleState {
    const { kind, definition, counts } = this;
    return { kind, version: 1, definition, clock: this.clock.save(), counts: { ...counts }, tracks: this.roster.save(), more: this.saveMore() };
  }

  restore(saved: RuleState): void {
    checkState(this.kind, saved);
    this.clock.restore(saved['clock']);
    for (const name of Object.keys(this.counts)) this.counts[name] = savedNumber(saved['counts'], name);
    for (const track of saved['tracks'] as readonly SavedTrack[]) this.roster.restore(track);
    this.restoreMore(saved['more'] ?? null);
    this.nextSweep = -Infinity;
    // What is known of tracks may not hold for another line or zone.
    this.ended = saved['definition'] === this.definition ? undefined : 'rule changed';
    this.restored = true;
  }

  forgetSource(sourceId: number): void {
    this.removedSources.push(sourceId);
  }

  abstract draw(frame: FrameView, style?: RuleStyle): void;

  /** Before tracks are looked at. */
  protected begin(_frame: FrameView): void {}

  /** Looks at what there is to see. */
  protected abstract judge(seen: Sightings): void;

  /** After all tracks were looked at; timers belong here. */
  protected end(): void {}

  /** A track is no longer followed; it was last seen at `at`. */
  protected lose(_slot: number, _at: number, _why: Loss): void {}

  protected saveMore(): Json {
    return null;
  }
  protected restoreMore(_saved: Json): void {}

  /** The time that frames have at a time of the rule's clock. */
  protected streamTime(time: number): number {
    return this.clock.toStream(time);
  }

  /** Tells an event. `at` is a time of the rule's clock; `row` that of the object, where it is in the frame. */
  protected tell<Type extends keyof Types & string>(type: Type, at: number, values: Types[Type] & object, slot = -1, point?: Point, row = -1): void {
    const { sources, ids, classes } = this.roster.tracks;
    const tracks = slot >= 0;
    const subject = {
      rule: this.name,
      source: tracks ? sources[slot]! : this.frame!.sourceId,
      track: tracks ? ids[slot]! : undefined,
      class: tracks ? classes[slot]! : undefined,
      label: tracks ? this.roster.labels[slot]! : undefined,
      time: this.streamTime(at),
      point,
    };
    const { table } = this.frame!;
    const place = row < 0 ? undefined : { table, row, serial: table.serial };
    this.events.push(new RuleEvent(type, subject, values, place) as EventOf<Types, Name>);
  }

  /** The objects of `frame` to judge. They count as seen from here on. */
  private gather(frame: FrameView): Sightings {
    const { table, row } = frame;
    const { time } = this;
    const c = table.columns;
    const { objectsEdits, objectsClassId, objectsLabel, objectsTrackKey, objectsTrackSerial } = c;
    const { objectsLeft, objectsTop, objectsWidth, objectsHeight } = c;
    const { anchorX, anchorY, filtered, sightings, roster, within } = this;
    if (filtered) this.resolveLabels(table);
    const first = c.framesFirstObject[row]!;
    const end = first + c.framesObjectCount[row]!;
    sightings.reserve(end - first);
    const { rows, slots: seen, x, y, width, height, fresh, before } = sightings;
    let { slots } = roster;
    let { serials, lastSeen, classes } = roster.tracks;
    let count = 0;
    let why: number = Fresh.no;
    for (let object = first; ; ) {
      // Tracks that are known, without a call: where nothing can change the columns the engine looks each up but once for all
      // objects, which takes half the time.
      for (; object < end; object++) {
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
        // What lies beyond the coordinates that a frame can hold is garbage; so is NaN, which no comparison is true of.
        const reach = Math.abs(anchoredX) + Math.abs(anchoredY) + boxWidth + boxHeight;
        if (!(reach <= MAX_COORDINATE && boxWidth > 0 && boxHeight > 0)) {
          this.skippedObjects.invalid++;
          continue;
        }
        if (within !== undefined && !within.contains(anchoredX, anchoredY)) continue;
        const slot = key < slots.length ? slots[key]! : -1;
        if (slot < 0 || serials[slot] !== objectsTrackSerial[object]! || classes[slot] !== classId) break;
        rows[count] = object;
        seen[count] = slot;
        x[count] = anchoredX;
        y[count] = anchoredY;
        width[count] = boxWidth;
        height[count] = boxHeight;
        fresh[count] = why;
        why = Fresh.no;
        before[count] = lastSeen[slot]!;
        lastSeen[slot] = time;
        count++;
      }
      if (object >= end) break;
      // The track has a slot from here on: the object is looked at again.
      why = this.meet(object);
      ({ slots } = roster);
      ({ serials, lastSeen, classes } = roster.tracks);
    }
    // What a script adds has no track key before the next nvtsprobe.
    this.skippedObjects.untracked += table.addedRows(row).length;
    sightings.count = count;
    return sightings;
  }

  /** The slot of an object's track is that of another, or of another class: gives it one, and tells whether it is fresh. */
  private meet(object: number): number {
    const { roster, frame } = this;
    const { columns } = frame!.table;
    const classId = columns.objectsClassId[object]!;
    const key = columns.objectsTrackKey[object]!;
    const slot = key < roster.slots.length ? roster.slots[key]! : -1;
    const serial = columns.objectsTrackSerial[object]!;
    const id = columns.objectsTrackId[object]!;
    const source = frame!.sourceId;
    const { serials, classes } = roster.tracks;
    const known = slot >= 0 && serials[slot] === serial;
    if (slot >= 0) this.drop(slot, known ? 'class changed' : 'track ended');
    const claimed = roster.claim(source, id, key, serial);
    if (claimed >= 0) {
      if (classes[claimed] === classId) return Fresh.no;
      this.drop(claimed, 'class changed');
    }
    const added = roster.add(source, id, key, serial);
    roster.tracks.classes[added] = classId;
    roster.tracks.lastSeen[added] = this.time;
    roster.labels[added] = frame!.table.string(columns.objectsLabel[object]!);
    return known || claimed >= 0 ? Fresh.otherClass : Fresh.newTrack;
  }

  private drop(slot: number, why: Loss): void {
    this.lose(slot, this.roster.tracks.lastSeen[slot]!, why);
    this.roster.remove(slot);
  }

  /** Lets go of tracks that were unseen for longer. */
  private sweep(longestGap: number): void {
    const { roster, time } = this;
    const { alive, lastSeen } = roster.tracks;
    let oldest = time;
    for (let slot = 0; slot < roster.used; slot++) {
      if (alive[slot] === 0) continue;
      if (time - lastSeen[slot]! > longestGap) this.drop(slot, 'unseen');
      else if (lastSeen[slot]! < oldest) oldest = lastSeen[slot]!;
    }
    this.nextSweep = oldest + longestGap;
  }

  /** After a reload stream time goes on. After a restart it begins anew, as do the ids of trackers: they are those of others. */
  private resume(time: number): void {
    this.restored = false;
    if (time < this.streamTime(this.time)) this.ended ??= 'restart';
  }

  private dropAll(): void {
    const { alive, sources } = this.roster.tracks;
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] === 0) continue;
      if (this.ended) this.drop(slot, this.ended);
      else if (this.removedSources.includes(sources[slot]!)) this.drop(slot, 'source removed');
    }
    this.removedSources = [];
    this.ended = undefined;
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
}
seal(TrackRule);
