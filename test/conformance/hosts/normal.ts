// SPDX-License-Identifier: MIT
// Outcomes in a form in which those of all hosts can be compared.
import type { FrameResult, ObjectRecord, DrawRecord } from '@nvtsprobe/sdk/testing';
import type { FailureJson, Outcome } from '../contract.js';

export const NOTHING: Outcome = { events: [], frames: [], logs: [], state: '' };

/** Codes that a script's own error may carry; another one counts as none (runtime/support/status.cpp). */
const CODE = /^NVTS_[A-Z_]+$/;
/** Where a host says that it was not in a hook. */
const OUTSIDE = ['load', 'attach', 'run', 'notify', 'emit', 'commit', 'pack'];

export function failure(code: unknown, message: string, hook: string, frame: number | undefined): FailureJson {
  return {
    code: typeof code === 'string' && CODE.test(code) ? code : 'NVTS_SCRIPT',
    message,
    hook: OUTSIDE.includes(hook) ? '' : hook,
    frame: frame ?? -1,
  };
}

/** 32-bit floats have many texts. */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}

const KINDS = ['rect', 'text', 'line', 'arrow', 'circle'];
const HEADS = ['start', 'end', 'both'];

type Json = Record<string, unknown>;

/** Leaves out what has its default value, as recordings do. */
function kept(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined && item !== 0 && item !== '' && !(Array.isArray(item) && item.length === 0)));
}

/** A frame of the test kit as a recording has it. */
export function frameJson({ sourceId, frameNumber, objects, draws, json }: FrameResult): Json {
  const draw = draws.map(drawJson).sort((a, b) => KINDS.indexOf(a['kind'] as string) - KINDS.indexOf(b['kind'] as string));
  const values = Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    source: sourceId,
    frame: frameNumber,
    ...kept({ objects: objects.map(objectJson), draw }),
    ...(Object.keys(values).length > 0 && { json: values }),
  };
}

const box = ({ left, top, width, height }: { left: number; top: number; width: number; height: number }): number[] | undefined =>
  left === 0 && top === 0 && width === 0 && height === 0 ? undefined : [left, top, width, height];

function objectJson(object: ObjectRecord): Json {
  const { text, textX, textY, fontName, fontSize, fontColor, textBackgroundColor } = object;
  return {
    class: object.classId,
    ...kept({
      label: object.label,
      track: object.trackId?.toString(),
      confidence: object.confidence,
      trackerConfidence: object.trackerConfidence,
      detectorBox: box(object.detectorBox),
      trackerBox: box(object.trackerBox),
      component: object.componentId,
      background: object.backgroundColor,
      border: object.borderWidth === 0 ? undefined : { width: object.borderWidth, color: object.borderColor },
      text: text === '' ? undefined : { value: text, ...kept({ font: fontName, size: fontSize, background: textBackgroundColor }), at: [textX, textY], color: fontColor },
    }),
    ...(object.parent !== undefined && { parent: object.parent }),
    box: [object.left, object.top, object.width, object.height],
  };
}

function drawJson({ kind, x1, y1, x2, y2, width, color, background, text, font, size, head }: DrawRecord): Json {
  const place =
    kind === 'rect' ? { box: [x1, y1, x2, y2] }
    : kind === 'text' ? { value: text, at: [x1, y1], font: font || 'Serif', ...kept({ size }) }
    : kind === 'circle' ? { center: [x1, y1], radius: x2 }
    : { from: [x1, y1], to: [x2, y2], ...(kind === 'arrow' && { head: HEADS[head] }) };
  return { kind, ...place, ...(kind !== 'text' && kept({ width })), color, ...kept({ background }) };
}

/**
 * A frame of a recording's line, without what scripts cannot change. In the metadata the `added` objects of a batch of one
 * frame stand before the others, for a script behind them.
 */
export function recordedJson(frame: Json, added: number): Json {
  const { source, frame: number, objects, draw, json } = frame as { source: number; frame: number; objects?: Json[]; draw?: Json[]; json?: Record<string, string> };
  const values = json && Object.fromEntries(Object.entries(json).map(([key, text]) => [key, JSON.parse(text) as unknown]));
  return {
    source,
    frame: number,
    ...(objects && { objects: rotated(objects, added) }),
    ...(draw && { draw }),
    ...(values && { json: values }),
  };
}

function rotated(objects: readonly Json[], added: number): Json[] {
  const place = (parent: number): number => (parent < added ? parent + objects.length - added : parent - added);
  const moved = objects.map(({ classifiers: _, parent, ...object }) => ({ ...object, ...(typeof parent === 'number' && { parent: place(parent) }) }));
  return [...moved.slice(added), ...moved.slice(0, added)];
}
