// SPDX-License-Identifier: MIT
// @nvtsprobe/node, which is installed besides where it is wanted: what commands use of it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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

/** The part of @nvtsprobe/node that commands use. */
export interface NativeBinding {
  replay(recording: string, script: string, request: ReplayRequest): ReplayRun;
}

/** Gives the binding; throws `BindingError` when there is none. */
export type LoadBinding = () => Promise<NativeBinding>;

/** There is no binding, with what to do. */
export class BindingError extends Error {
  override readonly name = 'BindingError';
}

const NAME = '@nvtsprobe/node';

/** Loads the binding of the project in the working folder, or the one installed beside this SDK. */
export const loadBinding: LoadBinding = async () => {
  for (const base of [join(process.cwd(), 'package.json'), import.meta.url]) {
    let path: string;
    try {
      path = createRequire(base).resolve(NAME);
    } catch {
      continue;
    }
    return (await import(pathToFileURL(path).href)) as NativeBinding;
  }
  throw new BindingError(
    `this command runs scripts in nvtsprobe's own engine, for which ${NAME} is needed and is not installed: npm install -D ${NAME} ` +
      '(in a checkout of nvtsprobe: npm run build)',
  );
};
