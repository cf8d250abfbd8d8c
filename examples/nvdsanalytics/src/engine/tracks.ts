// SPDX-License-Identifier: MIT
import { Track } from './track.js';

const FORGET_AFTER_MS = 8000;
const NS_PER_MS = 1e6;

/** The tracks of one pad by their keys. Forgotten ones are used again, so that memory follows the live ones. */
export class Tracks {
  private byKey: (Track | undefined)[] = [];
  private readonly keys: number[] = [];
  private readonly spare: Track[] = [];

  constructor(
    private readonly lines: number,
    private readonly history: number,
  ) {}

  /** Number of tracks that are remembered. */
  get size(): number {
    return this.keys.length;
  }

  /** Forgets the tracks that were not seen for more than 8 s before `pts`. */
  sweep(pts: number): void {
    const { keys } = this;
    for (let i = keys.length - 1; i >= 0; i--) {
      const track = this.byKey[keys[i]!]!;
      if (Math.trunc((pts - track.lastPts) / NS_PER_MS) <= FORGET_AFTER_MS) continue;
      this.byKey[keys[i]!] = undefined;
      this.spare.push(track);
      keys[i] = keys[keys.length - 1]!;
      keys.pop();
    }
  }

  /** The track of a key, a new one when there is none or when the key has gone to another track. Key 0 or more. */
  touch(key: number, serial: number, pts: number): Track {
    let track = this.byKey[key];
    if (!track) {
      track = this.spare.pop() ?? new Track(this.lines, this.history);
      track.reset(serial);
      // No holes: an array with holes is slower to read.
      while (this.byKey.length < key) this.byKey.push(undefined);
      this.byKey[key] = track;
      this.keys.push(key);
    } else if (track.serial !== serial) {
      track.reset(serial);
    }
    track.lastPts = pts;
    return track;
  }
}
