// SPDX-License-Identifier: MIT

const FIRST_OBJECTS = 64;

/** Numbers of an object in `Seen.values`, which stand side by side: what is used together is fetched together. */
export const FIELDS = 16;
/** Place among the frame's objects. */
export const PLACE = 0;
/** 1 for an object without a track. */
export const UNTRACKED = 1;
export const SLOT = 2;
export const CLASS_ID = 3;
/** The centre of the box, and its size. */
export const X = 4;
export const Y = 5;
export const WIDTH = 6;
export const HEIGHT = 7;
/** Frames in which the track was seen. */
export const FRAMES = 8;
/** Mean height over the track's ring, and half of it cut to an integer. */
export const MEAN_HEIGHT = 9;
export const HALF_MEAN = 10;
/** The track as it was, for directions and crossings. */
export const FROM_X = 11;
export const FROM_Y = 12;
export const FROM_WIDTH = 13;
/** The square of the way from there; what follows the point is cut off where nvdsanalytics looks at it. */
export const MOVED = 14;
/** 1 for a track that hardly moved. */
export const STOPPED = 15;

/**
 * The objects of a frame as numbers: each rule goes through all of them before the next one does. Such loops run faster than
 * calls for each object, and make no garbage.
 */
export class Seen {
  count = 0;
  values = new Float64Array(FIRST_OBJECTS * FIELDS);
  /** What the rules found of each. */
  findings = new Int32Array(FIRST_OBJECTS);

  /** Makes room for `count` objects; what was noted is lost. */
  reserve(count: number): void {
    let { length } = this.findings;
    if (count <= length) return;
    while (length < count) length *= 2;
    this.values = new Float64Array(length * FIELDS);
    this.findings = new Int32Array(length);
  }
}
