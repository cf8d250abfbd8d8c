// SPDX-License-Identifier: MIT
// The element's host: a native program around runtime/host and runtime/meta, in the same process or in one of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as Hook from '../../../sdk/src/table/schema/hook.generated.js';
import type { ConformanceHost, FailureJson, Opening, Outcome, Session, Step } from '../contract.js';
import { failure, NOTHING, recordedJson, rounded } from './normal.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(process.env['NVTS_TEST_BUILD'] ?? join(root, 'build'), 'test/conformance/nvts_conformance_host');

interface Answer {
  readonly error?: FailureJson;
  readonly events?: Outcome['events'];
  readonly line?: { readonly frames: readonly Record<string, unknown>[] } | null;
  readonly logs: Outcome['logs'];
  readonly state?: string;
  readonly added?: number;
}

export class ElementHost implements ConformanceHost {
  readonly absent = existsSync(program) ? '' : `there is no ${program}: build the target nvts_conformance_host`;
  private child: ChildProcess | undefined;
  private readonly waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];

  constructor(
    readonly name: string,
    private readonly ownProcess: boolean,
  ) {}

  async open(bundle: string, { params = {}, seed = 0, grant = [], deadlineMs = 2000, memoryMb = 64 }: Opening): Promise<Session | Outcome> {
    const request = { op: 'open', bundle, params: JSON.stringify(params), element: 'test', seed, grant: grant.join(','), deadlineMs, memoryMb, process: this.ownProcess };
    const opened = outcome(await this.ask(request));
    return opened.error ? opened : { opened, step: (step) => this.step(step) };
  }

  close(): void {
    this.child?.stdin?.end();
  }

  private async step(step: Exclude<Step, { readonly rerun: true }>): Promise<Outcome> {
    if ('push' in step) return outcome(await this.ask({ op: 'push', line: step.push }));
    if ('send' in step) return outcome(await this.ask({ op: 'notify', hook: Hook.onMessage, data: step.send }));
    if ('save' in step) return outcome(await this.ask({ op: 'save' }));
    if ('restore' in step) return outcome(await this.ask({ op: 'restore', state: step.restore }));
    const { notify, ...source } = step;
    // As the element does before it tells the script.
    if (step.notify === 'onSourceRemoved') await this.ask({ op: 'forget', source: step.sourceId });
    return outcome(await this.ask({ op: 'notify', hook: Hook[notify], data: JSON.stringify(source) }));
  }

  private ask(request: unknown): Promise<Answer> {
    const child = (this.child ??= this.start());
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  private start(): ChildProcess {
    const env = { ...process.env, ...(JSON.parse(process.env['NVTS_TEST_ENV'] ?? '{}') as Record<string, string>) };
    const child = spawn(program, [], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(child.stdout).on('line', (line) => this.waiting.shift()?.resolve(JSON.parse(line) as Answer));
    const end = (why: string): void => this.waiting.splice(0).forEach(({ reject }) => reject(new Error(why)));
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(`the native host ended (${signal ?? code})`));
    return child;
  }
}

function outcome({ error, events = [], line, logs, state = '', added = 0 }: Answer): Outcome {
  if (error) return { ...NOTHING, logs, error: failure(error.code, error.message, error.hook, error.frame) };
  return { events, frames: (line?.frames ?? []).map((frame) => rounded(recordedJson(frame, added))), logs, state };
}
