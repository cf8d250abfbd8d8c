// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { readOptions } from '../../processor/params.js';
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { FIRST_TRACKS } from '../core/columns.js';
import { label, ruleColor } from '../core/drawing.js';
import { ExplainedRule, type Verdict } from '../core/explained-rule.js';
import { isNearMiss, type Missed } from '../core/gates.js';
import type { Counters, Json, Named, RuleStyle } from '../core/rule.js';
import type { EventOf } from '../core/rule-event.js';
import type { Sightings } from '../core/sightings.js';
import { round } from '../core/track-journal.js';
import { Fresh, type Loss, TIME_TOLERANCE } from '../core/track-rule.js';
import { type PresenceGate, PresenceNotes, type PresenceSide, presenceVerdict } from './notes.js';
import { presenceOptions, type PresenceOptions } from './options.js';

/** The events of `Presence`, by type. */
export interface PresenceEvents {
  /** A track is there, the first of all where `first`. */
  'track-appeared': { readonly present: number; readonly first: boolean };
  'track-persisted': { readonly seconds: number };
  'track-gone': { readonly seconds: number; readonly present: number; readonly lost: Loss };
  /** More tracks are there at once than ever before, or fewer. */
  'new-high': { readonly present: number; readonly before: number };
  'new-low': { readonly present: number; readonly before: number };
  /** A track is lost that was seen for at least half of `seconds`, but not for all. */
  'presence-missed': Missed<PresenceGate>;
}

/** An event of `Presence`. */
export type PresenceEvent = EventOf<PresenceEvents>;

/** A track that is there. */
export interface PresentTrack {
  readonly source: number;
  readonly track: bigint;
  /** Seconds since it was first seen. */
  readonly seconds: number;
}

class PresenceState {
  since = new Float64Array(FIRST_TRACKS);
  told = new Uint8Array(FIRST_TRACKS);
  persisted = new Uint8Array(FIRST_TRACKS);
  lastX = new Float64Array(FIRST_TRACKS);
  lastY = new Float64Array(FIRST_TRACKS);
}

/**
 * Tells which tracks are there: that they appear (once each), persist and are gone; which came first, last, and is there
 * longest; and how many there are at once, with new highs and lows. Throws `NVTS_PARAMS` for wrong options.
 *
 * @example
 * ```ts
 * import { defineProcessor, Presence } from '@nvtsprobe/sdk';
 *
 * export default defineProcessor({
 *   setup: () => new Presence({ classes: ['person'], seconds: 0.5, persistence: 60 }),
 *   onFrame(frame, { state: people }) {
 *     for (const event of people.update(frame)) frame.emit(event.type, { ...event });
 *     frame.draw.text(10, 10, `${people.present} people, the first for ${people.earliest()?.seconds.toFixed() ?? 0} s`);
 *   },
 * });
 * ```
 */
export class Presence<Name extends string = string> extends ExplainedRule<PresenceState, PresenceEvents, PresenceNotes, PresenceSide, PresenceGate, Name> {
  private readonly options: z.output<typeof presenceOptions>;
  private high = 0;
  /** Undefined before the first track. */
  private low: number | undefined;

  constructor(options: PresenceOptions & Named<Name> = {}) {
    const checked = readOptions(presenceOptions, 'Presence', options);
    const counts = { appeared: 0, gone: 0, persisted: 0, longest: 0 };
    super('presence', checked, new PresenceState(), counts, (trackId) => new PresenceNotes(trackId), ['not told', 'present', 'persistent']);
    this.options = checked;
  }

  /** Tracks that are there now. */
  get present(): number {
    return this.counts['appeared']! - this.counts['gone']!;
  }

  /** What was told; `present` now, `high` and `low` of it, and the seconds that the `longest` of those that are gone was there. */
  override counters(): Counters {
    return { ...this.counts, present: this.present, high: this.high, low: this.low ?? 0 };
  }

  /** Of the tracks that are there, the one that came first, which is there longest. */
  earliest(): PresentTrack | undefined {
    return this.tracks()[0];
  }

  /** Of the tracks that are there, the one that came last. */
  latest(): PresentTrack | undefined {
    return this.tracks().at(-1);
  }

  /** The tracks that are there, who came first before others. */
  tracks(): PresentTrack[] {
    const { sources, ids, alive } = this.roster.tracks;
    const { told, since } = this.state;
    const found: PresentTrack[] = [];
    for (let slot = 0; slot < this.roster.used; slot++) {
      if (alive[slot] !== 0 && told[slot] !== 0) found.push({ source: sources[slot]!, track: ids[slot]!, seconds: this.time - since[slot]! });
    }
    return found.sort((a, b) => b.seconds - a.seconds);
  }

  override draw(frame: FrameView, style?: RuleStyle): void {
    label(frame, [0, 0], `${this.name}: ${this.present} present, ${this.high} at most`, ruleColor(style));
  }

  protected override decide({ count, slots, rows, x, y, fresh }: Sightings): void {
    const { time } = this;
    const { seconds, persistence = Infinity } = this.options;
    const { since, told, persisted, lastX, lastY } = this.state;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      lastX[slot] = x[i]!;
      lastY[slot] = y[i]!;
      if (fresh[i] !== Fresh.no) since[slot] = time;
      const there = time - since[slot]! + TIME_TOLERANCE;
      if (told[slot] === 0 && there >= seconds) {
        told[slot] = 1;
        this.counts['appeared']!++;
        this.tell('track-appeared', since[slot]!, { present: this.present, first: this.counts['appeared'] === 1 }, slot, [x[i]!, y[i]!], rows[i]!);
      }
      if (persisted[slot] === 0 && there >= persistence) {
        persisted[slot] = 1;
        this.counts['persisted']!++;
        this.tell('track-persisted', time, { seconds: time - since[slot]! }, slot, [x[i]!, y[i]!], rows[i]!);
      }
    }
  }

  protected override lose(slot: number, at: number, lost: Loss): void {
    const { since, told, lastX, lastY } = this.state;
    const seconds = at - since[slot]!;
    const point: Point = [lastX[slot]!, lastY[slot]!];
    const notes = this.notes(slot);
    if (notes) Object.assign(notes, { lost: true, value: seconds, at });
    if (told[slot] !== 0) {
      this.counts['gone']!++;
      this.counts['longest'] = Math.max(this.counts['longest']!, seconds);
      this.tell('track-gone', at, { seconds, present: this.present, lost }, slot, point);
    } else if (this.nearMisses && isNearMiss(seconds, this.options.seconds)) {
      const { seconds: limit } = this.options;
      const reason = `it was seen for only ${round(seconds)} of ${limit} s`;
      this.tell('presence-missed', at, { gate: 'seconds', value: seconds, limit, unit: 's', reason }, slot, point);
    }
    super.lose(slot, at, lost);
  }

  protected override observe(notes: PresenceNotes, slot: number): number {
    const { since, told, persisted } = this.state;
    const isTold = told[slot] !== 0;
    const isPersistent = persisted[slot] !== 0;
    Object.assign(notes, { told: isTold, persistent: isPersistent, lost: false, since: since[slot], value: this.time - since[slot]! });
    return isPersistent ? 2 : isTold ? 1 : 0;
  }

  protected override verdict(notes: PresenceNotes): Verdict<PresenceGate> {
    return presenceVerdict(notes, this.options.seconds, this.options.persistence);
  }

  protected override end(): void {
    const { present, high, low, time } = this;
    if (present > high) {
      this.high = present;
      this.tell('new-high', time, { present, before: high });
    }
    if (low === undefined && present === 0) return;
    if (low === undefined) this.low = present;
    else if (present < low) {
      this.low = present;
      this.tell('new-low', time, { present, before: low });
    }
  }

  protected override saveMore(): Json {
    return { picture: super.saveMore(), high: this.high, low: this.low ?? null };
  }

  protected override restoreMore(saved: Json): void {
    const { picture, high, low } = saved as { readonly picture: Json; readonly high: number; readonly low: number | null };
    super.restoreMore(picture);
    this.high = high;
    this.low = low ?? undefined;
  }
}
seal(Presence);
