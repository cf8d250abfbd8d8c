// SPDX-License-Identifier: MIT
import { type GateReading, gate } from '../core/gates.js';
import { type Explanation, JournalEntry, type PathPoint, round, TrackJournal } from '../core/track-journal.js';

/** What became of a track in a zone. @internal */
export const ZoneOutcome = { none: 0, entered: 1, left: 2, lost: 3, entering: 4, leaving: 5, flickered: 6, passed: 7, atBorder: 8 } as const;

/** Where a track is seen. */
export type ZoneSide = 'inside' | 'outside';

/** What a track must pass to have entered, in this order: be seen inside; be beyond the margin; stay for the debounce time. */
export type ZoneGate = 'inside' | 'margin' | 'debounce';

/** Why a track counts as inside, or does not. */
export interface ZoneExplanation extends Explanation<ZoneSide, ZoneGate> {
  /** Whether it counts as inside now. */
  readonly inside: boolean;
  /** Times that it entered. */
  readonly entered: number;
  /** The least distance in pixels from the border while it was outside. */
  readonly nearest: number;
}

const GATES: readonly ZoneGate[] = ['inside', 'margin', 'debounce'];

class ZoneEntry extends JournalEntry {
  inside = false;
  entered = 0;
  nearest = Infinity;
}

/** @internal */
export class ZoneJournal extends TrackJournal<ZoneEntry> {
  constructor() {
    super((trackId) => new ZoneEntry(trackId));
  }

  see(slot: number, time: number, x: number, y: number, inside: boolean, distance: number): void {
    const entry = this.at(slot)!;
    entry.add(time, x, y, inside ? 1 : 0);
    if (!inside) entry.nearest = Math.min(entry.nearest, distance);
  }

  /** Notes what became of a track: `value` is a time that it took. */
  conclude(slot: number, outcome: number, at: number, value: number): void {
    const entry = this.at(slot);
    if (!entry) return;
    Object.assign(entry, { outcome, at, value });
    if (outcome === ZoneOutcome.entered) entry.inside = true;
    if (outcome === ZoneOutcome.left || outcome === ZoneOutcome.lost) entry.inside = false;
    if (outcome === ZoneOutcome.entered || outcome === ZoneOutcome.passed) entry.entered++;
  }

  /** The way of a track; `undefined` where nothing was noted. */
  pathOf(slot: number): PathPoint<ZoneSide>[] | undefined {
    return this.at(slot)?.path(zoneSide);
  }

  explain(trackId: bigint, debounce: number): ZoneExplanation | undefined {
    const entry = this.find(trackId);
    if (!entry) return undefined;
    const path = entry.path(zoneSide);
    const gates = gatesPassed(entry.outcome);
    return {
      trackId,
      text: `track ${trackId} ${sentence(entry, debounce)}`,
      path,
      side: path.at(-1)!.side,
      passed: GATES.slice(0, gates),
      stoppedBy: GATES[gates],
      inside: entry.inside,
      entered: entry.entered,
      nearest: entry.nearest,
      gates: readings(entry, gates, debounce),
    };
  }
}

function zoneSide(side: number): ZoneSide {
  return side === 0 ? 'outside' : 'inside';
}

/** The gates with their numbers, as far as the track came. */
function readings({ outcome, value, nearest }: ZoneEntry, passed: number, debounce: number): GateReading<ZoneGate>[] {
  const waited = outcome === ZoneOutcome.entering || outcome === ZoneOutcome.flickered ? value : undefined;
  return [
    passed > 0 ? gate('inside', true) : gate('inside', false, nearest, 0, 'px'),
    gate('margin', passed > 1),
    gate('debounce', passed > 2, waited, debounce, 's'),
  ];
}

function sentence({ outcome, at, value, nearest, lastTime }: ZoneEntry, debounce: number): string {
  switch (outcome) {
    case ZoneOutcome.entered:
      return `is inside: it entered at ${round(at)} s, ${round(lastTime - at)} s ago`;
    case ZoneOutcome.left:
      return `was inside for ${round(value)} s and left at ${round(at)} s`;
    case ZoneOutcome.lost:
      return `was inside for ${round(value)} s and was lost there at ${round(at)} s`;
    case ZoneOutcome.entering:
      return `is not counted yet: it has been inside for ${round(value)} of ${debounce} s`;
    case ZoneOutcome.leaving:
      return `still counts as inside: it has been outside for ${round(value)} of ${debounce} s`;
    case ZoneOutcome.flickered:
      return `was not counted: at ${round(at)} s it was back after ${round(value)} of ${debounce} s beyond the border`;
    case ZoneOutcome.passed:
      return `passed through within ${round(value)} s between two frames at ${round(at)} s`;
    case ZoneOutcome.atBorder:
      return 'is not counted yet: it is beyond the border, but within the margin';
    default:
      return `was not counted: it stayed outside and came no nearer to the border than ${round(nearest)} px`;
  }
}

/** How many of the gates a track passed at its last approach. */
function gatesPassed(outcome: number): number {
  switch (outcome) {
    case ZoneOutcome.none:
      return 0;
    case ZoneOutcome.atBorder:
      return 1;
    case ZoneOutcome.entering:
    case ZoneOutcome.flickered:
      return 2;
    default:
      return 3;
  }
}
