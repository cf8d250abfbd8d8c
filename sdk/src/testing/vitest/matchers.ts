// SPDX-License-Identifier: MIT
import type { MatcherState } from 'vitest';
import type { Counters, Rule } from '../../analytics/core/rule.js';
import { didYouMean } from '../../errors.js';
import { eventsOf, lineOf, type Results, stable } from '../event-text.js';
import { type Crossings, crossingsOf, namesIn, occupancyOf } from '../told.js';

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

type Data = Readonly<Record<string, unknown>>;

/** Events that a message shows; the rest is a number. */
const SHOWN = 30;

/** The matchers of vitest.ts, where they are described. @internal */
export const matchers = { toHaveEmitted, toHaveCrossed, toHaveOccupancy };

function toHaveEmitted(this: MatcherState, received: unknown, type: string, data: Data = {}): Verdict {
  const results = check(received, 'toHaveEmitted');
  const told = eventsOf(results);
  const pass = told.some((event) => event.type === type && holds(this, event.data, data));
  const wanted = `${type}${Object.keys(data).length > 0 ? ` with ${this.utils.stringify(data, undefined, { min: true })}` : ''}`;
  const meant = told.some((event) => event.type === type) ? undefined : didYouMean(type, told.map((event) => event.type));
  return {
    pass,
    message: () => `expected ${pass ? 'no event' : 'an event'} ${wanted}${!pass && meant !== undefined ? ` (did you mean ${stable(meant)}?)` : ''}\n\n${emitted(results)}`,
  };
}

function toHaveCrossed(received: unknown, line: string, counts: Partial<Crossings>): Verdict {
  const wanted = Object.entries(counts) as [keyof Crossings, number][];
  const rule = ruleOf(received, 'line-crossing', line);
  const results = rule ? undefined : check(received, 'toHaveCrossed');
  const found = rule ? { in: rule['in']!, out: rule['out']! } : crossingsOf(results!, line);
  const pass = wanted.every(([direction, count]) => found[direction] === count);
  const text = wanted.map(([direction, count]) => `${count} ${direction}`).join(' and ');
  return {
    pass,
    message: () =>
      `expected ${stable(line)} ${pass ? 'not ' : ''}to have been crossed ${text}, it was ${found.in} in and ${found.out} out${stranger(results, line)}${results ? `\n\n${emitted(results)}` : ''}`,
  };
}

function toHaveOccupancy(received: unknown, zone: string, occupancy: number): Verdict {
  const rule = ruleOf(received, 'zone', zone);
  const results = rule ? undefined : check(received, 'toHaveOccupancy');
  const found = rule ? rule['occupancy']! : occupancyOf(results!, zone);
  const pass = found === occupancy;
  return {
    pass,
    message: () =>
      `expected ${stable(zone)} ${pass ? 'not ' : ''}to have the occupancy ${occupancy}, it is ${found}${stranger(results, zone)}${results ? `\n\n${emitted(results)}` : ''}`,
  };
}

function holds(state: MatcherState, data: Data, wanted: Data): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(data, key) && state.equals(data[key], value, [...state.customTesters, subset(state)]));
}

/** Objects within the data hold at least what is asked for, too. */
function subset(state: MatcherState) {
  return (actual: unknown, wanted: unknown): boolean | undefined => {
    if (!isPlain(actual) || !isPlain(wanted)) return undefined;
    return holds(state, actual, wanted);
  };
}

const isPlain = (value: unknown): value is Data => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The counters of a rule that was given in place of results. */
function ruleOf(received: unknown, kind: string, name: string): Counters | undefined {
  if (typeof received !== 'object' || received === null || !('kind' in received) || !('counters' in received)) return undefined;
  const rule = received as Rule;
  if (rule.kind === kind && rule.name === name) return rule.counters();
  throw new TypeError(`this rule is ${stable(rule.name)} (${rule.kind}), not ${stable(name)} (${kind})`);
}

function check(received: unknown, matcher: string): Results {
  const isCall = (value: unknown): boolean => typeof value === 'object' && value !== null && Array.isArray((value as { readonly events?: unknown }).events);
  if (isCall(received) || (Array.isArray(received) && received.every(isCall))) return received as Results;
  throw new TypeError(`${matcher} takes what push(), play() and their like of a TestHost give, or a list of it: give expect() the result, not the host`);
}

function emitted(results: Results): string {
  const lines = eventsOf(results).map(lineOf);
  if (lines.length === 0) return 'Nothing was emitted.';
  const rest = lines.length - SHOWN;
  return `Emitted:\n${lines.slice(0, SHOWN).map((line) => `  ${line}`).join('\n')}${rest > 0 ? `\n  and ${rest} more` : ''}`;
}

/** A name that no event has is most likely misspelled. */
function stranger(results: Results | undefined, name: string): string {
  const names = results ? namesIn(results) : [];
  if (!results || names.includes(name)) return '';
  if (names.length === 0) return '; no event names a line or a zone';
  return `; no event is about ${stable(name)}, there are ${names.map(stable).join(', ')}`;
}
