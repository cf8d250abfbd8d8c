// SPDX-License-Identifier: MIT
import type { Verdict } from '../core/explained-rule.js';
import { gate } from '../core/gates.js';
import { JournalEntry, round } from '../core/track-journal.js';

/** How fast a track is. */
export type SpeedSide = 'not measured' | 'within the limit' | 'too fast';

/** What a track must pass to be too fast: stand on the ground, be seen for a window, be beyond the limit. */
export type SpeedGate = 'ground' | 'window' | 'limit';

/** @internal */
export class SpeedNotes extends JournalEntry {
  onGround = false;
  measured = false;
  over = false;
  /** Metres a second. */
  speed = 0;
  highest = 0;
  /** Seconds of the window that is not over. */
  waited = 0;
}

/** @internal */
export function speedVerdict({ onGround, measured, over, speed, highest, waited }: SpeedNotes, window: number, limit?: number): Verdict<SpeedGate> {
  const [now, most] = [round(speed), round(highest)];
  const tooFast = limit !== undefined && highest > limit;
  const gates = [
    gate<SpeedGate>('ground', onGround),
    gate<SpeedGate>('window', measured, measured ? window : waited, window, 's'),
    gate<SpeedGate>('limit', tooFast, measured ? highest : undefined, limit, 'm/s'),
  ];
  const text = (): string => {
    if (!onGround) return 'has no speed: it is above the horizon, where there is no ground';
    if (!measured) return `has no speed yet: it was seen for ${round(waited)} of ${window} s`;
    if (limit === undefined) return `goes at ${now} m/s, ${most} m/s at most: there is no limit`;
    const allowed = `(${round(limit)} m/s are allowed)`;
    if (over) return `is too fast: it goes at ${now} m/s ${allowed}`;
    if (tooFast) return `was too fast: it went at ${most} m/s at most and goes at ${now} m/s now ${allowed}`;
    return `was not told: it goes at ${now} m/s, ${most} m/s at most ${allowed}`;
  };
  return { text: text(), gates };
}
