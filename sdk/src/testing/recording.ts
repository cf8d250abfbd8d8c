// SPDX-License-Identifier: MIT
// Lines of a recording (runtime/recording/FORMAT.md) as batches to push.
import * as z from 'zod/mini';
import { parse, pathText } from '../processor/params.js';
import type { Rgba } from '../table/color.js';
import { MAX_MASK_SIDE, UNTRACKED } from '../table/limits.js';
import { MASK_DATA, maskValues } from './mask-data.js';
import { HostError } from './memory-table.js';
import type { TestBatch, TestClassifier, TestFrame, TestObject } from './records.js';

const VERSION = 1;

/** A whole number of 64 bits. */
const ns = z.pipe(
  z.string().check(z.refine((digits) => /^\d{1,20}$/.test(digits) && BigInt(digits) < 2n ** 64n, 'expected a whole number of 64 bits as a text of decimal digits')),
  z.transform((digits: string) => BigInt(digits)),
);
const color = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const size = z.tuple([z.number(), z.number()]);
const box = z.pipe(z.tuple([z.number(), z.number(), z.number(), z.number()]), z.transform(([left, top, width, height]) => ({ left, top, width, height })));
const jsonText = z.pipe(
  z.string().check(z.refine(isJson, 'expected the text of a JSON value')),
  z.transform((text): unknown => JSON.parse(text)),
);

const label = z.object({
  label: z.string(),
  class: z.optional(z.int()),
  id: z.optional(z.int()),
  classes: z.optional(z.int()),
  probability: z.optional(z.number()),
});
const side = z.int().check(z.minimum(1), z.maximum(MAX_MASK_SIDE));
const mask = z.pipe(
  z.object({ size: z.tuple([side, side]), threshold: z._default(z.number(), 0.5), data: z.string() }),
  z.transform(({ size: [width, height], threshold, data: text }, ctx) => {
    const data = maskValues([width, height], text);
    if (!data) ctx.issues.push({ code: 'custom', message: MASK_DATA, input: text, path: ['data'] });
    return { width, height, threshold, data: Array.from(data ?? []) };
  }),
);
const object = z.object({
  class: z.int(),
  label: z._default(z.string(), ''),
  track: z.optional(ns),
  confidence: z._default(z.number(), 0),
  trackerConfidence: z._default(z.number(), 0),
  box,
  detectorBox: z.optional(box),
  trackerBox: z.optional(box),
  parent: z.optional(z.int()),
  component: z._default(z.int(), 0),
  mask: z.optional(mask),
  classifiers: z._default(z.array(z.object({ component: z._default(z.int(), 0), type: z._default(z.string(), ''), labels: z.array(label) })), []),
  border: z.optional(z.object({ width: z.int(), color })),
  background: z.optional(color),
  text: z.optional(
    z.object({
      value: z.string(),
      at: z._default(size, [0, 0]),
      font: z._default(z.string(), ''),
      size: z._default(z.int(), 0),
      color: z._default(color, [0, 0, 0, 0]),
      background: z.optional(color),
    }),
  ),
});
const frame = z.object({
  source: z.int(),
  pad: z.optional(z.int()),
  batch: z.optional(z.int()),
  frame: z.int(),
  pts: z.optional(ns),
  ntp: z.optional(ns),
  size: z._default(size, [0, 0]),
  sourceSize: z.optional(size),
  inferred: z._default(z.boolean(), false),
  sensor: z.optional(z.object({ id: z.optional(z.string()), name: z.optional(z.string()), uri: z.optional(z.string()) })),
  objects: z._default(z.array(object), []),
  json: z._default(z.record(z.string(), jsonText), {}),
});
const line = z.object({ pts: z.optional(z.nullable(ns)), frames: z.array(frame) });
const header = z.object({ nvts: z.literal('recording'), version: z.int() });

type RecordedObject = z.output<typeof object>;
type RecordedFrame = z.output<typeof frame>;

/**
 * The batches of a recording in JSON Lines, to be pushed one by one or played. `name` is what messages call it. Drawing
 * items of other components, which scripts do not see, are left out.
 *
 * @throws HostError `NVTS_RECORDING`, with line and place, for what is no recording or is damaged.
 *
 * @example
 * ```ts
 * import { parseRecording } from '@nvtsprobe/sdk/testing';
 *
 * const text = `{"nvts":"recording","version":1}
 * {"frames":[{"source":0,"frame":0,"pts":"0","objects":[{"class":0,"label":"person","track":"7","box":[10,20,30,80]}]}]}`;
 * console.log(parseRecording(text)[0]?.frames[0]?.objects?.[0]?.trackId); // 7n
 * ```
 */
export function parseRecording(text: string, name = 'recording'): TestBatch[] {
  const lines = text.split('\n');
  const read = <Value>(schema: z.ZodMiniType<Value>, number: number): Value => {
    const place = `${name}:${number}`;
    const content = lines[number - 1]!;
    if (!isJson(content)) fail(`${place}: expected a JSON object on a line of its own${number === lines.length ? '; the file was cut off here, or is none' : ''}`);
    const { faults, data } = parse(schema, JSON.parse(content), 'member');
    // A recording may hold members that this reader does not know.
    const fault = faults.find(({ onKey }) => onKey !== true);
    return fault ? fail(`${place}: ${[pathText(fault.path), fault.message].filter(Boolean).join(': ')}`) : data;
  };
  const { version } = read(header, 1);
  if (version > VERSION) fail(`${name}: a recording of version ${version}, this SDK knows version ${VERSION}: use a later one`);
  const batches: TestBatch[] = [];
  for (let number = 2; number <= lines.length; number++) {
    if (lines[number - 1]!.trim() === '') continue;
    const { pts, frames } = read(line, number);
    batches.push({ frames: frames.map(toFrame), pts: pts === undefined ? (frames[0]?.pts ?? null) : pts });
  }
  return batches;
}

function toFrame(recorded: RecordedFrame): TestFrame {
  const { source, pad, frame: frameNumber, pts, ntp, size: [width, height], sourceSize, inferred, sensor, objects, json } = recorded;
  return {
    sourceId: source,
    frameNumber,
    pts: pts ?? null,
    width,
    height,
    inferDone: inferred,
    objects: objects.map((object, i) => toObject(object, i, objects.length)),
    json,
    ...(pad !== undefined && { padIndex: pad }),
    ...(ntp !== undefined && { ntp }),
    ...(sourceSize && { sourceWidth: sourceSize[0], sourceHeight: sourceSize[1] }),
    ...(sensor && { sensor: { id: sensor.id ?? '', name: sensor.name ?? '', uri: sensor.uri ?? '' } }),
  };
}

const NO_BOX = { left: 0, top: 0, width: 0, height: 0 };
const NO_COLOR: Rgba = [0, 0, 0, 0];

function toObject(recorded: RecordedObject, place: number, count: number): TestObject {
  const { class: classId, track, box: at, component, mask: cover, classifiers, border, background, text, parent = -1, ...rest } = recorded;
  return {
    ...at,
    classId,
    label: rest.label,
    confidence: rest.confidence,
    trackerConfidence: rest.trackerConfidence,
    detectorBox: rest.detectorBox ?? NO_BOX,
    trackerBox: rest.trackerBox ?? NO_BOX,
    componentId: component,
    classifiers: classifiers.map(toClassifier),
    borderWidth: border?.width ?? 0,
    borderColor: border?.color ?? NO_COLOR,
    text: text?.value ?? '',
    textX: text?.at[0] ?? 0,
    textY: text?.at[1] ?? 0,
    fontName: text?.font ?? '',
    fontSize: text?.size ?? 0,
    fontColor: text?.color ?? NO_COLOR,
    ...(cover && { mask: cover }),
    ...(track !== undefined && track !== UNTRACKED && { trackId: track }),
    // As the element reads it: a parent that is not there is none.
    ...(parent >= 0 && parent < count && parent !== place && { parent }),
    ...(background && { backgroundColor: background }),
    ...(text?.background && { textBackgroundColor: text.background }),
  };
}

function toClassifier({ component, type, labels }: RecordedObject['classifiers'][number]): TestClassifier {
  return {
    componentId: component,
    type,
    labels: labels.map(({ label: text, class: classId = 0, id = 0, classes = 0, probability = 0 }) => ({
      label: text,
      classId,
      labelId: id,
      classCount: classes,
      probability,
    })),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fail(message: string): never {
  throw new HostError('NVTS_RECORDING', message);
}
