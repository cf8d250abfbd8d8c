// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { type FrameView, writeEvent } from '../table/frame-view.js';
import * as Header from '../table/schema/header.generated.js';
import * as Hook from '../table/schema/hook.generated.js';
import type { Table } from '../table/table.js';
import type { Context, Log } from './define.js';

interface Timer {
  readonly period: number;
  readonly callback: (time: number) => void;
  /** Time of the first batch after it was made; NaN until then. */
  start: number;
  /** Time of the next call; Infinity once it was stopped. */
  due: number;
}

/** Stream times come from nanoseconds: a sum of periods may miss the same instant by a rounding error. */
const TOLERANCE = 1e-6;

/** The context that all hooks of a bundle share. @internal */
export class BundleContext implements Context<unknown, unknown> {
  state: unknown = undefined;
  private readonly timers: Timer[] = [];

  constructor(
    readonly params: unknown,
    readonly log: Log,
    readonly element: string,
    private readonly table: Table,
  ) {}

  get time(): number {
    return this.table.time;
  }

  // Functions of their own, since authors take them out of the context: `onEos(_info, { emit }) { ... }`.
  readonly emit = (type: string, data: Readonly<Record<string, unknown>> = {}, options?: { readonly frame?: FrameView }): void => {
    if (options?.frame) return options.frame.emit(type, data);
    const { headerI32 } = this.table.columns;
    // The host may save a script that it is about to throw away: nobody would read its events.
    if (headerI32[Header.hook] === Hook.save) throw new NvtsError('NVTS_STATE', `save may emit no events, got ${show(type)}`);
    writeEvent(this.table, headerI32[Header.hookFrame]!, type, data);
  };

  readonly every = (milliseconds: number, callback: (time: number) => void): (() => void) => {
    if (!(milliseconds > 0 && milliseconds < Infinity)) {
      throw new NvtsError('NVTS_RANGE', `every() takes a period in milliseconds above 0, got ${show(milliseconds)}`);
    }
    const timer: Timer = { period: milliseconds / 1000, callback, start: NaN, due: NaN };
    this.timers.push(timer);
    return () => {
      timer.due = Infinity;
    };
  };

  /** Calls the timers that are due at the batch in hand, in the order in which they were made. */
  tick(run: (callback: (time: number) => void, time: number) => void): void {
    if (this.timers.length === 0) return;
    const now = this.time;
    for (let i = 0; i < this.timers.length; i++) {
      const timer = this.timers[i]!;
      if (timer.due === Infinity) {
        this.timers.splice(i--, 1);
        continue;
      }
      if (Number.isNaN(timer.start)) {
        timer.start = now;
        timer.due = now + timer.period;
      }
      if (now + TOLERANCE < timer.due) continue;
      const calls = Math.floor((now + TOLERANCE - timer.start) / timer.period);
      timer.due = timer.start + (calls + 1) * timer.period;
      run(timer.callback, now);
    }
  }
}
seal(BundleContext);
