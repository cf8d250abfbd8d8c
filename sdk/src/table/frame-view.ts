// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { Draw } from './draw.js';
import { toJson } from './json-text.js';
import { MAX_JSON_BYTES, NO_TIME } from './limits.js';
import { type FrameAnalytics, readFrameAnalytics, writeFrameAnalytics } from './nvds-analytics.js';
import { ObjectList } from './object-list.js';
import { addObject, type NewObject, type ObjectView } from './object-view.js';
import * as Header from './schema/header.generated.js';
import * as JsonOp from './schema/json-op.generated.js';
import * as Origin from './schema/origin.generated.js';
import * as Section from './schema/section.generated.js';
import { type Columns, GROUP_ANALYTICS, GROUP_JSON } from './schema.generated.js';
import { RowView, type Table, ViewPool } from './table.js';

/** The camera that a frame comes from, as far as the pipeline says it. */
export interface Sensor {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
}

const MAX_EVENT_TYPE_BYTES = 256;

/**
 * One frame of the batch in hand. It is valid until the hook returns: copy values that are needed later.
 * Every property throws `NVTS_STALE` after that.
 */
export class FrameView<Label extends string = string> extends RowView {
  private list: ObjectList<Label> | undefined;
  private pen: Draw | undefined;

  /** @internal */
  constructor(table: Table, row: number) {
    super(table, row);
    this.list = undefined;
    this.pen = undefined;
  }

  /** Number of the source (camera, file) in the pipeline. */
  get sourceId(): number {
    return this.live().framesSourceId[this.row]!;
  }
  /** Pad of nvstreammux that the frame came in by. */
  get padIndex(): number {
    return this.live().framesPadIndex[this.row]!;
  }
  /** Place of the frame in its batch. */
  get batchId(): number {
    return this.live().framesBatchId[this.row]!;
  }
  /** Number of the frame within its source. */
  get frameNumber(): number {
    return this.live().framesFrameNum[this.row]!;
  }
  /** Presentation time in ns, `undefined` where the buffer has none. */
  get pts(): bigint | undefined {
    const pts = this.live().framesPts[this.row]!;
    return pts === NO_TIME ? undefined : pts;
  }
  /** Stream time in seconds, which never goes backwards: what durations should be measured with. */
  get time(): number {
    return this.live().framesTime[this.row]!;
  }
  /** Wall-clock time of the capture in ns since 1970, `undefined` where the pipeline does not know it. */
  get ntp(): bigint | undefined {
    const ntp = this.live().framesNtp[this.row]!;
    return ntp === 0n ? undefined : ntp;
  }
  /** Width of the pipeline picture in pixels, in which all boxes are given. */
  get width(): number {
    return this.live().framesPipelineWidth[this.row]!;
  }
  /** Height of the pipeline picture in pixels, in which all boxes are given. */
  get height(): number {
    return this.live().framesPipelineHeight[this.row]!;
  }
  /** Width of the source's own picture in pixels. */
  get sourceWidth(): number {
    return this.live().framesSourceWidth[this.row]!;
  }
  /** Height of the source's own picture in pixels. */
  get sourceHeight(): number {
    return this.live().framesSourceHeight[this.row]!;
  }
  /** Whether inference ran on this frame. */
  get inferDone(): boolean {
    return this.live().framesInferDone[this.row] !== 0;
  }
  /** The camera; `undefined` where the pipeline does not say it (always before DeepStream 8.0). */
  get sensor(): Sensor | undefined {
    const c = this.live();
    const id = c.framesSensorId[this.row]!;
    const name = c.framesSensorName[this.row]!;
    const uri = c.framesSensorUri[this.row]!;
    if (id < 0 && name < 0 && uri < 0) return undefined;
    return { id: this.table.string(id), name: this.table.string(name), uri: this.table.string(uri) };
  }

  /** The frame's objects. */
  get objects(): ObjectList<Label> {
    this.live();
    return (this.list ??= new ObjectList(this.table, this.row));
  }

  /** Draws on the frame. */
  get draw(): Draw {
    this.live();
    return (this.pen ??= new Draw(this.table, this.row));
  }

  /**
   * Adds an object. Its look can be changed through the view that comes back.
   * Throws `NVTS_RANGE` for values that the metadata cannot hold.
   *
   * @example
   * ```ts
   * import { defineProcessor } from '@nvtsprobe/sdk';
   *
   * export default defineProcessor({
   *   onFrame(frame) {
   *     const object = frame.addObject({ label: 'gate', left: 10, top: 20, width: 30, height: 40 });
   *     object.borderColor = '#ffcc00';
   *   },
   * });
   * ```
   */
  addObject(object: NewObject): ObjectView {
    this.live();
    return addObject(this.table, this.row, object);
  }

  /** Emits an event that belongs to this frame. `data` becomes JSON; a bigint in it becomes a decimal string. */
  emit(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.live();
    writeEvent(this.table, this.row, type, data);
  }

  /**
   * The JSON value that is attached to the frame under `key`, by this script or by another upstream; `undefined` when
   * there is none. Throws `NVTS_JSON` when what another component attached is not JSON.
   */
  getJson(key: string): unknown {
    const c = this.json();
    let found: string | undefined;
    const rows = c.headerU32[Header.jsonCount]!;
    for (let row = 0; row < rows; row++) {
      if (c.jsonFrame[row] !== this.row) continue;
      if (this.table.readText(c.jsonKeyOffset[row]!, c.jsonKeyLength[row]!) !== key) continue;
      const removed = c.jsonOrigin[row] === Origin.script && c.jsonOp[row] === JsonOp.remove;
      found = removed ? undefined : this.table.readText(c.jsonValueOffset[row]!, c.jsonValueLength[row]!);
    }
    if (found === undefined) return undefined;
    try {
      return JSON.parse(found) as unknown;
    } catch {
      throw new NvtsError('NVTS_JSON', `the value attached to the frame under ${show(key)} is not JSON: ${show(found)}`);
    }
  }

  /** Attaches a JSON value of at most 1 MiB to the frame, in place of an earlier one under the same key. */
  setJson(key: string, value: unknown): void {
    this.writeJson(key, JsonOp.set, toJson(`the value for ${show(key)}`, value));
  }

  /** Takes a JSON value off the frame, whoever attached it. It is no error when there is none. */
  removeJson(key: string): void {
    this.writeJson(key, JsonOp.remove, '');
  }

  /**
   * What nvdsanalytics found in the frame: this script's, or that of a component upstream; `undefined` when there is
   * none.
   */
  get analytics(): FrameAnalytics | undefined {
    this.live();
    this.table.need(GROUP_ANALYTICS);
    return readFrameAnalytics(this.table, this.row);
  }

  /**
   * Attaches an `NvDsAnalyticsFrameMeta`, so that nvmsgconv and applications made for nvdsanalytics read it. It takes
   * the place of one with the same `uniqueId`. Counts are whole numbers from 0, else `NVTS_RANGE`.
   */
  setAnalytics(analytics: FrameAnalytics): void {
    this.live();
    this.table.need(GROUP_ANALYTICS);
    writeFrameAnalytics(this.table, this.row, analytics, Origin.script);
  }

  private writeJson(key: string, op: number, value: string): void {
    this.json();
    const { table } = this;
    if (typeof key !== 'string' || key === '') {
      throw new NvtsError('NVTS_RANGE', `a JSON key must be a string that is not empty, got ${show(key)}`);
    }
    const keyOffset = table.writeText(key, MAX_JSON_BYTES, 'a JSON key');
    const keyLength = table.textLength;
    const valueOffset = table.writeText(value, MAX_JSON_BYTES, `the value for ${show(key)}`);
    const valueLength = table.textLength;
    const row = table.append(Section.json);
    const c = table.columns;
    c.jsonFrame[row] = this.row;
    c.jsonOrigin[row] = Origin.script;
    c.jsonOp[row] = op;
    c.jsonKeyOffset[row] = keyOffset;
    c.jsonKeyLength[row] = keyLength;
    c.jsonValueOffset[row] = valueOffset;
    c.jsonValueLength[row] = valueLength;
  }

  private json(): Columns {
    const c = this.live();
    this.table.need(GROUP_JSON);
    return c;
  }
}

/** The frames and times of one call, for `onBatch`. It is valid until the hook returns. */
export class BatchView<Label extends string = string> extends RowView {
  private readonly pool: ViewPool<FrameView<Label>>;

  /** @internal */
  constructor(table: Table, pool: ViewPool<FrameView<Label>>) {
    super(table, 0);
    this.pool = pool;
  }

  /** The frames, in the order of the batch. */
  get frames(): readonly FrameView<Label>[] {
    this.live();
    return Array.from({ length: this.table.frameCount }, (_, row) => this.pool.at(row));
  }
  /** Number of frames. */
  get length(): number {
    this.live();
    return this.table.frameCount;
  }
  /** Presentation time of the buffer in ns, `undefined` where it has none. */
  get pts(): bigint | undefined {
    const pts = this.live().headerU64[Header.batchPts]!;
    return pts === NO_TIME ? undefined : pts;
  }
  /** Stream time in seconds, which never goes backwards. */
  get time(): number {
    return this.live().headerF64[Header.batchTime]!;
  }
  /** Number of the batch since the start, from 1; it wraps after 2 ** 32. */
  get number(): number {
    return this.live().headerU32[Header.batchSerial]!;
  }
  /** Whether the PTS jumped before this batch (seek, loop, wrap); `time` went on regardless. */
  get discontinuous(): boolean {
    return (this.live().headerU32[Header.batchFlags]! & 2) !== 0;
  }
}
seal(FrameView, BatchView);

/** Appends an event to the table; `frame` is -1 for none. @internal */
export function writeEvent(table: Table, frame: number, type: string, data: Readonly<Record<string, unknown>>): void {
  if (typeof type !== 'string' || type === '') {
    throw new NvtsError('NVTS_RANGE', `an event's type must be a string that is not empty, got ${show(type)}`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new NvtsError('NVTS_JSON', `the data of event ${show(type)} must be an object, got ${show(data)}`);
  }
  const text = toJson(`the data of event ${show(type)}`, data);
  const typeOffset = table.writeText(type, MAX_EVENT_TYPE_BYTES, "an event's type");
  const typeLength = table.textLength;
  const dataOffset = table.writeText(text, MAX_JSON_BYTES, `the data of event ${show(type)}`);
  const dataLength = table.textLength;
  const row = table.append(Section.events);
  const c = table.columns;
  c.eventsFrame[row] = frame;
  c.eventsTypeOffset[row] = typeOffset;
  c.eventsTypeLength[row] = typeLength;
  c.eventsDataOffset[row] = dataOffset;
  c.eventsDataLength[row] = dataLength;
}
