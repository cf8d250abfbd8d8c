// SPDX-License-Identifier: MIT
// Runs a line with gst-launch-1.0, and reads what it prints.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeTemporaryFolder, readWith } from '../text/files.js';
import { readMessage } from './messages.js';
import { PROBE } from './pipeline.js';
import { type Listener, type Running, SHOW_MS } from './running.js';
import { Tail } from './tail.js';

/** A line that cannot be started at all. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/**
 * Starts the line that `line` gives for a file of events: the one named, or one that is gone afterwards. `code` fails with
 * `LaunchError`.
 */
export function launch(line: (events: string) => readonly string[], events: string | undefined, env: NodeJS.ProcessEnv, listener: Listener): Running {
  const folder = events === undefined ? makeTemporaryFolder() : undefined;
  const file = events ?? join(folder!, 'events.jsonl');
  // What an earlier run left there is not shown.
  if (folder === undefined) readWith('events file', file, () => writeFileSync(file, ''));
  const tail = new Tail(file);
  const show = (): void => {
    const lines = tail.read();
    if (lines.length > 0) listener.events(lines);
  };
  // A group of its own: a Ctrl-C on the terminal reaches it once, from here.
  const child = spawn('gst-launch-1.0', ['-e', '-m', ...line(file)], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let interrupts = 0;
  const timer = setInterval(show, SHOW_MS);
  createInterface(child.stdout).on('line', (text) => {
    const { stats, reload, log } = readMessage(text, PROBE) ?? {};
    if (stats) listener.stats(stats);
    if (reload) listener.reload(reload);
    if (log) listener.log(log);
    if (/^(?:ERROR|WARNING): |^Additional debug info:/.test(text)) listener.complain(text);
  });
  createInterface(child.stderr).on('line', (text) => listener.complain(text));
  const ended = new Promise<number>((done, fail) => {
    child.on('error', (error) => fail(new LaunchError(`gst-launch-1.0 cannot be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      show();
      done(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
  const code = ended.finally(() => {
    clearInterval(timer);
    tail.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  return { code, interrupt: () => void child.kill(++interrupts > 2 ? 'SIGKILL' : 'SIGINT') };
}
