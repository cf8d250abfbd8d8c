// SPDX-License-Identifier: MIT
import type { NativePipeline, Value } from './binding.js';
import { guard, NvtsError } from './errors.js';
import type { Json } from './events.js';
import type { ProbeStats } from './stats.js';

/**
 * What a property takes: its value, or GStreamer's text for it (`'pass'`, `'video/x-raw,width=640'`). Objects and arrays
 * become JSON, for properties such as `params`; `null` unsets a text.
 */
export type PropertyValue = string | number | bigint | boolean | null | Json;

/** An element of a pipeline, by its name. */
export class PipelineElement {
  /** @internal */
  constructor(
    private readonly native: NativePipeline,
    readonly name: string,
  ) {
    guard(() => native.get(name, 'name'));
  }

  /**
   * Sets a property. Throws `NVTS_ELEMENT` when the element has none of the name, `NVTS_ARGUMENT` when it cannot be set, or
   * not to this value, and `NVTS_RANGE`.
   */
  set(property: string, value: PropertyValue): void {
    const text = value === null || typeof value === 'string' ? value : typeof value === 'object' ? toJson(value) : String(value);
    guard(() => this.native.set(this.name, property, text));
  }

  /** The value of a property. Throws `NVTS_ELEMENT` when the element has none of the name. */
  get(property: 'stats'): ProbeStats;
  get(property: string): Value;
  get(property: string): Value | ProbeStats {
    return guard(() => this.native.get(this.name, property));
  }

  /** Sends a message to the script's `onMessage`; it arrives before the next buffer. Throws `NVTS_MESSAGE` when it is refused. */
  send(message: Json): void {
    const text = toJson(message);
    if (guard(() => this.native.emit(this.name, 'send-message', text))) return;
    throw new NvtsError('NVTS_MESSAGE', `${this.name} refused the message: more than 1,024 or 1 MiB of them wait, or it is too large`);
  }

  /** Loads script and parameters again, beside the video. Throws `NVTS_PIPELINE` before the pipeline runs. */
  reload(): void {
    if (guard(() => this.native.emit(this.name, 'reload'))) return;
    throw new NvtsError('NVTS_PIPELINE', `${this.name} has no script to reload yet: call play() or pause() first`);
  }
}

function toJson(value: Json): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new NvtsError('NVTS_JSON', `the value cannot be made JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text === undefined) throw new NvtsError('NVTS_JSON', 'the value cannot be made JSON: it is undefined or a function');
  return text;
}
