// SPDX-License-Identifier: MIT
import { binding, type NativePipeline, type RawMessage } from './binding.js';
import { Channel } from './channel.js';
import { PipelineElement } from './element.js';
import { NvtsError, toNvtsError } from './errors.js';
import type { EventData, Json, PipelineEvent } from './events.js';
import { isEvent, type PipelineMessage, toMessage, toPipelineError, toPipelineEvent } from './messages.js';

/** How a pipeline is launched. */
export interface PipelineOptions {
  /** Events, and messages, that may wait unread before the oldest is dropped; 4096 when left out. */
  readonly queue?: number;
  /** Closes the pipeline; `finished` and what waits then fail with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Why a pipeline ended. */
export type FinishReason = 'eos' | 'stopped';

type RunState = 'playing' | 'paused';
type Outcome = { readonly reason: FinishReason } | { readonly error: unknown };

interface StateWaiter {
  readonly state: RunState;
  resolve(): void;
  reject(error: unknown): void;
}

// A pipeline that plays is not forgotten, even when the program keeps no reference.
const playing = new Set<Pipeline>();

/**
 * A GStreamer pipeline in this process, made of a launch line as `gst-launch-1.0` takes it. It runs once: after its end
 * (end of the stream, error, `stop()`), launch another.
 *
 * @example
 * ```ts
 * import { Pipeline } from '@nvtsprobe/node';
 *
 * await using pipeline = await Pipeline.launch('videotestsrc num-buffers=50 ! nvtsprobe name=probe script=counter.ts ! fakesink');
 * const events = pipeline.events();
 * await pipeline.play();
 * for await (const { type, data } of events) console.log(type, data);
 * ```
 */
export class Pipeline implements AsyncDisposable {
  readonly #native: NativePipeline;
  readonly #events: Channel<PipelineEvent>;
  readonly #messages: Channel<PipelineMessage>;
  readonly #finish: PromiseWithResolvers<FinishReason> = withResolvers();
  #waiters: StateWaiter[] = [];
  #state = 'null';
  #outcome: Outcome | undefined;
  #ending: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(queue: number) {
    const self = new WeakRef(this);
    this.#native = new (binding().NativePipeline)(queue, () => {
      const pipeline = self.deref();
      if (pipeline) pipeline.#pump();
    });
    this.#events = new Channel(queue);
    this.#messages = new Channel(queue);
    // Whoever does not ask how it ended is told by events() or messages().
    this.#finish.promise.catch(() => undefined);
  }

  /** Makes a pipeline, which stands still until `play()`. Throws `NVTS_PIPELINE` with what GStreamer says of the line. */
  static async launch(line: string, options: PipelineOptions = {}): Promise<Pipeline> {
    const { queue = 4096, signal } = options;
    if (typeof line !== 'string') throw new NvtsError('NVTS_ARGUMENT', `the launch line must be a string, got ${typeof line}`);
    if (!Number.isInteger(queue) || queue < 1) throw new NvtsError('NVTS_ARGUMENT', `queue must be a whole number from 1, got ${queue}`);
    signal?.throwIfAborted();
    const pipeline = new Pipeline(queue);
    try {
      await pipeline.#native.launch(line);
    } catch (error) {
      await pipeline.close();
      throw toNvtsError(error);
    }
    if (signal?.aborted) {
      await pipeline.close();
      throw signal.reason;
    }
    signal?.addEventListener('abort', () => void pipeline.#end({ error: signal.reason }).then(() => pipeline.close()), { once: true });
    return pipeline;
  }

  /** Lets the video run. Resolves when it does; Node stays alive until its end. Throws what the pipeline failed on. */
  async play(): Promise<void> {
    await this.#change('playing');
  }

  /** Holds the video; before `play()`, prepares it up to the first picture. */
  async pause(): Promise<void> {
    await this.#change('paused');
  }

  /** Ends the stream at its sources, so that what is under way is finished, and resolves when it has. */
  async eos(): Promise<void> {
    this.#refuseEnded();
    await this.#native.sendEos().catch((error: unknown) => {
      throw toNvtsError(error);
    });
    await this.finished;
  }

  /** Ends the pipeline at once. Properties and statistics can still be read. */
  async stop(): Promise<void> {
    await this.#end({ reason: 'stopped' });
  }

  /** Ends the pipeline and frees all that it holds. */
  close(): Promise<void> {
    this.#closing ??= this.stop().then(() => this.#native.close());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Resolves when the pipeline has come to rest; fails with the error that ended it. */
  get finished(): Promise<FinishReason> {
    return this.#finish.promise;
  }

  /**
   * The events of its scripts from now on; for the first reader also those before. It is done with the end of the stream
   * and `stop()`, and throws what the pipeline failed on.
   */
  events<Data = EventData>(): AsyncIterableIterator<PipelineEvent<Data>, undefined> {
    return this.#events.read() as AsyncIterableIterator<PipelineEvent<Data>, undefined>;
  }

  /** What else it says: errors of scripts, reloads, logs, states, ... What the pipeline fails on is a message here, and not thrown. */
  messages(): AsyncIterableIterator<PipelineMessage, undefined> {
    return this.#messages.read();
  }

  /** Events and messages that were dropped because they waited unread, `queue` of them. */
  get dropped(): number {
    return this.#events.dropped + this.#messages.dropped + this.#native.dropped();
  }

  /** An element by its name. Throws `NVTS_ELEMENT` when there is none. */
  element(name: string): PipelineElement {
    return new PipelineElement(this.#native, name);
  }

  /** `element(name).send(message)`. */
  send(name: string, message: Json): void {
    this.element(name).send(message);
  }

  async #change(state: RunState): Promise<void> {
    this.#refuseEnded();
    // Node waits for the state, and from play() on for the end.
    if (state === 'playing') playing.add(this);
    this.#native.keepAlive(true);
    let change;
    try {
      change = await this.#native.setState(state);
    } catch (error) {
      // Which element refuses, and why, is in its message.
      this.#pump();
      await this.#end({ error: toNvtsError(error) });
    }
    this.#throwFailure();
    if (this.#outcome && 'reason' in this.#outcome && this.#outcome.reason === 'stopped') throw stoppedBefore(state);
    if (change === 'async' && !this.#outcome && this.#state !== state) {
      await new Promise<void>((resolve, reject) => this.#waiters.push({ state, resolve, reject }));
    }
    if (!playing.has(this) && this.#waiters.length === 0) this.#native.keepAlive(false);
  }

  #pump(): void {
    for (const raw of this.#native.take()) this.#receive(raw);
  }

  #receive(raw: RawMessage): void {
    if (isEvent(raw)) {
      this.#events.push(toPipelineEvent(raw));
      return;
    }
    this.#messages.push(toMessage(raw));
    if (raw.type === 'eos') void this.#end({ reason: 'eos' });
    else if (raw.type === 'error') void this.#end({ error: toPipelineError(raw) });
    else if (raw.type === 'state') this.#reach(raw.to);
  }

  #reach(state: string): void {
    this.#state = state;
    const reached = this.#waiters.filter((waiter) => waiter.state === state);
    this.#waiters = this.#waiters.filter((waiter) => waiter.state !== state);
    for (const waiter of reached) waiter.resolve();
  }

  /** The first outcome counts. Resolves when the pipeline has come to rest. */
  #end(outcome: Outcome): Promise<void> {
    this.#outcome ??= outcome;
    this.#ending ??= this.#rest(this.#outcome);
    return this.#ending;
  }

  async #rest(outcome: Outcome): Promise<void> {
    // Elements take leave with messages.
    await this.#native.setState('null').catch(() => undefined);
    this.#pump();
    this.#events.end('error' in outcome ? outcome : {});
    this.#messages.end();
    for (const waiter of this.#waiters.splice(0)) {
      if ('error' in outcome) waiter.reject(outcome.error);
      else if (outcome.reason === 'eos') waiter.resolve();
      else waiter.reject(stoppedBefore(waiter.state));
    }
    if ('error' in outcome) this.#finish.reject(outcome.error);
    else this.#finish.resolve(outcome.reason);
    this.#native.keepAlive(false);
    playing.delete(this);
  }

  #refuseEnded(): void {
    this.#throwFailure();
    if (this.#outcome) throw new NvtsError('NVTS_PIPELINE', 'the pipeline has ended: launch another');
  }

  #throwFailure(): void {
    if (this.#outcome && 'error' in this.#outcome) throw this.#outcome.error;
  }
}

const stoppedBefore = (state: RunState): NvtsError => new NvtsError('NVTS_PIPELINE', `the pipeline was stopped before it was ${state}`);

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

// Node 20 has no Promise.withResolvers().
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
