// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { FIRST_TRACKS } from './columns.js';
import { type length, lengthParts } from './options.js';

/**
 * Where a track stood when it last made a step. A step is as long as a rule says: a box that trembles makes none, a track
 * that moves makes one whenever it is as far from where it made the last.
 * @internal
 */
export class StepState {
  stepX = new Float64Array(FIRST_TRACKS);
  stepY = new Float64Array(FIRST_TRACKS);
  steppedAt = new Float64Array(FIRST_TRACKS);
}

/** @internal */
export class Steps {
  private readonly pixels: number;
  private readonly boxHeights: number;

  constructor(
    private readonly state: StepState,
    step: z.output<typeof length>,
  ) {
    [this.pixels, this.boxHeights] = lengthParts(step);
  }

  begin(slot: number, x: number, y: number, time: number): void {
    this.state.stepX[slot] = x;
    this.state.stepY[slot] = y;
    this.state.steppedAt[slot] = time;
  }

  /** Whether the track is a step away from where it made the last; `begin` notes that it made one. */
  isDue(slot: number, x: number, y: number, height: number): boolean {
    const dx = x - this.state.stepX[slot]!;
    const dy = y - this.state.stepY[slot]!;
    const step = this.length(height);
    return dx * dx + dy * dy >= step * step && (dx !== 0 || dy !== 0);
  }
  /** Pixels of a step of a box of this height. */
  length(height: number): number {
    return this.pixels + this.boxHeights * height;
  }

  /** Pixels from where the track made its last step. */
  distance(slot: number, x: number, y: number): number {
    return Math.hypot(x - this.state.stepX[slot]!, y - this.state.stepY[slot]!);
  }
}
