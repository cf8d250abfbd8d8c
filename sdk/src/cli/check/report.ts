// SPDX-License-Identifier: MIT
// Findings for people: the place, what is wrong, and the line it stands in.
import type { TextDocument } from '../text/document.js';
import type { Rules } from './check.js';
import type { Finding } from './finding.js';

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

/** Whether a stream is a terminal that wants colours: https://no-color.org and https://force-color.org. */
export function wantsColors(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  const force = process.env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0';
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

const MAX_LINE = 160;

/** A finding with its line, as compilers show it. */
export function describeFinding(file: string, document: TextDocument, finding: Finding, paint: Paint): string {
  const { severity, line, column, length, path, message } = finding;
  const what = paint[severity](`${severity}:`);
  const place = `${paint.strong(`${file}:${line}:${column}:`)} ${what} ${printable(path ? `${path}: ${message}` : message)}`;
  const text = document.line(line);
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

/** What a file is about, when nothing is wrong with it. */
export function describeRules({ cameras }: Rules): string {
  const count = cameras.reduce((sum, { rules }) => sum + rules.length, 0);
  const about = cameras.map(({ sources = [], sensors = [] }) => {
    const names = [...sources.map((id) => `source ${id}`), ...sensors];
    return names.length === 0 ? 'all sources' : names.join(', ');
  });
  return `${countOf(count, 'rule')} for ${[...new Set(about)].join('; ')}`;
}

/** `1 error`, `2 errors`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
