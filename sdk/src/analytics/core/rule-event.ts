// SPDX-License-Identifier: MIT
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import { objectPool, type ObjectView } from '../../table/object-view.js';
import { stale, type Table } from '../../table/table.js';

/** Where an object stands in the frame table, and until when. @internal */
export interface ObjectPlace {
  readonly table: Table;
  readonly row: number;
  /** The table's serial in the hook that the object belongs to. */
  readonly serial: number;
}

/** What a rule tells of a track, besides the values that are its own. */
export interface EventSubject<Name extends string = string> {
  /** Name of the rule. */
  readonly rule: Name;
  /** Number of the source. */
  readonly source: number;
  /** Id of the track; `undefined` where the event is not about one. */
  readonly track: bigint | undefined;
  readonly class: number | undefined;
  readonly label: string | undefined;
  /** Stream time in seconds at which it happened, which may lie between two frames or, for a track that was lost, before. */
  readonly time: number;
  /** Where it happened, in pixels; `undefined` where it has no place. */
  readonly point: Point | undefined;
}

/**
 * Something that a rule found, as data: `{ ...event }` holds `type`, what `EventSubject` tells, and `values`. What the
 * frame knows besides (PTS, wall-clock time, sensor) is not repeated in it.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new LineCrossing({ name: 'Door', line: [[100, 300], [500, 300]] }),
 *   onFrame(frame, { state: door }) {
 *     for (const event of door.update(frame)) frame.emit(event.type, { ...event });
 *   },
 * });
 * ```
 */
export class RuleEvent<Type extends string = string, Values extends object = object, Name extends string = string> implements EventSubject<Name> {
  readonly rule: Name;
  readonly source: number;
  readonly track: bigint | undefined;
  readonly class: number | undefined;
  readonly label: string | undefined;
  readonly time: number;
  readonly point: Point | undefined;
  readonly #place: ObjectPlace | undefined;

  /** @internal */
  constructor(
    readonly type: Type,
    subject: EventSubject<Name>,
    /** What this type of event tells; the rule's page lists it. */
    readonly values: Values,
    place?: ObjectPlace,
  ) {
    this.rule = subject.rule;
    this.source = subject.source;
    this.track = subject.track;
    this.class = subject.class;
    this.label = subject.label;
    this.time = subject.time;
    this.point = subject.point;
    this.#place = place;
  }

  /** The object, valid until the hook returns; `undefined` where the track is not in the frame. */
  get object(): ObjectView | undefined {
    const place = this.#place;
    if (place === undefined) return undefined;
    // Most events are never asked for their object: its view is made for those that are.
    if (place.serial !== place.table.serial) stale();
    return objectPool(place.table).at(place.row);
  }

  /** Where the object is, for an event about the same one. @internal */
  get place(): ObjectPlace | undefined {
    return this.#place;
  }
}
seal(RuleEvent);

/** The events of a rule, of which `Types` lists the types with their values, and whose name is `Name`. */
export type EventOf<Types, Name extends string = string> = { [Type in keyof Types & string]: RuleEvent<Type, Types[Type] & object, Name> }[keyof Types & string];
