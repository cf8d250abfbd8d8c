// SPDX-License-Identifier: MIT
import type { Json } from './rule.js';
import { TIME_TOLERANCE } from './track-rule.js';

/** Something that is true once a condition has held for some seconds of stream time, and until it holds no longer. @internal */
export class Hold {
  /** When the condition began to hold; NaN while it does not. */
  private since = NaN;
  private active = false;
  /** Seconds for which it held, up to the last change. */
  lasted = 0;

  constructor(private readonly seconds: number) {}

  /** Takes whether the condition holds now; tells whether this began or ended. */
  update(holds: boolean, time: number): 'began' | 'ended' | undefined {
    const was = this.active;
    if (holds) {
      if (!(this.since <= time)) this.since = time;
      this.active ||= time - this.since + TIME_TOLERANCE >= this.seconds;
    } else this.active = false;
    if (this.active !== was) this.lasted = time - this.since;
    if (!holds) this.since = NaN;
    return this.active === was ? undefined : was ? 'ended' : 'began';
  }

  save(): Json {
    return [Number.isNaN(this.since) ? null : this.since, this.active];
  }

  restore(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    this.since = typeof saved[0] === 'number' ? saved[0] : NaN;
    this.active = saved[1] === true;
  }
}
