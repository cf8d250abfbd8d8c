// SPDX-License-Identifier: MIT
import { seal } from '../../seal.js';
import type { Point } from '../../table/draw.js';
import type { FrameView } from '../../table/frame-view.js';
import { drawExplanation, label, ruleColor } from './drawing.js';
import { EventJournal } from './event-journal.js';
import type { Verdict } from './explained-rule.js';
import { checkState, type Counters, type Json, type Rule, type RuleState, type RuleStyle, savedNumber } from './rule.js';
import { type EventOf, RuleEvent } from './rule-event.js';
import { type Explanation, noExplanations } from './track-journal.js';

const NONE: readonly never[] = [];

/** A rule that looks at the events of other rules. Its times are those of the events and frames. */
export abstract class EventRule<Types, Name extends string = string> implements Rule<EventOf<Types, Name>, Name> {
  readonly name: Name;
  private found: EventOf<Types, Name>[] = [];
  private frame: FrameView | undefined;
  /** Of the last frame, or of the one before the state was saved that was restored. */
  private time: number | undefined;
  private restored = false;
  private readonly definition: string;
  private readonly journal: EventJournal | undefined;
  /** @internal */
  protected readonly nearMisses: boolean;

  constructor(
    readonly kind: string,
    options: { readonly name?: string | undefined; readonly explain?: boolean; readonly nearMisses?: boolean },
    /** Numbers that are counted, by name. */
    protected readonly counts: Record<string, number>,
  ) {
    this.name = (options.name ?? kind) as Name;
    this.definition = JSON.stringify({ ...options, explain: undefined, nearMisses: undefined });
    this.nearMisses = options.nearMisses ?? false;
    if (options.explain) this.journal = new EventJournal();
  }

  update(frame: FrameView, events: readonly RuleEvent[] = []): readonly EventOf<Types, Name>[] {
    // Stream time begins anew with a restart, as do the ids of trackers: they are those of others.
    if (this.restored && this.time !== undefined && frame.time < this.time) this.restart();
    this.restored = false;
    this.frame = frame;
    this.time = frame.time;
    if (this.found.length > 0) this.found = [];
    // Events of one frame may have happened at several times since the last.
    const inTime = events.length > 1 ? [...events].sort((a, b) => a.time - b.time) : events;
    for (const event of inTime) this.take(event);
    this.end(frame.time);
    return this.found.length > 0 ? this.found : NONE;
  }

  /**
   * Why the rule told of a track, or did not, by the events that it got about it: where they happened, and the gates that
   * were passed and that stopped it, with their numbers. `undefined` when there was none that it looks at. Throws
   * `NVTS_DEFINITION` for a rule that was made without `explain: true`.
   */
  explain(trackId: bigint): Explanation | undefined {
    if (!this.journal) throw noExplanations(this.kind);
    return this.journal.explain(trackId);
  }

  /** Draws where the events about a track happened, with its explanation. Throws as `explain` does. */
  drawTrack(frame: FrameView, trackId: bigint, style?: RuleStyle): void {
    const explanation = this.explain(trackId);
    if (explanation) drawExplanation(frame, explanation, style);
  }

  counters(): Counters {
    return { ...this.counts };
  }

  save(): RuleState {
    return { kind: this.kind, version: 1, definition: this.definition, time: this.time ?? null, counts: { ...this.counts }, more: this.saveMore() };
  }

  restore(saved: RuleState): void {
    checkState(this.kind, saved);
    for (const name of Object.keys(this.counts)) this.counts[name] = savedNumber(saved['counts'], name);
    if (saved['definition'] === this.definition) this.restoreMore(saved['more'] ?? null);
    const { time } = saved;
    this.time = typeof time === 'number' ? time : undefined;
    this.restored = true;
  }

  abstract forgetSource(sourceId: number): void;

  draw(frame: FrameView, style?: RuleStyle): void {
    const counts = Object.entries(this.counters()).map(([name, count]) => `${count} ${name}`);
    label(frame, [0, 0], `${this.name}: ${counts.join(', ')}`, ruleColor(style));
  }

  /** Takes an event of another rule. */
  protected abstract take(event: RuleEvent): void;

  /** After all events of a frame. */
  protected end(_time: number): void {}

  /** Notes what came of an event about a track, if that is asked for. */
  protected note(event: RuleEvent, verdict: () => Verdict<string>): void {
    this.journal?.note(event, verdict());
  }

  /** Notes what became of a track without an event. */
  protected conclude(source: number, track: bigint, verdict: () => Verdict<string>): void {
    this.journal?.conclude(source, track, verdict());
  }

  /** Forgets the tracks of a run that is over. */
  protected restart(): void {}

  protected abstract saveMore(): Json;
  protected abstract restoreMore(saved: Json): void;

  /** Tells an event about the track of another, or about none. */
  protected tell<Type extends keyof Types & string>(type: Type, time: number, values: Types[Type] & object, about?: Partial<RuleEvent>, point?: Point): void {
    const subject = {
      rule: this.name,
      source: about?.source ?? this.frame!.sourceId,
      track: about?.track,
      class: about?.class,
      label: about?.label,
      time,
      point: about?.point ?? point,
    };
    this.found.push(new RuleEvent(type, subject, values, about?.place) as EventOf<Types, Name>);
  }
}
seal(EventRule);
