// SPDX-License-Identifier: MIT

/** Seconds beyond which a step of the PTS counts as a jump, and the interval until one has been seen. */
const MAX_STEP = 600;
const FIRST_INTERVAL = 1 / 30;

/**
 * Stream time from time stamps, as the element makes it: it follows the PTS while that moves forward by at most ten minutes;
 * where the PTS is absent, goes backwards (seek, loop, wrap) or jumps further, time goes on by the last regular interval.
 */
export class StreamClock {
  /** Whether the last time came from its PTS. */
  continuous = true;
  time = 0;
  private lastPts: bigint | undefined;
  private interval = FIRST_INTERVAL;
  private started = false;

  /** The time in seconds of what has this PTS (ns), `undefined` for none. */
  advance(pts: bigint | undefined): number {
    if (!this.started) {
      this.started = true;
      this.time = pts === undefined ? 0 : Number(pts) * 1e-9;
      this.continuous = pts !== undefined;
    } else {
      const step = pts !== undefined && this.lastPts !== undefined && pts >= this.lastPts ? Number(pts - this.lastPts) * 1e-9 : -1;
      this.continuous = step >= 0 && step <= MAX_STEP;
      if (this.continuous && step > 0) this.interval = step;
      this.time += this.continuous ? step : this.interval;
    }
    this.lastPts = pts;
    return this.time;
  }
}
