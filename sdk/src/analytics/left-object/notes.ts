// SPDX-License-Identifier: MIT
import type { Verdict } from '../core/explained-rule.js';
import { gate } from '../core/gates.js';
import { JournalEntry, round } from '../core/track-journal.js';

/** What a track counts as. */
export type LeftSide = 'no thing' | 'watched over' | 'alone' | 'left';

/** What a track must pass to be left: be a thing, with no owner near, and stand still so for the time. */
export type LeftGate = 'thing' | 'alone' | 'seconds';

/** @internal */
export class LeftNotes extends JournalEntry {
  thing = false;
  /** The owner that is nearest, how far away in pixels, and how near one watches over the thing. */
  owner: bigint | undefined;
  distance = Infinity;
  reach = 0;
  /** Seconds that it stands still with nobody near. */
  alone = 0;
  left = false;
  /** Whether it was left before: for `value` seconds, until `at`. */
  ended = false;
}

/** @internal */
export function leftVerdict({ thing, owner, distance, reach, alone, left, ended, value, at }: LeftNotes, seconds: number): Verdict<LeftGate> {
  const watched = !left && distance <= reach;
  const gates = [
    gate<LeftGate>('thing', thing),
    gate<LeftGate>('alone', thing && (ended || !watched), owner === undefined ? undefined : distance, owner === undefined ? undefined : reach, 'px'),
    gate<LeftGate>('seconds', left || ended, ended && !left ? value : alone, seconds, 's'),
  ];
  const text = (): string => {
    if (!thing) return 'was not told: its class is none of those that may be left';
    if (left) return `is left: it stands still with nobody near for ${round(alone)} s (told after ${seconds} s)`;
    if (ended) return `was told: it was left for ${round(value)} s, until ${round(at)} s`;
    if (watched) return `was not told: track ${owner} is ${round(distance)} px away and watches over it (within ${round(reach)} px)`;
    return `is not told yet: it stands still with nobody near for ${round(alone)} of ${seconds} s`;
  };
  return { text: text(), gates };
}
