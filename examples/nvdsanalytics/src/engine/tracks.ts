// SPDX-License-Identifier: MIT
// What is remembered of a pad's tracks: a ring of samples with their running sums, and the lines that each has crossed. All
// numbers are those of C: 32-bit integers, and floats where nvdsanalytics has floats.
import { FRAMES as SEEN_FRAMES, FROM_WIDTH, FROM_X, FROM_Y, HALF_MEAN, MEAN_HEIGHT, MOVED, STOPPED } from './seen.js';

const FORGET_AFTER_MS = 8000;
const NS_PER_MS = 1e6;
const FIRST_TRACKS = 64;
const SAMPLE = 4; // x, y, width, height
const FIRST_SAMPLES = 16;
const TWO_64 = 2 ** 64;

// What is kept of each track stands side by side in one array, from its slot times this on.
const FIELDS = 8;
const LAST_PTS = 0;
/** Frames in which the track was seen. */
const FRAMES = 1;
/** Place of the next sample in the ring. */
const NEXT = 2;
const SUM_X = 3;
const SUM_Y = 4;
const SUM_XX = 5;
const SUM_YY = 6;
const SUM_HEIGHT = 7;

const { fround, imul, trunc } = Math;

/** Tracks by their keys. Slots of forgotten ones are used again, so that memory follows the live ones. */
export class Tracks {
  /** 1 for each line that a track has crossed: as many entries a slot as there are lines. */
  crossed: Uint8Array;
  /** Track ids in decimal, by slot; undefined until somebody has asked for them. */
  readonly ids: (string | undefined)[] = [];

  /** By key: the slot, -1 for none. All untracked objects share key -1, which stands first. */
  private slots = new Int32Array(FIRST_TRACKS).fill(-1);
  /** The keys that have a slot. */
  private readonly keys: number[] = [];
  private readonly spare: number[] = [];
  private used = 0;
  /** No track was last seen before. */
  private oldest = Infinity;

  private state = new Float64Array(FIRST_TRACKS * FIELDS);
  private serials = new Uint32Array(FIRST_TRACKS);
  private readonly rings: Int32Array[] = [];

  constructor(
    private readonly lines: number,
    private readonly history: number,
  ) {
    this.crossed = new Uint8Array(FIRST_TRACKS * lines);
  }

  /** A frame begins: forgets the tracks that were not seen for more than 8 s before `pts`. */
  sweep(pts: number): void {
    if (pts < this.oldest) this.oldest = pts;
    if (trunc((pts - this.oldest) / NS_PER_MS) <= FORGET_AFTER_MS) return;
    const { keys, slots, state } = this;
    this.oldest = pts;
    for (let i = keys.length - 1; i >= 0; i--) {
      const key = keys[i]!;
      const slot = slots[key]!;
      const lastPts = state[slot * FIELDS + LAST_PTS]!;
      if (trunc((pts - lastPts) / NS_PER_MS) <= FORGET_AFTER_MS) {
        this.oldest = Math.min(this.oldest, lastPts);
        continue;
      }
      slots[key] = -1;
      this.spare.push(slot);
      keys[i] = keys[keys.length - 1]!;
      keys.pop();
    }
  }

  /** The slot of a track, that of a new one when there is none or when the key has gone to another track. */
  touch(trackKey: number, serial: number, pts: number): number {
    const key = trackKey + 1;
    let slot = key < this.slots.length ? this.slots[key]! : -1;
    if (slot < 0) slot = this.add(key, serial);
    else if (this.serials[slot] !== serial) this.reset(slot, serial);
    this.state[slot * FIELDS + LAST_PTS] = pts;
    return slot;
  }

  /** Takes the sample of an object, and notes in `seen`, from `object` on, what is known of its track now. */
  take(slot: number, x: number, y: number, width: number, height: number, seen: Float64Array, object: number): void {
    const { history, state } = this;
    const at = slot * FIELDS;
    const next = state[at + NEXT]! | 0;
    const frames = state[at + FRAMES]! + 1;
    const place = next * SAMPLE;
    let ring = this.rings[slot]!;
    if (frames > history) {
      const oldX = ring[place]!;
      const oldY = ring[place + 1]!;
      state[at + SUM_X]! -= oldX;
      state[at + SUM_Y]! -= oldY;
      state[at + SUM_XX]! -= imul(oldX, oldX);
      state[at + SUM_YY]! -= imul(oldY, oldY);
      state[at + SUM_HEIGHT]! -= ring[place + 3]!;
    } else if (place >= ring.length) ring = this.growRing(slot);
    ring[place] = x;
    ring[place + 1] = y;
    ring[place + 2] = width;
    ring[place + 3] = height;
    state[at + SUM_X]! += x;
    state[at + SUM_Y]! += y;
    state[at + SUM_XX]! += imul(x, x);
    state[at + SUM_YY]! += imul(y, y);
    const sumHeight = state[at + SUM_HEIGHT]! + (height >>> 0);
    const after = next + 1 === history ? 0 : next + 1;
    const meanHeight = fround(toFloat(sumHeight) / Math.min(frames, history));
    state[at + SUM_HEIGHT] = sumHeight;
    state[at + NEXT] = after;
    state[at + FRAMES] = frames;
    seen[object + SEEN_FRAMES] = frames;
    seen[object + MEAN_HEIGHT] = meanHeight;
    seen[object + HALF_MEAN] = trunc(meanHeight / 2);
    seen[object + STOPPED] = frames > history && this.isStopped(at, meanHeight) ? 1 : 0;
    this.look(ring, frames, after * SAMPLE, x, y + half(height), seen, object);
  }

  /**
   * Where the track was: in the first two samples until the ring is full, then in the four oldest; before its fourth frame
   * nowhere, which is at 0.
   */
  private look(ring: Int32Array, frames: number, oldest: number, centre: number, foot: number, seen: Float64Array, object: number): void {
    let x = 0;
    let y = 0;
    let width = 0;
    let height = 0;
    if (frames > 3 && frames < this.history) {
      x = half(ring[0]! + ring[4]!);
      y = half(ring[1]! + ring[5]!);
      width = half(ring[2]! + ring[6]!);
      height = half(ring[3]! + ring[7]!);
    } else if (frames > 3) {
      const end = this.history * SAMPLE;
      const a = oldest;
      const b = a + SAMPLE === end ? 0 : a + SAMPLE;
      const c = b + SAMPLE === end ? 0 : b + SAMPLE;
      const d = c + SAMPLE === end ? 0 : c + SAMPLE;
      x = quarter(ring[a]! + ring[b]! + ring[c]! + ring[d]!);
      y = quarter(ring[a + 1]! + ring[b + 1]! + ring[c + 1]! + ring[d + 1]!);
      width = quarter(ring[a + 2]! + ring[b + 2]! + ring[c + 2]! + ring[d + 2]!);
      height = quarter(ring[a + 3]! + ring[b + 3]! + ring[c + 3]! + ring[d + 3]!);
    }
    seen[object + FROM_X] = x;
    seen[object + FROM_Y] = y;
    seen[object + FROM_WIDTH] = width;
    seen[object + MOVED] = distance(centre - x, foot - (y + half(height)));
  }

  /** Whether it hardly moved over the whole ring. */
  private isStopped(at: number, meanHeight: number): boolean {
    const { history, state } = this;
    if (!(variance(state[at + SUM_X]!, state[at + SUM_XX]!, history) <= 400)) return false;
    return fround(variance(state[at + SUM_Y]!, state[at + SUM_YY]!, history) / meanHeight) <= 0.01;
  }

  private add(key: number, serial: number): number {
    const slot = this.spare.pop() ?? this.used++;
    if (slot >= this.serials.length) this.grow();
    if (key >= this.slots.length) {
      const longer = new Int32Array(Math.max(key + 1, 2 * this.slots.length)).fill(-1);
      longer.set(this.slots);
      this.slots = longer;
    }
    this.rings[slot] ??= new Int32Array(SAMPLE * Math.min(this.history, FIRST_SAMPLES));
    this.reset(slot, serial);
    this.slots[key] = slot;
    this.keys.push(key);
    return slot;
  }

  /** Makes it a track of which nothing is known. */
  private reset(slot: number, serial: number): void {
    this.serials[slot] = serial;
    this.ids[slot] = undefined;
    this.state.fill(0, slot * FIELDS, (slot + 1) * FIELDS);
    this.crossed.fill(0, slot * this.lines, (slot + 1) * this.lines);
  }

  private grow(): void {
    const longer = <Column extends Uint8Array | Uint32Array | Float64Array>(column: Column, twice: Column): Column => (twice.set(column), twice);
    const length = 2 * this.serials.length;
    this.serials = longer(this.serials, new Uint32Array(length));
    this.state = longer(this.state, new Float64Array(length * FIELDS));
    this.crossed = longer(this.crossed, new Uint8Array(length * this.lines));
  }

  private growRing(slot: number): Int32Array {
    const ring = this.rings[slot]!;
    const larger = new Int32Array(Math.min(ring.length * 2, SAMPLE * this.history));
    larger.set(ring);
    this.rings[slot] = larger;
    return larger;
  }
}

/** Half of a 32-bit integer, cut towards 0. */
export function half(value: number): number {
  return (value + (value >>> 31)) >> 1;
}

function quarter(value: number): number {
  return (value + ((value >> 31) >>> 30)) >> 2;
}

/** The square of a distance, in floats. */
function distance(x: number, y: number): number {
  return fround(fround(x * x) + fround(y * y));
}

/** An unsigned 64-bit sum, which a negative one wraps to, as a float. */
function toFloat(sum: number): number {
  return fround(sum < 0 ? sum + TWO_64 : sum);
}

function variance(sum: number, squares: number, count: number): number {
  const mean = fround(toFloat(sum) / count);
  return fround(fround(toFloat(squares) / count) - fround(mean * mean));
}
