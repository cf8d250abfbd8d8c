// SPDX-License-Identifier: MIT

/**
 * Stream time as rules measure it. The host's times never go backwards, but a rule may be handed frames of two
 * sources, or a test's: where time goes back the clock stands still and then goes on, so that no duration is negative.
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
}
