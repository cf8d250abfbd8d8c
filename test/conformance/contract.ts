// SPDX-License-Identifier: MIT
// What a case of the suite is, and what a host of scripts must offer to run it.
import type * as Hook from '../../sdk/src/table/schema/hook.generated.js';

/** A frame, and a line of frames, as recordings write them (runtime/recording/FORMAT.md). */
export type FrameJson = Readonly<Record<string, unknown>> & { readonly source: number; readonly frame: number };
export interface LineJson {
  readonly frames: readonly FrameJson[];
  readonly pts?: string | null;
}

/** Hooks by name; those of a call that failed outside of every hook are ''. */
export type HookName = Exclude<keyof typeof Hook, 'none'>;

export interface FailureJson {
  readonly code: string;
  readonly message: string;
  readonly hook: string;
  /** Place in the batch, -1 for none. */
  readonly frame: number;
}

/** What a call came to: a failure, or events and, of a batch, its frames. */
export interface Outcome {
  readonly error?: FailureJson;
  readonly events: readonly { readonly type: string; readonly frame: number; readonly data: unknown }[];
  readonly frames: readonly unknown[];
  readonly logs: readonly (readonly [level: number, message: string])[];
  readonly state: string;
}

export interface Opening {
  readonly params?: unknown;
  readonly seed?: number;
  readonly grant?: readonly ('clock' | 'eval')[];
  /** CPU time in ms that a call may take. */
  readonly deadlineMs?: number;
  readonly memoryMb?: number;
}

/** One step of a case. */
export type Step =
  | { readonly push: LineJson }
  | { readonly notify: 'onStreamStart' | 'onSourceAdded' | 'onSourceRemoved'; readonly sourceId: number }
  | { readonly notify: 'onEos' }
  /** A text, so that it may be no JSON. */
  | { readonly send: string }
  | { readonly save: true }
  | { readonly restore: string }
  /** A new run of the script, which takes over the state of this one. */
  | { readonly rerun: true };

/** What must come of a step: what is left out is not looked at. */
export interface Expectation {
  readonly error?: Partial<FailureJson>;
  readonly events?: readonly unknown[];
  readonly frames?: readonly unknown[];
  readonly logs?: readonly unknown[];
  readonly state?: unknown;
}

export interface Case {
  readonly name: string;
  /** A file of scripts/, without its ending. */
  readonly script: string;
  readonly open?: Opening;
  /** Of opening it: what `setup` emitted, or why it failed. */
  readonly opens?: Expectation;
  readonly steps?: readonly (Step & { readonly gives?: Expectation })[];
  /** Why a host does not run it. */
  readonly skip?: Readonly<Partial<Record<string, string>>>;
}

/** A script that runs. */
export interface Session {
  readonly opened: Outcome;
  step(step: Exclude<Step, { readonly rerun: true }>): Promise<Outcome>;
}

export interface ConformanceHost {
  readonly name: string;
  /** Why it cannot run here; '' when it can. */
  readonly absent: string;
  /** Whether it tells what became of a batch's frames; true when left out. */
  readonly tellsFrames?: boolean;
  /** Whether its bundles are minified, for which nvts build cuts more than letters; true when left out. */
  readonly minifies?: boolean;
  /** Runs a bundle, given by its path. A script that does not open gives an outcome with an error, and no session. */
  open(bundle: string, opening: Opening): Promise<Session | Outcome>;
  close(): void;
}

export const isSession = (opened: Session | Outcome): opened is Session => 'step' in opened;
