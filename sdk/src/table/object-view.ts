// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { checkClassifier, type ClassifierView, classifiersOf, type NewClassifier, takeBackClassifiers, writeClassifier } from './classifier-view.js';
import { type Color, readColor, type Rgba, writeColor } from './color.js';
import {
  checkCoordinate,
  checkFinite,
  checkInteger,
  checkSize,
  checkText,
  checkTrackId,
  MAX_INT32,
  MAX_LABEL_BYTES,
  MAX_TEXT_BYTES,
  MAX_UINT32,
  UNTRACKED,
} from './limits.js';
import { checkMask, maskOf, type MaskView, type NewMask, writeMask } from './mask-view.js';
import { type ObjectAnalytics, readObjectAnalytics, writeObjectAnalytics } from './nvds-analytics.js';
import * as Header from './schema/header.generated.js';
import * as ObjectEdit from './schema/object-edit.generated.js';
import * as ObjectFlag from './schema/object-flag.generated.js';
import * as Origin from './schema/origin.generated.js';
import { type Columns, GROUP_ANALYTICS, GROUP_DETAIL, GROUP_MASK, GROUP_STYLE } from './schema.generated.js';
import { perTable, RowView, type Table, ViewPool } from './table.js';
import { utf8Length } from './text.js';

/** A box in pixels of the pipeline picture, origin top left. */
export interface Box {
  /** Left edge in pixels of the pipeline picture, origin top left. */
  readonly left: number;
  /** Top edge in pixels of the pipeline picture, origin top left. */
  readonly top: number;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** What `frame.addObject` takes. Boxes are in pixels of the pipeline picture, origin top left. */
export interface NewObject extends Box {
  /** 0 when left out. */
  readonly classId?: number;
  /** At most 127 bytes of UTF-8; empty when left out. It is also the new object's display text. */
  readonly label?: string;
  /** From 0 to 1 by custom; 1 when left out. */
  readonly confidence?: number;
  /** Untracked when left out. */
  readonly trackId?: bigint | number | undefined;
  /** An object of the same frame that this one belongs to, e.g. the car of a licence plate. */
  readonly parent?: ObjectView | undefined;
  /** Which component made the object (DeepStream's `unique_component_id`); -1 when left out. */
  readonly componentId?: number;
}

/**
 * One object of a frame. Reading a property reads the batch's metadata; assigning changes it once the hook has
 * returned. The view is valid until then: copy values that are needed later.
 *
 * Setters throw `NVTS_RANGE` for a value that the metadata cannot hold, `NVTS_REMOVED` when the object was removed
 * in this hook; every property throws `NVTS_STALE` after the hook.
 */
export class ObjectView extends RowView {
  // --- what it is

  /** Number of the class, as the detector counts: -1 or more. */
  get classId(): number {
    return this.live().objectsClassId[this.row]!;
  }
  set classId(value: number) {
    checkInteger('object.classId', value, -1, MAX_INT32);
    this.edit(ObjectEdit.classId).objectsClassId[this.row] = value;
  }

  /** Text of the class, at most 127 bytes of UTF-8. */
  get label(): string {
    return this.table.string(this.live().objectsLabel[this.row]!);
  }
  set label(value: string) {
    const index = internLabel(this.table, value);
    this.edit(ObjectEdit.label).objectsLabel[this.row] = index;
  }

  /** The detector's confidence, from 0 to 1 by custom. */
  get confidence(): number {
    return this.live().objectsConfidence[this.row]!;
  }
  set confidence(value: number) {
    checkFinite('object.confidence', value);
    this.edit(ObjectEdit.confidence).objectsConfidence[this.row] = value;
  }

  /** Which component made the object (DeepStream's `unique_component_id`). */
  get componentId(): number {
    return this.live().objectsComponentId[this.row]!;
  }
  set componentId(value: number) {
    checkInteger('object.componentId', value, -MAX_INT32 - 1, MAX_INT32);
    this.edit(ObjectEdit.componentId).objectsComponentId[this.row] = value;
  }

  /** What classifiers said about the object: those upstream, then this script. */
  get classifiers(): readonly ClassifierView[] {
    const c = this.live();
    const { row } = this;
    const replaced = (c.objectsEdits[row]! & ObjectEdit.classifiers) !== 0;
    return classifiersOf(this.table, row, c.objectsFirstClassifier[row]!, replaced ? 0 : c.objectsClassifierCount[row]!);
  }
  /** Puts these in the place of all results that the object has. */
  set classifiers(value: readonly NewClassifier[]) {
    this.live();
    if (!Array.isArray(value)) throw new NvtsError('NVTS_RANGE', `object.classifiers must be a list, got ${show(value)}`);
    value.forEach((classifier: NewClassifier) => checkClassifier(classifier));
    this.edit(ObjectEdit.classifiers);
    takeBackClassifiers(this.table, this.row);
    value.forEach((classifier: NewClassifier) => writeClassifier(this.table, this.row, classifier));
  }
  /** Adds a classifier result to those that the object has. */
  addClassifier(classifier: NewClassifier): void {
    if (this.removed) throw new NvtsError('NVTS_REMOVED', 'this object was removed earlier in this hook and can no longer be changed');
    checkClassifier(classifier);
    writeClassifier(this.table, this.row, classifier);
  }

  /**
   * Which part of its box the object fills, `undefined` where a model gave none. `maskPolygon` makes a polygon of it.
   * Assign cells to change it, `undefined` to take it away.
   */
  get mask(): MaskView | undefined {
    const own = (this.packed(GROUP_MASK).objectsEdits[this.row]! & (ObjectEdit.mask | ObjectEdit.added)) !== 0;
    return maskOf(this.table, this.row, own);
  }
  set mask(value: NewMask | undefined) {
    this.live();
    if (value !== undefined) checkMask(value);
    this.editPacked(GROUP_MASK, ObjectEdit.mask);
    writeMask(this.table, this.row, value);
  }

  /** What nvdsanalytics found about the object: this script's, or that of a component upstream. */
  get analytics(): ObjectAnalytics | undefined {
    const frame = this.live().objectsFrame[this.row]!;
    this.table.need(GROUP_ANALYTICS);
    return readObjectAnalytics(this.table, frame, this.row);
  }
  /**
   * Attaches an `NvDsAnalyticsObjInfo`, so that applications made for nvdsanalytics read it. It takes the place of one
   * with the same `uniqueId`.
   */
  setAnalytics(analytics: ObjectAnalytics): void {
    const frame = this.live().objectsFrame[this.row]!;
    this.table.need(GROUP_ANALYTICS);
    writeObjectAnalytics(this.table, frame, this.row, analytics, Origin.script);
  }

  /** The object that this one belongs to, e.g. the car of a licence plate. It must be of the same frame. */
  get parent(): ObjectView | undefined {
    const row = this.live().objectsParent[this.row]!;
    return row < 0 ? undefined : objectAt(this.table, row);
  }
  set parent(value: ObjectView | undefined) {
    const row = parentRow(this.table, this.live().objectsFrame[this.row]!, value, this.row);
    this.edit(ObjectEdit.parent).objectsParent[this.row] = row;
  }

  // --- the track

  /** The tracker's 64-bit id, exact; `undefined` while untracked. A number is taken where it is a safe integer. */
  get trackId(): bigint | undefined {
    const id = this.live().objectsTrackId[this.row]!;
    return id === UNTRACKED ? undefined : id;
  }
  set trackId(value: bigint | number | undefined) {
    const id = checkTrackId('object.trackId', value);
    this.edit(ObjectEdit.trackId).objectsTrackId[this.row] = id;
  }

  /** Whether the object has a track id. Cheaper than reading `trackId`, which makes a bigint. */
  get tracked(): boolean {
    const c = this.live();
    if ((c.objectsEdits[this.row]! & (ObjectEdit.trackId | ObjectEdit.added)) !== 0) {
      return c.objectsTrackId[this.row] !== UNTRACKED;
    }
    return (c.objectsFlags[this.row]! & ObjectFlag.tracked) !== 0;
  }

  /**
   * A small number that stands for source and track, -1 when the object came untracked: the index for per-track state
   * in plain arrays. It is used again once the track was not seen for 60 s; `trackSerial` tells the difference.
   */
  get trackKey(): number {
    return this.live().objectsTrackKey[this.row]!;
  }
  /** Number of the track in this run, never used again; 0 when the object came untracked. */
  get trackSerial(): number {
    return this.live().objectsTrackSerial[this.row]!;
  }
  /** Whether this is the first frame in which the track is seen. */
  get firstSeen(): boolean {
    return (this.live().objectsFlags[this.row]! & ObjectFlag.firstSeen) !== 0;
  }

  // --- the box

  /** Left edge in pixels of the pipeline picture, origin top left, within ±1e6. */
  get left(): number {
    return this.live().objectsLeft[this.row]!;
  }
  set left(value: number) {
    checkCoordinate('object.left', value);
    this.edit(ObjectEdit.box).objectsLeft[this.row] = value;
  }
  /** Top edge in pixels of the pipeline picture, origin top left, within ±1e6. */
  get top(): number {
    return this.live().objectsTop[this.row]!;
  }
  set top(value: number) {
    checkCoordinate('object.top', value);
    this.edit(ObjectEdit.box).objectsTop[this.row] = value;
  }
  /** Width in pixels, 0 to 1e6. */
  get width(): number {
    return this.live().objectsWidth[this.row]!;
  }
  set width(value: number) {
    checkSize('object.width', value);
    this.edit(ObjectEdit.box).objectsWidth[this.row] = value;
  }
  /** Height in pixels, 0 to 1e6. */
  get height(): number {
    return this.live().objectsHeight[this.row]!;
  }
  set height(value: number) {
    checkSize('object.height', value);
    this.edit(ObjectEdit.box).objectsHeight[this.row] = value;
  }
  /** Right edge, left + width, in pixels, origin top left. */
  get right(): number {
    const c = this.live();
    return c.objectsLeft[this.row]! + c.objectsWidth[this.row]!;
  }
  /** Bottom edge, top + height, in pixels, origin top left. */
  get bottom(): number {
    const c = this.live();
    return c.objectsTop[this.row]! + c.objectsHeight[this.row]!;
  }
  /** Middle of left and right edge in pixels, origin top left. */
  get centerX(): number {
    const c = this.live();
    return c.objectsLeft[this.row]! + c.objectsWidth[this.row]! / 2;
  }
  /** Middle of top and bottom edge in pixels, origin top left. */
  get centerY(): number {
    const c = this.live();
    return c.objectsTop[this.row]! + c.objectsHeight[this.row]! / 2;
  }
  /** Whether the box came from the metadata with a coordinate that is not finite or a negative size. */
  get hasInvalidBox(): boolean {
    return (this.live().objectsFlags[this.row]! & ObjectFlag.invalidBox) !== 0;
  }

  /** Sets the whole box, in pixels, origin top left; nothing changes when one of the values is refused. */
  setBox(left: number, top: number, width: number, height: number): void {
    checkCoordinate('object.left', left);
    checkCoordinate('object.top', top);
    checkSize('object.width', width);
    checkSize('object.height', height);
    const c = this.edit(ObjectEdit.box);
    c.objectsLeft[this.row] = left;
    c.objectsTop[this.row] = top;
    c.objectsWidth[this.row] = width;
    c.objectsHeight[this.row] = height;
  }

  // --- what detector and tracker said (group "detail")

  /** The tracker's confidence, from 0 to 1 by custom. */
  get trackerConfidence(): number {
    return this.packed(GROUP_DETAIL).objectsTrackerConfidence[this.row]!;
  }
  set trackerConfidence(value: number) {
    checkFinite('object.trackerConfidence', value);
    this.editPacked(GROUP_DETAIL, ObjectEdit.trackerConfidence).objectsTrackerConfidence[this.row] = value;
  }

  /** The box as the detector gave it, in pixels, origin top left; a copy. */
  get detectorBox(): Box {
    const c = this.packed(GROUP_DETAIL);
    const { row } = this;
    return {
      left: c.objectsDetectorLeft[row]!,
      top: c.objectsDetectorTop[row]!,
      width: c.objectsDetectorWidth[row]!,
      height: c.objectsDetectorHeight[row]!,
    };
  }
  set detectorBox(box: Box) {
    checkBox('object.detectorBox', box);
    const c = this.editPacked(GROUP_DETAIL, ObjectEdit.detectorBox);
    const { row } = this;
    c.objectsDetectorLeft[row] = box.left;
    c.objectsDetectorTop[row] = box.top;
    c.objectsDetectorWidth[row] = box.width;
    c.objectsDetectorHeight[row] = box.height;
  }

  /** The box as the tracker gave it, in pixels, origin top left; a copy. */
  get trackerBox(): Box {
    const c = this.packed(GROUP_DETAIL);
    const { row } = this;
    return {
      left: c.objectsTrackerLeft[row]!,
      top: c.objectsTrackerTop[row]!,
      width: c.objectsTrackerWidth[row]!,
      height: c.objectsTrackerHeight[row]!,
    };
  }
  set trackerBox(box: Box) {
    checkBox('object.trackerBox', box);
    const c = this.editPacked(GROUP_DETAIL, ObjectEdit.trackerBox);
    const { row } = this;
    c.objectsTrackerLeft[row] = box.left;
    c.objectsTrackerTop[row] = box.top;
    c.objectsTrackerWidth[row] = box.width;
    c.objectsTrackerHeight[row] = box.height;
  }

  // --- how it is drawn (group "style")

  /** Width of the box's border in pixels; 0 draws none. */
  get borderWidth(): number {
    return this.packed(GROUP_STYLE).objectsBorderWidth[this.row]!;
  }
  set borderWidth(value: number) {
    checkInteger('object.borderWidth', value, 0, MAX_UINT32);
    this.editPacked(GROUP_STYLE, ObjectEdit.border).objectsBorderWidth[this.row] = value;
  }
  /** Colour of the box's border. */
  get borderColor(): Rgba {
    return readColor(this.packed(GROUP_STYLE).objectsBorderColor, this.row);
  }
  set borderColor(value: Color) {
    const c = this.editPacked(GROUP_STYLE, ObjectEdit.border);
    writeColor(c.objectsBorderColor, this.row, value, 'object.borderColor');
  }
  /** Colour that fills the box; `undefined` fills nothing. */
  get backgroundColor(): Rgba | undefined {
    const c = this.packed(GROUP_STYLE);
    return c.objectsHasBackground[this.row] ? readColor(c.objectsBackgroundColor, this.row) : undefined;
  }
  set backgroundColor(value: Color | undefined) {
    const c = this.editPacked(GROUP_STYLE, ObjectEdit.background);
    if (value !== undefined) writeColor(c.objectsBackgroundColor, this.row, value, 'object.backgroundColor');
    c.objectsHasBackground[this.row] = value === undefined ? 0 : 1;
  }
  /**
   * Text drawn at the object, at most 4,096 bytes of UTF-8. An object that had none and no colour for one gets the look of
   * one that a script adds: white on black, above the box.
   */
  get text(): string {
    const c = this.packed(GROUP_STYLE);
    return this.table.readText(c.objectsTextOffset[this.row]!, c.objectsTextLength[this.row]!);
  }
  set text(value: string) {
    checkText('object.text', value);
    const c = this.editPacked(GROUP_STYLE, ObjectEdit.text);
    const { table, row } = this;
    if (value !== '' && c.objectsTextLength[row]! < 0 && c.objectsFontColor[4 * row + 3] === 0) {
      this.editPacked(GROUP_STYLE, ObjectEdit.textStyle);
      fillTextStyle(table, row, c.objectsLeft[row]!, c.objectsTop[row]!);
    }
    writeObjectText(table, row, value);
  }
  /** Left edge of the text in pixels, origin top left, 0 or more. */
  get textX(): number {
    return this.packed(GROUP_STYLE).objectsTextX[this.row]!;
  }
  set textX(value: number) {
    checkInteger('object.textX', value, 0, MAX_UINT32);
    this.editPacked(GROUP_STYLE, ObjectEdit.textStyle).objectsTextX[this.row] = value;
  }
  /** Top edge of the text in pixels, origin top left, 0 or more. */
  get textY(): number {
    return this.packed(GROUP_STYLE).objectsTextY[this.row]!;
  }
  set textY(value: number) {
    checkInteger('object.textY', value, 0, MAX_UINT32);
    this.editPacked(GROUP_STYLE, ObjectEdit.textStyle).objectsTextY[this.row] = value;
  }
  /** Name of the text's font, `''` when none is set. */
  get fontName(): string {
    return this.table.string(this.packed(GROUP_STYLE).objectsFontName[this.row]!);
  }
  set fontName(value: string) {
    const index = this.table.intern(checkText('object.fontName', value));
    this.editPacked(GROUP_STYLE, ObjectEdit.textStyle).objectsFontName[this.row] = index;
  }
  /** Size of the text in points. */
  get fontSize(): number {
    return this.packed(GROUP_STYLE).objectsFontSize[this.row]!;
  }
  set fontSize(value: number) {
    checkInteger('object.fontSize', value, 0, MAX_UINT32);
    this.editPacked(GROUP_STYLE, ObjectEdit.textStyle).objectsFontSize[this.row] = value;
  }
  /** Colour of the text. */
  get fontColor(): Rgba {
    return readColor(this.packed(GROUP_STYLE).objectsFontColor, this.row);
  }
  set fontColor(value: Color) {
    const c = this.editPacked(GROUP_STYLE, ObjectEdit.textStyle);
    writeColor(c.objectsFontColor, this.row, value, 'object.fontColor');
  }
  /** Colour behind the text; `undefined` for none. */
  get textBackgroundColor(): Rgba | undefined {
    const c = this.packed(GROUP_STYLE);
    return c.objectsHasTextBackground[this.row] ? readColor(c.objectsTextBackgroundColor, this.row) : undefined;
  }
  set textBackgroundColor(value: Color | undefined) {
    const c = this.editPacked(GROUP_STYLE, ObjectEdit.textStyle);
    if (value !== undefined) writeColor(c.objectsTextBackgroundColor, this.row, value, 'object.textBackgroundColor');
    c.objectsHasTextBackground[this.row] = value === undefined ? 0 : 1;
  }

  // --- removing

  /** Takes the object out of the frame. Removing it twice is no error; changing it afterwards is (`NVTS_REMOVED`). */
  remove(): void {
    this.live();
    this.table.markRemoved(this.row);
  }
  /** Whether the object was removed in this hook. */
  get removed(): boolean {
    return (this.live().objectsEdits[this.row]! & ObjectEdit.removed) !== 0;
  }

  private edit(bits: number): Columns {
    const c = this.live();
    this.table.markEdited(this.row, bits);
    return c;
  }

  private packed(group: number): Columns {
    const c = this.live();
    // A row that the script added is filled by the script, whatever the host packs.
    if ((c.objectsEdits[this.row]! & ObjectEdit.added) === 0) this.table.need(group);
    return c;
  }

  private editPacked(group: number, bits: number): Columns {
    this.packed(group);
    return this.edit(bits);
  }
}
seal(ObjectView);

/** The pool of a table's object views. @internal */
export const objectPool = perTable((table) => new ViewPool(table, (t, row) => new ObjectView(t, row)));

function objectAt(table: Table, row: number): ObjectView {
  return objectPool(table).at(row);
}

function internLabel(table: Table, label: string): number {
  checkText('object.label', label);
  if (label.length * 3 > MAX_LABEL_BYTES) {
    const bytes = utf8Length(label);
    if (bytes > MAX_LABEL_BYTES) {
      throw new NvtsError(
        'NVTS_RANGE',
        `object.label may have at most ${MAX_LABEL_BYTES} bytes of UTF-8, got ${bytes}: ${show(label)}`,
      );
    }
  }
  return table.intern(label);
}

function checkBox(field: string, box: Box): void {
  checkCoordinate(`${field}.left`, box.left);
  checkCoordinate(`${field}.top`, box.top);
  checkSize(`${field}.width`, box.width);
  checkSize(`${field}.height`, box.height);
}

/** The row of a parent, checked: same frame, not removed, and no circle that leads back to `child`. */
function parentRow(table: Table, frame: number, parent: ObjectView | undefined, child: number): number {
  if (parent === undefined) return -1;
  if (parent.table !== table || parent.removed) {
    throw new NvtsError('NVTS_REMOVED', 'object.parent must be an object that is still in the frame');
  }
  const c = table.columns;
  if (c.objectsFrame[parent.row] !== frame) {
    throw new NvtsError('NVTS_RANGE', 'object.parent must be an object of the same frame');
  }
  const objects = c.headerU32[Header.objectsCount]!;
  let steps = 0;
  for (let row = parent.row; row >= 0 && row < objects && steps <= objects; row = c.objectsParent[row]!) {
    if (row === child) throw new NvtsError('NVTS_RANGE', 'object.parent must not lead back to the object itself');
    steps++;
  }
  return parent.row;
}

function writeObjectText(table: Table, row: number, text: string): void {
  const offset = table.writeText(text, MAX_TEXT_BYTES, 'object.text');
  table.columns.objectsTextOffset[row] = offset;
  table.columns.objectsTextLength[row] = text === '' ? -1 : table.textLength;
}

/** Appends an object to a frame: every column is filled, since the host takes the row as it stands. @internal */
export function addObject(table: Table, frame: number, input: NewObject): ObjectView {
  checkBox('addObject', input);
  const classId = checkInteger('addObject.classId', input.classId ?? 0, -1, MAX_INT32);
  const confidence = checkFinite('addObject.confidence', input.confidence ?? 1);
  const trackId = checkTrackId('addObject.trackId', input.trackId);
  const componentId = checkInteger('addObject.componentId', input.componentId ?? -1, -MAX_INT32 - 1, MAX_INT32);
  const parent = parentRow(table, frame, input.parent, -1);
  const text = input.label ?? '';
  const label = internLabel(table, text);

  const row = table.addObjectRow(frame);
  const c = table.columns;
  c.objectsClassId[row] = classId;
  c.objectsLabel[row] = label;
  c.objectsTrackKey[row] = -1;
  c.objectsTrackSerial[row] = 0;
  c.objectsTrackId[row] = trackId;
  c.objectsConfidence[row] = confidence;
  c.objectsLeft[row] = c.objectsDetectorLeft[row] = input.left;
  c.objectsTop[row] = c.objectsDetectorTop[row] = input.top;
  c.objectsWidth[row] = c.objectsDetectorWidth[row] = input.width;
  c.objectsHeight[row] = c.objectsDetectorHeight[row] = input.height;
  c.objectsParent[row] = parent;
  c.objectsFlags[row] = 0;
  c.objectsComponentId[row] = componentId;
  c.objectsFirstClassifier[row] = 0;
  c.objectsClassifierCount[row] = 0;
  c.objectsTrackerConfidence[row] = 0;
  c.objectsTrackerLeft[row] = c.objectsTrackerTop[row] = 0;
  c.objectsTrackerWidth[row] = c.objectsTrackerHeight[row] = 0;
  fillStyle(table, row, text, input);
  return objectAt(table, row);
}

/** The look of an object that a script adds: as nvinfer draws one, a border and its label above. */
function fillStyle(table: Table, row: number, text: string, box: Box): void {
  writeObjectText(table, row, text);
  const c = table.columns;
  c.objectsBorderWidth[row] = 2;
  writeColor(c.objectsBorderColor, row, [1, 0, 0, 1], 'borderColor');
  c.objectsHasBackground[row] = 0;
  writeColor(c.objectsBackgroundColor, row, [0, 0, 0, 0], 'backgroundColor');
  fillTextStyle(table, row, box.left, box.top);
}

/** White on black, above the box. */
function fillTextStyle(table: Table, row: number, left: number, top: number): void {
  const font = table.intern('Serif');
  const c = table.columns;
  c.objectsTextX[row] = Math.max(0, left);
  c.objectsTextY[row] = Math.max(0, top - 10);
  c.objectsFontName[row] = font;
  c.objectsFontSize[row] = 10;
  writeColor(c.objectsFontColor, row, [1, 1, 1, 1], 'fontColor');
  c.objectsHasTextBackground[row] = 1;
  writeColor(c.objectsTextBackgroundColor, row, [0, 0, 0, 1], 'textBackgroundColor');
}
