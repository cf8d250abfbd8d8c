// SPDX-License-Identifier: MIT
// @nvtsprobe/node, which is installed besides where it is wanted: what commands use of it.
import { pathToFileURL } from 'node:url';
import { resolveNear } from '../project.js';

/** Times in microseconds of CPU time. */
export interface Times {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a replay did and how long it took. */
export interface ReplayStats {
  readonly batches: number;
  readonly frames: number;
  readonly objects: number;
  readonly events: number;
  readonly edits: number;
  readonly errors: number;
  readonly streamSeconds: number;
  readonly parse: Times;
  readonly pack: Times;
  readonly script: Times;
  readonly check: Times;
  readonly busySeconds: number;
  readonly heapBytes: number;
  /** Of new objects, a multiple of the step; undefined where the engine does not tell. */
  readonly allocated?: { readonly bytes: number; readonly step: number };
}

/** An event of a replay. */
export interface ReplayEvent {
  readonly type: string;
  readonly data: unknown;
  readonly source?: number;
  readonly frame?: number;
  readonly pts?: number;
  readonly ntp?: bigint;
}

/** What the binding is told. */
export interface ReplayRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly paramsFile?: string;
  readonly labels?: string;
  readonly fps?: number;
  readonly grant?: readonly ('clock' | 'eval')[];
  readonly seed?: number;
  readonly onError?: 'fail' | 'pass';
  readonly deadlineMs?: number;
  readonly warmup?: number;
  readonly onLog?: (log: { readonly level: string; readonly text: string }) => void;
  readonly onProblem?: (problem: string) => void;
  readonly onScriptError?: (error: Error & { readonly code: string; readonly location?: string }) => void;
}

/** A replay under way. */
export interface ReplayRun extends AsyncIterable<ReplayEvent> {
  readonly stats: ReplayStats | undefined;
  finish(): Promise<ReplayStats>;
}

/** Counters of nvtsprobe, as far as commands show them; times in ns. */
export interface ProbeStats {
  readonly buffers: number;
  readonly frames: number;
  readonly objects: number;
  readonly events: number;
  readonly errors: number;
  readonly scriptTime: number;
  readonly hooks: Readonly<Record<string, { readonly timeP99: number }>>;
}

/** What a pipeline says besides its events, as far as commands show it. */
export type PipelineMessage = { readonly element: string } & (
  | { readonly kind: 'stats'; readonly stats: ProbeStats }
  | { readonly kind: 'reload'; readonly result: string; readonly script?: string; readonly message?: string }
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | { readonly kind: 'warning'; readonly message: string; readonly debug: string }
  | { readonly kind: 'script-error' | 'script-rebuilt' | 'breaker' | 'saved-state' | 'error' | 'info' | 'state' | 'eos' | 'element' }
);

/** A pipeline in this process. */
export interface NativePipeline {
  readonly finished: Promise<'eos' | 'stopped'>;
  /** Events and messages that nobody read in time. */
  readonly dropped: number;
  play(): Promise<void>;
  eos(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
  events(): AsyncIterable<ReplayEvent & { readonly element: string }>;
  messages(): AsyncIterable<PipelineMessage>;
  element(name: string): { get(property: 'stats'): ProbeStats };
}

/** The part of @nvtsprobe/node that commands use. */
export interface NativeBinding {
  readonly Pipeline: { launch(line: string, options: { readonly queue: number }): Promise<NativePipeline> };
  replay(recording: string, script: string, request: ReplayRequest): ReplayRun;
}

/** Gives the binding; throws `BindingError` when there is none. */
export type LoadBinding = () => Promise<NativeBinding>;

/** There is no binding, with what to do. */
export class BindingError extends Error {
  override readonly name = 'BindingError';
}

const NAME = '@nvtsprobe/node';

/** A file of the binding's package, by what is imported: the one of the project in the working folder, or the one beside this SDK. */
export function resolveBinding(specifier: string = NAME): string | undefined {
  return resolveNear(process.cwd(), specifier);
}

/** Loads the binding. */
export const loadBinding: LoadBinding = async () => {
  const path = resolveBinding();
  if (path !== undefined) return (await import(pathToFileURL(path).href)) as NativeBinding;
  throw new BindingError(`${NAME}, which runs scripts in nvtsprobe's own engine, is not installed: npm install -D ${NAME} (in a checkout of nvtsprobe: npm run build)`);
};
