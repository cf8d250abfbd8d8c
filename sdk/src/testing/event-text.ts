// SPDX-License-Identifier: MIT
// Events as text: for snapshots, and for messages of matchers.
import type { CallResult, EventRecord, FrameResult, Played } from './records.js';

/** Whatever a test host gave: of one call, of several, or of a run. */
export type Results = CallResult | Played | readonly CallResult[];

/** An event with where it belongs, as far as that is known. */
export interface ToldEvent extends EventRecord {
  readonly in: FrameResult | undefined;
}

/** The events of some results in their order. @internal */
export function eventsOf(results: Results): ToldEvent[] {
  const calls = 'steps' in results ? results.steps : 'events' in results ? [results] : results;
  return calls.flatMap((call) => {
    const frames: readonly FrameResult[] = 'frames' in call ? (call as { readonly frames: readonly FrameResult[] }).frames : [];
    return call.events.map((event) => ({ ...event, in: event.frame === undefined ? undefined : frames[event.frame] }));
  });
}

/**
 * Events as text, a line each: when and in which frame, the type, and the data as JSON with keys in order and numbers to
 * three decimals. The same events give the same text, on any machine and engine: made for snapshots.
 *
 * @example
 * ```ts
 * import { defineProcessor } from '@nvtsprobe/sdk';
 * import { eventText, TestHost } from '@nvtsprobe/sdk/testing';
 *
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('seen', { n: frame.objects.length }) }));
 * console.log(eventText(host.push({}))); // 0.000 s  source 0  frame 0  seen  {"n":0}
 * ```
 */
export function eventText(results: Results): string {
  return eventsOf(results).map(lineOf).join('\n');
}

/** The line of an event. @internal */
export function lineOf({ type, data, in: frame }: ToldEvent): string {
  const place = frame ? `${frame.time.toFixed(3)} s  source ${frame.sourceId}  frame ${frame.frameNumber}  ` : '';
  return `${place}${type}  ${stable(data)}`;
}

/** JSON with keys in order and numbers to three decimals. @internal */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'number') return Math.round(item * 1000) / 1000;
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
