// SPDX-License-Identifier: MIT
import type { $ZodType, output } from 'zod/v4/core';
import type { BatchView, FrameView } from '../table/frame-view.js';

/** Writes to the element's log (`GST_DEBUG=nvts-script:6` shows it). Values that are no strings are written as JSON. */
export interface Log {
  error(...values: readonly unknown[]): void;
  warn(...values: readonly unknown[]): void;
  info(...values: readonly unknown[]): void;
  debug(...values: readonly unknown[]): void;
}

/** What is there while `setup` runs. */
export interface SetupContext<Params> {
  /** The parameters, checked by the schema and with its defaults filled in. */
  readonly params: Params;
  readonly log: Log;
  /** Name of the element that runs the script, e.g. `'nvtsprobe0'`. */
  readonly element: string;
  /** Stream time in seconds; it never goes backwards. */
  readonly time: number;
  /**
   * Emits an event. In `onFrame` it belongs to the frame at hand, elsewhere to none unless `options.frame` names one.
   * `data` becomes JSON; a bigint in it (a track id) becomes a decimal string.
   */
  emit(type: string, data?: Readonly<Record<string, unknown>>, options?: { readonly frame?: FrameView }): void;
  /**
   * Calls `callback` every `milliseconds` of stream time, before the hook of the first batch that is due: no wall
   * clock, so a replay gives the same calls. After a gap it is called once, not once for each period missed.
   * The result stops it.
   */
  every(milliseconds: number, callback: (time: number) => void): () => void;
}

/** What is there in every other hook. */
export interface Context<Params, State> extends SetupContext<Params> {
  /** What `setup` returned. */
  readonly state: State;
}

/** A stream event; what the pipeline does not say is left out. */
export interface StreamInfo {
  readonly sourceId?: number;
  readonly padIndex?: number;
}

/** A source that was added or removed. */
export interface SourceInfo extends StreamInfo {
  readonly sourceId: number;
}

/** What a script may ask for beyond its batch. An operator grants it by name, or the script is refused. */
export type Capability = 'clock' | 'eval';

/** A processor's hooks. None may be `async`: a hook that returns a promise fails with `NVTS_ASYNC_HOOK`. */
export interface ProcessorDefinition<Schema extends $ZodType, State, Message extends $ZodType = $ZodType, Label extends string = string> {
  /** For the log; the file's name when left out. A saved state is taken over by a processor of the same name only. */
  readonly name?: string;
  /** Version of the state that `save` returns, a whole number from 1; 1 when left out. Raise it when the state changes. */
  readonly version?: number;
  /** `'clock'`: `Date` tells the time of day. `'eval'`: code may be made of text. Nothing when left out. */
  readonly capabilities?: readonly Capability[];
  /** A zod schema (of `zod` or `zod/mini`) of the parameters. Keys that it does not know are refused. */
  readonly params?: Schema;
  /** Labels of the objects that the script is made for: `frame.objects.where()` then takes no others, and a misspelled one does not compile. */
  readonly labels?: readonly Label[];
  /** A zod schema of the messages for `onMessage`; one that does not fit is refused before the hook runs. */
  readonly messages?: Message;
  /** Runs once, before the first batch. What it returns is `ctx.state` in the other hooks. */
  setup?(ctx: SetupContext<output<Schema>>): State;
  /** Runs for each frame. */
  onFrame?(frame: FrameView<Label>, ctx: Context<output<Schema>, State>): void;
  /** Runs for each batch, in place of `onFrame`. */
  onBatch?(batch: BatchView<Label>, ctx: Context<output<Schema>, State>): void;
  onStreamStart?(info: StreamInfo, ctx: Context<output<Schema>, State>): void;
  onSourceAdded?(source: SourceInfo, ctx: Context<output<Schema>, State>): void;
  onSourceRemoved?(source: SourceInfo, ctx: Context<output<Schema>, State>): void;
  /** Runs at the end of the stream: the last moment to emit events. */
  onEos?(info: StreamInfo, ctx: Context<output<Schema>, State>): void;
  /** Runs for each message that an application sends to the element, between two batches. */
  onMessage?(message: output<Message>, ctx: Context<output<Schema>, State>): void;
  /**
   * Returns what a new run of the script goes on from: after a reload, a restart, or a stop by a limit. Plain objects,
   * arrays, strings, finite numbers, booleans, null and bigint are kept; anything else throws `NVTS_STATE`. `undefined`
   * saves nothing. It may emit no events, and it runs in the middle of a stream: it should change nothing.
   */
  save?(ctx: Context<output<Schema>, State>): unknown;
  /**
   * Takes what `save` returned in an earlier run, after `setup`. `fromVersion` is the version that saved it: this one or
   * an earlier one. What it throws refuses the state.
   */
  restore?(saved: unknown, fromVersion: number, ctx: Context<output<Schema>, State>): void;
}

/** The mark of `defineProcessor`; shared by all copies of the SDK that a bundle may hold. @internal */
export const PROCESSOR: unique symbol = Symbol.for('nvts.processor') as never;

/** A processor of whatever parameters and state. */
export interface AnyProcessor {
  readonly definition: object;
}

/** What `defineProcessor` makes: the default export of a script. */
export interface Processor<Schema extends $ZodType = $ZodType, State = unknown, Message extends $ZodType = $ZodType> extends AnyProcessor {
  readonly definition: ProcessorDefinition<Schema, State, Message>;
}

/**
 * Makes a processor, which must be the default export of a script.
 *
 * Write the properties in the order `params`, `messages`, `setup`, hooks: TypeScript infers the types of `ctx.params` and
 * `ctx.state` from top to bottom.
 *
 * @example
 * ```ts
 * import { defineProcessor } from '@nvtsprobe/sdk';
 * import * as z from 'zod/mini';
 *
 * export default defineProcessor({
 *   params: z.object({ minConfidence: z._default(z.number(), 0.5) }),
 *   setup: () => ({ dropped: 0 }),
 *   onFrame(frame, ctx) {
 *     for (const object of frame.objects) {
 *       if (object.confidence >= ctx.params.minConfidence) continue;
 *       object.remove();
 *       ctx.state.dropped++;
 *     }
 *   },
 *   onEos: (_info, ctx) => ctx.emit('summary', { dropped: ctx.state.dropped }),
 * });
 * ```
 */
export function defineProcessor<
  Schema extends $ZodType = $ZodType<Record<string, never>>,
  State = undefined,
  Message extends $ZodType = $ZodType,
  Label extends string = string,
>(definition: ProcessorDefinition<Schema, State, Message, Label>): Processor<Schema, State, Message> {
  const processor = { [PROCESSOR]: true, definition };
  return Object.freeze(processor);
}
