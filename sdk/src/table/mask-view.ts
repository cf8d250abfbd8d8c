// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { checkFinite, checkInteger, MAX_MASK_SIDE, TAKEN_BACK } from './limits.js';
import * as Header from './schema/header.generated.js';
import * as Origin from './schema/origin.generated.js';
import * as Section from './schema/section.generated.js';
import { perTable, RowView, type Table, ViewPool } from './table.js';

/** What an object's mask is set to: cells that together cover the object's box, row after row. */
export interface NewMask {
  /** Cells in a row and rows, each from 1 to 8,192. */
  readonly width: number;
  readonly height: number;
  /** `width * height` finite values, probabilities by custom. They are copied. */
  readonly data: ArrayLike<number>;
  /** Cells above it belong to the object; 0.5 when left out. */
  readonly threshold?: number;
}

/** The mask of an object; read only: assign `object.mask` to change it. */
export class MaskView extends RowView {
  /** Cells in a row. Together the cells cover the object's box. */
  get width(): number {
    return this.live().masksWidth[this.row]!;
  }
  /** Rows of cells. */
  get height(): number {
    return this.live().masksHeight[this.row]!;
  }
  /** Cells above it belong to the object. */
  get threshold(): number {
    return this.live().masksThreshold[this.row]!;
  }
  /**
   * The cells' values, row after row, without a copy: `data[y * width + x]`. Copy what is needed after the hook
   * (`data.slice()`): the memory then holds another batch. What is written to it does not count.
   */
  get data(): Float32Array {
    const c = this.live();
    const first = c.masksFirstValue[this.row]!;
    return c.maskValuesValue.subarray(first, first + c.masksWidth[this.row]! * c.masksHeight[this.row]!);
  }
}
seal(MaskView);

/** The masks of the batch in hand, by object: one search for all. */
class MaskRows {
  readonly views: ViewPool<MaskView>;
  private serial = -1;
  private seen = 0;
  private readonly packed = new Map<number, number>();
  private readonly own = new Map<number, number>();

  constructor(private readonly table: Table) {
    this.views = new ViewPool(table, (t, row) => new MaskView(t, row));
  }

  rowOf(object: number, own: boolean): number | undefined {
    this.look();
    return (own ? this.own : this.packed).get(object);
  }

  forget(object: number): void {
    this.own.delete(object);
  }

  private look(): void {
    const c = this.table.columns;
    const batch = c.headerU32[Header.batchSerial]!;
    if (batch !== this.serial) {
      this.serial = batch;
      this.seen = 0;
      this.packed.clear();
      this.own.clear();
    }
    const count = c.headerU32[Header.masksCount]!;
    for (; this.seen < count; this.seen++) {
      const rows = c.masksOrigin[this.seen] === Origin.script ? this.own : this.packed;
      rows.set(c.masksObject[this.seen]!, this.seen);
    }
  }
}
seal(MaskRows);

const masksOf = perTable((table) => new MaskRows(table));

/** The mask of an object's row: the script's (`own`) or that of the metadata. @internal */
export function maskOf(table: Table, object: number, own: boolean): MaskView | undefined {
  const masks = masksOf(table);
  const row = masks.rowOf(object, own);
  return row === undefined ? undefined : masks.views.at(row);
}

/** Refuses what the metadata cannot hold. @internal */
export function checkMask(mask: NewMask): void {
  if (typeof mask !== 'object' || mask === null) throw new NvtsError('NVTS_RANGE', `object.mask must be an object or undefined, got ${show(mask)}`);
  const { width, height, data, threshold } = mask;
  checkInteger('object.mask.width', width, 1, MAX_MASK_SIDE);
  checkInteger('object.mask.height', height, 1, MAX_MASK_SIDE);
  if (threshold !== undefined) checkFinite('object.mask.threshold', threshold);
  if (typeof data !== 'object' || data === null || data.length !== width * height) {
    throw new NvtsError('NVTS_RANGE', `object.mask.data of ${width} x ${height} cells must have ${width * height} values, got ${show(data?.length)}`);
  }
  for (let i = 0; i < data.length; i++) {
    const value = Math.fround(data[i]!);
    if (!(value - value === 0)) checkFinite(`object.mask.data[${i}]`, data[i]!);
  }
}

/** Gives an object's row a mask that was checked, or takes the script's own away. @internal */
export function writeMask(table: Table, object: number, mask: NewMask | undefined): void {
  const masks = masksOf(table);
  const before = masks.rowOf(object, true);
  if (mask === undefined) {
    if (before !== undefined) table.columns.masksObject[before] = TAKEN_BACK;
    masks.forget(object);
    return;
  }
  const { width, height, data, threshold = 0.5 } = mask;
  // Room for both first: a refusal must leave neither.
  table.reserveMore(Section.masks, 1);
  const first = table.append(Section.maskValues, width * height);
  const row = table.append(Section.masks);
  const c = table.columns;
  for (let i = 0; i < data.length; i++) c.maskValuesValue[first + i] = data[i]!;
  c.masksObject[row] = object;
  c.masksOrigin[row] = Origin.script;
  c.masksWidth[row] = width;
  c.masksHeight[row] = height;
  c.masksThreshold[row] = threshold;
  c.masksFirstValue[row] = first;
  if (before !== undefined) c.masksObject[before] = TAKEN_BACK;
}
