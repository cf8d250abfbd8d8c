// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from './errors.mjs';
import { logDir, root, shortPath } from './paths.mjs';
import { runCommand } from './process.mjs';

const kSpinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const kQuietIntervalMs = 10_000;
const kTailLines = 30;

export function formatSeconds(milliseconds) {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A line shortened to `width` columns, without the colours that tools print. */
export function fitLine(text, width) {
  const plain = text
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 1))}…`;
}

/**
 * Shows that a long step is alive: on a terminal one line that is redrawn, elsewhere a line at the start, one every
 * ten seconds and one at the end.
 */
class StepDisplay {
  constructor(title, stream = process.stdout) {
    this.title = title;
    this.stream = stream;
    this.started = performance.now();
    this.detail = '';
    this.frame = 0;
    this.live = stream.isTTY === true;
    if (!this.live) stream.write(`- ${title} ...\n`);
    this.timer = setInterval(() => this.#tick(), this.live ? 100 : kQuietIntervalMs);
  }

  update(detail) {
    if (detail.trim() !== '') this.detail = detail;
  }

  finish(mark, note = '') {
    clearInterval(this.timer);
    const elapsed = formatSeconds(performance.now() - this.started);
    const suffix = note === '' ? '' : `: ${note}`;
    this.stream.write(`${this.live ? '\r\u001b[K' : ''}${mark} ${this.title}${suffix} (${elapsed})\n`);
  }

  #tick() {
    const elapsed = Math.round((performance.now() - this.started) / 1000);
    if (this.live) {
      const head = `${kSpinner[this.frame++ % kSpinner.length]} ${this.title} ${elapsed} s  `;
      this.stream.write(`\r\u001b[K${fitLine(`${head}${this.detail}`, (this.stream.columns || 80) - 1)}`);
    } else {
      this.stream.write(`  ${this.title}: ${elapsed} s ${fitLine(this.detail, 90)}\n`);
    }
  }
}

/** Runs `action(update)` as one visible step. The string that it returns, if any, ends the step's line. */
export async function step(title, action) {
  const display = new StepDisplay(title);
  try {
    const note = await action((detail) => display.update(detail));
    display.finish('✓', typeof note === 'string' ? note : '');
    return note;
  } catch (error) {
    display.finish('✗');
    throw error;
  }
}

/** Runs a command as part of a step: its output goes to `build/logs/<log>.log`, whose end is shown when it fails. */
export async function runLogged(update, log, command, args, options = {}) {
  fs.mkdirSync(logDir, { recursive: true });
  const file = path.join(logDir, `${log}.log`);
  const out = fs.createWriteStream(file);
  const tail = [];
  out.write(`$ ${[command, ...args].join(' ')}\n`);
  const result = await runCommand(command, args, {
    cwd: root,
    ...options,
    onLine(line) {
      out.write(`${line}\n`);
      tail.push(line);
      if (tail.length > kTailLines) tail.shift();
      update(line);
    },
  });
  await new Promise((resolve) => out.end(resolve));
  if (result.code === 0) return { log: file, tail };
  const reason = result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.code}`);
  throw new UserError(`${tail.join('\n')}\n\n${log} failed (${reason}). The whole output is in ${shortPath(file)}.`);
}
