// SPDX-License-Identifier: MIT
// What is remembered of a pad's tracks: a ring of samples with their running sums, and the lines that each has crossed. All
// numbers are those of C: 32-bit integers, and floats where nvdsanalytics has floats.
import * as Field from './seen.js';

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
const SUM_X = 2;
const SUM_Y = 3;
const SUM_XX = 4;
const SUM_YY = 5;
const SUM_HEIGHT = 6;

/** A track hardly moved when the variance of its x, in floats, is at most this, and that of its y at most this part of its mean height. */
const STILL_X = 400;
const STILL_Y = 0.01;
/** More than floats round a variance by, as a part of the mean square. */
const ROUNDING = 2 ** -20;

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
  /** By slot: where the next sample goes in the ring. */
  private next = new Int32Array(FIRST_TRACKS);
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

  /**
   * Takes the objects of a frame, and notes in `seen` what is known of their tracks now: the slot, and where the track was. That
   * is in its first two samples until the ring is full, then in the four oldest; before its fourth frame nowhere, which is at 0.
   */
  take(seen: Field.Seen, pts: number): void {
    const { history } = this;
    const { count, values, keys, serials, slots: seenSlots } = seen;
    const end = history * SAMPLE;
    for (let i = 0, object = 0; ; ) {
      const { slots, serials: known, state, next, rings } = this;
      for (; i < count; i++, object += Field.FIELDS) {
        const key = keys[i]! + 1;
        const slot = key < slots.length ? slots[key]! : -1;
        if (slot < 0 || known[slot] !== serials[i]!) break;
        const place = next[slot]!;
        const ring = rings[slot]!;
        if (place >= ring.length) break;
        const x = values[object + Field.X]!;
        const y = values[object + Field.Y]!;
        const height = values[object + Field.HEIGHT]!;
        const at = slot * FIELDS;
        const frames = state[at + FRAMES]! + 1;
        let sumX = state[at + SUM_X]! + x;
        let sumY = state[at + SUM_Y]! + y;
        let sumXX = state[at + SUM_XX]! + imul(x, x);
        let sumYY = state[at + SUM_YY]! + imul(y, y);
        let sumHeight = state[at + SUM_HEIGHT]! + (height >>> 0);
        if (frames > history) {
          const oldX = ring[place]!;
          const oldY = ring[place + 1]!;
          sumX -= oldX;
          sumY -= oldY;
          sumXX -= imul(oldX, oldX);
          sumYY -= imul(oldY, oldY);
          sumHeight -= ring[place + 3]!;
        }
        ring[place] = x;
        ring[place + 1] = y;
        ring[place + 2] = values[object + Field.WIDTH]!;
        ring[place + 3] = height;
        const oldest = place + SAMPLE === end ? 0 : place + SAMPLE;
        next[slot] = oldest;
        state[at + LAST_PTS] = pts;
        state[at + FRAMES] = frames;
        state[at + SUM_X] = sumX;
        state[at + SUM_Y] = sumY;
        state[at + SUM_XX] = sumXX;
        state[at + SUM_YY] = sumYY;
        state[at + SUM_HEIGHT] = sumHeight;

        let fromX = 0;
        let fromY = 0;
        let fromWidth = 0;
        let fromHeight = 0;
        if (frames > 3 && frames < history) {
          fromX = half(ring[0]! + ring[4]!);
          fromY = half(ring[1]! + ring[5]!);
          fromWidth = half(ring[2]! + ring[6]!);
          fromHeight = half(ring[3]! + ring[7]!);
        } else if (frames > 3) {
          const b = oldest + SAMPLE === end ? 0 : oldest + SAMPLE;
          const c = b + SAMPLE === end ? 0 : b + SAMPLE;
          const d = c + SAMPLE === end ? 0 : c + SAMPLE;
          fromX = quarter(ring[oldest]! + ring[b]! + ring[c]! + ring[d]!);
          fromY = quarter(ring[oldest + 1]! + ring[b + 1]! + ring[c + 1]! + ring[d + 1]!);
          fromWidth = quarter(ring[oldest + 2]! + ring[b + 2]! + ring[c + 2]! + ring[d + 2]!);
          fromHeight = quarter(ring[oldest + 3]! + ring[b + 3]! + ring[c + 3]! + ring[d + 3]!);
        }
        const meanHeight = fround(toFloat(sumHeight) / (frames < history ? frames : history));
        seenSlots[i] = slot;
        values[object + Field.FRAMES] = frames;
        values[object + Field.MEAN_HEIGHT] = meanHeight;
        values[object + Field.HALF_MEAN] = trunc(meanHeight / 2);
        values[object + Field.FROM_X] = fromX;
        values[object + Field.FROM_Y] = fromY;
        values[object + Field.FROM_WIDTH] = fromWidth;
        values[object + Field.MOVED] = distance(x - fromX, y + half(height) - (fromY + half(fromHeight)));
        values[object + Field.STOPPED] =
          frames > history &&
          !variesMore(sumY, sumYY, history, 1.01 * STILL_Y * meanHeight) &&
          !variesMore(sumX, sumXX, history, STILL_X) &&
          isStill(sumX, sumXX, sumY, sumYY, history, meanHeight)
            ? 1
            : 0;
      }
      if (i >= count) return;
      this.meet(keys[i]!, serials[i]!);
    }
  }

  /** Gives a track what `take` finds missing: a slot, that of a new track when its key has gone to another, or room in its ring. */
  private meet(trackKey: number, serial: number): void {
    const key = trackKey + 1;
    const slot = key < this.slots.length ? this.slots[key]! : -1;
    if (slot < 0) this.add(key, serial);
    else if (this.serials[slot] !== serial) this.reset(slot, serial);
    else this.growRing(slot);
  }

  private add(key: number, serial: number): void {
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
  }

  /** Makes it a track of which nothing is known. */
  private reset(slot: number, serial: number): void {
    this.serials[slot] = serial;
    this.ids[slot] = undefined;
    this.next[slot] = 0;
    this.state.fill(0, slot * FIELDS, (slot + 1) * FIELDS);
    this.crossed.fill(0, slot * this.lines, (slot + 1) * this.lines);
  }

  private grow(): void {
    const longer = <Column extends Uint8Array | Uint32Array | Int32Array | Float64Array>(column: Column, twice: Column): Column => (twice.set(column), twice);
    const length = 2 * this.serials.length;
    this.serials = longer(this.serials, new Uint32Array(length));
    this.state = longer(this.state, new Float64Array(length * FIELDS));
    this.next = longer(this.next, new Int32Array(length));
    this.crossed = longer(this.crossed, new Uint8Array(length * this.lines));
  }

  private growRing(slot: number): void {
    const ring = this.rings[slot]!;
    const larger = new Int32Array(Math.min(ring.length * 2, SAMPLE * this.history));
    larger.set(ring);
    this.rings[slot] = larger;
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

/**
 * Whether the variance, in floats, is sure to be above a limit. Quick, since it divides nothing. An unsigned sum that a negative
 * one wraps to is left to `variance`.
 */
function variesMore(sum: number, squares: number, count: number, limit: number): boolean {
  const scaled = squares * count;
  return sum >= 0 && scaled - sum * sum > limit * count * count + scaled * ROUNDING;
}

/** Whether a track hardly moved over the whole ring. */
function isStill(sumX: number, sumXX: number, sumY: number, sumYY: number, count: number, meanHeight: number): boolean {
  return variance(sumX, sumXX, count) <= STILL_X && fround(variance(sumY, sumYY, count) / meanHeight) <= STILL_Y;
}
