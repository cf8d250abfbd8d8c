// SPDX-License-Identifier: MIT
// The Node binding: the element's host in this process. It tells events, logs and states; edits it checks and does not commit.
import { type HostOutput, NativeHost, NvtsError } from '../../../runtime/node/src/index.js';
import { missing, useBuild } from '../../node/binding.js';
import type { ConformanceHost, Opening, Outcome, Session } from '../contract.js';
import { failure, NOTHING } from './normal.js';
import { take } from './steps.js';

const LEVELS = ['error', 'warning', 'info', 'debug'];

export class NodeBindingHost implements ConformanceHost {
  readonly name = 'Node binding';
  readonly absent = missing ?? '';
  readonly tellsFrames = false;

  open(bundle: string, { params = {}, seed = 0, grant = [], deadlineMs = 2000, memoryMb = 64 }: Opening): Promise<Session | Outcome> {
    useBuild();
    const settings = { params: params as Record<string, unknown>, seed, grant, deadlineMs, setupDeadlineMs: 10 * deadlineMs, memoryLimitMb: memoryMb, element: 'test', announce: false };
    let host: NativeHost;
    try {
      host = new NativeHost(bundle, settings);
    } catch (error) {
      return Promise.resolve(refused(error));
    }
    return Promise.resolve({ opened: outcome(host.setup), step: (step) => Promise.resolve(guarded(() => take(host, step, (line) => host.push(line), outcome))) });
  }

  close(): void {}
}

function guarded(work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Outcome {
  if (!(error instanceof NvtsError)) throw error;
  const { code, message, hook = '', location, frame } = error;
  // The binding says in the message where it was.
  const place = location === undefined ? '' : ` (${hook} at ${location})`;
  return { ...NOTHING, error: failure(code, message.slice(0, message.length - place.length), hook, frame) };
}

function outcome({ events, logs }: HostOutput): Outcome {
  return {
    ...NOTHING,
    events: events.map(({ type, row = -1, data }) => ({ type, frame: row, data })),
    logs: logs.map(({ level, text }) => [LEVELS.indexOf(level), text] as const),
  };
}
