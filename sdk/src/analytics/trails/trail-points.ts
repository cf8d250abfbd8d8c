// SPDX-License-Identifier: MIT
import type { Columns } from '../../table/schema.generated.js';

/** A point of a trail. @internal */
export interface TimedPoint {
  readonly x: number;
  readonly y: number;
  /** Seconds since the track was there. */
  readonly age: number;
}

/**
 * The points of all trails: a ring of as many for each slot. Times are in milliseconds modulo 2^32, whose differences are
 * right for 49 days.
 * @internal
 */
export class TrailPoints {
  private x = new Float32Array(0);
  private y = new Float32Array(0);
  private ms = new Uint32Array(0);
  private counts = new Uint8Array(0);
  /** Where the newest point of each ring is. */
  private heads = new Uint8Array(0);

  constructor(private readonly size: number) {}

  get bytes(): number {
    return this.x.byteLength + this.y.byteLength + this.ms.byteLength + this.counts.byteLength + this.heads.byteLength;
  }

  clear(slot: number): void {
    this.reserve(slot);
    this.counts[slot] = 0;
  }

  count(slot: number): number {
    return this.counts[slot] ?? 0;
  }

  add(slot: number, x: number, y: number, time: number): void {
    this.reserve(slot);
    this.heads[slot] = this.counts[slot] === 0 ? 0 : (this.heads[slot]! + 1) % this.size;
    if (this.counts[slot]! < this.size) this.counts[slot]!++;
    this.move(slot, x, y, time);
  }

  /** Puts the newest point elsewhere. */
  move(slot: number, x: number, y: number, time: number): void {
    const at = slot * this.size + this.heads[slot]!;
    this.x[at] = x;
    this.y[at] = y;
    this.ms[at] = toMs(time);
  }

  /** Whether the newest point is at least so far from the one before, in pixels and in seconds; also where there is none. */
  isBeyond(slot: number, pixels: number, seconds: number): boolean {
    if (this.count(slot) < 2) return true;
    const { x, y, ms } = this;
    const to = this.place(slot, 0);
    const from = this.place(slot, 1);
    const dx = x[to]! - x[from]!;
    const dy = y[to]! - y[from]!;
    return dx * dx + dy * dy >= pixels * pixels && (ms[to]! - ms[from]!) >>> 0 >= 1000 * seconds;
  }

  /** Points of a trail that are no older than `seconds`, the newest first. */
  recent(slot: number, time: number, seconds: number): TimedPoint[] {
    const now = toMs(time);
    return Array.from({ length: this.countRecent(slot, time, seconds) }, (_, back) => {
      const at = this.place(slot, back);
      return { x: this.x[at]!, y: this.y[at]!, age: ((now - this.ms[at]!) >>> 0) / 1000 };
    });
  }

  /** How many points of a trail are no older than `seconds`. */
  countRecent(slot: number, time: number, seconds: number): number {
    const now = toMs(time);
    const count = this.count(slot);
    let back = 0;
    while (back < count && ((now - this.ms[this.place(slot, back)]!) >>> 0) / 1000 <= seconds) back++;
    return back;
  }

  /**
   * Writes the newest parts of a trail as lines from point to point, the newest first, to rows of a drawing from `first` on.
   * Its `shades`, each of four lanes, are those of points from `seconds` ago to now. The result is the row behind the last.
   */
  draw(slot: number, parts: number, time: number, seconds: number, shades: Float32Array, c: Columns, first: number): number {
    const { x, y, ms } = this;
    const { drawX1, drawY1, drawX2, drawY2, drawColor } = c;
    const now = toMs(time);
    const newest = shades.length / 4 - 1;
    let to = this.place(slot, 0);
    for (let part = 1; part <= parts; part++) {
      const from = this.place(slot, part);
      const row = first + part - 1;
      drawX1[row] = x[from]!;
      drawY1[row] = y[from]!;
      drawX2[row] = x[to]!;
      drawY2[row] = y[to]!;
      const age = ((now - ms[to]!) >>> 0) / 1000;
      const shade = 4 * Math.min(newest, Math.floor((1 - age / seconds) * (newest + 1)));
      const lane = 4 * row;
      drawColor[lane] = shades[shade]!;
      drawColor[lane + 1] = shades[shade + 1]!;
      drawColor[lane + 2] = shades[shade + 2]!;
      drawColor[lane + 3] = shades[shade + 3]!;
      to = from;
    }
    return first + parts;
  }

  scale(x: number, y: number): void {
    for (let at = 0; at < this.x.length; at++) {
      this.x[at]! *= x;
      this.y[at]! *= y;
    }
  }

  private place(slot: number, back: number): number {
    return slot * this.size + ((this.heads[slot]! + this.size - back) % this.size);
  }

  private reserve(slot: number): void {
    const { length } = this.counts;
    if (slot < length) return;
    // A ring is large: room for twice as many tracks as there are would be twice the memory.
    const slots = Math.max(slot + 1, length + Math.max(64, length >> 4));
    const grow = <Column extends Float32Array | Uint32Array | Uint8Array>(column: Column, longer: Column): Column => (longer.set(column), longer);
    this.x = grow(this.x, new Float32Array(slots * this.size));
    this.y = grow(this.y, new Float32Array(slots * this.size));
    this.ms = grow(this.ms, new Uint32Array(slots * this.size));
    this.counts = grow(this.counts, new Uint8Array(slots));
    this.heads = grow(this.heads, new Uint8Array(slots));
  }
}

function toMs(time: number): number {
  return Math.round(time * 1000) >>> 0;
}
