// SPDX-License-Identifier: MIT
import type { FrameView } from '../../table/frame-view.js';
import type { Rule } from '../core/rule.js';

interface ShownTrack {
  readonly source: number;
  /** One that explains itself. */
  readonly rule: Rule;
  readonly track: bigint;
  /** Stream time in seconds. */
  readonly until: number;
}

/** A way and its sentence take some 40 of the 1,024 drawing items that a frame has room for. */
const MAX_TRACKS = 8;

/** The tracks whose explanations are drawn for a while: the last that were asked for. @internal */
export class ShownTracks {
  private tracks: readonly ShownTrack[] = [];

  show(shown: ShownTrack): void {
    const { source, rule, track } = shown;
    const others = this.tracks.filter((each) => each.source !== source || each.rule !== rule || each.track !== track);
    this.tracks = [...others, shown].slice(-MAX_TRACKS);
  }

  draw(frame: FrameView): void {
    if (this.tracks.length === 0) return;
    const { sourceId, time } = frame;
    this.tracks = this.tracks.filter(({ source, until }) => source !== sourceId || time <= until);
    for (const { source, rule, track } of this.tracks) if (source === sourceId) rule.drawTrack!(frame, track);
  }

  forgetSource(sourceId: number): void {
    this.tracks = this.tracks.filter(({ source }) => source !== sourceId);
  }
}
