// SPDX-License-Identifier: MIT
import type { RunSettings } from './binding.js';
import { NvtsError } from './errors.js';

/** How a script runs without a pipeline; what is left out is as in nvtsprobe. */
export interface ScriptOptions {
  /** The script's parameters; keys replace those of `paramsFile`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** A .json or .yaml file. */
  readonly paramsFile?: string;
  /** What the script may do beyond reading and editing metadata. */
  readonly grant?: readonly ('clock' | 'eval')[];
  /** Of `Math.random`; 0 when left out. */
  readonly seed?: number;
  /** Name of the element that the script sees; `'node'` when left out. */
  readonly element?: string;
  /** CPU time for a batch or event; 50 when left out, 0 is no limit. */
  readonly deadlineMs?: number;
  /** CPU time for loading and `setup`; 2000 when left out, 0 is no limit. */
  readonly setupDeadlineMs?: number;
  /** What the script may keep in its heap; 64 when left out, 0 is no limit. */
  readonly memoryLimitMb?: number;
}

/** @internal */
export function runSettings(script: string, options: ScriptOptions): RunSettings {
  return {
    script: text('the script', script),
    params: options.params === undefined ? '' : JSON.stringify(options.params),
    paramsFile: options.paramsFile ?? '',
    grant: (options.grant ?? []).join(','),
    element: options.element ?? 'node',
    seed: atLeastZero('seed', options.seed ?? 0),
    deadlineMs: atLeastZero('deadlineMs', options.deadlineMs ?? 50),
    setupDeadlineMs: atLeastZero('setupDeadlineMs', options.setupDeadlineMs ?? 2000),
    memoryLimitMb: atLeastZero('memoryLimitMb', options.memoryLimitMb ?? 64),
    silent: false,
  };
}

/** @internal */
export function text(name: string, value: string): string {
  if (typeof value !== 'string' || value === '') throw new NvtsError('NVTS_ARGUMENT', `${name} must be the path of a file`);
  return value;
}

/** @internal */
export function atLeastZero(name: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 0) || value > 0xffff_ffff) {
    throw new NvtsError('NVTS_ARGUMENT', `${name} must be a number from 0 to 4294967295, got ${value}`);
  }
  return value;
}
