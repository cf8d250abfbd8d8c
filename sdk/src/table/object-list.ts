// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import { ANY, ObjectCursor } from './object-cursor.js';
import { objectPool, type ObjectView } from './object-view.js';
import * as ObjectEdit from './schema/object-edit.generated.js';
import { RowView, stale, type Table, type ViewPool } from './table.js';

/**
 * The objects of a frame: those of the metadata, then those that the script added. Removed objects are left out.
 * An object added during a walk is not part of that walk.
 */
export class ObjectList<Label extends string = string> extends RowView implements Iterable<ObjectView> {
  private readonly pool: ViewPool<ObjectView>;

  /** @internal */
  constructor(table: Table, row: number) {
    super(table, row);
    this.pool = objectPool(table);
  }

  /** Number of objects, removed ones not counted. */
  get length(): number {
    const c = this.live();
    const { table, row } = this;
    return c.framesObjectCount[row]! + table.addedRows(row).length - table.removedCount(row);
  }

  /** The object at `index`, counted from the end when negative; `undefined` beyond the ends. */
  at(index: number): ObjectView | undefined {
    const c = this.live();
    const { table, row } = this;
    const wanted = index < 0 ? index + this.length : index;
    if (wanted < 0 || wanted >= this.length) return undefined;
    const packed = c.framesObjectCount[row]!;
    if (table.removedCount(row) === 0) {
      return this.pool.at(wanted < packed ? c.framesFirstObject[row]! + wanted : table.addedRows(row)[wanted - packed]!);
    }
    let i = 0;
    for (const object of this) if (i++ === wanted) return object;
    return undefined;
  }

  /** The objects of a class, by number or by label; where the processor declares `labels`, by one of them. */
  where(classOrLabel: number | Label): Iterable<ObjectView> {
    this.live();
    const byLabel = typeof classOrLabel === 'string';
    const classId = byLabel ? ANY : classOrLabel;
    const label = byLabel ? this.table.intern(classOrLabel) : ANY;
    return {
      [Symbol.iterator]: () => {
        this.live();
        return new ObjectIterator(this.table, this.pool, this.row, classId, label);
      },
    };
  }

  /** Walks all objects, or those of a class, without making a view of each. */
  cursor(classOrLabel?: number | Label): ObjectCursor {
    this.live();
    return new ObjectCursor(this.table, this.row, classOrLabel);
  }

  [Symbol.iterator](): Iterator<ObjectView> {
    this.live();
    return new ObjectIterator(this.table, this.pool, this.row, ANY, ANY);
  }
}

/** The walk of a cursor, but in one piece with the making of views: a call for each row would be felt in small frames. */
class ObjectIterator implements Iterator<ObjectView> {
  // One result for the whole walk, instead of one per object.
  private readonly result: { done: boolean; value: ObjectView | undefined } = { done: false, value: undefined };
  private readonly serial: number;
  private readonly addedEnd: number;
  private readonly packedEnd: number;
  private cursor: number;
  private nextAdded = 0;

  constructor(
    private readonly table: Table,
    private readonly pool: ViewPool<ObjectView>,
    private readonly frame: number,
    private readonly classId: number,
    private readonly label: number,
  ) {
    const c = table.columns;
    this.serial = table.serial;
    this.cursor = c.framesFirstObject[frame]!;
    this.packedEnd = this.cursor + c.framesObjectCount[frame]!;
    this.addedEnd = table.addedRows(frame).length;
  }

  next(): IteratorResult<ObjectView> {
    const c = this.table.columns;
    const { result } = this;
    if (this.serial !== this.table.serial) stale();
    for (;;) {
      let row: number;
      if (this.cursor < this.packedEnd) row = this.cursor++;
      else if (this.nextAdded < this.addedEnd) row = this.table.addedRows(this.frame)[this.nextAdded++]!;
      else break;
      if ((c.objectsEdits[row]! & ObjectEdit.removed) !== 0) continue;
      if (this.classId !== ANY && c.objectsClassId[row] !== this.classId) continue;
      if (this.label !== ANY && c.objectsLabel[row] !== this.label) continue;
      result.value = this.pool.at(row);
      return result as IteratorYieldResult<ObjectView>;
    }
    result.done = true;
    result.value = undefined;
    return result as IteratorReturnResult<undefined>;
  }
}
seal(ObjectList, ObjectIterator);
