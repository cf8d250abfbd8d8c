// SPDX-License-Identifier: MIT
import { binding, type NativeReplay, type RawChunk, type RawLog, type ReplayStats } from './binding.js';
import { NvtsError, toNvtsError } from './errors.js';
import { type EventData, type ScriptEvent, toEvent } from './events.js';
import { atLeastZero, runSettings, type ScriptOptions, text } from './script-options.js';

/** How a recording is replayed. */
export interface ReplayOptions extends ScriptOptions {
  /** A class name a line, for formats that hold only class ids. */
  readonly labels?: string;
  /** Frames a second, for recordings without time stamps; 25 when left out. */
  readonly fps?: number;
  /** `'pass'` goes on after a batch that the script failed on, as nvtsprobe does; `'fail'`, the default, ends the replay. */
  readonly onError?: 'fail' | 'pass';
  /** Batches at the start that the statistics leave out. */
  readonly warmup?: number;
  /** Ends the replay; what waits then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A line that the script logs. */
  readonly onLog?: (log: RawLog) => void;
  /** A fault of the recording that is passed over, as `file:line: what`. */
  readonly onProblem?: (problem: string) => void;
  /** With `onError: 'pass'`, what the script failed on. */
  readonly onScriptError?: (error: NvtsError) => void;
}

// Long enough that the way to a thread and back costs nothing, short enough that a reader does not wait.
const STEP_MS = 20;

/**
 * Runs a recording through a script in the engine and host of nvtsprobe, without GStreamer, as fast as it goes and
 * beside Node's own thread. `script` is a bundle, or a source that esbuild makes one of.
 *
 * @example
 * ```ts
 * import { replay } from '@nvtsprobe/node';
 *
 * const run = replay('clip.jsonl.gz', 'counter.nvts.js', { params: { minConfidence: 0.5 } });
 * for await (const { type, frame, data } of run) console.log(type, frame, data);
 * console.log(run.stats?.script.p99, 'µs');
 * ```
 */
export function replay<Data = EventData>(recording: string, script: string, options: ReplayOptions = {}): Replay<Data> {
  return new Replay<Data>(recording, script, options);
}

/** A replay under way: its events, in order. It works ahead of its reader by a fraction of a second at most. */
export class Replay<Data = EventData> implements AsyncIterableIterator<ScriptEvent<Data>, undefined> {
  readonly #native: NativeReplay;
  readonly #options: ReplayOptions;
  #step: Promise<RawChunk> | undefined;
  #events: ScriptEvent<Data>[] = [];
  #next = 0;
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #stats: ReplayStats | undefined;

  /** @internal */
  constructor(recording: string, script: string, options: ReplayOptions) {
    const { fps = 25, warmup = 0, onError = 'fail' } = options;
    if (!(fps > 0) || fps > 1e6) throw new NvtsError('NVTS_ARGUMENT', `fps must be above 0, got ${fps}`);
    if (onError !== 'fail' && onError !== 'pass') throw new NvtsError('NVTS_ARGUMENT', `onError must be 'fail' or 'pass', got ${String(onError)}`);
    this.#options = options;
    this.#native = new (binding().NativeReplay)({
      ...runSettings(script, options),
      recording: text('the recording', recording),
      labels: options.labels ?? '',
      fps,
      passErrors: onError === 'pass',
      warmup: atLeastZero('warmup', warmup),
    });
  }

  /** Of the whole replay, once it is over. */
  get stats(): ReplayStats | undefined {
    return this.#stats;
  }

  next(): Promise<IteratorResult<ScriptEvent<Data>, undefined>> {
    const turn = this.#turn.then(() => this.#take());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the replay early. */
  async return(): Promise<IteratorResult<ScriptEvent<Data>, undefined>> {
    this.#over = true;
    this.#events = [];
    this.#next = 0;
    await this.#step?.catch(() => undefined);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Runs to the end without looking at the events that are left, and gives the statistics. */
  async finish(): Promise<ReplayStats> {
    while (!(await this.next()).done);
    if (this.#stats) return this.#stats;
    throw new NvtsError('NVTS_ARGUMENT', 'the replay was ended before its end and has no statistics');
  }

  async #take(): Promise<IteratorResult<ScriptEvent<Data>, undefined>> {
    while (this.#next === this.#events.length) {
      if (this.#failure) {
        const { error } = this.#failure;
        this.#failure = undefined;
        this.#over = true;
        throw error;
      }
      if (this.#over) return { done: true, value: undefined };
      await this.#advance();
    }
    return { done: false, value: this.#events[this.#next++]! };
  }

  async #advance(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const chunk = await (this.#step ?? this.#native.step(STEP_MS));
    // return() was called meanwhile.
    if (this.#over) return;
    this.#over = chunk.done;
    // The next piece is worked on while this one is read.
    this.#step = chunk.done ? undefined : this.#native.step(STEP_MS);
    this.#tell(chunk);
    this.#events = chunk.events.map((event) => toEvent(event) as ScriptEvent<Data>);
    this.#next = 0;
    if (chunk.failure) this.#failure = { error: toNvtsError(chunk.failure) };
    else if (chunk.done) this.#stats = this.#native.stats();
  }

  #tell({ logs, problems, errors }: RawChunk): void {
    const { onLog, onProblem, onScriptError } = this.#options;
    if (onLog) logs.forEach(onLog);
    if (onProblem) problems.forEach((problem) => onProblem(problem));
    if (onScriptError) for (const { code, message, ...place } of errors) onScriptError(new NvtsError(code, message, place));
  }
}
