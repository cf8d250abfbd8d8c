// SPDX-License-Identifier: MIT
// What the element's host refuses of a table that a script has left (runtime/table/validate.cpp, runtime/host/events.cpp).
// The SDK checks most of it where the author's line is still on the stack; a script can get around that.
import { MAX_COORDINATE, MAX_DRAW_ITEMS, MAX_JSON_BYTES, MAX_LABEL_BYTES, MAX_TEXT_BYTES } from '../table/limits.js';
import * as AnalyticsKind from '../table/schema/analytics-kind.generated.js';
import * as ArrowHead from '../table/schema/arrow-head.generated.js';
import * as DrawKind from '../table/schema/draw-kind.generated.js';
import * as JsonOp from '../table/schema/json-op.generated.js';
import * as ObjectEdit from '../table/schema/object-edit.generated.js';
import * as Origin from '../table/schema/origin.generated.js';
import * as Section from '../table/schema/section.generated.js';
import { readUtf8, utf8Length } from '../table/text.js';
import { HostError, type MemoryTable } from './memory-table.js';

const MAX_PARENTS = 32;
const MAX_JSON_KEY_BYTES = 256;
const MAX_JSON_ENTRIES = 1024;
const MAX_EVENT_TYPE_BYTES = 256;
const MAX_BATCH_BYTES = 16 << 20;

/** Rows that the host packed; those behind them are the script's. */
export interface PackedRows {
  readonly frames: number;
  readonly objects: number;
}

/** What an error calls a row. Asked for only where there is one: a frame may have hundreds of drawing items. */
type Owner = () => string;

function range(what: string): never {
  throw new HostError('NVTS_RANGE', what);
}
function limit(what: string): never {
  throw new HostError('NVTS_LIMIT', what);
}

/** Throws `HostError` for the first edit, drawing item, JSON value or analytics row that cannot be. */
export function checkEdits(table: MemoryTable, packed: PackedRows): void {
  checkObjects(table, packed);
  checkDraw(table, packed.frames);
  checkJson(table, packed.frames);
  checkAnalytics(table, packed.frames);
}

function checkObjects(table: MemoryTable, packed: PackedRows): void {
  const c = table.columns;
  const objects = table.count(Section.objects);
  for (let i = 0; i < table.count(Section.edits); i++) {
    const row = c.editsRow[i]!;
    if (row >= objects) range(`an edit names object row ${row}, which does not exist`);
    if ((c.objectsEdits[row]! & ObjectEdit.removed) === 0) checkObject(table, row, packed, objects);
  }
}

function checkObject(table: MemoryTable, row: number, packed: PackedRows, objects: number): void {
  const c = table.columns;
  const edits = c.objectsEdits[row]!;
  const added = (edits & ObjectEdit.added) !== 0;
  const touched = (bit: number): boolean => added || (edits & bit) !== 0;
  const owner = (): string => (row < packed.objects ? `object ${row}` : `added object ${row - packed.objects}`);

  if (added !== row >= packed.objects) range(`${owner()}: the added flag does not fit the row`);
  if (c.objectsFrame[row]! >= packed.frames) range(`${owner()}: it names a frame that does not exist`);
  if (touched(ObjectEdit.classId) && c.objectsClassId[row]! < -1) range(`${owner()}: classId is ${c.objectsClassId[row]}; it must be -1 or above`);
  if (touched(ObjectEdit.label)) {
    checkString(table, owner, 'label', c.objectsLabel[row]!);
    const bytes = utf8Length(stringAt(table, c.objectsLabel[row]!));
    if (bytes > MAX_LABEL_BYTES) range(`${owner()}: a label of ${bytes} bytes; DeepStream holds ${MAX_LABEL_BYTES}`);
  }
  if (touched(ObjectEdit.confidence)) checkFinite(owner, 'confidence', c.objectsConfidence[row]!);
  if (touched(ObjectEdit.trackerConfidence)) checkFinite(owner, 'trackerConfidence', c.objectsTrackerConfidence[row]!);
  if (touched(ObjectEdit.box)) checkBox(owner, '', c.objectsLeft[row]!, c.objectsTop[row]!, c.objectsWidth[row]!, c.objectsHeight[row]!);
  if (touched(ObjectEdit.detectorBox)) {
    checkBox(owner, "detector box's ", c.objectsDetectorLeft[row]!, c.objectsDetectorTop[row]!, c.objectsDetectorWidth[row]!, c.objectsDetectorHeight[row]!);
  }
  if (touched(ObjectEdit.trackerBox)) {
    checkBox(owner, "tracker box's ", c.objectsTrackerLeft[row]!, c.objectsTrackerTop[row]!, c.objectsTrackerWidth[row]!, c.objectsTrackerHeight[row]!);
  }
  if (touched(ObjectEdit.border)) checkColor(owner, 'borderColor', c.objectsBorderColor, row);
  if (touched(ObjectEdit.background)) checkColor(owner, 'backgroundColor', c.objectsBackgroundColor, row);
  if (touched(ObjectEdit.text)) checkText(table, owner, c.objectsTextOffset[row]!, c.objectsTextLength[row]!);
  if (touched(ObjectEdit.textStyle)) {
    checkString(table, owner, 'fontName', c.objectsFontName[row]!);
    checkColor(owner, 'fontColor', c.objectsFontColor, row);
    checkColor(owner, 'textBackgroundColor', c.objectsTextBackgroundColor, row);
  }
  if (touched(ObjectEdit.parent)) {
    const parent = c.objectsParent[row]!;
    if (parent < -1 || parent === row || parent >= objects) range(`${owner()}: parent is row ${parent}, which is no other object of the batch`);
    let above = row;
    for (let depth = 0; depth <= MAX_PARENTS && above >= 0 && above < objects; depth++) above = c.objectsParent[above]!;
    if (above >= 0 && above < objects) range(`${owner()}: its chain of parents is longer than ${MAX_PARENTS} or goes round in a circle`);
  }
}

function checkDraw(table: MemoryTable, frames: number): void {
  const c = table.columns;
  const counts = new Map<number, number>();
  for (let row = 0; row < table.count(Section.draw); row++) {
    if (c.drawOrigin[row] !== Origin.script) continue;
    const frame = c.drawFrame[row]!;
    if (frame >= frames) range('a drawing item names a frame that does not exist');
    if (count(counts, frame) > MAX_DRAW_ITEMS) limit(`a frame of source ${c.framesSourceId[frame]} has more than ${MAX_DRAW_ITEMS} drawing items`);
    const owner = (): string => `drawing item ${row}`;
    const kind = c.drawKind[row]!;
    if (kind > DrawKind.circle) range(`${owner()}: unknown kind ${kind}`);
    const sized = kind === DrawKind.rect || kind === DrawKind.circle;
    const x2 = c.drawX2[row]!;
    const y2 = c.drawY2[row]!;
    checkBox(owner, '', c.drawX1[row]!, c.drawY1[row]!, sized ? x2 : Math.abs(x2), kind === DrawKind.rect ? y2 : Math.abs(y2));
    checkColor(owner, 'color', c.drawColor, row);
    checkColor(owner, 'backgroundColor', c.drawBackgroundColor, row);
    if (c.drawArrowHead[row]! > ArrowHead.both) range(`${owner()}: unknown arrow head`);
    checkString(table, owner, 'fontName', c.drawFontName[row]!);
    checkText(table, owner, c.drawTextOffset[row]!, c.drawTextLength[row]!);
    if (kind === DrawKind.text && c.drawTextLength[row]! < 0) range(`${owner()}: a text item without text`);
  }
}

function checkJson(table: MemoryTable, frames: number): void {
  const c = table.columns;
  const counts = new Map<number, number>();
  let bytes = 0;
  for (let row = 0; row < table.count(Section.json); row++) {
    if (c.jsonOrigin[row] !== Origin.script) continue;
    const frame = c.jsonFrame[row]!;
    if (frame >= frames) range('JSON metadata names a frame that does not exist');
    if (count(counts, frame) > MAX_JSON_ENTRIES) limit(`a frame of source ${c.framesSourceId[frame]} has more than ${MAX_JSON_ENTRIES} changes of JSON metadata`);
    const key = textAt(table, c.jsonKeyOffset[row]!, c.jsonKeyLength[row]!);
    if (key === undefined || key === '' || c.jsonKeyLength[row]! > MAX_JSON_KEY_BYTES || key.includes('\0')) {
      range(`a key of JSON metadata must have 1 to ${MAX_JSON_KEY_BYTES} bytes, none of them 0`);
    }
    if (c.jsonOp[row] === JsonOp.remove) continue;
    const owner = (): string => `JSON metadata '${key}'`;
    if (c.jsonOp[row] !== JsonOp.set) range(`${owner()}: unknown operation`);
    const length = c.jsonValueLength[row]!;
    if (length > MAX_JSON_BYTES) limit(`${owner()}: ${length} bytes; at most ${MAX_JSON_BYTES} are carried`);
    bytes += c.jsonKeyLength[row]! + length;
    if (bytes > MAX_BATCH_BYTES) limit(`the texts and JSON values of one batch exceed ${MAX_BATCH_BYTES} bytes`);
    if (parsed(textAt(table, c.jsonValueOffset[row]!, length)) === undefined) range(`${owner()}: the value is no valid JSON`);
  }
}

function checkAnalytics(table: MemoryTable, frames: number): void {
  const c = table.columns;
  for (let row = 0; row < table.count(Section.analytics); row++) {
    if (c.analyticsOrigin[row] !== Origin.script) continue;
    const [kind, frame, object, value] = [c.analyticsKind[row]!, c.analyticsFrame[row]!, c.analyticsObject[row]!, c.analyticsValue[row]!];
    const owner = (): string => `analytics row ${row}`;
    if (kind > AnalyticsKind.objectStatus) range(`${owner()}: unknown kind ${kind}`);
    if (frame >= frames) range(`${owner()}: it names a frame that does not exist`);
    if (kind >= AnalyticsKind.object) {
      if (object < 0 || object >= table.count(Section.objects) || c.objectsFrame[object] !== frame) range(`${owner()}: it names an object that its frame does not have`);
    } else if (object !== -1) range(`${owner()}: what belongs to a frame names object ${object}`);
    if (!(Number.isSafeInteger(value) && value >= 0)) range(`${owner()}: its value is ${value}; it must be a whole number from 0`);
  }
}

/** Throws `HostError` for the first event that cannot be. */
export function checkEvents(table: MemoryTable): void {
  const c = table.columns;
  let bytes = 0;
  for (let row = 0; row < table.count(Section.events); row++) {
    const [typeLength, dataLength, frame] = [c.eventsTypeLength[row]!, c.eventsDataLength[row]!, c.eventsFrame[row]!];
    const owner = (): string => `event ${row}`;
    if (typeLength < 1 || typeLength > MAX_EVENT_TYPE_BYTES) range(`${owner()}: its type must have 1 to ${MAX_EVENT_TYPE_BYTES} bytes`);
    if (dataLength > MAX_JSON_BYTES) limit(`${owner()}: its data has ${dataLength} bytes, at most ${MAX_JSON_BYTES} are allowed`);
    bytes += typeLength + Math.max(0, dataLength);
    if (bytes > MAX_BATCH_BYTES) limit(`the events of one batch exceed ${MAX_BATCH_BYTES} bytes`);
    if (frame < -1 || frame >= table.count(Section.frames)) range(`${owner()}: there is no frame ${frame} in the batch`);
    if (textAt(table, c.eventsTypeOffset[row]!, typeLength) === undefined) range(`${owner()}: its type points outside the text section`);
    const data = parsed(textAt(table, c.eventsDataOffset[row]!, dataLength));
    if (data === undefined) range(`${owner()}: its data is no valid JSON`);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) range(`${owner()}: its data must be a JSON object`);
  }
}

const SIDES = ['left', 'top', 'width', 'height'] as const;

function checkBox(owner: Owner, what: string, left: number, top: number, width: number, height: number): void {
  const max = MAX_COORDINATE;
  if (Math.abs(left) <= max && Math.abs(top) <= max && width >= 0 && width <= max && height >= 0 && height <= max) return;
  // Written so that NaN fails.
  const far = [left, top, width, height].findIndex((part) => !(Math.abs(part) <= max));
  if (far >= 0) range(`${owner()}: ${what}${SIDES[far]} is ${[left, top, width, height][far]}; it must be a finite number within +-1000000 pixels`);
  range(`${owner()}: ${what}size is ${width} x ${height}; width and height must not be negative`);
}

function checkColor(owner: Owner, what: string, column: Float32Array, row: number): void {
  for (let lane = 0; lane < 4; lane++) {
    const part = column[row * 4 + lane]!;
    if (!(part >= 0 && part <= 1)) range(`${owner()}: part ${lane} of ${what} is ${part}; red, green, blue and alpha must lie in 0..1`);
  }
}

function checkFinite(owner: Owner, what: string, value: number): void {
  if (!Number.isFinite(value)) range(`${owner()}: ${what} is ${value}; it must be finite`);
}

function checkText(table: MemoryTable, owner: Owner, offset: number, length: number): void {
  if (length < 0) return;
  if (length > MAX_TEXT_BYTES) limit(`${owner()}: a text of ${length} bytes; at most ${MAX_TEXT_BYTES} are drawn`);
  if (textAt(table, offset, length) === undefined) range(`${owner()}: its text points outside the text section`);
}

function checkString(table: MemoryTable, owner: Owner, what: string, index: number): void {
  if (index !== -1 && !table.hasString(index)) range(`${owner()}: ${what} is string ${index}, which does not exist`);
}

const stringAt = (table: MemoryTable, index: number): string => (index < 0 ? '' : table.string(index));

/** The text that a row points to; `undefined` for what is not in the section. */
function textAt(table: MemoryTable, offset: number, length: number): string | undefined {
  if (length < 0 || offset + length > table.count(Section.text)) return undefined;
  return readUtf8(table.columns.textBytes, offset, length);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function count(counts: Map<number, number>, key: number): number {
  const now = (counts.get(key) ?? 0) + 1;
  counts.set(key, now);
  return now;
}
