// SPDX-License-Identifier: MIT

/** Times in ns. Quantiles are at most 64 ns or 6.25 % too high. */
export interface CallTimes {
  readonly time: number;
  readonly timeP50: number;
  readonly timeP99: number;
  readonly timeMax: number;
}

/** Calls of one hook; `batch` stands for `onFrame` or `onBatch` and the timers due. */
export interface HookStats extends CallTimes {
  readonly calls: number;
  /** By code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** nvtsprobe's property `stats`, counted since the element was made; times in ns. */
export interface ProbeStats {
  readonly buffers: number;
  readonly frames: number;
  readonly objects: number;
  readonly events: number;
  readonly edits: number;
  readonly errors: number;
  readonly dropped: number;
  readonly bypassed: number;
  readonly messages: number;
  readonly breaker: 'closed' | 'open' | 'half-open';
  readonly breakerOpened: number;
  readonly reloads: number;
  readonly rollbacks: number;
  readonly rebuilds: number;
  readonly logLines: number;
  readonly logLinesLeftOut: number;
  readonly packTime: number;
  readonly scriptTime: number;
  readonly scriptTimeMax: number;
  readonly commitTime: number;
  /** Of the script, at the buffer after statistics were last read. */
  readonly heapBytes: number;
  /** Of the script's process; 0 while it has none. */
  readonly processId: number;
  /** Of the process that waits in reserve (`spare-process`), 0 while none is ready. */
  readonly spareProcessId: number;
  /** How often one that waited went on for one that had ended. */
  readonly spareTakeovers: number;
  readonly pack: CallTimes;
  readonly commit: CallTimes;
  readonly hooks: Readonly<Record<string, HookStats>>;
  /** By code. */
  readonly failures: Readonly<Record<string, number>>;
}
