// SPDX-License-Identifier: MIT

/**
 * Stream time as rules measure it. The host's times never go backwards, but a rule may be handed frames of two
 * sources, a test's, or those after a restart: where time goes back the clock stands still and then goes on, so that no
 * duration is negative.
 * @internal
 */
export class StreamClock {
  private offset = 0;
  /** 0 before the first frame. */
  now = 0;
  private started = false;

  /** Takes the time of a frame, and returns `now`. */
  advance(time: number): number {
    const next = time + this.offset;
    if (next >= this.now || !this.started) {
      if (Number.isFinite(next)) {
        this.now = next;
        this.started = true;
      }
    } else if (Number.isFinite(time)) this.offset = this.now - time;
    return this.now;
  }

  /** The stream time that frames have at a time of this clock; 0 for what was before the stream began. */
  toStream(time: number): number {
    return Math.max(0, time - this.offset);
  }

  save(): [now: number, offset: number] | null {
    return this.started ? [this.now, this.offset] : null;
  }

  restore(saved: unknown): void {
    if (!Array.isArray(saved) || !saved.every(Number.isFinite)) return;
    [this.now, this.offset] = saved as [number, number];
    this.started = true;
  }
}
