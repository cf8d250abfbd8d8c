// SPDX-License-Identifier: MIT
// The native part: native/ of this package.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NvtsError } from './errors.js';

/** A value of a GStreamer structure or property. Integers beyond 2^53 - 1 are `bigint`s, names are camelCase. */
export type Value = string | number | bigint | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export type RawMessage = { readonly source: string } & (
  | { readonly type: 'eos' }
  | { readonly type: 'error' | 'warning' | 'info'; readonly message: string; readonly debug: string }
  | { readonly type: 'state'; readonly from: string; readonly to: string }
  | { readonly type: 'element'; readonly name: string; readonly fields: Readonly<Record<string, Value>> }
);

export interface NativePipeline {
  launch(line: string): Promise<void>;
  setState(state: 'playing' | 'paused' | 'null'): Promise<'done' | 'async' | 'no-preroll'>;
  sendEos(): Promise<void>;
  close(): Promise<void>;
  take(): RawMessage[];
  dropped(): number;
  keepAlive(wanted: boolean): void;
  set(element: string, property: string, text: string | null): void;
  get(element: string, property: string): Value;
  emit(element: string, signal: string, text?: string): boolean;
}

/** An event of a script as the native part has it. */
export interface RawEvent {
  readonly type: string;
  readonly data: string;
  readonly pts?: number | bigint;
  readonly row?: number;
  readonly sourceId?: number;
  readonly frameNum?: number;
  readonly ntp?: number | bigint;
}

export interface RawLog {
  readonly level: 'error' | 'warning' | 'info' | 'debug';
  readonly text: string;
}

export interface RawOutput {
  readonly events: readonly RawEvent[];
  readonly logs: readonly RawLog[];
  readonly logsLeftOut: number;
}

export interface RawChunk extends RawOutput {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly hook: string; readonly location?: string; readonly scriptStack?: string }[];
  readonly problems: readonly string[];
  readonly done: boolean;
  readonly failure?: Error;
}

export interface RunSettings {
  readonly script: string;
  readonly params: string;
  readonly paramsFile: string;
  readonly grant: string;
  readonly element: string;
  readonly seed: number;
  readonly deadlineMs: number;
  readonly setupDeadlineMs: number;
  readonly memoryLimitMb: number;
  readonly silent: boolean;
}

export interface ReplaySettings extends RunSettings {
  readonly recording: string;
  readonly labels: string;
  readonly fps: number;
  readonly passErrors: boolean;
  readonly warmup: number;
}

/**
 * Times in microseconds: CPU time of the thread that runs the script, without the engine's own threads. Quantiles are at most
 * 64 ns or 6.25 % too high.
 */
export interface Times {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a script did and how long it took. */
export interface RunStats {
  readonly batches: number;
  readonly frames: number;
  readonly objects: number;
  readonly events: number;
  /** Objects edited, added or removed, drawing items and JSON values. */
  readonly edits: number;
  /** Calls of the script that failed. */
  readonly errors: number;
  /** Stream time from the first batch to the last. */
  readonly streamSeconds: number;
  /** A batch into the frame table. */
  readonly pack: Times;
  /** The call into the script for a batch: its timers, then `onFrame` or `onBatch`. */
  readonly script: Times;
  /** Looking through the edits and events of a batch. */
  readonly check: Times;
  /** Of the script's heap, at the end. */
  readonly heapBytes: number;
}

/** Statistics of a replay. */
export interface ReplayStats extends RunStats {
  /** A line of the recording, or a frame, as it is read. */
  readonly parse: Times;
  /** Seconds by the clock that the native part worked, loading the script not counted. */
  readonly busySeconds: number;
  /**
   * Of the objects that script and SDK made after the warm-up, garbage included: the engine collects after each `step` of bytes, so
   * that `bytes` is a multiple of it. An object larger than a step counts as one, and what the engine's compiler keeps out of the heap
   * as none. Undefined where the engine does not tell.
   */
  readonly allocated?: { readonly bytes: number; readonly step: number };
}

export interface NativeReplay {
  step(milliseconds: number): Promise<RawChunk>;
  stats(): ReplayStats;
}

export interface NativeScript {
  push(line: string): RawOutput;
  notify(hook: number, data: string): RawOutput;
  save(): string;
  restore(text: string): RawOutput;
  forgetSource(source: number): void;
  setup(): RawOutput;
  table(): { readonly block: ArrayBuffer; readonly strings: string[] };
  stats(): RunStats;
}

export interface Binding {
  readonly NativePipeline: new (queue: number, onMessages: () => void) => NativePipeline;
  readonly NativeReplay: new (settings: ReplaySettings) => NativeReplay;
  readonly NativeHost: new (settings: RunSettings) => NativeScript;
  /** Lets GStreamer's tracer `leaks` log what there is; for tests. */
  readonly logLiveObjects: () => void;
}

let loaded: Binding | undefined;

/** Loads the native part once. Throws `NVTS_BINDING` with what to do. */
export function binding(): Binding {
  if (loaded) return loaded;
  const named = process.env['NVTS_NODE_ADDON'];
  const inPackage = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const places = [
    inPackage(`../prebuilds/${process.platform}-${process.arch}/lib/node/nvts_node.node`),
    // In a checkout of nvtsprobe.
    inPackage('../../../build/lib/node/nvts_node.node'),
  ];
  const place = named ?? places.find((path) => existsSync(path));
  if (place === undefined) {
    throw new NvtsError(
      'NVTS_BINDING',
      `the native part of @nvtsprobe/node is not there for ${process.platform}-${process.arch}: in a checkout of nvtsprobe run ` +
        `\`npm run build\`, elsewhere name a built nvts_node.node in NVTS_NODE_ADDON (looked at ${places.join(' and ')})`,
    );
  }
  try {
    loaded = createRequire(import.meta.url)(place) as Binding;
  } catch (error) {
    throw new NvtsError(
      'NVTS_BINDING',
      `${place} cannot be loaded: ${error instanceof Error ? error.message : String(error)}; it needs GStreamer 1.20 or newer and ` +
        'JavaScriptCore (on Debian and Ubuntu: sudo apt-get install libgstreamer1.0-0 libjavascriptcoregtk-4.1-0)',
    );
  }
  return loaded;
}
