// SPDX-License-Identifier: MIT
// A launch line under way, in this process or in one of gst-launch-1.0.
import type { Log, Reload, Stats } from './messages.js';

/** What is told while a line runs. */
export interface Listener {
  /** Events as lines of JSON, some times a second. */
  events(lines: readonly string[]): void;
  stats(stats: Stats): void;
  reload(reload: Reload): void;
  log(log: Log): void;
  /** For people: errors and warnings of the pipeline. */
  complain(text: string): void;
}

/** A line under way. */
export interface Running {
  /** Its exit code, when it has ended. */
  readonly code: Promise<number>;
  /** Ends the stream, so that files are finished; the second time it ends at once, the third time by force. */
  interrupt(): void;
}

/** How often events are shown. */
export const SHOW_MS = 200;
