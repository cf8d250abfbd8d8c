// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { drawExplanation } from './drawing.js';
import { type GateReading, standing } from './gates.js';
import type { explained, placed } from './options.js';
import { PlacedRule } from './placed-rule.js';
import type { RuleStyle } from './rule.js';
import type { Sightings } from './sightings.js';
import { type Explanation, type JournalEntry, noExplanations, TrackJournal } from './track-journal.js';
import { Fresh, type Loss } from './track-rule.js';

type Options = z.output<z.ZodMiniObject<typeof placed & typeof explained>>;

/** What a rule says of a track, without the track's number. @internal */
export interface Verdict<Gate extends string> {
  readonly text: string;
  readonly gates: readonly GateReading<Gate>[];
}

/**
 * A rule that can say why it told of a track, or did not. What it needs for that is noted for rules made with
 * `explain: true` only; all others pay a test a frame.
 */
export abstract class ExplainedRule<State extends object, Types, Entry extends JournalEntry, Side extends string, Gate extends string, Name extends string = string> extends PlacedRule<State, Types, Name> {
  private readonly journal: TrackJournal<Entry> | undefined;
  /** @internal */
  protected readonly nearMisses: boolean;

  constructor(kind: string, options: Options, state: State, counts: Record<string, number>, createEntry: (trackId: bigint) => Entry, private readonly sides: readonly Side[]) {
    super(kind, options, state, counts);
    if (options.explain) this.journal = new TrackJournal(createEntry);
    this.nearMisses = options.nearMisses;
  }

  /**
   * Why the rule told of a track, or did not: its path, and the gates that it passed and that stopped it, with their
   * numbers. `undefined` when the rule has not seen the track, or has forgotten it. Throws `NVTS_DEFINITION` for a rule
   * that was made without `explain: true`.
   */
  explain(trackId: bigint): Explanation<Side, Gate> | undefined {
    if (!this.journal) throw noExplanations(this.kind);
    const entry = this.journal.find(trackId);
    if (!entry || entry.seen === 0) return undefined;
    const { text, gates } = this.verdict(entry);
    const path = entry.path((side) => this.sides[side]!);
    return { trackId, text: `track ${trackId} ${text}`, path, side: path.at(-1)!.side, gates, ...standing(gates) };
  }

  /** Draws the way of a track with its explanation; nothing where there is none. Throws as `explain` does. */
  drawTrack(frame: FrameView, trackId: bigint, style?: RuleStyle): void {
    const explanation = this.explain(trackId);
    if (explanation) drawExplanation(frame, explanation, style);
  }

  /** Looks at what there is to see. */
  protected abstract decide(seen: Sightings): void;

  /** Notes what the rule knows of a track that was seen; the result is the place of its side. */
  protected abstract observe(entry: Entry, slot: number, seen: Sightings, i: number): number;

  /** What there is to say of a track, by what was noted. */
  protected abstract verdict(entry: Entry): Verdict<Gate>;

  protected override judge(seen: Sightings): void {
    if (!this.journal) this.decide(seen);
    else this.judgeAndNote(seen, this.journal);
  }

  /** What was noted of a track; `undefined` when nothing is noted. */
  protected notes(slot: number): Entry | undefined {
    return this.journal?.at(slot);
  }

  /** Near misses come with the way of the track, where it was noted. */
  protected override tell<Type extends keyof Types & string>(type: Type, at: number, values: Types[Type] & object, slot = -1, point?: Point, row = -1): void {
    const entry = type.endsWith('-missed') ? this.notes(slot) : undefined;
    super.tell(type, at, entry ? { ...values, path: entry.path((side) => this.sides[side]!) } : values, slot, point, row);
  }

  /** To be called by a rule's own, at its end. */
  protected override lose(slot: number, _at: number, _why: Loss): void {
    this.journal?.end(slot);
  }

  private judgeAndNote(seen: Sightings, journal: TrackJournal<Entry>): void {
    const { count, slots, x, y, fresh } = seen;
    const { sources, ids } = this.roster.tracks;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (fresh[i] !== Fresh.no || !journal.at(slot)) journal.begin(slot, sources[slot]!, ids[slot]!);
    }
    this.decide(seen);
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      const entry = journal.at(slot)!;
      entry.add(this.time, x[i]!, y[i]!, this.observe(entry, slot, seen, i));
    }
  }
}
seal(ExplainedRule);
