// SPDX-License-Identifier: MIT
import { clearEntry, FIRST_TRACKS, growColumns, restoreEntry, saveEntry } from './columns.js';
import type { Json } from './rule.js';

/** A track in a saved state. @internal */
export interface SavedTrack {
  readonly source: number;
  /** The id in decimal: JSON's numbers do not hold 64 bits. */
  readonly track: string;
  readonly class: number;
  readonly label: string;
  readonly seen: number;
  readonly state: Readonly<Record<string, number | null>>;
  readonly [key: string]: Json;
}

/**
 * The tracks that a rule knows. Each has a slot, the index of its state; slots are used again, so that there are no more
 * than there were tracks at once. The host's `trackKey` leads to the slot.
 * @internal
 */
export class Roster {
  /** Slots in use are below this. */
  used = 0;
  private readonly free: number[] = [];
  /** By track key: the slot, or -1. */
  slots = new Int32Array(FIRST_TRACKS).fill(-1);
  /** Slots of tracks that were restored and not seen since, by source and id. */
  private readonly waiting = new Map<string, number>();

  /** By slot. */
  readonly tracks = {
    alive: new Uint8Array(FIRST_TRACKS),
    /** The host's serial of the track, never used for another one; 0 until it is known. */
    serials: new Uint32Array(FIRST_TRACKS),
    keys: new Int32Array(FIRST_TRACKS),
    sources: new Uint32Array(FIRST_TRACKS),
    ids: new BigUint64Array(FIRST_TRACKS),
    classes: new Int32Array(FIRST_TRACKS),
    /** When the track was last seen, on the rule's clock. */
    lastSeen: new Float64Array(FIRST_TRACKS),
  };
  readonly labels: string[] = [];

  constructor(private readonly state: object) {}

  /** The slot of the restored track, which now has a key; -1 when there is none. */
  claim(source: number, id: bigint, key: number, serial: number): number {
    if (this.waiting.size === 0) return -1;
    const name = `${source}:${id}`;
    const slot = this.waiting.get(name);
    if (slot === undefined) return -1;
    this.waiting.delete(name);
    this.bind(slot, key, serial);
    return slot;
  }

  /** A slot for a track, with all state 0. */
  add(source: number, id: bigint, key: number, serial: number): number {
    const slot = this.take();
    this.tracks.sources[slot] = source;
    this.tracks.ids[slot] = id;
    this.bind(slot, key, serial);
    return slot;
  }

  remove(slot: number): void {
    const { alive, serials, sources, ids, keys } = this.tracks;
    alive[slot] = 0;
    if (serials[slot] === 0) this.waiting.delete(`${sources[slot]}:${ids[slot]}`);
    else if (this.slots[keys[slot]!] === slot) this.slots[keys[slot]!] = -1;
    serials[slot] = 0;
    this.free.push(slot);
  }

  save(): SavedTrack[] {
    const { alive, sources, ids, classes, lastSeen } = this.tracks;
    const saved: SavedTrack[] = [];
    for (let slot = 0; slot < this.used; slot++) {
      if (alive[slot] === 0) continue;
      saved.push({
        source: sources[slot]!,
        track: String(ids[slot]!),
        class: classes[slot]!,
        label: this.labels[slot]!,
        seen: lastSeen[slot]!,
        state: saveEntry(this.state, slot),
      });
    }
    return saved;
  }

  restore({ source, track, class: classId, label, seen, state }: SavedTrack): void {
    const slot = this.take();
    const { sources, ids, classes, lastSeen } = this.tracks;
    sources[slot] = source;
    ids[slot] = BigInt(track);
    classes[slot] = classId;
    lastSeen[slot] = seen;
    this.labels[slot] = label;
    restoreEntry(this.state, slot, state);
    this.waiting.set(`${source}:${track}`, slot);
  }

  /** The slot of a track that was restored and not seen since. */
  find(source: number, track: string): number | undefined {
    return this.waiting.get(`${source}:${track}`);
  }

  private take(): number {
    const slot = this.free.pop() ?? this.used++;
    if (slot >= this.tracks.alive.length) {
      growColumns(this.tracks, 2 * slot);
      growColumns(this.state, 2 * slot);
    }
    clearEntry(this.state, slot);
    this.tracks.alive[slot] = 1;
    return slot;
  }

  private bind(slot: number, key: number, serial: number): void {
    if (key >= this.slots.length) {
      const longer = new Int32Array(Math.max(key + 1, 2 * this.slots.length)).fill(-1);
      longer.set(this.slots);
      this.slots = longer;
    }
    this.slots[key] = slot;
    this.tracks.keys[slot] = key;
    this.tracks.serials[slot] = serial;
  }
}
