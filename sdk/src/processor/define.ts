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

/** A processor's hooks. None may be `async`: a hook that returns a promise fails with `NVTS_ASYNC_HOOK`. */
export interface ProcessorDefinition<Schema extends $ZodType, State> {
  /** For messages; the file's name when left out. */
  readonly name?: string;
  /** A zod schema (of `zod` or `zod/mini`) of the parameters. Keys that it does not know are refused. */
  readonly params?: Schema;
  /** Runs once, before the first batch. What it returns is `ctx.state` in the other hooks. */
  setup?(ctx: SetupContext<output<Schema>>): State;
  /** Runs for each frame. */
  onFrame?(frame: FrameView, ctx: Context<output<Schema>, State>): void;
  /** Runs for each batch, in place of `onFrame`. */
  onBatch?(batch: BatchView, ctx: Context<output<Schema>, State>): void;
  onStreamStart?(info: StreamInfo, ctx: Context<output<Schema>, State>): void;
  onSourceAdded?(source: SourceInfo, ctx: Context<output<Schema>, State>): void;
  onSourceRemoved?(source: SourceInfo, ctx: Context<output<Schema>, State>): void;
  /** Runs at the end of the stream: the last moment to emit events. */
  onEos?(info: StreamInfo, ctx: Context<output<Schema>, State>): void;
}

/** The mark of `defineProcessor`; shared by all copies of the SDK that a bundle may hold. @internal */
export const PROCESSOR: unique symbol = Symbol.for('nvts.processor') as never;

/** A processor of whatever parameters and state. */
export interface AnyProcessor {
  readonly definition: object;
}

/** What `defineProcessor` makes: the default export of a script. */
export interface Processor<Schema extends $ZodType = $ZodType, State = unknown> extends AnyProcessor {
  readonly definition: ProcessorDefinition<Schema, State>;
}

/**
 * Makes a processor, which must be the default export of a script.
 *
 * Write the properties in the order `params`, `setup`, hooks: TypeScript infers the types of `ctx.params` and
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
export function defineProcessor<Schema extends $ZodType = $ZodType<Record<string, never>>, State = undefined>(
  definition: ProcessorDefinition<Schema, State>,
): Processor<Schema, State> {
  const processor = { [PROCESSOR]: true, definition };
  return Object.freeze(processor);
}
