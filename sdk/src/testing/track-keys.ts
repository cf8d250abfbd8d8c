// SPDX-License-Identifier: MIT

/** What rows hold about a track. */
export interface TrackRef {
  readonly key: number;
  readonly serial: number;
  readonly firstSeen: boolean;
}

interface Track {
  readonly key: number;
  readonly serial: number;
  lastSeen: number;
}

const FORGET_AFTER_SECONDS = 60;

/** Dense numbers for tracks, as the host gives them out: used again once a track was not seen for 60 s. */
export class TrackKeys {
  private readonly tracks = new Map<string, Track>();
  private readonly free: number[] = [];
  private nextKey = 0;
  private serial = 0;

  touch(sourceId: number, trackId: bigint, time: number): TrackRef {
    const name = `${sourceId}:${trackId}`;
    let track = this.tracks.get(name);
    const firstSeen = track === undefined;
    if (!track) {
      track = { key: this.free.pop() ?? this.nextKey++, serial: ++this.serial, lastSeen: time };
      this.tracks.set(name, track);
    }
    track.lastSeen = time;
    return { key: track.key, serial: track.serial, firstSeen };
  }

  /** Forgets tracks that were not seen for long. */
  sweep(time: number): void {
    for (const [name, track] of this.tracks) {
      if (time - track.lastSeen <= FORGET_AFTER_SECONDS) continue;
      this.tracks.delete(name);
      this.free.push(track.key);
    }
  }

  forgetSource(sourceId: number): void {
    for (const [name, track] of this.tracks) {
      if (!name.startsWith(`${sourceId}:`)) continue;
      this.tracks.delete(name);
      this.free.push(track.key);
    }
  }
}
