// SPDX-License-Identifier: MIT
// The keys of one group, taken one by one; what is wrong is noted, and the default stands in its place.
import type { Entry, Fault, Group, Place } from './groups.js';
import { quote } from './groups.js';
import { suggestion } from './suggest.js';

const MAX_INT = 0x7fff_ffff;
/** nvdsanalytics cuts the texts it draws at 127 bytes. */
const MAX_LABEL = 127;

/** A key that carries a label, such as `roi-entrance`. */
export interface Labelled {
  readonly label: string;
  readonly entry: Entry;
}

/** Reads the entries of a group; `finish` reports those that nobody took. */
export class Fields {
  private readonly taken = new Set<string>();
  private readonly fixed: string[] = [];

  constructor(
    private readonly group: Group,
    private readonly faults: Fault[],
  ) {}

  fault(where: Place, message: string): void {
    this.faults.push({ where, message });
  }

  has(key: string): boolean {
    return this.group.entries.some((entry) => entry.key === key);
  }

  /** An integer from `min` to `max`; `otherwise` when there is none, which is a fault when `otherwise` is undefined. */
  integer(key: string, otherwise: number | undefined, min: number, max = MAX_INT): number {
    const entry = this.take(key);
    if (!entry) return this.missing(key, otherwise, 'an integer') ?? min;
    const value = integerOf(entry.text);
    if (value !== undefined && value >= min && value <= max) return value;
    const mend = entry.text.includes('#') ? '; comments stand on lines of their own' : '';
    this.fault(entry.where, `expected an integer from ${min} to ${max}, got ${quote(entry.text)}${mend}`);
    return min;
  }

  boolean(key: string, otherwise: boolean | undefined): boolean {
    const entry = this.take(key);
    if (!entry) return this.missing(key, otherwise, '0 or 1') ?? false;
    if (entry.text === '1' || entry.text === 'true') return true;
    if (entry.text === '0' || entry.text === 'false') return false;
    this.fault(entry.where, `expected 0 or 1, got ${quote(entry.text)}`);
    return false;
  }

  choice<Name extends string>(key: string, names: readonly Name[], otherwise: Name): Name {
    const entry = this.take(key);
    if (!entry) return otherwise;
    const found = names.find((name) => name === entry.text);
    if (found !== undefined) return found;
    this.fault(entry.where, `expected ${names.join(', ')}, got ${quote(entry.text)}${suggestion(entry.text, names)}`);
    return otherwise;
  }

  /** `class-id`: `undefined`, all classes, when it is absent or holds -1. */
  classes(): ReadonlySet<number> | undefined {
    const entry = this.take('class-id');
    const numbers = entry && this.integers(entry, -1, 'class ids separated by ";", -1 for all');
    return numbers && numbers.length > 0 && !numbers.includes(-1) ? new Set(numbers) : undefined;
  }

  /** The entries `<prefix>LABEL` that are none of the group's fixed keys. */
  labelled(prefix: string): Labelled[] {
    const found: Labelled[] = [];
    for (const entry of this.group.entries) {
      if (this.taken.has(entry.key) || !entry.key.startsWith(prefix)) continue;
      this.taken.add(entry.key);
      const label = entry.key.slice(prefix.length);
      if (label === '') this.fault(entry.where, `the label is missing; write ${prefix}NAME=...`);
      else if (label.length > MAX_LABEL) this.fault(entry.where, `a label may have at most ${MAX_LABEL} characters, got ${label.length}`);
      else found.push({ label, entry });
    }
    return found;
  }

  /** Coordinates of an entry; `undefined`, with the fault noted, when they are no such numbers. */
  coordinates(entry: Entry, form: string): readonly number[] | undefined {
    return this.integers(entry, 0, form);
  }

  /** Reports what was not taken, and with `prefix` also that there is no rule. */
  finish(prefix?: string, form = ''): void {
    for (const { key, where } of this.group.entries) {
      if (this.taken.has(key)) continue;
      const known = prefix === undefined ? this.fixed : [...this.fixed, prefix + key.slice(prefix.length)];
      const list = prefix === undefined ? this.fixed : [...this.fixed, `${prefix}LABEL`];
      this.fault(where, `there is no such key${suggestion(key, known) || `; known are ${list.join(', ')}`}`);
    }
    if (prefix === undefined || this.group.entries.some(({ key }) => key.startsWith(prefix))) return;
    this.fault(this.group.where, `there is no rule in this group; add ${prefix}LABEL=${form}`);
  }

  private take(key: string): Entry | undefined {
    this.fixed.push(key);
    this.taken.add(key);
    return this.group.entries.find((entry) => entry.key === key);
  }

  private missing<Value>(key: string, otherwise: Value | undefined, expected: string): Value | undefined {
    if (otherwise === undefined) this.fault(this.group.where, `${key} is missing; add ${key} with ${expected}`);
    return otherwise;
  }

  private integers(entry: Entry, min: number, form: string): readonly number[] | undefined {
    const parts = entry.text.split(';');
    if (parts.at(-1)?.trim() === '') parts.pop();
    const numbers: number[] = [];
    for (const [i, part] of parts.entries()) {
      const value = integerOf(part.trim());
      if (value === undefined) {
        this.fault(entry.where, `number ${i + 1} is ${quote(part.trim())}; expected integers: ${form}`);
        return undefined;
      }
      if (value < min) {
        this.fault(entry.where, `number ${i + 1} is ${value}; it must be ${min} or more`);
        return undefined;
      }
      numbers.push(value);
    }
    return numbers;
  }
}

function integerOf(text: string): number | undefined {
  if (!/^[+-]?\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= MAX_INT ? value : undefined;
}
