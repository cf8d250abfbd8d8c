// SPDX-License-Identifier: MIT
import { type GateReading, gate } from '../core/gates.js';
import { JournalEntry, type Explanation, round, TrackJournal } from '../core/track-journal.js';
import type { Point } from '../../table/draw.js';

/** How an approach to the line ended. @internal */
export const Outcome = {
  none: 0,
  in: 1,
  out: 2,
  touched: 3,
  turnedBack: 4,
  roundTheEnd: 5,
  gap: 6,
  otherClass: 7,
  startedOnLine: 8,
  onLine: 9,
  waiting: 10,
  still: 11,
  lost: 12,
  farRound: 13,
  lostBeyond: 14,
  stillBack: 15,
  stillLost: 16,
} as const;

/** A side of a line, as its `Line` has them. */
export type LineSide = 'left' | 'right' | 'on the line';

/**
 * What a track must pass to be counted, in this order: be seen on one side, then on the other; have met the line between
 * its ends on the way; stay on the other side for the debounce time; have moved far enough.
 */
export type LineGate = 'one side' | 'other side' | 'between the ends' | 'debounce' | 'motion';

/** Why a track was counted, or was not. */
export interface LineExplanation extends Explanation<LineSide, LineGate> {
  /** Crossings of this track that were counted. */
  readonly in: number;
  readonly out: number;
  /** The least distance from the endless line in pixels. */
  readonly nearest: number;
}

/** @internal */
export const LINE_GATES: readonly LineGate[] = ['one side', 'other side', 'between the ends', 'debounce', 'motion'];

/** What a sentence about a track tells. @internal */
export interface LineFacts {
  readonly outcome: number;
  /** When the outcome came. */
  readonly at: number;
  /** The time of the crossing, the gap, the time on the other side, or the distance. */
  readonly value: number;
  /** What `value` would have had to reach; 0 where there is no such limit. */
  readonly limit: number;
  readonly x: number;
  readonly y: number;
}

class LineEntry extends JournalEntry {
  in = 0;
  out = 0;
  nearest = Infinity;
  limit = 0;
}

/** @internal */
export class LineJournal extends TrackJournal<LineEntry> {
  constructor() {
    super((trackId) => new LineEntry(trackId));
  }

  see(slot: number, time: number, x: number, y: number, side: number, distance: number): void {
    const entry = this.at(slot)!;
    entry.add(time, x, y, side);
    entry.nearest = Math.min(entry.nearest, Math.abs(distance));
  }

  conclude(slot: number, facts: LineFacts): void {
    const entry = this.at(slot);
    if (!entry) return;
    Object.assign(entry, facts);
    if (facts.outcome === Outcome.in) entry.in++;
    if (facts.outcome === Outcome.out) entry.out++;
  }

  explain(trackId: bigint, points: readonly Point[], debounce: number): LineExplanation | undefined {
    const entry = this.find(trackId);
    if (!entry) return undefined;
    const path = entry.path(sideName);
    const { side } = path.at(-1)!;
    const gates = entry.outcome === Outcome.none && side === 'on the line' ? 0 : gatesPassed(entry.outcome);
    return {
      trackId,
      text: `track ${trackId} ${lineSentence(entry, points, debounce, side, entry.nearest)}`,
      path,
      side,
      in: entry.in,
      out: entry.out,
      passed: LINE_GATES.slice(0, gates),
      stoppedBy: LINE_GATES[gates],
      nearest: entry.nearest,
      gates: readings(entry, gates, debounce),
    };
  }
}

/** The gates with their numbers, as far as the track came. */
function readings({ outcome, value, limit, nearest }: LineEntry, passed: number, debounce: number): GateReading<LineGate>[] {
  const stop = LINE_GATES[passed];
  // Who was on the line lacks no distance that could be named.
  const missing = outcome === Outcome.none || outcome === Outcome.lost ? nearest : undefined;
  return LINE_GATES.map((name, i) => {
    if (name === 'other side' && i >= passed) return gate(name, false, missing, 0, 'px');
    if (name === 'debounce') return gate(name, i < passed, stop === name ? value : undefined, debounce, 's');
    if (name === 'motion') return stop === name ? gate(name, false, value, limit, 'px') : gate(name, i < passed, undefined, undefined, 'px');
    return gate(name, i < passed);
  });
}

/** @internal */
export function sideName(side: number): LineSide {
  return side > 0 ? 'right' : side < 0 ? 'left' : 'on the line';
}

/** What became of a track, without its number. @internal */
export function lineSentence({ outcome, at, value, limit, x, y }: LineFacts, points: readonly Point[], debounce: number, side: LineSide, nearest: number): string {
  const now = side === 'on the line' ? 'on the line' : `on the ${side}`;
  const point = `(${round(x)}, ${round(y)})`;
  switch (outcome) {
    case Outcome.in:
      return `was counted in: it crossed from the left to the right at ${point} at ${round(value)} s`;
    case Outcome.out:
      return `was counted out: it crossed from the right to the left at ${point} at ${round(value)} s`;
    case Outcome.touched:
      return `was not counted: it met the line and returned at ${round(at)} s without having reached the other side`;
    case Outcome.turnedBack:
      return `was not counted: it turned back at ${round(at)} s after ${round(value)} of ${debounce} s on the other side`;
    case Outcome.waiting:
      return `is not counted yet: it has been on the other side for ${round(value)} of ${debounce} s`;
    case Outcome.still:
      return `is not counted yet: it is on the other side, but has moved only ${round(value)} of ${round(limit)} px since it was first seen`;
    case Outcome.stillBack:
      return `was not counted: it turned back at ${round(at)} s, having moved only ${round(value)} of ${round(limit)} px since it was first seen`;
    case Outcome.stillLost:
      return `was not counted: it was lost at ${round(at)} s on the other side, having moved only ${round(value)} of ${round(limit)} px since it was first seen`;
    case Outcome.lostBeyond:
      return `was not counted: it was lost at ${round(at)} s after ${round(value)} of ${debounce} s on the other side`;
    case Outcome.onLine:
      return 'is not counted yet: it is on the line, within the margin, and has not reached the other side';
    case Outcome.roundTheEnd:
    case Outcome.farRound:
      return `was not counted: at ${round(at)} s it had passed beyond an end of the line ${lineText(points)}`;
    case Outcome.gap:
      return `was not counted: it was unseen for ${round(value)} s, which is longer than maxGap, and started anew ${now}`;
    case Outcome.otherClass:
      return `was not counted: at ${round(at)} s its class changed, and it started anew ${now}`;
    case Outcome.startedOnLine:
      return `was not counted: it started on the line, and was first seen beside it at ${round(at)} s`;
    case Outcome.lost:
      return `was not counted: it was lost at ${round(at)} s, ${round(value)} px from the line`;
    default:
      if (side === 'on the line') return 'was not counted: it has been on the line since it was first seen';
      return `was not counted: it stayed ${now} and came no nearer to the line than ${round(nearest)} px`;
  }
}

/** How many of the gates a track passed at its last approach. @internal */
export function gatesPassed(outcome: number): number {
  switch (outcome) {
    case Outcome.in:
    case Outcome.out:
      return 5;
    case Outcome.still:
    case Outcome.stillBack:
    case Outcome.stillLost:
      return 4;
    case Outcome.turnedBack:
    case Outcome.lostBeyond:
    case Outcome.waiting:
      return 3;
    case Outcome.roundTheEnd:
    case Outcome.farRound:
      return 2;
    case Outcome.none:
    case Outcome.touched:
    case Outcome.onLine:
    case Outcome.lost:
      return 1;
    default:
      return 0;
  }
}

function lineText(points: readonly Point[]): string {
  const name = (point: Point): string => `(${point.map(round).join(', ')})`;
  return `from ${name(points[0]!)} to ${name(points.at(-1)!)}`;
}
