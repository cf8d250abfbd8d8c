// SPDX-License-Identifier: MIT
// What a line remembers of each track to explain its counts. It is made only for rules that are asked to explain.
import type { Line } from '../geometry/line.js';

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
} as const;

/** A side of a line, as its `Line` has them. */
export type LineSide = 'left' | 'right' | 'on the line';

/**
 * What a track must pass to be counted, in this order: be seen on one side, then on the other; have met the line between
 * its ends on the way; stay on the other side for the debounce time.
 */
export type LineGate = 'one side' | 'other side' | 'between the ends' | 'debounce';

/** A point of a track's path. */
export interface PathPoint {
  /** Stream time in seconds. */
  readonly time: number;
  readonly x: number;
  readonly y: number;
  readonly side: LineSide;
}

/** Why a track was counted, or was not. */
export interface LineExplanation {
  readonly trackId: bigint;
  /** The explanation in one sentence. */
  readonly text: string;
  /** The last 32 anchors, the newest last. */
  readonly path: readonly PathPoint[];
  readonly side: LineSide;
  /** Crossings of this track that were counted. */
  readonly in: number;
  readonly out: number;
  /** The gates that the track passed at its last approach. */
  readonly passed: readonly LineGate[];
  /** The gate that stopped it; `undefined` when it was counted. */
  readonly stoppedBy: LineGate | undefined;
  /** The least distance from the endless line in pixels. */
  readonly nearest: number;
}

const GATES: readonly LineGate[] = ['one side', 'other side', 'between the ends', 'debounce'];
const POINTS = 32;

/** One key's part of the journal. */
interface Entry {
  trackId: bigint;
  /** Points seen; the ring holds the last of them. */
  seen: number;
  readonly points: Float64Array;
  readonly sides: Int8Array;
  in: number;
  out: number;
  nearest: number;
  outcome: number;
  /** When the outcome came, and what it tells: see `conclude`. */
  at: number;
  value: number;
  x: number;
  y: number;
}

/** @internal */
export class LineJournal {
  private readonly entries: (Entry | undefined)[] = [];

  constructor(
    private readonly line: Line,
    private readonly debounce: number,
  ) {}

  /** A new track has `key`. */
  begin(key: number, trackId: bigint): void {
    const old = this.entries[key];
    const points = old?.points ?? new Float64Array(POINTS * 3);
    const sides = old?.sides ?? new Int8Array(POINTS);
    const entry = { trackId, seen: 0, points, sides, in: 0, out: 0, nearest: Infinity, outcome: Outcome.none, at: 0, value: 0, x: 0, y: 0 };
    while (this.entries.length < key) this.entries.push(undefined);
    this.entries[key] = entry;
  }

  see(key: number, time: number, x: number, y: number, side: number, distance: number): void {
    const entry = this.entries[key]!;
    const slot = entry.seen++ % POINTS;
    entry.points[slot * 3] = time;
    entry.points[slot * 3 + 1] = x;
    entry.points[slot * 3 + 2] = y;
    entry.sides[slot] = side;
    entry.nearest = Math.min(entry.nearest, Math.abs(distance));
  }

  /** Notes how an approach ended: `value` is the time of the crossing, the gap, or the time on the other side. */
  conclude(key: number, outcome: number, at: number, value = 0, x = 0, y = 0): void {
    const entry = this.entries[key]!;
    Object.assign(entry, { outcome, at, value, x, y });
    if (outcome === Outcome.in) entry.in++;
    if (outcome === Outcome.out) entry.out++;
  }

  explain(trackId: bigint): LineExplanation | undefined {
    const entry = this.entries.findLast((each) => each?.trackId === trackId);
    if (!entry) return undefined;
    const path = pathOf(entry);
    const side = path.at(-1)!.side;
    const gates = gatesPassed(entry.outcome, side);
    return {
      trackId,
      text: `track ${trackId} ${this.sentence(entry, side)}`,
      path,
      side,
      in: entry.in,
      out: entry.out,
      passed: GATES.slice(0, gates),
      stoppedBy: GATES[gates],
      nearest: entry.nearest,
    };
  }

  private sentence({ outcome, at, value, x, y, nearest }: Entry, side: LineSide): string {
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
        return `was not counted: it turned back at ${round(at)} s after ${round(value)} of ${this.debounce} s on the other side`;
      case Outcome.waiting:
        return `is not counted yet: it has been on the other side for ${round(value)} of ${this.debounce} s`;
      case Outcome.onLine:
        return 'is not counted yet: it is on the line, within the margin, and has not reached the other side';
      case Outcome.roundTheEnd:
        return `was not counted: at ${round(at)} s it had passed beyond an end of the line ${lineText(this.line)}`;
      case Outcome.gap:
        return `was not counted: it was unseen for ${round(value)} s, which is longer than maxGap, and started anew ${now}`;
      case Outcome.otherClass:
        return `was not counted: at ${round(at)} s its class changed, and it started anew ${now}`;
      case Outcome.startedOnLine:
        return `was not counted: it started on the line, and was first seen beside it at ${round(at)} s`;
      default:
        if (side === 'on the line') return 'was not counted: it has been on the line since it was first seen';
        return `was not counted: it stayed ${now} and came no nearer to the line than ${round(nearest)} px`;
    }
  }
}

/** How many of the gates a track passed at its last approach. */
function gatesPassed(outcome: number, side: LineSide): number {
  switch (outcome) {
    case Outcome.in:
    case Outcome.out:
      return 4;
    case Outcome.turnedBack:
    case Outcome.waiting:
      return 3;
    case Outcome.roundTheEnd:
      return 2;
    case Outcome.touched:
    case Outcome.onLine:
      return 1;
    case Outcome.none:
      return side === 'on the line' ? 0 : 1;
    default:
      return 0;
  }
}

function pathOf({ seen, points, sides }: Entry): PathPoint[] {
  const count = Math.min(seen, POINTS);
  return Array.from({ length: count }, (_, i) => {
    const slot = (seen - count + i) % POINTS;
    const side = sides[slot]! > 0 ? 'right' : sides[slot]! < 0 ? 'left' : 'on the line';
    return { time: points[slot * 3]!, x: points[slot * 3 + 1]!, y: points[slot * 3 + 2]!, side };
  });
}

function lineText({ from, to }: Line): string {
  return `from (${from.map(round).join(', ')}) to (${to.map(round).join(', ')})`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
