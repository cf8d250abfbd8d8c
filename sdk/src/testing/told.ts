// SPDX-License-Identifier: MIT
// What results tell of lines and zones, whichever way a script words its events: `{ ...event }` of a rule, the record of a
// rule set, or fields of its own.
import { eventsOf, type Results, type ToldEvent } from './event-text.js';

/** How often a line was crossed. */
export interface Crossings {
  readonly in: number;
  readonly out: number;
}

type Data = Readonly<Record<string, unknown>>;

const values = (data: Data): Data => (typeof data['values'] === 'object' && data['values'] !== null ? { ...data, ...data['values'] } : data);

/** The line, zone or rule that an event names. */
function nameIn({ rule, line, zone, name }: Data): unknown {
  return rule ?? line ?? zone ?? name;
}

const about = (results: Results, name: string): ToldEvent[] => eventsOf(results).filter(({ data }) => nameIn(data) === name);

/** The names of what events are about. @internal */
export function namesIn(results: Results): string[] {
  return [...new Set(eventsOf(results).map(({ data }) => nameIn(data)))].filter((name) => typeof name === 'string');
}

/** Crossings by the events `line-crossed` of a line. @internal */
export function crossingsOf(results: Results, line: string): Crossings {
  const directions = about(results, line).filter(({ type }) => type === 'line-crossed').map(({ data }) => values(data)['direction']);
  const count = (direction: string): number => directions.filter((each) => each === direction).length;
  return { in: count('in'), out: count('out') };
}

/** Occupancy by the last event of a zone that tells it; 0 where none does. @internal */
export function occupancyOf(results: Results, zone: string): number {
  const told = about(results, zone).map(({ data }) => values(data)['occupancy']);
  return (told.findLast((each) => typeof each === 'number') as number | undefined) ?? 0;
}
