// SPDX-License-Identifier: MIT
// A line of a recording, as runtime/recording/FORMAT.md has it, within what metadata can hold: for nvts validate and the test kit.
// Members that are not known are let through, as every reader does.
import * as z from 'zod/mini';
import { MAX_COORDINATE, MAX_DRAW_ITEMS, MAX_JSON_BYTES, MAX_LABEL_BYTES, MAX_MASK_SIDE, MAX_TEXT_BYTES } from '../table/limits.js';
import { utf8Length } from '../table/text.js';
import { MASK_DATA, maskValues } from './mask-data.js';

/** The version that this SDK knows. */
export const RECORDING_VERSION = 1;

const within = (most: number) => z.string().check(z.refine((text) => utf8Length(text) <= most, { error: ({ input }) => `expected at most ${most} bytes of UTF-8, got ${utf8Length(String(input))}` }));

const decimal = z.string().check(z.refine((digits) => /^\d{1,20}$/.test(digits) && BigInt(digits) < 2n ** 64n, 'expected a whole number of 64 bits as a text of decimal digits'));
const pixel = z.number().check(z.minimum(-MAX_COORDINATE), z.maximum(MAX_COORDINATE));
const extent = z.number().check(z.minimum(0), z.maximum(MAX_COORDINATE));
const point = z.tuple([pixel, pixel]);
const size = z.tuple([extent, extent]);
const box = z.tuple([pixel, pixel, extent, extent]);
const part = z.number().check(z.minimum(0), z.maximum(1));
const color = z.tuple([part, part, part, part]);
const whole = z.int();
const id = z.int().check(z.minimum(0));

const classifier = z.looseObject({
  component: z.optional(whole),
  type: z.optional(z.string()),
  labels: z.array(
    z.looseObject({ label: within(MAX_LABEL_BYTES), class: z.optional(whole), id: z.optional(whole), classes: z.optional(whole), probability: z.optional(z.number()) }),
  ),
});

const side = z.int().check(z.minimum(1), z.maximum(MAX_MASK_SIDE));
const mask = z
  .looseObject({ size: z.tuple([side, side]), threshold: z.optional(z.number()), data: z.string() })
  .check(z.refine(({ size, data }) => maskValues(size, data) !== undefined, { error: MASK_DATA, path: ['data'] }));

const text = { value: within(MAX_TEXT_BYTES), font: z.optional(z.string()), size: z.optional(id), color: z.optional(color), background: z.optional(color) };

const object = z.looseObject({
  class: z.int().check(z.minimum(-1)),
  label: z.optional(within(MAX_LABEL_BYTES)),
  track: z.optional(decimal),
  confidence: z.optional(z.number()),
  trackerConfidence: z.optional(z.number()),
  box,
  detectorBox: z.optional(box),
  trackerBox: z.optional(box),
  parent: z.optional(id),
  component: z.optional(whole),
  mask: z.optional(mask),
  classifiers: z.optional(z.array(classifier)),
  border: z.optional(z.looseObject({ width: id, color: z.optional(color) })),
  background: z.optional(color),
  text: z.optional(z.looseObject({ ...text, at: z.optional(point) })),
});

const look = { width: z.optional(id), color: z.optional(color), background: z.optional(color) };
const draw = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('rect'), box, ...look }),
  z.looseObject({ kind: z.literal('text'), at: point, ...text }),
  z.looseObject({ kind: z.literal('line'), from: point, to: point, ...look }),
  z.looseObject({ kind: z.literal('arrow'), from: point, to: point, head: z.enum(['start', 'end', 'both']), ...look }),
  z.looseObject({ kind: z.literal('circle'), center: point, radius: extent, ...look }),
]);

const jsonText = z.string().check(
  z.refine((value) => utf8Length(value) <= MAX_JSON_BYTES, { error: 'expected at most 1 MiB of JSON' }),
  z.refine(isJson, { error: 'expected the text of a JSON value' }),
);

const frame = z.looseObject({
  source: id,
  pad: z.optional(id),
  batch: z.optional(id),
  frame: whole,
  pts: z.optional(decimal),
  ntp: z.optional(decimal),
  size: z.optional(size),
  sourceSize: z.optional(size),
  inferred: z.optional(z.boolean()),
  sensor: z.optional(z.looseObject({ id: z.optional(z.string()), name: z.optional(z.string()), uri: z.optional(z.string()) })),
  objects: z.optional(z.array(object)),
  draw: z.optional(z.array(draw).check(z.maxLength(MAX_DRAW_ITEMS))),
  json: z.optional(z.record(z.string(), jsonText)),
});

/** The first line. */
export const recordingHeader = z.looseObject({ nvts: z.literal('recording'), version: z.int().check(z.minimum(1)) });
/** Every other line: a buffer that carried metadata. */
export const recordingLine = z.looseObject({ pts: z.optional(z.nullable(decimal)), frames: z.array(frame) });
/** The same, where only sources, sizes and times are asked for: what else it has may be anything. */
export const recordingTimes = z.looseObject({ frames: z.array(z.pick(frame, { source: true, size: true, pts: true })) });

/** A line of a recording that has no faults. */
export type RecordingLine = z.output<typeof recordingLine>;

/** Whether a text is one of JSON. */
function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
