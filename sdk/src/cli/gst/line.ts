// SPDX-License-Identifier: MIT
// A launch line as data.

type Value = string | number | boolean | undefined;

/** An element with its properties, those that are undefined left out; or caps. */
export type Part = { readonly name: string; readonly properties: Readonly<Record<string, Value>> } | { readonly caps: string };

export const element = (name: string, properties: Readonly<Record<string, Value>> = {}): Part => ({ name, properties });
export const caps = (text: string): Part => ({ caps: text });

/** A word as a POSIX shell takes it, quoted only where that is needed. */
export function quoteShell(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A value as gst_parse_launch takes it: quoted when it is empty or has characters that split or end it. */
function quoteValue(value: string | number | boolean): string {
  const text = String(value);
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function wordsOf(part: Part): string[] {
  if ('caps' in part) return [part.caps];
  const set = Object.entries(part.properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${quoteValue(value)}`]));
  return [part.name, ...set];
}

/** The arguments for gst-launch-1.0. */
export function launchWords(chain: readonly Part[]): string[] {
  return chain.flatMap((part, i) => (i === 0 ? wordsOf(part) : ['!', ...wordsOf(part)]));
}

/** The line as a person would type it: one element a line, with the variables that it needs before it. */
export function formatLine(environment: Readonly<Record<string, string>>, flags: readonly string[], chain: readonly Part[]): string {
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${quoteShell(value)} `);
  const parts = chain.map((part, i) => `    ${i === 0 ? '' : '! '}${wordsOf(part).map(quoteShell).join(' ')}`);
  return [`${variables.join('')}gst-launch-1.0 ${flags.join(' ')}`.trimEnd(), ...parts].join(' \\\n');
}
