// SPDX-License-Identifier: MIT
// What a pipeline says besides its events.
import type { RawMessage, Value } from './binding.js';
import { NvtsError } from './errors.js';
import { type PipelineEvent, toEvent } from './events.js';
import type { ProbeStats } from './stats.js';

interface From {
  /** Name of the element that says it. */
  readonly element: string;
}

/** A script failed. Each kind of error is told at most every 5 s, with how often it came. */
export interface ScriptErrorMessage extends From {
  readonly kind: 'script-error';
  readonly code: string;
  readonly message: string;
  readonly hook: string;
  /** `src/counter.ts:12:5`, empty when unknown. */
  readonly location: string;
  readonly stack: string;
  readonly count: number;
  /** What becomes of the buffer. */
  readonly consequence: string;
  readonly sourceId?: number;
  readonly frameNum?: number;
}

/** A script was exchanged while the video ran, or was not. Times in ns. */
export interface ReloadMessage extends From {
  readonly kind: 'reload';
  readonly result: 'live' | 'kept' | 'failed' | 'rolled-back' | 'vanished';
  readonly script?: string;
  readonly version?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly buildTime?: number;
  readonly swapTime?: number;
  readonly code?: string;
  readonly message?: string;
  readonly path?: string;
}

/** A script that was stopped half-way runs again. Times in ns. */
export interface RebuiltMessage extends From {
  readonly kind: 'script-rebuilt';
  readonly script: string;
  readonly version: string;
  readonly reason: string;
  readonly state: string;
  readonly buildTime: number;
  readonly swapTime: number;
}

/** A script that fails again and again is not called for a while, or is called again. */
export interface BreakerMessage extends From {
  readonly kind: 'breaker';
  readonly state: 'open' | 'half-open' | 'closed';
  readonly failures: number;
  readonly windowMs: number;
  readonly backoffMs: number;
  readonly error: string;
}

/** A line that a script logged, from the element's `log-level` on. */
export interface LogMessage extends From {
  readonly kind: 'log';
  readonly level: 'error' | 'warning' | 'info' | 'debug';
  readonly text: string;
  /** Lines before it that `log-rate` left out. */
  readonly leftOut?: number;
}

/** Something became of a saved state. */
export interface SavedStateMessage extends From {
  readonly kind: 'saved-state';
  readonly result: 'refused' | 'not-written' | 'lost';
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** Statistics, every `stats-interval-ms`. */
export interface StatsMessage extends From {
  readonly kind: 'stats';
  readonly stats: ProbeStats;
}

/** An error ends the pipeline, the others do not. */
export interface NoticeMessage extends From {
  readonly kind: 'error' | 'warning' | 'info';
  readonly message: string;
  /** For whoever looks for the cause. */
  readonly debug: string;
}

/** The pipeline as a whole changed its state. */
export interface StateMessage extends From {
  readonly kind: 'state';
  readonly from: string;
  readonly to: string;
}

/** The stream has ended. */
export interface EosMessage extends From {
  readonly kind: 'eos';
}

/** What another element says. */
export interface ElementMessage extends From {
  readonly kind: 'element';
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** What a pipeline says besides its events; `kind` tells which. */
export type PipelineMessage =
  | ScriptErrorMessage
  | ReloadMessage
  | RebuiltMessage
  | BreakerMessage
  | LogMessage
  | SavedStateMessage
  | StatsMessage
  | NoticeMessage
  | StateMessage
  | EosMessage
  | ElementMessage;

/** Of nvtsprobe's messages, by the name of their structure. */
const KINDS: Readonly<Record<string, PipelineMessage['kind']>> = {
  'nvts-script-error': 'script-error',
  'nvts-reload': 'reload',
  'nvts-script-rebuilt': 'script-rebuilt',
  'nvts-breaker': 'breaker',
  'nvts-log': 'log',
  'nvts-state': 'saved-state',
};

type RawElementMessage = Extract<RawMessage, { type: 'element' }>;
type RawNotice = Extract<RawMessage, { message: string }>;

/** @internal */
export const isEvent = (raw: RawMessage): raw is RawElementMessage => raw.type === 'element' && raw.name === 'nvts-event';

/** @internal */
export function toPipelineEvent({ source, fields }: RawElementMessage): PipelineEvent {
  return Object.assign(toEvent(fields as never), { element: source });
}

/** @internal */
export function toMessage(raw: RawMessage): PipelineMessage {
  const element = raw.source;
  switch (raw.type) {
    case 'eos':
      return { kind: 'eos', element };
    case 'state':
      return { kind: 'state', element, from: raw.from, to: raw.to };
    case 'element': {
      if (raw.name === 'nvts-stats') return { kind: 'stats', element, stats: raw.fields as never };
      const kind = KINDS[raw.name];
      if (kind !== undefined) return { ...raw.fields, kind, element } as never;
      return { kind: 'element', element, name: raw.name, fields: raw.fields };
    }
    default:
      return { kind: raw.type, element, message: raw.message, debug: raw.debug };
  }
}

/** The error that ends a pipeline. Its code is the one that nvtsprobe gave, where it did. @internal */
export function toPipelineError({ source, message, debug }: RawNotice): NvtsError {
  const [code = 'NVTS_PIPELINE'] = /\bNVTS_[A-Z_]+\b/.exec(`${message}\n${debug}`) ?? [];
  return new NvtsError(code, `${source}: ${message}`, { debug });
}
