// SPDX-License-Identifier: MIT
import type { Verdict } from '../core/explained-rule.js';
import { gate } from '../core/gates.js';
import { JournalEntry, round } from '../core/track-journal.js';

/** Where a track goes. */
export type WaySide = 'right way' | 'wrong way' | 'another way' | 'along';

/** What a track must pass to be told, in this order: make a step, in a direction that is wrong or, where those are told, along the way, for the time. */
export type WayGate = 'step' | 'direction' | 'seconds';

/** @internal */
export class WayNotes extends JournalEntry {
  /** Pixels since its last step, and those of a step. */
  moved = 0;
  step = 0;
  /** Degrees of its last step, and of its last that was wrong, from the right way. */
  angle = NaN;
  wrongAngle = NaN;
  /** Whether it goes the wrong way now, or did before; `value` says for how long, `at` until when. */
  going = false;
  ended = false;
  told = false;
}

interface WayOptions {
  readonly tells: 'against' | 'along';
  readonly tolerance: number;
  readonly seconds: number;
}

/** @internal */
export function wayVerdict({ moved, step, angle, wrongAngle, going, ended, told, value, at }: WayNotes, { tells, tolerance, seconds }: WayOptions): Verdict<WayGate> {
  const along = tells === 'along';
  const degrees = along ? tolerance : 180 - tolerance;
  const way = along ? 'the way' : 'the right way';
  const wrong = going || ended;
  const stepped = wrong || !Number.isNaN(angle);
  // A track that was restored has made its steps before.
  const found = wrong ? wrongAngle : angle;
  const measured = Number.isNaN(found) ? undefined : found;
  const off = measured === undefined ? (along ? 'along the way' : 'the wrong way') : `${Math.round(measured)} degrees off ${way}`;
  const gates = [
    gate<WayGate>('step', stepped, stepped ? undefined : moved, step, 'px'),
    gate<WayGate>('direction', wrong, measured, degrees, 'degrees'),
    gate<WayGate>('seconds', wrong && told, wrong ? value : undefined, seconds, 's'),
  ];
  const text = (): string => {
    if (going && told) return `goes ${off}, for ${round(value)} s (told after ${seconds} s)`;
    if (going) return `is not told yet: it goes ${off}, for ${round(value)} of ${seconds} s`;
    if (ended && told) return `was told: it went ${off} for ${round(value)} s, until ${round(at)} s`;
    if (ended) return `was not told: it went ${off} for only ${round(value)} of ${seconds} s, until ${round(at)} s`;
    if (stepped) return `was not told: its last step led ${off} (${along ? `told up to ${round(degrees)}` : `wrong from ${round(degrees)} on`})`;
    return `was not told: it made no step: it moved ${round(moved)} of ${round(step)} px`;
  };
  return { text: text(), gates };
}
