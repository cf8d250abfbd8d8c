// SPDX-License-Identifier: MIT
// Short ways to write the objects, frames and tensors of a test.
import { type Anchor, anchorFractions } from '../analytics/core/anchor.js';
import { NvtsError, show } from '../errors.js';
import type { Point } from '../table/draw.js';
import type { TestBatch, TestFrame, TestObject } from './records.js';
import { type Actor, Scene, type SceneOptions } from './scene.js';
import type { TestTensor } from './test-parser.js';

/** What `objectAt` takes besides a place: all of an object but its box. */
export interface ObjectAtOptions extends Omit<TestObject, 'left' | 'top' | 'width' | 'height'> {
  /** Width and height in pixels; 40 × 100 when left out. */
  readonly size?: readonly [width: number, height: number];
  /** The point of the box that stands at the place; the middle of the lower edge when left out. */
  readonly anchor?: Anchor;
}

/**
 * An object that stands at a point: a person of 40 × 100 pixels unless told otherwise.
 *
 * @example
 * ```ts
 * import { objectAt } from '@nvtsprobe/sdk/testing';
 *
 * console.log(objectAt([200, 300]).left); // 180: it is 40 wide
 * ```
 */
export function objectAt([x, y]: Point, { size: [width, height] = [40, 100], anchor = 'bottom', ...more }: ObjectAtOptions = {}): TestObject {
  const [fromLeft, fromTop] = anchorFractions(anchor);
  return { label: 'person', ...more, left: x - fromLeft * width, top: y - fromTop * height, width, height };
}

/** What someone walks. */
export interface WalkOptions extends Omit<SceneOptions, 'plane'> {
  readonly from: Point;
  /** Points between the ends, passed at the same speed. */
  readonly via?: readonly Point[];
  readonly to: Point;
  /** How long it takes. */
  readonly seconds: number;
  /** When it begins; 0 when left out. */
  readonly start?: number;
  /** `'person'` when left out. */
  readonly label?: string;
  /** 0 when left out. */
  readonly classId?: number;
  /** 1 when left out. */
  readonly trackId?: bigint | number;
  /** Width and height in pixels; 40 × 100 when left out. */
  readonly size?: readonly [width: number, height: number];
}

/** Someone for a `Scene` who walks from one point to another; the points are where the feet are. Throws `NVTS_RANGE`. */
export function walker({ from, via = [], to, seconds, start = 0, label = 'person', classId, trackId, size = [40, 100] }: WalkOptions): Actor {
  if (!(seconds > 0 && seconds < Infinity)) throw new NvtsError('NVTS_RANGE', `a walk takes a number of seconds above 0, got ${show(seconds)}`);
  const points = [from, ...via, to];
  const lengths = points.map(([x, y], i) => (i === 0 ? 0 : Math.hypot(x - points[i - 1]![0], y - points[i - 1]![1])));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let passed = 0;
  const path = points.map(([x, y], i) => {
    passed += lengths[i]!;
    // Who stands still takes the same time from each point to the next.
    return [start + seconds * (whole > 0 ? passed / whole : i / (points.length - 1)), x, y] as const;
  });
  return { label, size, path, ...(classId !== undefined && { classId }), ...(trackId !== undefined && { trackId }) };
}

/**
 * The frames of someone who walks from one point to another, as a detector and a tracker tell them, 10 a second unless `fps`
 * says otherwise. For several at once, give each `walker` to a `Scene`.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 * import { TestHost, walk } from '@nvtsprobe/sdk/testing';
 *
 * const door = new LineCrossing({ line: [[0, 500], [1920, 500]] });
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => void door.update(frame) }));
 * host.play(walk({ from: [900, 400], to: [900, 600], seconds: 2 }));
 * console.log(door.in); // 1
 * ```
 */
export function walk(options: WalkOptions): TestFrame[] {
  return new Scene([walker(options)], options).frames();
}

/**
 * Runs of frames of several sources as batches, the n-th frames of all in one batch; a run that is shorter is absent from
 * the last ones. Keys are numbers of sources.
 *
 * @example
 * ```ts
 * import { batchesOf, walk } from '@nvtsprobe/sdk/testing';
 *
 * const way = { from: [100, 100], to: [100, 300], seconds: 2 } as const;
 * console.log(batchesOf({ 0: walk(way), 3: walk(way) })[0]?.frames.map(({ sourceId }) => sourceId)); // [ 0, 3 ]
 * ```
 */
export function batchesOf(runs: Readonly<Record<number, readonly TestFrame[]>>): TestBatch[] {
  const sources = Object.entries(runs);
  const length = Math.max(0, ...sources.map(([, frames]) => frames.length));
  return Array.from({ length }, (_, i) => ({
    frames: sources.flatMap(([sourceId, frames]) => (frames[i] ? [{ ...frames[i], sourceId: Number(sourceId) }] : [])),
  }));
}

/**
 * A float32 tensor: of one value, of values in the order of memory (the last dimension first), or of what a function gives
 * for each index.
 *
 * @throws RangeError for a list of more or fewer values than the dimensions have.
 *
 * @example
 * ```ts
 * import { tensorOf } from '@nvtsprobe/sdk/testing';
 *
 * console.log([...tensorOf([2, 3], (row, column) => 10 * row + column).data]); // [ 0, 1, 2, 10, 11, 12 ]
 * ```
 */
export function tensorOf(dims: readonly number[], values: number | ArrayLike<number> | ((...index: number[]) => number) = 0): TestTensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const data = new Float32Array(count);
  if (typeof values === 'number') data.fill(values);
  else if (typeof values === 'function') for (let at = 0; at < count; at++) data[at] = values(...indexOf(at, dims));
  else if (values.length === count) data.set(values);
  else throw new RangeError(`there are ${values.length} values, and [${dims.join(', ')}] has ${count}`);
  return { data, dims };
}

function indexOf(at: number, dims: readonly number[]): number[] {
  let rest = at;
  return dims
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
