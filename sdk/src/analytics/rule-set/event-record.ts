// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import type { FrameView } from '../../table/frame-view.js';
import type { RuleEvent } from '../core/rule-event.js';

/** The schema of what a rule set emits, whatever the rule. */
export const eventRecordSchema = z.object({
  /** What happened, e.g. `'line-crossed'`. */
  type: z.string(),
  /** Name of the rule. */
  rule: z.string(),
  /** Number of the source. */
  source: z.int(),
  /** Name of the sensor, or its id, where the pipeline says it. */
  sensor: z.optional(z.string()),
  /** Id of the track in decimal, since it may have 64 bits; absent where the event is not about one track. */
  track: z.optional(z.string()),
  class: z.optional(z.int()),
  label: z.optional(z.string()),
  /** When it happened: seconds of stream time, which may lie between two frames. */
  time: z.number(),
  /** PTS of the frame in which it was seen, in ns; beyond 2^53 (104 days) as near as a number comes. */
  pts: z.optional(z.number().check(z.nonnegative())),
  /** When it happened by the wall clock of the camera, ISO 8601 in UTC; absent where the pipeline does not know it. */
  utc: z.optional(z.string()),
  /** Number of the frame within its source; absent, as what else the frame says, at the end of the stream. */
  frame: z.optional(z.int()),
  /** Where it happened, in pixels of the pipeline picture, origin top left. */
  point: z.optional(z.readonly(z.tuple([z.number(), z.number()]))),
  /** What this type of event tells besides; the rule's page lists it. */
  values: z.record(z.string(), z.unknown()),
});

/** What a rule set emits. */
export type EventRecord = z.output<typeof eventRecordSchema>;

/** An event with what its frame knows besides; without one at the end of the stream. */
export function eventRecord(event: RuleEvent, frame?: FrameView): EventRecord {
  return {
    type: event.type,
    rule: event.rule,
    source: event.source,
    ...(event.track === undefined ? undefined : { track: event.track.toString() }),
    ...(event.class === undefined ? undefined : { class: event.class }),
    ...(event.label === undefined ? undefined : { label: event.label }),
    time: event.time,
    ...(frame && frameFields(event, frame)),
    ...(event.point === undefined ? undefined : { point: event.point }),
    values: { ...event.values },
  };
}

function frameFields({ time }: RuleEvent, frame: FrameView): Pick<EventRecord, 'sensor' | 'pts' | 'utc' | 'frame'> {
  const { sensor, pts, ntp } = frame;
  const name = sensor?.name || sensor?.id;
  return {
    ...(name ? { sensor: name } : undefined),
    ...(pts === undefined ? undefined : { pts: Number(pts) }),
    ...(ntp === undefined ? undefined : { utc: utcAt(Number(ntp) / 1e6 + (time - frame.time) * 1000) }),
    frame: frame.frameNumber,
  };
}

function utcAt(milliseconds: number): string {
  return new Date(Math.round(milliseconds)).toISOString();
}
