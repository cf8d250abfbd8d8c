// SPDX-License-Identifier: MIT
// State of tracks: an object whose properties are typed arrays, with an entry for each track at the same place.

type Column = Uint8Array | Int8Array | Uint16Array | Int32Array | Uint32Array | Float64Array | BigUint64Array;
type NumberColumn = Exclude<Column, BigUint64Array>;

/** Entries that columns are made with. @internal */
export const FIRST_TRACKS = 64;

function columnsOf(state: object): [string, Column][] {
  return Object.entries(state).filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1]));
}

/** Makes all columns `length` entries long, and keeps what they hold. @internal */
export function growColumns(state: object, length: number): void {
  for (const [name, column] of columnsOf(state)) {
    const longer = new (column.constructor as new (length: number) => Column)(length);
    longer.set(column as never);
    (state as Record<string, Column>)[name] = longer;
  }
}

/** Sets all of an entry to 0. @internal */
export function clearEntry(state: object, at: number): void {
  for (const [, column] of columnsOf(state)) if (!(column instanceof BigUint64Array)) column[at] = 0;
}

/** An entry as JSON, in which NaN is null. @internal */
export function saveEntry(state: object, at: number): Record<string, number | null> {
  const entry: Record<string, number | null> = {};
  for (const [name, column] of columnsOf(state)) {
    const value = (column as NumberColumn)[at]!;
    entry[name] = Number.isNaN(value) ? null : value;
  }
  return entry;
}

/** Takes an entry that `saveEntry` gave; what it lacks stays as it is. @internal */
export function restoreEntry(state: object, at: number, entry: Readonly<Record<string, unknown>>): void {
  for (const [name, column] of columnsOf(state)) {
    const value = entry[name];
    if (typeof value === 'number') (column as NumberColumn)[at] = value;
    else if (value === null) (column as NumberColumn)[at] = NaN;
  }
}

/** Scales positions on the picture, which are the columns whose names end in X or Y. @internal */
export function scaleColumns(state: object, x: number, y: number): void {
  for (const [name, column] of columnsOf(state)) {
    const factor = name.endsWith('X') ? x : name.endsWith('Y') ? y : 1;
    if (factor !== 1) for (let at = 0; at < column.length; at++) (column as Float64Array)[at]! *= factor;
  }
}

/** Bytes of all columns. @internal */
export function columnBytes(state: object): number {
  return columnsOf(state).reduce((sum, [, column]) => sum + column.byteLength, 0);
}
