// SPDX-License-Identifier: MIT
// Runs a line in this process, with @nvtsprobe/node.
import { BindingError, type LoadBinding, type NativePipeline, type ProbeStats } from '../native/binding.js';
import { eventLine } from '../native/event-line.js';
import type { Stats } from './messages.js';
import { PROBE } from './pipeline.js';
import { type Listener, type Running, SHOW_MS } from './running.js';

/** Events that may wait while this process is busy. */
const QUEUE = 65_536;
/** What a shell tells of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Makes the pipeline of a line; a `BindingError` where there is no @nvtsprobe/node that works. Throws what is wrong with the line. */
export async function openPipeline(line: string, load: LoadBinding): Promise<NativePipeline | BindingError> {
  try {
    const { Pipeline } = await load();
    return await Pipeline.launch(line, { queue: QUEUE });
  } catch (error) {
    if (error instanceof BindingError) return error;
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === 'NVTS_BINDING') return new BindingError(message);
    throw error;
  }
}

/** Plays a pipeline to its end. */
export function play(pipeline: NativePipeline, listener: Listener): Running {
  let interrupts = 0;
  return {
    code: playToEnd(pipeline, listener),
    interrupt() {
      interrupts++;
      if (interrupts === 1) void pipeline.eos().catch(() => pipeline.stop());
      else if (interrupts === 2) void pipeline.stop();
      // It waits for something that does not come: a server that does not answer, a driver.
      else process.kill(process.pid, 'SIGKILL');
    },
  };
}

async function playToEnd(pipeline: NativePipeline, listener: Listener): Promise<number> {
  let lines: string[] = [];
  const show = (): void => {
    if (lines.length === 0) return;
    const shown = lines;
    lines = [];
    listener.events(shown);
  };
  const timer = setInterval(show, SHOW_MS);
  try {
    const told = Promise.allSettled([
      each(pipeline.events(), (event) => {
        if (event.element === PROBE) lines.push(eventLine(event));
      }),
      each(pipeline.messages(), (message) => {
        if (message.kind === 'warning') return listener.complain(`WARNING: from element ${message.element}: ${withDebug(message)}`);
        if (message.element !== PROBE) return;
        if (message.kind === 'stats') listener.stats(toStats(message.stats));
        else if (message.kind === 'log') listener.log(message);
        else if (message.kind === 'reload') {
          show();
          listener.reload({ result: message.result, script: message.script ?? '', message: message.message ?? '' });
        }
      }),
    ]);
    // What it fails on, `finished` fails on, too.
    await pipeline.play().catch(() => undefined);
    const outcome = await pipeline.finished.catch((error: unknown) => error as Error);
    // And so do the events.
    for (const end of await told) if (end.status === 'rejected' && end.reason !== outcome) throw end.reason;
    show();
    listener.stats(toStats(pipeline.element(PROBE).get('stats')));
    const { dropped } = pipeline;
    if (dropped > 0) listener.complain(`nvts: ${dropped} events and messages came faster than they were read, and are not shown: --events FILE keeps all events`);
    if (typeof outcome === 'string') return outcome === 'eos' ? 0 : INTERRUPTED;
    const { code } = outcome as { readonly code?: string };
    if (code === undefined) throw outcome;
    listener.complain(`nvts: ${code}: ${withDebug(outcome)}`);
    return 1;
  } finally {
    clearInterval(timer);
    await pipeline.close();
  }
}

async function each<Item>(items: AsyncIterable<Item>, take: (item: Item) => void): Promise<void> {
  for await (const item of items) take(item);
}

const withDebug = ({ message, debug }: { readonly message: string; readonly debug?: string }): string => (debug ? `${message}\n${debug}` : message);

function toStats({ buffers, frames, objects, events, errors, scriptTime, hooks }: ProbeStats): Stats {
  return { buffers, frames, objects, events, errors, scriptTime, p99: hooks['batch']?.timeP99 };
}
