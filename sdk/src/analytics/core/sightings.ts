// SPDX-License-Identifier: MIT

const FIRST_OBJECTS = 64;

/**
 * The objects of a frame that a rule judges, in their order. They are columns that are used again for every frame, and
 * filled before any is judged: two short loops over numbers run faster than one that calls the rule for each object.
 * @internal
 */
export class Sightings {
  count = 0;
  /** Row in the frame table. */
  rows = new Uint32Array(FIRST_OBJECTS);
  /** The track's slot. */
  slots = new Int32Array(FIRST_OBJECTS);
  /** The anchor, in pixels. */
  x = new Float64Array(FIRST_OBJECTS);
  y = new Float64Array(FIRST_OBJECTS);
  width = new Float64Array(FIRST_OBJECTS);
  height = new Float64Array(FIRST_OBJECTS);
  /** Why the state in the slot does not go on, or `Fresh.no`. */
  fresh = new Uint8Array(FIRST_OBJECTS);
  /** When the track was seen before, on the rule's clock; now for one that is new. */
  before = new Float64Array(FIRST_OBJECTS);

  /** Makes room for `count` objects; what the columns held is lost. */
  reserve(count: number): void {
    let { length } = this.rows;
    if (count <= length) return;
    while (length < count) length *= 2;
    this.rows = new Uint32Array(length);
    this.slots = new Int32Array(length);
    this.x = new Float64Array(length);
    this.y = new Float64Array(length);
    this.width = new Float64Array(length);
    this.height = new Float64Array(length);
    this.fresh = new Uint8Array(length);
    this.before = new Float64Array(length);
  }
}
