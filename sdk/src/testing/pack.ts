// SPDX-License-Identifier: MIT
// Plain objects into the frame table, as the host packs metadata.
import { type Color, type Rgba, writeColor } from '../table/color.js';
import { checkTrackId, NO_TIME, UNTRACKED } from '../table/limits.js';
import { writeFrameAnalytics, writeObjectAnalytics } from '../table/nvds-analytics.js';
import * as Header from '../table/schema/header.generated.js';
import * as JsonOp from '../table/schema/json-op.generated.js';
import * as ObjectFlag from '../table/schema/object-flag.generated.js';
import * as Origin from '../table/schema/origin.generated.js';
import * as Section from '../table/schema/section.generated.js';
import { type Columns, GROUP_ANALYTICS, GROUP_CORE, GROUP_DETAIL, GROUP_JSON, GROUP_MASK, GROUP_STYLE } from '../table/schema.generated.js';
import { utf8Length, writeUtf8 } from '../table/text.js';
import type { MemoryTable } from './memory-table.js';
import type { TestFrame, TestObject } from './records.js';
import type { TrackKeys } from './track-keys.js';

/** A frame with the values that the host filled in. */
export interface PlacedFrame {
  readonly input: TestFrame;
  readonly sourceId: number;
  readonly frameNumber: number;
  readonly time: number;
  readonly pts: bigint | undefined;
}

/** A batch with the values that the host filled in. */
export interface PlacedBatch {
  readonly frames: readonly PlacedFrame[];
  readonly pts: bigint | undefined;
  /** Stream time; where it stands still when `undefined`. */
  readonly time: number | undefined;
  /** Whether `time` follows that of the last batch. */
  readonly continuous: boolean;
}

const DISCONTINUOUS = 2;
const MAX_ENTRY = 0xffff_ffff;

/** Packs the core columns of a batch. */
export function packBatch(table: MemoryTable, tracks: TrackKeys, { frames, pts, time, continuous }: PlacedBatch): void {
  const { headerU32, headerU64, headerF64 } = table.columns;
  headerU32[Header.packedGroups] = GROUP_CORE;
  headerU32[Header.batchFlags] = continuous ? 0 : DISCONTINUOUS;
  headerU64[Header.batchPts] = pts ?? NO_TIME;
  if (time !== undefined) headerF64[Header.batchTime] = time;
  tracks.sweep(headerF64[Header.batchTime]!);
  frames.forEach((frame, index) => packFrame(table, tracks, frame, index));
}

function packFrame(table: MemoryTable, tracks: TrackKeys, frame: PlacedFrame, index: number): void {
  const { input, sourceId } = frame;
  const row = table.append(Section.frames);
  const width = input.width ?? 1920;
  const height = input.height ?? 1080;
  const c = table.columns;
  c.framesSourceId[row] = sourceId;
  c.framesPadIndex[row] = input.padIndex ?? sourceId;
  c.framesBatchId[row] = index;
  c.framesFrameNum[row] = frame.frameNumber;
  c.framesPts[row] = frame.pts ?? NO_TIME;
  c.framesNtp[row] = input.ntp ?? 0n;
  c.framesTime[row] = frame.time;
  c.framesPipelineWidth[row] = width;
  c.framesPipelineHeight[row] = height;
  c.framesSourceWidth[row] = input.sourceWidth ?? width;
  c.framesSourceHeight[row] = input.sourceHeight ?? height;
  c.framesInferDone[row] = input.inferDone === false ? 0 : 1;
  c.framesSensorId[row] = table.intern(input.sensor?.id ?? '');
  c.framesSensorName[row] = table.intern(input.sensor?.name ?? '');
  c.framesSensorUri[row] = table.intern(input.sensor?.uri ?? '');
  const objects = input.objects ?? [];
  const first = table.append(Section.objects, objects.length);
  table.columns.framesFirstObject[row] = first;
  table.columns.framesObjectCount[row] = objects.length;
  objects.forEach((object, i) => packObject(table, tracks, frame, row, first, first + i, object));
}

function packObject(
  table: MemoryTable,
  tracks: TrackKeys,
  frame: PlacedFrame,
  frameRow: number,
  firstRow: number,
  row: number,
  object: TestObject,
): void {
  const trackId = checkTrackId('trackId', object.trackId);
  const track = trackId === UNTRACKED ? undefined : tracks.touch(frame.sourceId, trackId, frame.time);
  const finite = [object.left, object.top, object.width, object.height].every(Number.isFinite);
  const valid = finite && object.width >= 0 && object.height >= 0;
  const c = table.columns;
  c.objectsFrame[row] = frameRow;
  c.objectsClassId[row] = object.classId ?? 0;
  c.objectsLabel[row] = table.intern(object.label ?? '');
  c.objectsTrackKey[row] = track?.key ?? -1;
  c.objectsTrackSerial[row] = track?.serial ?? 0;
  c.objectsTrackId[row] = trackId;
  c.objectsConfidence[row] = object.confidence ?? 1;
  c.objectsLeft[row] = object.left;
  c.objectsTop[row] = object.top;
  c.objectsWidth[row] = object.width;
  c.objectsHeight[row] = object.height;
  c.objectsParent[row] = object.parent === undefined ? -1 : firstRow + object.parent;
  c.objectsFlags[row] =
    (track ? ObjectFlag.tracked : 0) |
    (track?.firstSeen ? ObjectFlag.firstSeen : 0) |
    (object.parent === undefined ? 0 : ObjectFlag.hasParent) |
    (valid ? 0 : ObjectFlag.invalidBox);
  c.objectsEdits[row] = 0;
  c.objectsComponentId[row] = object.componentId ?? 0;
  const classifiers = object.classifiers ?? [];
  c.objectsFirstClassifier[row] = table.count(Section.classifiers);
  c.objectsClassifierCount[row] = classifiers.length;
  for (const classifier of classifiers) {
    const at = table.append(Section.classifiers);
    const firstLabel = table.append(Section.classLabels, classifier.labels.length);
    const k = table.columns;
    k.classifiersObject[at] = row;
    k.classifiersComponentId[at] = classifier.componentId ?? 0;
    k.classifiersType[at] = table.intern(classifier.type ?? '');
    k.classifiersFirstLabel[at] = firstLabel;
    k.classifiersLabelCount[at] = classifier.labels.length;
    classifier.labels.forEach((label, i) => {
      k.classLabelsLabel[firstLabel + i] = table.intern(label.label);
      k.classLabelsClassId[firstLabel + i] = label.classId ?? 0;
      k.classLabelsLabelId[firstLabel + i] = label.labelId ?? 0;
      k.classLabelsClassCount[firstLabel + i] = label.classCount ?? 0;
      k.classLabelsProbability[firstLabel + i] = label.probability ?? 1;
    });
  }
}

/** Packs the groups that a script asked for, of those that the batch does not have yet. */
export function packGroups(table: MemoryTable, frames: readonly PlacedFrame[], groups: number): void {
  const missing = groups & ~table.columns.headerU32[Header.packedGroups]!;
  const objects = frames.flatMap((frame) => frame.input.objects ?? []);
  if (missing & GROUP_STYLE) objects.forEach((object, row) => packStyle(table, row, object));
  if (missing & GROUP_DETAIL) objects.forEach((object, row) => packDetail(table.columns, row, object));
  if (missing & GROUP_JSON) {
    frames.forEach((frame, row) => {
      for (const [key, value] of Object.entries(frame.input.json ?? {})) packJson(table, row, key, JSON.stringify(value));
    });
  }
  if (missing & GROUP_ANALYTICS) packAnalytics(table, frames);
  if (missing & GROUP_MASK) objects.forEach((object, row) => packMask(table, row, object));
  table.columns.headerU32[Header.packedGroups] = table.columns.headerU32[Header.packedGroups]! | missing;
}

function packStyle(table: MemoryTable, row: number, object: TestObject): void {
  const text = object.text ?? object.label ?? '';
  const offset = appendText(table, text);
  const font = table.intern(object.fontName ?? 'Serif');
  const c = table.columns;
  const optional = (has: Uint32Array, column: Float32Array, color: Color | undefined): void => {
    has[row] = color === undefined ? 0 : 1;
    writeColor(column, row, color ?? NO_COLOR, 'color');
  };
  c.objectsBorderWidth[row] = object.borderWidth ?? 3;
  writeColor(c.objectsBorderColor, row, object.borderColor ?? RED, 'borderColor');
  optional(c.objectsHasBackground, c.objectsBackgroundColor, object.backgroundColor);
  c.objectsTextOffset[row] = offset;
  c.objectsTextLength[row] = text === '' ? -1 : utf8Length(text);
  c.objectsTextX[row] = object.textX ?? toUint32(object.left);
  c.objectsTextY[row] = object.textY ?? toUint32(object.top - 10);
  c.objectsFontName[row] = font;
  c.objectsFontSize[row] = object.fontSize ?? 11;
  writeColor(c.objectsFontColor, row, object.fontColor ?? WHITE, 'fontColor');
  optional(c.objectsHasTextBackground, c.objectsTextBackgroundColor, object.textBackgroundColor);
}

const RED: Rgba = [1, 0, 0, 1];
const WHITE: Rgba = [1, 1, 1, 1];
const NO_COLOR: Rgba = [0, 0, 0, 0];

function packDetail(c: Columns, row: number, object: TestObject): void {
  const detector = object.detectorBox ?? object;
  const tracker = object.trackerBox ?? NO_BOX;
  c.objectsTrackerConfidence[row] = object.trackerConfidence ?? 0;
  c.objectsDetectorLeft[row] = detector.left;
  c.objectsDetectorTop[row] = detector.top;
  c.objectsDetectorWidth[row] = detector.width;
  c.objectsDetectorHeight[row] = detector.height;
  c.objectsTrackerLeft[row] = tracker.left;
  c.objectsTrackerTop[row] = tracker.top;
  c.objectsTrackerWidth[row] = tracker.width;
  c.objectsTrackerHeight[row] = tracker.height;
}

const NO_BOX = { left: 0, top: 0, width: 0, height: 0 };

function packJson(table: MemoryTable, frame: number, key: string, value: string): void {
  const keyOffset = appendText(table, key);
  const valueOffset = appendText(table, value);
  const row = table.append(Section.json);
  const c = table.columns;
  c.jsonFrame[row] = frame;
  c.jsonOrigin[row] = Origin.metadata;
  c.jsonOp[row] = JsonOp.set;
  c.jsonKeyOffset[row] = keyOffset;
  c.jsonKeyLength[row] = utf8Length(key);
  c.jsonValueOffset[row] = valueOffset;
  c.jsonValueLength[row] = utf8Length(value);
}

function packAnalytics(table: MemoryTable, frames: readonly PlacedFrame[]): void {
  frames.forEach(({ input }, frame) => {
    if (input.analytics) writeFrameAnalytics(table, frame, input.analytics, Origin.metadata);
    const first = table.columns.framesFirstObject[frame]!;
    input.objects?.forEach(({ analytics }, i) => {
      if (analytics) writeObjectAnalytics(table, frame, first + i, analytics, Origin.metadata);
    });
  });
}

function packMask(table: MemoryTable, object: number, { mask }: TestObject): void {
  if (!mask) return;
  const first = table.append(Section.maskValues, mask.data.length);
  const row = table.append(Section.masks);
  const c = table.columns;
  c.maskValuesValue.set(mask.data, first);
  c.masksObject[row] = object;
  c.masksOrigin[row] = Origin.metadata;
  c.masksWidth[row] = mask.width;
  c.masksHeight[row] = mask.height;
  c.masksThreshold[row] = mask.threshold ?? 0.5;
  c.masksFirstValue[row] = first;
}

function appendText(table: MemoryTable, text: string): number {
  const offset = table.append(Section.text, utf8Length(text));
  writeUtf8(table.columns.textBytes, offset, text);
  return offset;
}

function toUint32(value: number): number {
  return Math.min(MAX_ENTRY, Math.max(0, Math.trunc(value) || 0));
}
