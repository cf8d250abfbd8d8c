// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { seal } from '../seal.js';
import type { HostFunctions } from './host-functions.js';
import { MAX_DRAW_ITEMS } from './limits.js';
import * as Header from './schema/header.generated.js';
import * as ObjectEdit from './schema/object-edit.generated.js';
import * as Section from './schema/section.generated.js';
import { Columns, GROUP_CORE } from './schema.generated.js';
import { readUtf8, utf8Length, writeUtf8 } from './text.js';

const FIRST_EXTENT: number = Header.framesOffset;
const NO_ROWS: readonly number[] = [];

/**
 * The frame table as a bundle works on it: the columns, the strings, and the book-keeping of edits.
 * Views (frames, objects, ...) are thin shells over a row of it.
 * @internal
 */
export class Table {
  readonly columns = new Columns();
  /** Views remember the serial under which they were handed out; it changes when a hook begins and when it ends. */
  serial = 0;
  /** Classifier results that the host packed; those behind are the script's. */
  packedClassifiers = 0;
  /** Text bytes that the last `writeText` took. */
  textLength = 0;

  private generation = -1;
  private readonly texts: (string | undefined)[] = [];
  private readonly indices = new Map<string, number>();
  // Per frame of the batch in hand.
  private readonly added: (number[] | undefined)[] = [];
  private readonly removed: number[] = [];
  private readonly drawn: number[] = [];

  constructor(
    readonly host: HostFunctions,
    block: ArrayBuffer,
  ) {
    this.columns.attach(block);
  }

  /** A call into the bundle begins; the table holds a batch, which may be without frames. */
  begin(): void {
    const frames = this.frameCount;
    for (let frame = 0; frame < frames; frame++) {
      this.added[frame] = undefined;
      this.removed[frame] = 0;
      this.drawn[frame] = 0;
    }
    this.packedClassifiers = this.columns.headerU32[Header.classifiersCount]!;
    this.readGeneration();
  }

  get frameCount(): number {
    return this.columns.headerU32[Header.framesCount]!;
  }

  get time(): number {
    return this.columns.headerF64[Header.batchTime]!;
  }

  attach(block: ArrayBuffer): void {
    this.columns.attach(block);
  }

  /** Has the host pack `group` for this batch and all later ones. */
  need(group: number): void {
    if ((this.columns.headerU32[Header.packedGroups]! & group) === 0) this.attach(this.host.pack(GROUP_CORE | group));
  }

  /** Adds rows to a section; the result is the number of the first. */
  append(section: number, rows = 1): number {
    const first = this.reserveMore(section, rows);
    this.columns.headerU32[FIRST_EXTENT + section * 3 + 2] = first + rows;
    return first;
  }

  /** Makes room for so many more rows of a section; the result is the number of the first. */
  reserveMore(section: number, rows: number): number {
    const first = this.columns.headerU32[FIRST_EXTENT + section * 3 + 2]!;
    this.reserve(section, first + rows);
    return first;
  }

  private reserve(section: number, rows: number): void {
    if (rows > this.columns.headerU32[FIRST_EXTENT + section * 3 + 1]!) this.attach(this.host.grow(section, rows));
  }

  // --- edits

  /** Notes that the script changed fields of an object. */
  markEdited(row: number, bits: number): void {
    const edits = this.columns.objectsEdits[row]!;
    if ((edits & ObjectEdit.removed) !== 0) {
      throw new NvtsError('NVTS_REMOVED', 'this object was removed earlier in this hook and can no longer be changed');
    }
    if (edits === 0) {
      const at = this.append(Section.edits);
      this.columns.editsRow[at] = row;
    }
    this.columns.objectsEdits[row] = edits | bits;
  }

  markRemoved(row: number): void {
    const c = this.columns;
    if ((c.objectsEdits[row]! & ObjectEdit.removed) !== 0) return;
    this.markEdited(row, ObjectEdit.removed);
    const frame = this.columns.objectsFrame[row]!;
    this.removed[frame] = (this.removed[frame] ?? 0) + 1;
  }

  addObjectRow(frame: number): number {
    // Room for both rows first: a refusal must not leave one without the other.
    this.reserveMore(Section.objects, 1);
    this.reserveMore(Section.edits, 1);
    const row = this.append(Section.objects);
    this.columns.editsRow[this.append(Section.edits)] = row;
    this.columns.objectsFrame[row] = frame;
    this.columns.objectsEdits[row] = ObjectEdit.added;
    (this.added[frame] ??= []).push(row);
    return row;
  }

  /** Rows that the script added to a frame. */
  addedRows(frame: number): readonly number[] {
    return this.added[frame] ?? NO_ROWS;
  }

  removedCount(frame: number): number {
    return this.removed[frame] ?? 0;
  }

  /** Rows for so many drawing items of a frame; the result is the number of the first. */
  addDrawRows(frame: number, count: number): number {
    const drawn = (this.drawn[frame] ?? 0) + count;
    if (drawn > MAX_DRAW_ITEMS) {
      throw new NvtsError('NVTS_LIMIT', `a frame takes at most ${MAX_DRAW_ITEMS} drawing items from a script`);
    }
    const first = this.append(Section.draw, count);
    this.drawn[frame] = drawn;
    return first;
  }

  // --- strings and texts

  /** The string that a row points to; '' for -1. */
  string(index: number): string {
    if (index < 0) return '';
    return (this.texts[index] ??= this.host.string(index));
  }

  /** The index that stands for `text` in rows. */
  intern(text: string): number {
    if (text === '') return -1;
    let index = this.indices.get(text);
    if (index === undefined) {
      index = this.host.intern(text);
      this.indices.set(text, index);
    }
    return index;
  }

  private readGeneration(): void {
    const generation = this.columns.headerU32[Header.stringGeneration]!;
    if (generation === this.generation) return;
    this.texts.length = 0;
    this.indices.clear();
    // Last: a script that is stopped in between must clear them again.
    this.generation = generation;
  }

  /** Raised when indices of strings that were kept mean nothing any more. */
  get stringGeneration(): number {
    return this.generation;
  }

  /** Appends `text` to the text section: the result is its offset, its size is in `textLength`. */
  writeText(text: string, maxBytes: number, field: string): number {
    if (text.length * 3 > maxBytes) {
      const bytes = utf8Length(text);
      if (bytes > maxBytes) {
        throw new NvtsError('NVTS_LIMIT', `${field} may have at most ${maxBytes} bytes of UTF-8, got ${bytes}`);
      }
    }
    const offset = this.columns.headerU32[Header.textCount]!;
    if (offset + text.length * 3 > this.columns.headerU32[Header.textCapacity]!) {
      this.reserve(Section.text, offset + utf8Length(text));
    }
    const end = writeUtf8(this.columns.textBytes, offset, text);
    this.textLength = end - offset;
    this.columns.headerU32[Header.textCount] = end;
    return offset;
  }

  readText(offset: number, length: number): string {
    return length <= 0 ? '' : readUtf8(this.columns.textBytes, offset, length);
  }
}

/** In the place of a view's serial while it shows no row. @internal */
export const NOWHERE = -1;

/** What views of one row have in common. */
export abstract class RowView {
  /** @internal */
  readonly table: Table;
  /** @internal */
  readonly row: number;
  /** @internal */
  readonly serial: number;

  /** @internal */
  constructor(table: Table, row: number) {
    this.table = table;
    this.row = row;
    this.serial = table.serial;
  }

  /** The columns, once it is sure that the row is still what this view was handed out for. @internal */
  protected live(): Columns {
    const { table } = this;
    if (this.serial !== table.serial) stale();
    return table.columns;
  }
}

/** Says that something of an earlier hook was used. @internal */
export function stale(): never {
  throw new NvtsError(
    'NVTS_STALE',
    'this view (a batch, frame, object, classifier result, or a walk over them) belongs to a hook that has returned, or it is a cursor that stands on no object: copy the values that you need later, do not keep it',
  );
}

/**
 * Views of rows, each made once in a hook. The next hook gets new ones: one that a script kept can never show another
 * object, it stays stale. An engine makes a small object in a few nanoseconds. @internal
 */
export class ViewPool<T extends RowView> {
  private readonly views: (T | undefined)[] = [];

  constructor(
    private readonly table: Table,
    private readonly make: (table: Table, row: number) => T,
  ) {}

  at(row: number): T {
    const { table } = this;
    let view = this.views[row];
    if (view === undefined || view.serial !== table.serial) {
      view = this.make(table, row);
      this.views[row] = view;
    }
    return view;
  }
}
seal(Columns, Table, RowView, ViewPool);

/** Gives what belongs to a table, which `make` makes when it is first asked for. @internal */
export function perTable<T>(make: (table: Table) => T): (table: Table) => T {
  const made = new WeakMap<Table, T>();
  return (table) => {
    let own = made.get(table);
    if (own === undefined) {
      own = make(table);
      made.set(table, own);
    }
    return own;
  };
}
