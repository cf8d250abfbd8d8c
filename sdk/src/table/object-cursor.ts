// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import { ObjectRows } from './object-rows.js';
import { objectPool, ObjectView } from './object-view.js';
import { NOWHERE, type Table } from './table.js';

/**
 * Walks the objects of a frame as `for ... of` does, but makes no view of each: it has all properties of the object that it
 * stands on, and moves on with `next()`. For loops that must be as fast as can be. It throws `NVTS_STALE` before the first
 * `next()`, after the last, and once the hook has returned.
 *
 * @example
 * ```ts
 * import { defineProcessor } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   onFrame(frame) {
 *     const person = frame.objects.cursor('person');
 *     let area = 0;
 *     while (person.next()) area += person.width * person.height;
 *     frame.emit('crowd', { covered: area / (frame.width * frame.height) });
 *   },
 * });
 * ```
 */
export class ObjectCursor extends ObjectView {
  /** @internal */
  declare row: number;
  /** @internal */
  declare serial: number;
  private readonly rows: ObjectRows;
  private readonly hook: number;

  /** @internal */
  constructor(table: Table, frame: number, classOrLabel: number | string | undefined) {
    super(table, -1);
    this.rows = new ObjectRows(table, frame, classOrLabel);
    this.hook = this.serial;
    this.serial = NOWHERE;
  }

  /** Moves to the next object; false when there is none. An object that is added during the walk is not part of it. */
  next(): boolean {
    const row = this.rows.next();
    this.row = row;
    this.serial = row < 0 ? NOWHERE : this.hook;
    return row >= 0;
  }

  /** The view of the object that the cursor stands on: it stays with the object when the cursor moves on. */
  get object(): ObjectView {
    this.live();
    return objectPool(this.table).at(this.row);
  }
}
seal(ObjectCursor);
