// SPDX-License-Identifier: MIT
// What a rule remembers of tracks to explain its counts. It is made only for rules that are asked to explain.
import { NvtsError } from '../../errors.js';
import type { GateReading } from './gates.js';

/** A point of a track's path. */
export interface PathPoint<Side extends string = string> {
  /** Time of the rule's clock in seconds. */
  readonly time: number;
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

/** Why a track was counted, or was not. */
export interface Explanation<Side extends string = string, Gate extends string = string> {
  readonly trackId: bigint;
  /** The explanation in one sentence. */
  readonly text: string;
  /** The last 32 anchors, the newest last. */
  readonly path: readonly PathPoint<Side>[];
  readonly side: Side;
  /** All gates in their order, with what was measured. */
  readonly gates: readonly GateReading<Gate>[];
  /** The gates that the track passed at its last approach. */
  readonly passed: readonly Gate[];
  /** The gate that stopped it; `undefined` when it was counted. */
  readonly stoppedBy: Gate | undefined;
}

const POINTS = 32;
/** Tracks that are lost are explained as long as there are no more than this. */
const MAX_LOST = 1024;

/** The journal of one track. @internal */
export class JournalEntry {
  alive = true;
  /** Points seen; the ring holds the last of them. */
  seen = 0;
  private readonly points = new Float64Array(POINTS * 3);
  private readonly sides = new Int8Array(POINTS);
  outcome = 0;
  /** When the outcome came, and what it tells. */
  at = 0;
  value = 0;
  x = 0;
  y = 0;

  constructor(readonly trackId: bigint) {}

  add(time: number, x: number, y: number, side: number): void {
    const slot = this.seen++ % POINTS;
    this.points[slot * 3] = time;
    this.points[slot * 3 + 1] = x;
    this.points[slot * 3 + 2] = y;
    this.sides[slot] = side;
  }

  path<Side extends string>(sideName: (side: number) => Side): PathPoint<Side>[] {
    const count = Math.min(this.seen, POINTS);
    return Array.from({ length: count }, (_, i) => {
      const slot = (this.seen - count + i) % POINTS;
      return { time: this.points[slot * 3]!, x: this.points[slot * 3 + 1]!, y: this.points[slot * 3 + 2]!, side: sideName(this.sides[slot]!) };
    });
  }

  get lastTime(): number {
    return this.points[((this.seen - 1) % POINTS) * 3]!;
  }
}

/** The journals of a rule's tracks, by slot, and of those that were lost. @internal */
export class TrackJournal<Entry extends JournalEntry> {
  private readonly bySlot: (Entry | undefined)[] = [];
  private readonly byTrack = new Map<string, Entry>();

  constructor(private readonly create: (trackId: bigint) => Entry) {}

  /** `undefined` for a track that was restored and not seen since. */
  at(slot: number): Entry | undefined {
    return this.bySlot[slot];
  }

  /** A track has a slot. The result tells whether it was there before. */
  begin(slot: number, source: number, trackId: bigint): boolean {
    const name = `${source}:${trackId}`;
    const known = this.byTrack.get(name);
    const entry = known ?? this.create(trackId);
    entry.alive = true;
    this.bySlot[slot] = entry;
    this.byTrack.delete(name);
    this.byTrack.set(name, entry);
    return known !== undefined;
  }

  end(slot: number): void {
    const entry = this.bySlot[slot];
    if (!entry) return;
    entry.alive = false;
    this.bySlot[slot] = undefined;
    if (this.byTrack.size <= MAX_LOST) return;
    for (const [name, { alive }] of this.byTrack) {
      if (alive) continue;
      this.byTrack.delete(name);
      return;
    }
  }

  /** The journal of the track of this id that came last. */
  find(trackId: bigint): Entry | undefined {
    return [...this.byTrack.values()].findLast((entry) => entry.trackId === trackId);
  }
}

/** @internal */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** @internal */
export function noExplanations(kind: string): NvtsError {
  return new NvtsError('NVTS_DEFINITION', `this rule (${kind}) keeps no explanations: make it with explain: true`);
}
