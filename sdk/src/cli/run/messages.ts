// SPDX-License-Identifier: MIT
// What gst-launch-1.0 -m prints of nvtsprobe's messages on the bus.

/** The element's statistics, as far as `nvts run` shows them. */
export interface Stats {
  readonly buffers: number;
  readonly frames: number;
  readonly objects: number;
  readonly events: number;
  readonly errors: number;
  /** Nanoseconds in the script, all batches together, and those that 99 of 100 batches do not pass. */
  readonly scriptTime: number;
  readonly p99: number | undefined;
}

/** A reload: which script, how it went, and why when it went wrong. */
export interface Reload {
  readonly result: string;
  readonly script: string;
  readonly message: string;
}

/** A line that the script logs. */
export interface Log {
  readonly level: string;
  readonly text: string;
}

/** A message of the named element; undefined for all others. */
export function readMessage(line: string, element: string): { readonly stats?: Stats; readonly reload?: Reload; readonly log?: Log } | undefined {
  const [, from, name, rest = ''] = /^Got message #\d+ from element "([^"]*)" \(element\): ([\w-]+)(?:, (.*))?$/.exec(line) ?? [];
  if (from !== element) return undefined;
  if (name === 'nvts-stats') return { stats: readStats(rest) };
  if (name === 'nvts-reload') return { reload: { result: text(rest, 'result'), script: text(rest, 'script'), message: text(rest, 'message') } };
  if (name === 'nvts-log') return { log: { level: text(rest, 'level'), text: text(rest, 'text') } };
  return undefined;
}

function readStats(fields: string): Stats {
  const count = (key: string): number => Number(new RegExp(`(?:^|, )${key}=\\(guint64\\)(\\d+)`).exec(fields)?.[1] ?? 0);
  // Structures within the structure have their quotes and blanks escaped, once a level.
  const batch = /batch=\(structure\)batch, (.*?);/.exec(fields.replace(/[\\"]/g, ''))?.[1] ?? '';
  const p99 = /time-p99=\(guint64\)(\d+)/.exec(batch)?.[1];
  return {
    buffers: count('buffers'),
    frames: count('frames'),
    objects: count('objects'),
    events: count('events'),
    errors: count('errors'),
    scriptTime: count('script-time'),
    p99: p99 === undefined ? undefined : Number(p99),
  };
}

/** A string of a structure, without the quotes and escapes that it has when it holds more than letters and digits. */
function text(fields: string, key: string): string {
  const [, quoted, plain = ''] = new RegExp(`(?:^|, )${key}=\\(string\\)(?:"((?:[^"\\\\]|\\\\.)*)"|([^",;]*))`).exec(fields) ?? [];
  if (quoted === undefined) return plain;
  // Bytes of UTF-8 beyond ASCII stand as octal numbers.
  const bytes = quoted.replace(/\\([0-7]{3}|.)/g, (_, escaped: string) => (escaped.length === 3 ? String.fromCharCode(parseInt(escaped, 8)) : escaped));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
