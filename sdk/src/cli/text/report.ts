// SPDX-License-Identifier: MIT
// Findings for people: the place, what is wrong, and the line it stands in.
import type { Finding } from './finding.js';
import type { Lines } from './lines.js';

/** Marks text for a terminal. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly good: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const code = (on: number, off: number) => (text: string): string => `\u001B[${on}m${text}\u001B[${off}m`;
const plain = (text: string): string => text;

/** Colours for a terminal, or none. */
export function paintFor(colors: boolean): Paint {
  if (!colors) return { error: plain, warning: plain, good: plain, strong: plain, faint: plain };
  return { error: code(31, 39), warning: code(33, 39), good: code(32, 39), strong: code(1, 22), faint: code(2, 22) };
}

/** Whether a stream is a terminal that takes commands: colours, moves of its cursor. */
export function takesCommands(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Whether a stream is a terminal that wants colours: https://no-color.org and https://force-color.org. */
export function wantsColors(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  const force = process.env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0';
  return takesCommands(stream);
}

const MAX_LINE = 160;

/** A finding with its line, as compilers show it. */
export function describeFinding(file: string, lines: Pick<Lines, 'line'>, finding: Finding, paint: Paint): string {
  const { severity, line, column, length, path, message } = finding;
  const what = paint[severity](`${severity}:`);
  const place = `${paint.strong(`${file}:${line}:${column}:`)} ${what} ${printable(path ? `${path}: ${message}` : message)}`;
  const text = lines.line(line);
  if (text.trim() === '') return place;
  // Of a long line, the part around the fault.
  const from = column + length > MAX_LINE ? Math.max(0, column - 1 - MAX_LINE / 4) : 0;
  const shown = printable(text.slice(from, from + MAX_LINE));
  const number = String(line).padStart(5);
  const mark = ' '.repeat(column - 1 - from) + '^'.repeat(Math.max(1, Math.min(length, shown.length - (column - 1 - from))));
  return `${place}\n${paint.faint(`${number} |`)} ${shown}\n${paint.faint('      |')} ${paint[severity](mark)}`;
}

/** A text that does nothing to a terminal; a tab takes one column, as it does in the place. */
function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** `1 error`, `2 errors`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `1.5 KB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

/** Shows findings, and their count where there are errors among them; the result is the count in words. */
export function tellFindings(file: string, lines: Pick<Lines, 'line'>, findings: readonly Finding[]): string {
  const paint = paintFor(wantsColors(process.stderr));
  for (const finding of findings) process.stderr.write(`${describeFinding(file, lines, finding, paint)}\n`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const counts = [errors > 0 && countOf(errors, 'error'), warnings > 0 && countOf(warnings, 'warning')].filter(Boolean).join(', ');
  if (errors > 0) process.stderr.write(`${file}: ${paint.error(counts)}\n`);
  return counts;
}
