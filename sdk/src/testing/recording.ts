// SPDX-License-Identifier: MIT
// Lines of a recording (runtime/recording/FORMAT.md) as batches to push.
import type * as z from 'zod/mini';
import { pathText } from '../errors.js';
import { parse } from '../processor/params.js';
import { maskValues } from '../recording/mask-data.js';
import { RECORDING_VERSION, recordingHeader, recordingLine, type RecordingLine } from '../recording/schema.js';
import type { Rgba } from '../table/color.js';
import { UNTRACKED } from '../table/limits.js';
import type { Box } from '../table/object-view.js';
import { HostError } from './memory-table.js';
import type { TestBatch, TestClassifier, TestFrame, TestMask, TestObject } from './records.js';

type RecordedFrame = RecordingLine['frames'][number];
type RecordedObject = NonNullable<RecordedFrame['objects']>[number];

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
    let value: unknown;
    try {
      value = JSON.parse(lines[number - 1]!);
    } catch {
      fail(`${place}: expected a JSON object on a line of its own${number === lines.length ? '; the file was cut off here, or is none' : ''}`);
    }
    const { faults: [fault], data } = parse(schema, value, 'member');
    return fault ? fail(`${place}: ${[pathText(fault.path), fault.message].filter(Boolean).join(': ')}`) : data;
  };
  const { version } = read(recordingHeader, 1);
  if (version > RECORDING_VERSION) fail(`${name}: a recording of version ${version}, this SDK knows version ${RECORDING_VERSION}: use a later one`);
  const batches: TestBatch[] = [];
  for (let number = 2; number <= lines.length; number++) {
    if (lines[number - 1]!.trim() === '') continue;
    const { pts, frames } = read(recordingLine, number);
    batches.push({ frames: frames.map(toFrame), pts: pts === undefined ? timeOf(frames[0]?.pts) : timeOf(pts) });
  }
  return batches;
}

const timeOf = (digits: string | null | undefined): bigint | null => (typeof digits === 'string' ? BigInt(digits) : null);

function toFrame(recorded: RecordedFrame): TestFrame {
  const { source, pad, frame: frameNumber, pts, ntp, size: [width, height] = [0, 0], sourceSize, inferred = false, sensor, objects = [], json = {} } = recorded;
  return {
    sourceId: source,
    frameNumber,
    pts: timeOf(pts),
    width,
    height,
    inferDone: inferred,
    objects: objects.map((object, i) => toObject(object, i, objects.length)),
    json: Object.fromEntries(Object.entries(json).map(([key, text]) => [key, JSON.parse(text) as unknown])),
    ...(pad !== undefined && { padIndex: pad }),
    ...(ntp !== undefined && { ntp: BigInt(ntp) }),
    ...(sourceSize && { sourceWidth: sourceSize[0], sourceHeight: sourceSize[1] }),
    ...(sensor && { sensor: { id: sensor.id ?? '', name: sensor.name ?? '', uri: sensor.uri ?? '' } }),
  };
}

const NO_COLOR: Rgba = [0, 0, 0, 0];

const toBox = ([left, top, width, height]: RecordedObject['box'] = [0, 0, 0, 0]): Box => ({ left, top, width, height });

function toMask({ size, threshold = 0.5, data }: NonNullable<RecordedObject['mask']>): TestMask {
  const [width, height] = size;
  return { width, height, threshold, data: Array.from(maskValues(size, data) ?? []) };
}

function toObject(recorded: RecordedObject, place: number, count: number): TestObject {
  const { track, mask, classifiers = [], border, background, text, parent } = recorded;
  return {
    ...toBox(recorded.box),
    classId: recorded.class,
    label: recorded.label ?? '',
    confidence: recorded.confidence ?? 0,
    trackerConfidence: recorded.trackerConfidence ?? 0,
    detectorBox: toBox(recorded.detectorBox),
    trackerBox: toBox(recorded.trackerBox),
    componentId: recorded.component ?? 0,
    classifiers: classifiers.map(toClassifier),
    borderWidth: border?.width ?? 0,
    borderColor: border?.color ?? NO_COLOR,
    text: text?.value ?? '',
    textX: text?.at?.[0] ?? 0,
    textY: text?.at?.[1] ?? 0,
    fontName: text?.font ?? '',
    fontSize: text?.size ?? 0,
    fontColor: text?.color ?? NO_COLOR,
    ...(mask && { mask: toMask(mask) }),
    ...(track !== undefined && BigInt(track) !== UNTRACKED && { trackId: BigInt(track) }),
    // As the element reads it: a parent that is not there is none.
    ...(parent !== undefined && parent < count && parent !== place && { parent }),
    ...(background && { backgroundColor: background }),
    ...(text?.background && { textBackgroundColor: text.background }),
  };
}

function toClassifier({ component = 0, type = '', labels }: NonNullable<RecordedObject['classifiers']>[number]): TestClassifier {
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

function fail(message: string): never {
  throw new HostError('NVTS_RECORDING', message);
}
