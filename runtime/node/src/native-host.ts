// SPDX-License-Identifier: MIT
import { binding, type NativeScript, type RawLog, type RawOutput, type RunStats } from './binding.js';
import { guard } from './errors.js';
import { type EventData, type Json, toEvent, type ScriptEvent } from './events.js';
import { runSettings, type ScriptOptions } from './script-options.js';

/** What one call of a script left. */
export interface HostOutput {
  readonly events: readonly (ScriptEvent<EventData> & {
    /** Row of the event's frame in its batch. */
    readonly row?: number;
  })[];
  readonly logs: readonly RawLog[];
}

/** How a native host runs a script. */
export interface NativeHostOptions extends ScriptOptions {
  /** `false`: `streamStart()` and `addSource()` are called by you. Else they come when it is time, as in nvtsprobe. */
  readonly announce?: boolean;
}

/** The frame table as the last call left it: a copy of its block, and its strings by index. */
export interface TableCopy {
  readonly block: ArrayBuffer;
  readonly strings: readonly string[];
}

// Values of the schema's Hook.
const ON_STREAM_START = 6;
const ON_SOURCE_ADDED = 7;
const ON_SOURCE_REMOVED = 8;
const ON_EOS = 9;
const ON_MESSAGE = 10;

/**
 * A script in the engine and host of nvtsprobe, a call at a time and on this thread: for tests that compare hosts.
 * What the script throws comes out of the call.
 */
export class NativeHost {
  readonly #native: NativeScript;
  /** What `setup` left. */
  readonly setup: HostOutput;

  constructor(script: string, options: NativeHostOptions = {}) {
    const settings = { ...runSettings(script, options), silent: options.announce === false };
    this.#native = guard(() => new (binding().NativeHost)(settings));
    this.setup = toOutput(this.#native.setup());
  }

  /** Runs a batch: a line of a recording (runtime/recording/FORMAT.md), as text or parsed. */
  push(batch: string | { readonly frames: readonly object[] }): HostOutput {
    return this.#call(() => this.#native.push(typeof batch === 'string' ? batch : JSON.stringify(batch)));
  }

  streamStart(sourceId?: number): HostOutput {
    return this.#notify(ON_STREAM_START, sourceId === undefined ? {} : { sourceId });
  }

  addSource(sourceId: number): HostOutput {
    return this.#notify(ON_SOURCE_ADDED, { sourceId });
  }

  removeSource(sourceId: number): HostOutput {
    this.#native.forgetSource(sourceId);
    return this.#notify(ON_SOURCE_REMOVED, { sourceId });
  }

  eos(): HostOutput {
    return this.#notify(ON_EOS, {});
  }

  /** Sends a message to `onMessage`. */
  send(message: Json): HostOutput {
    return this.#notify(ON_MESSAGE, message);
  }

  /** Sends a text as it is, which may be no JSON. */
  sendText(text: string): HostOutput {
    return this.#call(() => this.#native.notify(ON_MESSAGE, text));
  }

  /** The text of the script's state; `''` when it keeps none. */
  save(): string {
    return guard(() => this.#native.save());
  }

  restore(state: string): HostOutput {
    return this.#call(() => this.#native.restore(state));
  }

  /** The frame table after the last call, with the edits that the script made. */
  table(): TableCopy {
    return this.#native.table();
  }

  get stats(): RunStats {
    return this.#native.stats();
  }

  #notify(hook: number, data: Json): HostOutput {
    return this.#call(() => this.#native.notify(hook, JSON.stringify(data)));
  }

  #call(call: () => RawOutput): HostOutput {
    return toOutput(guard(call));
  }
}

function toOutput({ events, logs }: RawOutput): HostOutput {
  return {
    events: events.map((event) => ({ ...toEvent(event), ...(event.row === undefined ? undefined : { row: event.row }) })),
    logs,
  };
}
