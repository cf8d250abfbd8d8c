// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import { objectPool, ObjectView } from './object-view.js';
import * as ObjectEdit from './schema/object-edit.generated.js';
import { NOWHERE, stale, type Table } from './table.js';

/** In the place of the class or the label that a walk keeps to: neither a class id nor a string index. @internal */
export const ANY = -2;

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
  private readonly hook: number;
  private readonly wantedClass: number;
  private readonly wantedLabel: number;
  private readonly packedEnd: number;
  private readonly addedEnd: number;
  private nextPacked: number;
  private nextAdded = 0;

  /** @internal */
  constructor(
    table: Table,
    private readonly frame: number,
    classOrLabel: number | string | undefined,
  ) {
    super(table, -1);
    this.hook = this.serial;
    this.serial = NOWHERE;
    const c = table.columns;
    this.wantedClass = typeof classOrLabel === 'number' ? classOrLabel : ANY;
    this.wantedLabel = typeof classOrLabel === 'string' ? table.intern(classOrLabel) : ANY;
    this.nextPacked = c.framesFirstObject[frame]!;
    this.packedEnd = this.nextPacked + c.framesObjectCount[frame]!;
    this.addedEnd = table.addedRows(frame).length;
  }

  /** Moves to the next object; false when there is none. An object that is added during the walk is not part of it. */
  next(): boolean {
    const { table, hook, wantedClass, wantedLabel } = this;
    if (hook !== table.serial) stale();
    const c = table.columns;
    for (;;) {
      let row: number;
      if (this.nextPacked < this.packedEnd) row = this.nextPacked++;
      else if (this.nextAdded < this.addedEnd) row = table.addedRows(this.frame)[this.nextAdded++]!;
      else break;
      if ((c.objectsEdits[row]! & ObjectEdit.removed) !== 0) continue;
      if (wantedClass !== ANY && c.objectsClassId[row] !== wantedClass) continue;
      if (wantedLabel !== ANY && c.objectsLabel[row] !== wantedLabel) continue;
      this.row = row;
      this.serial = hook;
      return true;
    }
    this.row = -1;
    this.serial = NOWHERE;
    return false;
  }

  /** The view of the object that the cursor stands on: it stays with the object when the cursor moves on. */
  get object(): ObjectView {
    this.live();
    return objectPool(this.table).at(this.row);
  }
}
seal(ObjectCursor);
