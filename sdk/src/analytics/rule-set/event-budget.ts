// SPDX-License-Identifier: MIT

/** How many events a rule may still tell: a bucket that fills with stream time. @internal */
export class EventBudget {
  private left: number;
  private time = NaN;
  private suppressed = 0;

  /** A second's worth may come at once. */
  constructor(private readonly perSecond: number) {
    this.left = Math.max(1, perSecond);
  }

  /** Whether one more event may be told now. */
  take(time: number): boolean {
    if (time > this.time) this.left = Math.min(Math.max(1, this.perSecond), this.left + (time - this.time) * this.perSecond);
    this.time = time;
    if (this.left < 1) {
      this.suppressed++;
      return false;
    }
    this.left--;
    return true;
  }

  /** Events that were refused since the last call. */
  takeSuppressed(): number {
    const { suppressed } = this;
    this.suppressed = 0;
    return suppressed;
  }
}
