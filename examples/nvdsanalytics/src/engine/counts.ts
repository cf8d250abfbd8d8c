// SPDX-License-Identifier: MIT
// Object counts per class: the count that was seen most often within the window.

/** Bucket counts through which libstdc++'s hash tables grow. */
const BUCKETS = [1, 13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933] as const;
const MILLION = 1e6;
/** Frames that have left the window and still stand in the lists. */
const MAX_LEFT = 64;

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
  /** The frames of the window, whose PTS never falls: those before `first` have left it. */
  private readonly times: number[] = [];
  private readonly counts: number[] = [];
  private first = 0;

  constructor(readonly classId: number) {}

  /** Takes the count of the frame in hand; the result is the window's. Frames with the same PTS share one place in the window. */
  update(pts: number, windowMs: number): number {
    const { table, seen } = this;
    table.add(seen, 1);
    if (pts < this.lastPts) this.goBack(pts);
    while (this.first < this.times.length && (pts - this.times[this.first]!) / MILLION > windowMs) table.add(this.counts[this.first++]!, -1);
    const winner = table.winner();
    this.put(pts, seen);
    this.lastPts = pts;
    return winner;
  }

  private put(pts: number, count: number): void {
    const { times, counts } = this;
    if (this.first < times.length && times.at(-1) === pts) {
      counts[counts.length - 1] = count;
      return;
    }
    times.push(pts);
    counts.push(count);
    if (this.first < MAX_LEFT) return;
    times.splice(0, this.first);
    counts.splice(0, this.first);
    this.first = 0;
  }

  /** After a seek. The difference of times is one of unsigned numbers: what lies ahead counts as long ago. */
  private goBack(pts: number): void {
    const { times, counts } = this;
    while (this.first < times.length && times.at(-1)! > pts) {
      times.pop();
      this.table.add(counts.pop()!, -1);
    }
  }
}
