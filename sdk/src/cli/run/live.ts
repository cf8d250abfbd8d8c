// SPDX-License-Identifier: MIT
// What the terminal shows while a line runs: events as they come, and one line of counters below them.
import type { Paint } from '../text/report.js';
import type { Log, Reload, Stats } from './messages.js';
import type { Listener } from './running.js';

/** An event as the element writes it. */
interface EventLine {
  readonly type?: unknown;
  readonly source?: unknown;
  readonly frame?: unknown;
  readonly data?: unknown;
}

/** Events that are shown of each look at the file; what is more is counted. */
const MAX_SHOWN = 10;

/** What stands between counters. */
const GAP = '  ';

/** Where counters and events go. */
export interface Screen extends Listener {
  /** The last word, when the line has ended. */
  finish(seconds: number): void;
}

/** For programs: a JSON value a line. */
export class JsonScreen implements Screen {
  private last: Stats | undefined;

  constructor(private readonly out: NodeJS.WritableStream) {}

  events(lines: readonly string[]): void {
    for (const line of lines) this.out.write(`{"event":${line}}\n`);
  }

  reload(reload: Reload): void {
    this.out.write(`${JSON.stringify({ reload })}\n`);
  }

  log({ level, text }: Log): void {
    this.out.write(`${JSON.stringify({ log: { level, text } })}\n`);
  }

  stats(stats: Stats): void {
    this.last = stats;
  }

  complain(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  finish(seconds: number): void {
    this.out.write(`${JSON.stringify({ seconds, stats: this.last ?? null })}\n`);
  }
}

/** For people. On a terminal the counters stay on the last line, as many of them as it has room for. */
export class TextScreen implements Screen {
  private readonly started = performance.now();
  private last: Stats | undefined;
  private counted = 0;
  private previous: { readonly frames: number; readonly at: number } | undefined;
  private rate = 0;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly paint: Paint,
    private readonly isTerminal: boolean,
  ) {}

  events(lines: readonly string[]): void {
    this.counted += lines.length;
    const shown = this.isTerminal ? lines.slice(0, MAX_SHOWN) : lines;
    for (const line of shown) this.print(this.describe(line));
    if (lines.length > shown.length) this.print(this.paint.faint(`... and ${lines.length - shown.length} more events`));
    this.status();
  }

  reload({ result, script, message }: Reload): void {
    // Those that fail are warnings of the element besides, with all that is to be said.
    if (result === 'live') this.print(this.paint.good(`reloaded ${script}`));
    else if (result === 'failed' || result === 'rolled-back') this.print(this.paint.warning(`not reloaded: ${message}`));
    this.status();
  }

  log({ level, text }: Log): void {
    const shown = `${level}: ${printable(text)}`;
    this.print(level === 'error' ? this.paint.error(shown) : level === 'warning' ? this.paint.warning(shown) : this.paint.faint(shown));
    this.status();
  }

  stats(stats: Stats): void {
    const at = performance.now();
    if (this.previous && at > this.previous.at) this.rate = ((stats.frames - this.previous.frames) * 1000) / (at - this.previous.at);
    this.previous = { frames: stats.frames, at };
    this.last = stats;
    this.status();
  }

  complain(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  finish(seconds: number): void {
    this.clear();
    const mean = this.last && seconds > 0 ? this.last.frames / seconds : 0;
    this.out.write(`${this.counters(seconds, mean).join(GAP)}\n`);
  }

  private status(): void {
    if (!this.isTerminal) return;
    const parts = this.counters((performance.now() - this.started) / 1000, this.rate);
    // A line that reached the next one could not be taken back; the terminal puts the ^C that is typed behind it.
    const width = Math.max(1, (this.out.columns || 80) - '^C'.length - 1);
    while (parts.length > 1 && parts.join(GAP).length > width) parts.pop();
    this.out.write(`\r\u001B[K${parts.join(GAP).slice(0, width)}`);
  }

  private clear(): void {
    if (this.isTerminal) this.out.write('\r\u001B[K');
  }

  private print(line: string): void {
    this.clear();
    this.out.write(`${line}\n`);
  }

  private counters(seconds: number, rate: number): string[] {
    const { frames = 0, objects = 0, errors = 0, scriptTime = 0, buffers = 0, p99 } = this.last ?? {};
    const script = buffers === 0 ? [] : [`script ${ms(scriptTime / buffers)} a batch${p99 === undefined ? '' : ` (p99 ${ms(p99)})`}`];
    return [`${seconds.toFixed(1)} s`, `${number(frames)} frames`, `${rate.toFixed(1)} fps`, `${number(objects)} objects`, `${number(this.counted)} events`, `${number(errors)} errors`, ...script];
  }

  private describe(line: string): string {
    let event: EventLine;
    try {
      event = JSON.parse(line) as EventLine;
    } catch {
      return printable(line);
    }
    const place = [event.source === undefined ? '' : `source ${String(event.source)}`, event.frame === undefined ? '' : `frame ${String(event.frame)}`].filter(Boolean).join(' ');
    return `${this.paint.strong(printable(String(event.type)))} ${this.paint.faint(place)} ${printable(JSON.stringify(event.data ?? {}))}`;
  }
}

const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(2)} ms`;
const number = (value: number): string => value.toLocaleString('en-US');

/** A text that does nothing to a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd').slice(0, 2000);
}
