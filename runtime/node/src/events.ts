// SPDX-License-Identifier: MIT
import type { RawEvent } from './binding.js';

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What events tell besides their type, when nothing more is known. */
export type EventData = Readonly<Record<string, Json>>;

/** An event that a script emitted. */
export interface ScriptEvent<Data = EventData> {
  readonly type: string;
  readonly data: Data;
  /** Number of the source; absent for an event that belongs to no frame. */
  readonly source?: number;
  /** Number of the frame within its source. */
  readonly frame?: number;
  /** Of the frame, else of the batch, in ns; rounded to 2 ns beyond 104 days. Absent where the video has none. */
  readonly pts?: number;
  /** Of the frame, in ns since 1970; absent where the pipeline does not know it. */
  readonly ntp?: bigint;
}

/** An event of a pipeline. */
export interface PipelineEvent<Data = EventData> extends ScriptEvent<Data> {
  /** Name of the nvtsprobe that the script runs in. */
  readonly element: string;
}

/**
 * The data of a rule's event (line crossing, zone, ...): what `RuleSet` of the SDK emits, and `sdk/schemas/event.schema.json`
 * describes.
 */
export interface RuleEventData {
  readonly type: string;
  /** Name of the rule. */
  readonly rule: string;
  readonly source: number;
  readonly sensor?: string;
  /** Id of the track in decimal. */
  readonly track?: string;
  readonly class?: number;
  readonly label?: string;
  /** Seconds of stream time. */
  readonly time: number;
  /** In ns. */
  readonly pts?: number;
  /** ISO 8601 in UTC. */
  readonly utc?: string;
  readonly frame: number;
  /** In pixels of the pipeline picture, origin top left. */
  readonly point?: readonly [number, number];
  readonly values: EventData;
}

/** Whether an event is one of a rule. */
export function isRuleEvent<Event extends ScriptEvent>(event: Event): event is Event & ScriptEvent<RuleEventData & EventData> {
  const { rule, source, time, frame, values } = event.data;
  return (
    typeof rule === 'string' &&
    typeof source === 'number' &&
    typeof time === 'number' &&
    typeof frame === 'number' &&
    typeof values === 'object' &&
    values !== null
  );
}

const NO_TIME = 0xffff_ffff_ffff_ffffn;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Each event comes this way, so it spreads nothing. @internal */
export function toEvent({ type, data, pts, sourceId, frameNum, ntp }: Omit<RawEvent, 'row'>): Mutable<ScriptEvent> {
  const event: Mutable<ScriptEvent> = { type, data: JSON.parse(data) as EventData };
  if (sourceId !== undefined) event.source = sourceId;
  if (frameNum !== undefined) event.frame = frameNum;
  if (pts !== undefined && pts !== NO_TIME) event.pts = Number(pts);
  if (ntp !== undefined && Number(ntp) !== 0) event.ntp = BigInt(ntp);
  return event;
}
