// SPDX-License-Identifier: MIT
import type { Verdict } from '../core/explained-rule.js';
import { gate, type GateReading } from '../core/gates.js';
import { JournalEntry, round } from '../core/track-journal.js';

/** What a track counts as. */
export type PresenceSide = 'not told' | 'present' | 'persistent';

/** What a track must pass: be seen for the time, and to persist for longer. */
export type PresenceGate = 'seconds' | 'persistence';

/** @internal */
export class PresenceNotes extends JournalEntry {
  told = false;
  persistent = false;
  lost = false;
  /** When it was first seen; `value` is for how long, `at` when it was lost. */
  since = 0;
}

/** @internal */
export function presenceVerdict({ told, persistent, lost, since, value, at }: PresenceNotes, seconds: number, persistence?: number): Verdict<PresenceGate> {
  const gates: GateReading<PresenceGate>[] = [gate('seconds', told, value, seconds, 's')];
  if (persistence !== undefined) gates.push(gate('persistence', persistent, value, persistence, 's'));
  const more = persistence === undefined ? '' : persistent ? `, and persisted after ${persistence} s` : `, and did not persist for ${persistence} s`;
  const text = (): string => {
    if (!told) return `${lost ? 'was not told: it was' : 'is not told yet: it has been'} seen for only ${round(value)} of ${seconds} s`;
    if (lost) return `was present for ${round(value)} s, until ${round(at)} s${more}`;
    return `is present: it appeared at ${round(since)} s, ${round(value)} s ago${more}`;
  };
  return { text: text(), gates };
}
