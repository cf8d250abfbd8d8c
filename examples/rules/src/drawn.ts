// SPDX-License-Identifier: MIT
import type { Frame, RuleSet } from '@nvtsprobe/sdk';

/** A track whose explanation is drawn. */
interface Item {
  readonly source: number;
  readonly rule: string;
  readonly track: bigint;
  /** Stream time in seconds. */
  readonly until: number;
}

/** More would leave no room on a frame: a way has up to 33 items. */
const MAX_ITEMS = 8;

/** The explanations that are drawn on the video for a while. */
export class Drawn {
  private items: Item[] = [];

  add(item: Item): void {
    this.items = [...this.items, item].slice(-MAX_ITEMS);
  }

  draw(frame: Frame, rules: RuleSet): void {
    if (this.items.length === 0) return;
    this.items = this.items.filter(({ until }) => frame.time <= until);
    for (const { source, rule, track } of this.items) if (source === frame.sourceId) rules.drawTrack(frame, rule, track);
  }
}
