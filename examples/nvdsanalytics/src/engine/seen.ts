// SPDX-License-Identifier: MIT

const FIRST_OBJECTS = 64;

/** Numbers of an object in `Seen.values`, which stand side by side: what is used together is fetched together. */
export const FIELDS = 14;
/** Place among the frame's objects. */
export const PLACE = 0;
export const CLASS_ID = 1;
/** The centre of the box, and its size. */
export const X = 2;
export const Y = 3;
export const WIDTH = 4;
export const HEIGHT = 5;
/** Frames in which the track was seen. */
export const FRAMES = 6;
/** Mean height over the track's ring, and half of it cut to an integer. */
export const MEAN_HEIGHT = 7;
export const HALF_MEAN = 8;
/** The track as it was, for directions and crossings. */
export const FROM_X = 9;
export const FROM_Y = 10;
export const FROM_WIDTH = 11;
/** The square of the way from there; what follows the point is cut off where nvdsanalytics looks at it. */
export const MOVED = 12;
/** 1 for a track that hardly moved. */
export const STOPPED = 13;

/**
 * The objects of a frame as numbers: each step goes through all of them before the next one does. Such loops make no garbage,
 * and run twice as fast as calls for each object: where a loop calls nothing, the engine looks the columns up but once. So
 * what is rare ends the inner loop, is done outside, and the object is looked at again.
 */
export class Seen {
  count = 0;
  values = new Float64Array(FIRST_OBJECTS * FIELDS);
  /** Track keys, -1 for objects without a track, and serials. */
  keys = new Int32Array(FIRST_OBJECTS);
  serials = new Uint32Array(FIRST_OBJECTS);
  /** Slots of the tracks. */
  slots = new Int32Array(FIRST_OBJECTS);
  /** What the rules found of each. */
  findings = new Int32Array(FIRST_OBJECTS);

  /** Makes room for `count` objects; what was noted is lost. */
  reserve(count: number): void {
    let { length } = this.findings;
    if (count <= length) return;
    while (length < count) length *= 2;
    this.values = new Float64Array(length * FIELDS);
    this.keys = new Int32Array(length);
    this.serials = new Uint32Array(length);
    this.slots = new Int32Array(length);
    this.findings = new Int32Array(length);
  }
}
