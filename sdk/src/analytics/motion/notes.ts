// SPDX-License-Identifier: MIT
import type { Verdict } from '../core/explained-rule.js';
import { gate } from '../core/gates.js';
import { JournalEntry, round } from '../core/track-journal.js';

/** What a track does. */
export type MotionSide = 'moving' | 'stopped';

/** What a track must pass to have stopped: make no step, for the time. */
export type MotionGate = 'step' | 'seconds';

/** @internal */
export class MotionNotes extends JournalEntry {
  /** Pixels since its last step, and those of a step. */
  moved = 0;
  step = 0;
  /** Seconds since its last step. */
  still = 0;
  stopped = false;
  /** Whether it had stopped before: for `value` seconds, until `at`. */
  ended = false;
}

/** @internal */
export function motionVerdict({ moved, step, still, stopped, ended, value, at }: MotionNotes, seconds: number): Verdict<MotionGate> {
  const gates = [gate<MotionGate>('step', true, moved, step, 'px'), gate<MotionGate>('seconds', stopped || ended, ended && !stopped ? value : still, seconds, 's')];
  const text = (): string => {
    if (stopped) return `has stopped: it made no step of ${round(step)} px for ${round(still)} s (told after ${seconds} s)`;
    if (ended) return `was told: it stood still for ${round(value)} s, until ${round(at)} s`;
    return `was not told: it made no step of ${round(step)} px for only ${round(still)} of ${seconds} s`;
  };
  return { text: text(), gates };
}
