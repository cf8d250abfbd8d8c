// SPDX-License-Identifier: MIT
import { type Frame, LineCrossing, type RuleState, Zone } from '@nvtsprobe/sdk';
import type { Params } from './params.js';

const COLORS = ['#ffb000', '#00c2ff', '#ff5ca8', '#7dde5c', '#c792ff', '#ff7a45'] as const;

/** A rule with what is shown of it. */
interface Named<Rule> {
  readonly name: string;
  readonly color: string;
  readonly rule: Rule;
}

/** What goes on after a reload or a restart; JSON. */
export interface SavedCounter {
  readonly frames: number;
  /** By the names of lines, and of zones. */
  readonly lines: { readonly [name: string]: RuleState };
  readonly zones: { readonly [name: string]: RuleState };
}

const save = (named: readonly Named<LineCrossing | Zone>[]): SavedCounter['lines'] => Object.fromEntries(named.map(({ name, rule }) => [name, rule.save()]));
const restore = (named: readonly Named<LineCrossing | Zone>[], saved: SavedCounter['lines']): void => {
  for (const { name, rule } of named) if (Object.hasOwn(saved, name)) rule.restore(saved[name]!);
};

/** The lines and zones of one source, and their counts. */
export class Counter {
  readonly lines: readonly Named<LineCrossing>[];
  readonly zones: readonly Named<Zone>[];
  /** How often something was counted: what shows the counts is the same as long as this is. */
  changes = 0;
  private frames = 0;

  constructor(params: Params) {
    const { lines, zones, anchor, classes, margin, debounce, maxGap } = params;
    const rules = { anchor, classes, maxGap };
    const colorAt = (i: number): string => COLORS[i % COLORS.length]!;
    this.lines = lines.map(({ name, from, to, color }, i) => ({
      name,
      color: color ?? colorAt(i),
      rule: new LineCrossing({ name, line: [from, to], ...rules, margin }),
    }));
    this.zones = zones.map(({ name, points, color }, i) => ({
      name,
      color: color ?? colorAt(lines.length + i),
      rule: new Zone({ name, polygon: points, ...rules, debounce }),
    }));
  }

  /** Counts a frame and emits what happened in it. */
  update(frame: Frame): void {
    this.frames++;
    for (const { name, rule } of this.lines) {
      for (const { track: trackId, class: classId, label, point, values } of rule.update(frame)) {
        if (!('direction' in values)) continue;
        this.changes++;
        const [x, y] = point!;
        frame.emit('line-crossed', { line: name, direction: values.direction, trackId, classId, label, x, y, in: rule.in, out: rule.out });
      }
    }
    for (const { name, rule } of this.zones) {
      for (const { type, track: trackId, values } of rule.update(frame)) {
        this.changes++;
        const dwell = type === 'zone-left' ? { seconds: values.seconds } : {};
        frame.emit(type, { zone: name, trackId, ...dwell, occupancy: rule.occupancy });
      }
    }
  }

  save(): SavedCounter {
    return { frames: this.frames, lines: save(this.lines), zones: save(this.zones) };
  }

  /** Goes on from a state of `save`: lines and zones of the same names do. */
  restore({ frames, lines, zones }: SavedCounter): void {
    this.frames = frames;
    this.changes++;
    restore(this.lines, lines);
    restore(this.zones, zones);
  }

  /** What was counted up to now. */
  summary(): Record<string, unknown> {
    return {
      frames: this.frames,
      lines: this.lines.map(({ name, rule }) => ({ name, in: rule.in, out: rule.out })),
      zones: this.zones.map(({ name, rule }) => ({ name, entered: rule.entered, left: rule.left, occupancy: rule.occupancy })),
    };
  }
}
