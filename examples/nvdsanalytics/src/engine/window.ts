// SPDX-License-Identifier: MIT

/** A window holds no more frames than this. */
const MAX_FRAMES = 1024;
/** Times are counted in nanoseconds. */
const TOLERANCE = 1e-6;

/** The count that most frames of a window have; of counts that as many have, the newest. */
export class CountWindow {
  private readonly frames: { readonly time: number; readonly count: number }[] = [];

  constructor(private readonly seconds: number) {}

  /** Takes the count of a frame; the result is the window's. */
  update(count: number, time: number): number {
    const { frames } = this;
    const last = frames.at(-1);
    // Of a stream that starts anew, what was before says nothing.
    if (last && last.time > time) frames.length = 0;
    frames.push({ time, count });
    while (frames.length > MAX_FRAMES || time - frames[0]!.time > this.seconds + TOLERANCE) frames.shift();
    const votes = new Map<number, number>();
    for (let i = frames.length - 1; i >= 0; i--) votes.set(frames[i]!.count, (votes.get(frames[i]!.count) ?? 0) + 1);
    let best = count;
    // A map lists its keys as they came: the newest first.
    for (const [each, frames] of votes) if (frames > votes.get(best)!) best = each;
    return best;
  }
}
