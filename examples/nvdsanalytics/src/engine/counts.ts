// SPDX-License-Identifier: MIT
// Object counts per class: the count that was seen most often within the window.

/** Bucket counts through which libstdc++'s hash tables grow. */
const BUCKETS = [1, 13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933] as const;
const MILLION = 1e6;
const TWO_64 = 2 ** 64;

/**
 * Votes for counts. Where two counts have as many votes, nvdsanalytics takes the one that its hash table, libstdc++'s
 * `unordered_map`, happens to list first: so the keys are kept in that order, chain by chain as that table links them.
 */
export class VoteTable {
  private order: number[] = [];
  private readonly votes = new Map<number, number>();
  private size = 0;

  add(count: number, votes: number): void {
    const before = this.votes.get(count);
    this.votes.set(count, (before ?? 0) + votes);
    if (before === undefined) this.insert(count);
  }

  /** The count with the most votes. */
  winner(): number {
    let best = 0;
    let most = -1;
    for (const count of this.order) {
      const votes = this.votes.get(count)!;
      if (votes <= most) continue;
      best = count;
      most = votes;
    }
    return best;
  }

  private insert(count: number): void {
    if (this.order.length + 1 > BUCKETS[this.size]! || this.size === 0) {
      this.size = Math.min(this.size + 1, BUCKETS.length - 1);
      const keys = this.order;
      this.order = [];
      for (const key of keys) this.link(key);
    }
    this.link(count);
  }

  /** A key goes before the others of its bucket, or to the front of the whole list. */
  private link(key: number): void {
    const buckets = BUCKETS[this.size]!;
    const at = this.order.findIndex((other) => other % buckets === key % buckets);
    this.order.splice(Math.max(0, at), 0, key);
  }
}

/** The smoothed count of one class. */
export class ClassCount {
  /** Objects of the class in the frame in hand. */
  seen = 0;
  /** PTS of the last frame that was counted. */
  lastPts = 0;
  private readonly table = new VoteTable();
  /** Counts of the window's frames by their PTS, which never falls from entry to entry. */
  private readonly past = new Map<number, number>();

  /** Takes the count of a frame; the result is the window's. Frames with the same PTS share one place in the window. */
  update(count: number, pts: number, windowMs: number): number {
    const { past, table } = this;
    table.add(count, 1);
    const forward = pts >= this.lastPts;
    for (const [time, old] of past) {
      // The difference is one of unsigned numbers: what lies ahead, after a seek, counts as long ago.
      const age = pts - time < 0 ? pts - time + TWO_64 : pts - time;
      if (age / MILLION > windowMs) {
        past.delete(time);
        table.add(old, -1);
      } else if (forward) {
        break;
      }
    }
    const winner = table.winner();
    past.set(pts, count);
    this.lastPts = pts;
    return winner;
  }
}
