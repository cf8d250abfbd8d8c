// SPDX-License-Identifier: MIT
// The frame table after the script ran, as plain objects: what the host would commit.
import { readColor, type Rgba } from '../table/color.js';
import { UNTRACKED } from '../table/limits.js';
import { readFrameAnalytics, readObjectAnalytics } from '../table/nvds-analytics.js';
import * as DrawKind from '../table/schema/draw-kind.generated.js';
import * as JsonOp from '../table/schema/json-op.generated.js';
import * as ObjectEdit from '../table/schema/object-edit.generated.js';
import * as Origin from '../table/schema/origin.generated.js';
import * as Section from '../table/schema/section.generated.js';
import type { Columns } from '../table/schema.generated.js';
import { readUtf8 } from '../table/text.js';
import type { MemoryTable } from './memory-table.js';
import { HostError } from './memory-table.js';
import type { DrawRecord, EventRecord, FrameResult, ObjectRecord, TestClassifier, TestMask } from './records.js';

const KINDS = (Object.keys(DrawKind) as DrawRecord['kind'][]).sort((a, b) => DrawKind[a] - DrawKind[b]);

const text = (c: Columns, offset: number, length: number): string => (length <= 0 ? '' : readUtf8(c.textBytes, offset, length));

export function readEvents(table: MemoryTable): EventRecord[] {
  const c = table.columns;
  return Array.from({ length: table.count(Section.events) }, (_, row) => ({
    type: text(c, c.eventsTypeOffset[row]!, c.eventsTypeLength[row]!),
    data: JSON.parse(text(c, c.eventsDataOffset[row]!, c.eventsDataLength[row]!)) as Record<string, unknown>,
    frame: c.eventsFrame[row]! < 0 ? undefined : c.eventsFrame[row]!,
  }));
}

/** Refuses a list of edits that tells a fault of the SDK: each edited row must stand in it, once. */
export function checkEditList(table: MemoryTable): void {
  const c = table.columns;
  const listed = new Set(c.editsRow.subarray(0, table.count(Section.edits)));
  for (let row = 0; row < table.count(Section.objects); row++) {
    if ((c.objectsEdits[row] !== 0) !== listed.has(row)) throw new HostError('NVTS_RANGE', `object row ${row} is not among the edits as it should be`);
  }
  if (listed.size !== table.count(Section.edits)) throw new HostError('NVTS_RANGE', 'an object row stands twice among the edits');
}

/** Reads a frame; all groups must be packed. */
export function readFrame(table: MemoryTable, frame: number): FrameResult {
  const c = table.columns;
  const rows: number[] = [];
  const places = new Map<number, number>();
  for (let row = 0; row < table.count(Section.objects); row++) {
    if (c.objectsFrame[row] !== frame || (c.objectsEdits[row]! & ObjectEdit.removed) !== 0) continue;
    places.set(row, rows.length);
    rows.push(row);
  }
  return {
    sourceId: c.framesSourceId[frame]!,
    frameNumber: c.framesFrameNum[frame]!,
    time: c.framesTime[frame]!,
    width: c.framesPipelineWidth[frame]!,
    height: c.framesPipelineHeight[frame]!,
    objects: rows.map((row) => readObject(table, row, places)),
    draws: readDraws(table, frame),
    json: readJson(table, frame),
    analytics: readFrameAnalytics(table, frame),
  };
}

function readObject(table: MemoryTable, row: number, places: ReadonlyMap<number, number>): ObjectRecord {
  const c = table.columns;
  const edits = c.objectsEdits[row]!;
  const box = { left: c.objectsLeft[row]!, top: c.objectsTop[row]!, width: c.objectsWidth[row]!, height: c.objectsHeight[row]! };
  const trackId = c.objectsTrackId[row]!;
  return {
    ...box,
    classId: c.objectsClassId[row]!,
    label: stringAt(table, c.objectsLabel[row]!),
    confidence: c.objectsConfidence[row]!,
    trackId: trackId === UNTRACKED ? undefined : trackId,
    componentId: c.objectsComponentId[row]!,
    parent: places.get(c.objectsParent[row]!),
    trackerConfidence: c.objectsTrackerConfidence[row]!,
    detectorBox: {
      left: c.objectsDetectorLeft[row]!,
      top: c.objectsDetectorTop[row]!,
      width: c.objectsDetectorWidth[row]!,
      height: c.objectsDetectorHeight[row]!,
    },
    trackerBox: {
      left: c.objectsTrackerLeft[row]!,
      top: c.objectsTrackerTop[row]!,
      width: c.objectsTrackerWidth[row]!,
      height: c.objectsTrackerHeight[row]!,
    },
    borderWidth: c.objectsBorderWidth[row]!,
    borderColor: readColor(c.objectsBorderColor, row),
    backgroundColor: optionalColor(c.objectsHasBackground[row]!, c.objectsBackgroundColor, row),
    text: text(c, c.objectsTextOffset[row]!, c.objectsTextLength[row]!),
    textX: c.objectsTextX[row]!,
    textY: c.objectsTextY[row]!,
    fontName: stringAt(table, c.objectsFontName[row]!),
    fontSize: c.objectsFontSize[row]!,
    fontColor: readColor(c.objectsFontColor, row),
    textBackgroundColor: optionalColor(c.objectsHasTextBackground[row]!, c.objectsTextBackgroundColor, row),
    analytics: readObjectAnalytics(table, c.objectsFrame[row]!, row),
    classifiers: readClassifiers(table, row),
    mask: readMask(table, row),
    added: (edits & ObjectEdit.added) !== 0,
  };
}

function readClassifiers(table: MemoryTable, object: number): Required<TestClassifier>[] {
  const c = table.columns;
  const replaced = (c.objectsEdits[object]! & ObjectEdit.classifiers) !== 0;
  const first = c.objectsFirstClassifier[object]!;
  const packed = first + c.objectsClassifierCount[object]!;
  const read: Required<TestClassifier>[] = [];
  for (let row = 0; row < table.count(Section.classifiers); row++) {
    const upstream = row >= first && row < packed;
    if (c.classifiersObject[row] !== object || (upstream && replaced)) continue;
    const label = c.classifiersFirstLabel[row]!;
    read.push({
      componentId: c.classifiersComponentId[row]!,
      type: stringAt(table, c.classifiersType[row]!),
      labels: Array.from({ length: c.classifiersLabelCount[row]! }, (_, i) => ({
        label: stringAt(table, c.classLabelsLabel[label + i]!),
        classId: c.classLabelsClassId[label + i]!,
        labelId: c.classLabelsLabelId[label + i]!,
        classCount: c.classLabelsClassCount[label + i]!,
        probability: c.classLabelsProbability[label + i]!,
      })),
    });
  }
  return read;
}

/** What the host would commit: the last of the script's rows, else what there was unless the script took it away. */
function readMask(table: MemoryTable, object: number): Required<TestMask> | undefined {
  const c = table.columns;
  const replaced = (c.objectsEdits[object]! & ObjectEdit.mask) !== 0;
  let found = -1;
  for (let row = 0; row < table.count(Section.masks); row++) {
    if (c.masksObject[row] === object && (c.masksOrigin[row] === Origin.script || !replaced)) found = row;
  }
  if (found < 0) return undefined;
  const [width, height, first] = [c.masksWidth[found]!, c.masksHeight[found]!, c.masksFirstValue[found]!];
  return { width, height, threshold: c.masksThreshold[found]!, data: Array.from(c.maskValuesValue.subarray(first, first + width * height)) };
}

function readDraws(table: MemoryTable, frame: number): DrawRecord[] {
  const c = table.columns;
  const draws: DrawRecord[] = [];
  for (let row = 0; row < table.count(Section.draw); row++) {
    if (c.drawFrame[row] !== frame || c.drawOrigin[row] !== Origin.script) continue;
    draws.push({
      kind: KINDS[c.drawKind[row]!]!,
      x1: c.drawX1[row]!,
      y1: c.drawY1[row]!,
      x2: c.drawX2[row]!,
      y2: c.drawY2[row]!,
      width: c.drawWidth[row]!,
      color: readColor(c.drawColor, row),
      background: optionalColor(c.drawHasBackground[row]!, c.drawBackgroundColor, row),
      text: text(c, c.drawTextOffset[row]!, c.drawTextLength[row]!),
      font: stringAt(table, c.drawFontName[row]!),
      size: c.drawFontSize[row]!,
      head: c.drawArrowHead[row]!,
    });
  }
  return draws;
}

function readJson(table: MemoryTable, frame: number): Record<string, unknown> {
  const c = table.columns;
  const json: Record<string, unknown> = {};
  for (let row = 0; row < table.count(Section.json); row++) {
    if (c.jsonFrame[row] !== frame) continue;
    const key = text(c, c.jsonKeyOffset[row]!, c.jsonKeyLength[row]!);
    if (c.jsonOp[row] === JsonOp.remove) delete json[key];
    else json[key] = JSON.parse(text(c, c.jsonValueOffset[row]!, c.jsonValueLength[row]!));
  }
  return json;
}

function optionalColor(has: number, column: Float32Array, row: number): Rgba | undefined {
  return has === 0 ? undefined : readColor(column, row);
}

function stringAt(table: MemoryTable, index: number): string {
  return index < 0 ? '' : table.string(index);
}
