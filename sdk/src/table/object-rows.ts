// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import * as ObjectEdit from './schema/object-edit.generated.js';
import { stale, type Table } from './table.js';

const ANY = -2; // neither a class id nor a string index

/**
 * A walk over the rows of a frame's objects: those of the metadata, then those that the script had added when the walk
 * began. Removed ones are left out.
 * @internal
 */
export class ObjectRows {
  private readonly serial: number;
  private readonly classId: number;
  private readonly label: number;
  private readonly packedEnd: number;
  private readonly addedEnd: number;
  private cursor: number;
  private nextAdded = 0;

  /** Of one class where `classOrLabel` names it. */
  constructor(
    private readonly table: Table,
    private readonly frame: number,
    classOrLabel: number | string | undefined,
  ) {
    const c = table.columns;
    this.serial = table.serial;
    this.classId = typeof classOrLabel === 'number' ? classOrLabel : ANY;
    this.label = typeof classOrLabel === 'string' ? table.intern(classOrLabel) : ANY;
    this.cursor = c.framesFirstObject[frame]!;
    this.packedEnd = this.cursor + c.framesObjectCount[frame]!;
    this.addedEnd = table.addedRows(frame).length;
  }

  /** The next row; -1 at the end. Throws `NVTS_STALE` once the hook is over. */
  next(): number {
    const { table, classId, label } = this;
    if (this.serial !== table.serial) stale();
    const c = table.columns;
    for (;;) {
      let row: number;
      if (this.cursor < this.packedEnd) row = this.cursor++;
      else if (this.nextAdded < this.addedEnd) row = table.addedRows(this.frame)[this.nextAdded++]!;
      else return -1;
      if ((c.objectsEdits[row]! & ObjectEdit.removed) !== 0) continue;
      if (classId !== ANY && c.objectsClassId[row] !== classId) continue;
      if (label !== ANY && c.objectsLabel[row] !== label) continue;
      return row;
    }
  }
}
seal(ObjectRows);
