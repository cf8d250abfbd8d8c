// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import { ObjectCursor } from './object-cursor.js';
import { ObjectRows } from './object-rows.js';
import { objectPool, type ObjectView } from './object-view.js';
import { RowView, type Table, type ViewPool } from './table.js';

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
    return { [Symbol.iterator]: () => this.walk(classOrLabel) };
  }

  /** Walks all objects, or those of a class, without making a view of each. */
  cursor(classOrLabel?: number | Label): ObjectCursor {
    this.live();
    return new ObjectCursor(this.table, this.row, classOrLabel);
  }

  [Symbol.iterator](): Iterator<ObjectView> {
    return this.walk(undefined);
  }

  private walk(classOrLabel: number | Label | undefined): Iterator<ObjectView> {
    this.live();
    return new ObjectIterator(this.pool, new ObjectRows(this.table, this.row, classOrLabel));
  }
}

class ObjectIterator implements Iterator<ObjectView> {
  // One result for the whole walk, instead of one per object.
  private readonly result: { done: boolean; value: ObjectView | undefined } = { done: false, value: undefined };

  constructor(
    private readonly pool: ViewPool<ObjectView>,
    private readonly rows: ObjectRows,
  ) {}

  next(): IteratorResult<ObjectView> {
    const row = this.rows.next();
    const { result } = this;
    if (row >= 0) {
      result.value = this.pool.at(row);
      return result as IteratorYieldResult<ObjectView>;
    }
    result.done = true;
    result.value = undefined;
    return result as IteratorReturnResult<undefined>;
  }
}
seal(ObjectList, ObjectIterator);
