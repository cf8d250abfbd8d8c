// SPDX-License-Identifier: MIT
// What nvdsanalytics found, as objects over the rows of the analytics section.
import { NvtsError, show } from '../errors.js';
import { checkInteger } from './limits.js';
import * as AnalyticsKind from './schema/analytics-kind.generated.js';
import * as Header from './schema/header.generated.js';
import * as Section from './schema/section.generated.js';
import type { Columns } from './schema.generated.js';

/** What nvdsanalytics found in a frame (DeepStream's `NvDsAnalyticsFrameMeta`). Keys are labels of the config's rules. */
export interface FrameAnalytics {
  /** The `unique-id` of the component that found it. */
  readonly uniqueId: number;
  /** Whether an area holds more objects than it may (`ocStatus`). */
  readonly overcrowded: Readonly<Record<string, boolean>>;
  /** Objects in a region or area (`objInROIcnt`). */
  readonly inRoi: Readonly<Record<string, number>>;
  /** Objects that cross a line in this frame (`objLCCurrCnt`). */
  readonly crossed: Readonly<Record<string, number>>;
  /** Objects that have crossed a line so far (`objLCCumCnt`). */
  readonly crossedTotal: Readonly<Record<string, number>>;
  /** Objects by class id, smoothed over a window (`objCnt`). */
  readonly classCounts: Readonly<Record<number, number>>;
}

/** What nvdsanalytics found about an object (DeepStream's `NvDsAnalyticsObjInfo`). */
export interface ObjectAnalytics {
  /** The `unique-id` of the component that found it. */
  readonly uniqueId: number;
  /** Labels of the regions that it is in (`roiStatus`). */
  readonly rois: readonly string[];
  /** Labels of the overcrowding areas that it is in (`ocStatus`). */
  readonly overcrowding: readonly string[];
  /** Labels of the lines that it crosses in this frame (`lcStatus`). */
  readonly crossed: readonly string[];
  /** Where it moves to (`dirStatus`); empty when to nowhere that is watched. */
  readonly direction: string;
  /** All of it as one text (`objStatus`). */
  readonly status: string;
}

/** A frame table to read from, the group `analytics` being packed. */
interface Rows {
  readonly columns: Columns;
  string(index: number): string;
}

/** A frame table to write to. */
interface WritableRows extends Rows {
  append(section: number): number;
  intern(text: string): number;
}

const MAX_UNIQUE_ID = 0xffff_ffff;
const NO_OBJECT = -1;
const NO_KEY = -1;

/** The metadata of a frame, `undefined` when it has none; of several, the one attached last. @internal */
export function readFrameAnalytics(table: Rows, frame: number): FrameAnalytics | undefined {
  const first = findLast(table, frame, NO_OBJECT, AnalyticsKind.frame);
  if (first < 0) return undefined;
  const c = table.columns;
  const overcrowded = record<boolean>();
  const counts = [record<number>(), record<number>(), record<number>()] as const;
  const classCounts = record<number>();
  forEachField(table, first, (row, kind) => {
    const value = c.analyticsValue[row]!;
    const key = c.analyticsKey[row]!;
    if (kind === AnalyticsKind.overcrowded) overcrowded[table.string(key)] = value !== 0;
    else if (kind === AnalyticsKind.classCount) classCounts[key] = value;
    else if (kind >= AnalyticsKind.inRoi && kind <= AnalyticsKind.crossedTotal) counts[kind - AnalyticsKind.inRoi]![table.string(key)] = value;
  });
  const [inRoi, crossed, crossedTotal] = counts;
  return { uniqueId: c.analyticsValue[first]!, overcrowded, inRoi, crossed, crossedTotal, classCounts };
}

/** The metadata of an object, `undefined` when it has none; of several, the one attached last. @internal */
export function readObjectAnalytics(table: Rows, frame: number, object: number): ObjectAnalytics | undefined {
  const first = findLast(table, frame, object, AnalyticsKind.object);
  if (first < 0) return undefined;
  const c = table.columns;
  const found = { uniqueId: c.analyticsValue[first]!, rois: [] as string[], overcrowding: [] as string[], crossed: [] as string[], direction: '', status: '' };
  forEachField(table, first, (row, kind) => {
    const text = table.string(c.analyticsKey[row]!);
    if (kind === AnalyticsKind.objectRoi) found.rois.push(text);
    else if (kind === AnalyticsKind.objectOvercrowding) found.overcrowding.push(text);
    else if (kind === AnalyticsKind.objectCrossed) found.crossed.push(text);
    else if (kind === AnalyticsKind.objectDirection) found.direction = text;
    else if (kind === AnalyticsKind.objectStatus) found.status = text;
  });
  return found;
}

/** `origin` is a value of the schema's `Origin`. @internal */
export function writeFrameAnalytics(table: WritableRows, frame: number, analytics: FrameAnalytics, origin: number): void {
  const append = begin(table, frame, NO_OBJECT, AnalyticsKind.frame, analytics, origin);
  const { overcrowded, inRoi, crossed, crossedTotal, classCounts } = analytics;
  for (const label in overcrowded) append(AnalyticsKind.overcrowded, table.intern(label), overcrowded[label] ? 1 : 0);
  for (const label in inRoi) append(AnalyticsKind.inRoi, table.intern(label), count('inRoi', label, inRoi[label]));
  for (const label in crossed) append(AnalyticsKind.crossed, table.intern(label), count('crossed', label, crossed[label]));
  for (const label in crossedTotal) {
    append(AnalyticsKind.crossedTotal, table.intern(label), count('crossedTotal', label, crossedTotal[label]));
  }
  for (const key in classCounts) {
    const classId = Number(key);
    checkInteger('a class id of analytics.classCounts', classId, -0x8000_0000, 0x7fff_ffff);
    append(AnalyticsKind.classCount, classId, count('classCounts', key, classCounts[classId]));
  }
}

/** `origin` is a value of the schema's `Origin`. @internal */
export function writeObjectAnalytics(table: WritableRows, frame: number, object: number, analytics: ObjectAnalytics, origin: number): void {
  const append = begin(table, frame, object, AnalyticsKind.object, analytics, origin);
  const { rois, overcrowding, crossed, direction, status } = analytics;
  for (const label of rois) append(AnalyticsKind.objectRoi, table.intern(label), 0);
  for (const label of overcrowding) append(AnalyticsKind.objectOvercrowding, table.intern(label), 0);
  for (const label of crossed) append(AnalyticsKind.objectCrossed, table.intern(label), 0);
  if (direction !== '') append(AnalyticsKind.objectDirection, table.intern(direction), 0);
  if (status !== '') append(AnalyticsKind.objectStatus, table.intern(status), 0);
}

type Append = (kind: number, key: number, value: number) => void;

/** Writes the row that begins the metadata of a frame or an object; the result writes the rows of its fields. */
function begin(table: WritableRows, frame: number, object: number, kind: number, analytics: { readonly uniqueId: number }, origin: number): Append {
  if (typeof analytics !== 'object' || analytics === null) {
    throw new NvtsError('NVTS_RANGE', `analytics must be an object, got ${show(analytics)}`);
  }
  checkInteger('analytics.uniqueId', analytics.uniqueId, 0, MAX_UNIQUE_ID);
  const append: Append = (rowKind, key, value) => {
    const row = table.append(Section.analytics);
    const c = table.columns;
    c.analyticsFrame[row] = frame;
    c.analyticsOrigin[row] = origin;
    c.analyticsKind[row] = rowKind;
    c.analyticsObject[row] = object;
    c.analyticsKey[row] = key;
    c.analyticsValue[row] = value;
  };
  append(kind, NO_KEY, analytics.uniqueId);
  return append;
}

function count(field: string, key: string, value: number | undefined): number {
  checkInteger(`analytics.${field}[${show(key)}]`, value as number, 0, Number.MAX_SAFE_INTEGER);
  return value as number;
}

function findLast(table: Rows, frame: number, object: number, kind: number): number {
  const c = table.columns;
  for (let row = c.headerU32[Header.analyticsCount]! - 1; row >= 0; row--) {
    if (c.analyticsKind[row] === kind && c.analyticsFrame[row] === frame && c.analyticsObject[row] === object) return row;
  }
  return -1;
}

function forEachField(table: Rows, first: number, visit: (row: number, kind: number) => void): void {
  const c = table.columns;
  const rows = c.headerU32[Header.analyticsCount]!;
  for (let row = first + 1; row < rows; row++) {
    const kind = c.analyticsKind[row]!;
    if (kind === AnalyticsKind.frame || kind === AnalyticsKind.object) return;
    visit(row, kind);
  }
}

/** A record whose keys may be any text, `__proto__` too. */
function record<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
