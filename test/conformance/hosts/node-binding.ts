// SPDX-License-Identifier: MIT
// The Node binding: the element's host in this process. It tells events, logs and states; edits it checks and does not commit.
import { type HostOutput, NativeHost, NvtsError } from '../../../runtime/node/src/index.js';
import { missing, useBuild } from '../../node/binding.js';
import type { ConformanceHost, Opening, Outcome, Session, Step } from '../contract.js';
import { failure, NOTHING } from './normal.js';

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
    return Promise.resolve({ opened: outcome(host.setup), step: (step) => Promise.resolve(guarded(() => take(host, step))) });
  }

  close(): void {}
}

function take(host: NativeHost, step: Exclude<Step, { readonly rerun: true }>): Outcome {
  if ('push' in step) return outcome(host.push(step.push));
  if ('send' in step) return outcome(host.sendText(step.send));
  if ('save' in step) return { ...NOTHING, state: host.save() };
  if ('restore' in step) return outcome(host.restore(step.restore));
  switch (step.notify) {
    case 'onStreamStart': return outcome(host.streamStart(step.sourceId));
    case 'onSourceAdded': return outcome(host.addSource(step.sourceId));
    case 'onSourceRemoved': return outcome(host.removeSource(step.sourceId));
    case 'onEos': return outcome(host.eos());
  }
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
