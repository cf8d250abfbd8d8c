// SPDX-License-Identifier: MIT
// The two forms of a config, INI text and the structure that YAML and JSON give, as groups of texts with their places.

/** Where something stands in a config. */
export interface Place {
  /** In words, e.g. `[property] enable`. */
  readonly name: string;
  /** In an INI file, from 1 on. */
  readonly line?: number;
  /** Keys in the structure of a YAML file. */
  readonly path?: readonly string[];
}

/** One `key=value`. */
export interface Entry {
  readonly key: string;
  readonly text: string;
  readonly where: Place;
}

/** One `[group]`. */
export interface Group {
  readonly name: string;
  readonly where: Place;
  readonly entries: readonly Entry[];
}

/** Something wrong in a config, or surely not meant. */
export interface Fault {
  readonly where: Place;
  readonly message: string;
}

/** A fault in one line. */
export function describeFault({ where: { line, name }, message }: Fault): string {
  const place = [line !== undefined && `line ${line}`, name].filter(Boolean).join(', ');
  return `${place}: ${message}`;
}

interface OpenGroup extends Group {
  readonly entries: Entry[];
  readonly lines: Map<string, number>;
}

/** Reads text as GLib's key files are written: `[group]`, `key=value`, comments on lines of their own. */
export function readIniGroups(text: string, faults: Fault[]): Group[] {
  const groups = new Map<string, OpenGroup>();
  let group: OpenGroup | undefined;
  text.replace(/^\uFEFF/, '').split(/\r?\n/).forEach((line, i) => {
    const number = i + 1;
    const content = line.trim();
    const at = (name: string): Place => ({ name, line: number });
    const fault = (message: string): void => void faults.push({ where: at(''), message });
    if (content === '' || content.startsWith('#')) return;
    if (content.startsWith('[')) {
      const name = content.slice(1, -1);
      if (!content.endsWith(']') || name === '' || /[[\]]/.test(name)) {
        fault(`not a group's name: ${quote(content)}; write [property], for instance`);
        return;
      }
      group = groups.get(name);
      if (!group) groups.set(name, (group = { name, where: at(`[${name}]`), entries: [], lines: new Map() }));
      return;
    }
    const sign = content.indexOf('=');
    if (sign < 1) {
      const mend = content.startsWith(';') ? 'comments begin with #' : 'write key=value, or # before a comment';
      fault(`neither a group nor a key: ${quote(content)}; ${mend}`);
      return;
    }
    const key = content.slice(0, sign).trim();
    if (!group) {
      fault(`${quote(key)} stands before the first group; put [property] above it`);
      return;
    }
    const before = group.lines.get(key);
    if (before !== undefined) {
      fault(`[${group.name}] has ${quote(key)} already in line ${before}; remove one, or give it another label`);
      return;
    }
    group.lines.set(key, number);
    group.entries.push({ key, text: content.slice(sign + 1).trim(), where: at(`[${group.name}] ${key}`) });
  });
  return [...groups.values()];
}

/** Takes the structure of a YAML or JSON file: `{ group: { key: value } }`, lists as `"x;y;..."` or as arrays. */
export function readObjectGroups(object: Readonly<Record<string, unknown>>, faults: Fault[]): Group[] {
  return Object.entries(object).map(([name, value]) => {
    const entries: Entry[] = [];
    const group = { name, where: { name, path: [name] }, entries };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      faults.push({ where: group.where, message: `expected keys and values below it, got ${quote(value)}` });
      return group;
    }
    for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
      const where = { name: `${name}.${key}`, path: [name, key] };
      const text = scalarText(item);
      if (text === undefined) {
        faults.push({ where, message: `expected a number, true, false, or numbers separated by ";", got ${quote(item)}` });
      } else {
        entries.push({ key, text, where });
      }
    }
    return group;
  });
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.join(';');
  return undefined;
}

/** A value for a message, cut to a readable length. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
