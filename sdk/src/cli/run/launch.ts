// SPDX-License-Identifier: MIT
// Runs gst-launch-1.0 and listens to it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { PROBE } from './pipeline.js';
import { type Reload, readMessage, type Stats } from './messages.js';

/** How often the events file is looked at. */
const LOOK_MS = 200;

/** What is told while the line runs. */
export interface Listener {
  stats(stats: Stats): void;
  reload(reload: Reload): void;
  /** A line for people: errors and warnings of the pipeline. */
  complain(line: string): void;
  /** Called some times a second, and once at the end. */
  look(): void;
  /** The first interrupt: the stream is being ended. */
  ending(): void;
}

/** A line that cannot be started at all. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/**
 * Runs a line to its end; the result is its exit code. An interrupt (Ctrl-C, SIGTERM, a terminal that closes) ends the stream, so
 * that files are finished; a second one ends the program at once. Throws `LaunchError`.
 */
export function launch(words: readonly string[], env: NodeJS.ProcessEnv, listener: Listener): Promise<number> {
  return new Promise((done, fail) => {
    // A group of its own: a Ctrl-C on the terminal reaches it once, from here.
    const child = spawn('gst-launch-1.0', ['-e', '-m', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let interrupts = 0;
    const interrupt = (): void => {
      interrupts++;
      if (interrupts === 1) listener.ending();
      child.kill(interrupts > 2 ? 'SIGKILL' : 'SIGINT');
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, interrupt);
    const timer = setInterval(() => listener.look(), LOOK_MS);
    const stop = (): void => {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, interrupt);
    };
    createInterface(child.stdout).on('line', (line) => {
      const message = readMessage(line, PROBE);
      if (message?.stats) listener.stats(message.stats);
      if (message?.reload) listener.reload(message.reload);
      if (/^(?:ERROR|WARNING): |^Additional debug info:/.test(line)) listener.complain(line);
    });
    createInterface(child.stderr).on('line', (line) => listener.complain(line));
    child.on('error', (error) => {
      stop();
      fail(new LaunchError(`gst-launch-1.0 cannot be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      stop();
      listener.look();
      done(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
