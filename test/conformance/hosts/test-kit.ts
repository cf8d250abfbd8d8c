// SPDX-License-Identifier: MIT
// The test kit's hosts: in Node, and in the sandbox.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import type { Bundle } from '@nvtsprobe/sdk/host';
import { type CallResult, parseRecording, type PushResult, TestHost } from '@nvtsprobe/sdk/testing';
import { coreFor, SandboxHost } from '@nvtsprobe/sdk/testing/node';
import type { ConformanceHost, LineJson, Opening, Outcome, Session } from '../contract.js';
import { failure, frameJson, NOTHING, rounded } from './normal.js';
import { take } from './steps.js';

const LEVELS = ['error', 'warn', 'info', 'debug'];

abstract class TestKitHost implements ConformanceHost {
  abstract readonly name: string;
  readonly absent: string = '';

  abstract make(bundle: string, opening: Opening): Promise<TestHost>;

  async open(bundle: string, opening: Opening): Promise<Session | Outcome> {
    try {
      const host = await this.make(bundle, opening);
      return { opened: outcome(host.setup), step: (step) => Promise.resolve(guarded(host, () => take<CallResult | PushResult>(host, step, (line) => push(host, line), outcome))) };
    } catch (error) {
      // A host that was not made tells nothing of where it was.
      return { ...NOTHING, error: failure((error as { readonly code?: unknown }).code, messageOf(error), '', undefined) };
    }
  }

  close(): void {}
}

/** `TestHost`, in this process and this engine. */
export class NodeTestHost extends TestKitHost {
  readonly name = 'TestHost';

  make(bundle: string, { params }: Opening): Promise<TestHost> {
    const code = readFileSync(bundle, 'utf8');
    vm.runInThisContext(coreFor(code));
    vm.runInThisContext(code, { filename: bundle });
    const global = globalThis as { __nvts_bundle?: Bundle };
    const made = global.__nvts_bundle!;
    delete global.__nvts_bundle;
    return Promise.resolve(new TestHost(made, { params: params ?? {} }));
  }
}

/** `SandboxHost`, in a QuickJS of its own. */
export class SandboxTestHost extends TestKitHost {
  readonly name = 'SandboxHost';
  readonly minifies = false;

  make(bundle: string, { params, seed, grant, deadlineMs, memoryMb }: Opening): Promise<TestHost> {
    return SandboxHost.open(bundle, {
      params: params ?? {},
      ...(seed !== undefined && { seed }),
      ...(grant && { grant }),
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(memoryMb !== undefined && { memoryLimitMb: memoryMb }),
    });
  }
}

/** A line as the recording that it stands in. */
function push(host: TestHost, line: LineJson): PushResult {
  const [batch] = parseRecording(`{"nvts":"recording","version":1}\n${JSON.stringify(line)}`);
  return host.push(batch!);
}

function guarded(host: TestHost, work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    const { hook, frame } = host.position;
    return { ...NOTHING, error: failure((error as { readonly code?: unknown } | undefined)?.code, messageOf(error), hook, frame) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String((error as { message?: unknown } | undefined)?.message ?? error));

function outcome(result: CallResult | PushResult): Outcome {
  return {
    events: result.events.map(({ type, data, frame = -1 }) => ({ type, frame, data })),
    frames: 'frames' in result ? result.frames.map((frame) => rounded(frameJson(frame))) : [],
    logs: result.logs.map(({ level, message }) => [LEVELS.indexOf(level), message] as const),
    state: '',
  };
}
