// SPDX-License-Identifier: MIT
// Short ways to write lines of a recording.
import type { FrameJson, LineJson } from '../contract.js';

export type ObjectJson = Readonly<Record<string, unknown>>;

/** A frame of source 0 at a tenth of a second a number. */
export function frame(number: number, objects: readonly ObjectJson[] = [], more: Partial<FrameJson> = {}): FrameJson {
  return { source: 0, frame: number, pts: String(number * 100_000_000), size: [1920, 1080], inferred: true, objects, ...more };
}

export const line = (...frames: readonly FrameJson[]): LineJson => ({ frames });

/** A batch of one frame. */
export const push = (number: number, objects: readonly ObjectJson[] = [], more: Partial<FrameJson> = {}): { readonly push: LineJson } => ({ push: line(frame(number, objects, more)) });

export const person: ObjectJson = { class: 0, label: 'person', track: '7', confidence: 0.5, box: [100, 200, 30, 80] };
export const car: ObjectJson = { class: 2, label: 'car', track: '18446744073709551614', confidence: 0.25, box: [300.5, 400, 90, 60] };

/** Hosts that run scripts in an engine of another kind, with another context. */
export const IN_NODE = { TestHost: 'runs scripts among Node\'s own globals: it has neither the context nor the limits of the element' };
