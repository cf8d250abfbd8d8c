// SPDX-License-Identifier: MIT
import type { Verdict } from './explained-rule.js';
import { standing } from './gates.js';
import type { RuleEvent } from './rule-event.js';
import type { Explanation, PathPoint } from './track-journal.js';

/** Tracks that are explained at most, and the events of each. */
const MAX_TRACKS = 1024;
const MAX_EVENTS = 32;

interface Notes {
  readonly track: bigint;
  readonly path: PathPoint[];
  verdict: Verdict<string>;
}

/** What a rule that looks at events remembers of tracks to explain what it told. @internal */
export class EventJournal {
  /** By source and track, those of which there was no event for longest first. */
  private readonly notes = new Map<string, Notes>();

  note({ type, source, track, time, point }: RuleEvent, verdict: Verdict<string>): void {
    const key = `${source}:${track}`;
    const notes = this.notes.get(key) ?? { track: track!, path: [], verdict };
    notes.verdict = verdict;
    if (point) notes.path.push({ time, x: point[0], y: point[1], side: type });
    if (notes.path.length > MAX_EVENTS) notes.path.shift();
    this.notes.delete(key);
    this.notes.set(key, notes);
    if (this.notes.size > MAX_TRACKS) this.notes.delete(this.notes.keys().next().value!);
  }

  conclude(source: number, track: bigint, verdict: Verdict<string>): void {
    const notes = this.notes.get(`${source}:${track}`);
    if (notes) notes.verdict = verdict;
  }

  /** The track of this id of which there was an event last. */
  explain(trackId: bigint): Explanation | undefined {
    const notes = [...this.notes.values()].findLast(({ track }) => track === trackId);
    if (!notes) return undefined;
    const { path, verdict: { text, gates } } = notes;
    return { trackId, text: `track ${trackId} ${text}`, path: [...path], side: path.at(-1)?.side ?? '', gates, ...standing(gates) };
  }
}
