// SPDX-License-Identifier: MIT
// What is remembered of a track: a ring of samples with their running sums, and the lines it has crossed.

const SAMPLE = 4; // x, y, width, height
const FIRST_SAMPLES = 16;
const TWO_64 = 2 ** 64;
const { fround, imul, trunc } = Math;

/** All numbers are those of C: 32-bit integers, and floats where nvdsanalytics has floats. */
export class Track {
  serial = 0;
  /** The track id in decimal; undefined until somebody has asked for it. */
  id: string | undefined;
  /** PTS at which it was last seen. */
  lastPts = 0;
  /** Frames in which it was seen. */
  frames = 0;
  /** 1 for each line, by its place, that the track has crossed. */
  readonly crossed: Uint8Array;
  // The track as it was, for directions and crossings; 0 before its fourth frame.
  previousX = 0;
  previousY = 0;
  previousWidth = 0;
  previousHeight = 0;
  /** Mean height over the ring. */
  meanHeight = 0;

  private ring: Int32Array;
  private next = 0;
  private sumX = 0;
  private sumY = 0;
  private sumXX = 0;
  private sumYY = 0;
  private sumHeight = 0;

  constructor(
    lines: number,
    private readonly history: number,
  ) {
    this.crossed = new Uint8Array(lines);
    this.ring = new Int32Array(SAMPLE * Math.min(history, FIRST_SAMPLES));
  }

  /** Makes it a track of which nothing is known. */
  reset(serial: number): void {
    this.serial = serial;
    this.id = undefined;
    this.frames = this.next = 0;
    this.sumX = this.sumY = this.sumXX = this.sumYY = this.sumHeight = 0;
    this.previousX = this.previousY = this.previousWidth = this.previousHeight = 0;
    this.crossed.fill(0);
  }

  /** Takes the sample of a frame. */
  add(x: number, y: number, width: number, height: number): void {
    const { history } = this;
    const at = this.next * SAMPLE;
    if (this.frames >= history) this.drop(at);
    else if (at >= this.ring.length) this.grow();
    const { ring } = this;
    ring[at] = x;
    ring[at + 1] = y;
    ring[at + 2] = width;
    ring[at + 3] = height;
    this.sumX += x;
    this.sumY += y;
    this.sumXX += imul(x, x);
    this.sumYY += imul(y, y);
    this.sumHeight += height >>> 0;
    this.next = this.next + 1 === history ? 0 : this.next + 1;
    this.meanHeight = fround(toFloat(this.sumHeight) / Math.min(this.frames + 1, history));
    this.frames++;
    if (this.frames > 3) this.look();
  }

  /** Whether it hardly moved over the whole ring. */
  get stopped(): boolean {
    if (this.frames <= this.history) return false;
    const { history } = this;
    if (!(variance(this.sumX, this.sumXX, history) <= 400)) return false;
    return fround(variance(this.sumY, this.sumYY, history) / this.meanHeight) <= 0.01;
  }

  /** Finds the former position: the first two samples until the ring is full, then the four oldest. */
  private look(): void {
    const { ring } = this;
    if (this.frames < this.history) {
      this.previousX = trunc((ring[0]! + ring[4]!) / 2);
      this.previousY = trunc((ring[1]! + ring[5]!) / 2);
      this.previousWidth = trunc((ring[2]! + ring[6]!) / 2);
      this.previousHeight = trunc((ring[3]! + ring[7]!) / 2);
      return;
    }
    let x = 0;
    let y = 0;
    let width = 0;
    let height = 0;
    const end = this.history * SAMPLE;
    let at = this.next * SAMPLE;
    for (let i = 0; i < 4; i++) {
      x += ring[at]!;
      y += ring[at + 1]!;
      width += ring[at + 2]!;
      height += ring[at + 3]!;
      at += SAMPLE;
      if (at === end) at = 0;
    }
    this.previousX = trunc(x / 4);
    this.previousY = trunc(y / 4);
    this.previousWidth = trunc(width / 4);
    this.previousHeight = trunc(height / 4);
  }

  private drop(at: number): void {
    const { ring } = this;
    const x = ring[at]!;
    const y = ring[at + 1]!;
    this.sumX -= x;
    this.sumY -= y;
    this.sumXX -= imul(x, x);
    this.sumYY -= imul(y, y);
    this.sumHeight -= ring[at + 3]!;
  }

  private grow(): void {
    const larger = new Int32Array(Math.min(this.ring.length * 2, SAMPLE * this.history));
    larger.set(this.ring);
    this.ring = larger;
  }
}

/** An unsigned 64-bit sum, which a negative one wraps to, as a float. */
function toFloat(sum: number): number {
  return fround(sum < 0 ? sum + TWO_64 : sum);
}

function variance(sum: number, squares: number, count: number): number {
  const mean = fround(toFloat(sum) / count);
  return fround(fround(toFloat(squares) / count) - fround(mean * mean));
}
