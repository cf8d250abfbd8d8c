// SPDX-License-Identifier: MIT
import { assign } from './assignment.js';
import { KalmanAxis, type KalmanState } from './kalman.js';

/** A detected box in pixels. */
export interface Detection {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

/** How to track. */
export interface TrackerOptions {
  /** Detections from this score on are paired first, and only they start tracks. */
  readonly highScore: number;
  /** Detections from this score on may continue a track that no better detection continues. */
  readonly lowScore: number;
  /** Least overlap (IoU) of a track's expected box with a detection of high score. */
  readonly minIou: number;
  /** Least overlap with a detection of low score. */
  readonly minIouLow: number;
  /** Detections that a track needs before it gets an id. */
  readonly minHits: number;
  /** Seconds for which a track may be unseen. */
  readonly maxAge: number;
}

/** Stream times are counted in nanoseconds: what is within a microsecond of a limit has not passed it. */
const TIME_TOLERANCE = 1e-6;

/** Tracks beyond this number are not started: pairing takes tracks × detections steps. */
const MAX_TRACKS = 1000;

// Noise as parts of the box's height, as in SORT and its successors. They suit people and vehicles seen from afar.
const MEASURED = 0.03;
const ACCELERATION = 0.1;
const FIRST_SPEED = 0.6;
const MEASURED_ASPECT = 0.1;
const ASPECT_ACCELERATION = 0.05;

/** A track as JSON: the id in decimal, as it may have 64 bits. */
export interface SavedTrack {
  readonly id: string | null;
  readonly hits: number;
  readonly lastSeen: number;
  readonly axes: readonly KalmanState[];
}

/** What a tracker keeps over a reload; JSON. */
export interface SavedTracker {
  /** Of its last frame. */
  readonly time: number;
  readonly tracks: readonly SavedTrack[];
}

class Track {
  id: bigint | undefined;
  hits = 1;
  lastSeen: number;
  // The expected box.
  left = 0;
  top = 0;
  right = 0;
  bottom = 0;
  private constructor(
    private readonly x: KalmanAxis,
    private readonly y: KalmanAxis,
    private readonly height: KalmanAxis,
    private readonly aspect: KalmanAxis,
    time: number,
  ) {
    this.lastSeen = time;
  }

  static start(box: Detection, time: number): Track {
    const h = box.height;
    return new Track(
      new KalmanAxis(box.left + box.width / 2, MEASURED * h, FIRST_SPEED * h),
      new KalmanAxis(box.top + h / 2, MEASURED * h, FIRST_SPEED * h),
      new KalmanAxis(h, MEASURED * h, FIRST_SPEED * h * 0.1),
      new KalmanAxis(box.width / h, MEASURED_ASPECT, 0.01),
      time,
    );
  }

  static restore({ id, hits, lastSeen, axes }: SavedTrack): Track {
    const [x, y, height, aspect] = axes.map((axis) => KalmanAxis.restore(axis));
    return Object.assign(new Track(x!, y!, height!, aspect!, lastSeen), { id: id === null ? undefined : BigInt(id), hits });
  }

  save(): SavedTrack {
    const { id, hits, lastSeen, x, y, height, aspect } = this;
    return { id: id === undefined ? null : String(id), hits, lastSeen, axes: [x, y, height, aspect].map((axis) => axis.save()) };
  }

  predict(dt: number): void {
    const h = Math.max(1, this.height.value);
    this.x.predict(dt, ACCELERATION * h);
    this.y.predict(dt, ACCELERATION * h);
    this.height.predict(dt, ACCELERATION * h * 0.1);
    this.aspect.predict(dt, ASPECT_ACCELERATION);
    const height = Math.max(1, this.height.value);
    const width = Math.max(0.05, this.aspect.value) * height;
    this.left = this.x.value - width / 2;
    this.right = this.left + width;
    this.top = this.y.value - height / 2;
    this.bottom = this.top + height;
  }

  update(box: Detection, time: number): void {
    const h = box.height;
    this.x.update(box.left + box.width / 2, MEASURED * h);
    this.y.update(box.top + h / 2, MEASURED * h);
    this.height.update(h, MEASURED * h);
    this.aspect.update(box.width / h, MEASURED_ASPECT);
    this.hits++;
    this.lastSeen = time;
  }

  overlap(box: Detection): number {
    const width = Math.min(this.right, box.left + box.width) - Math.max(this.left, box.left);
    const height = Math.min(this.bottom, box.top + box.height) - Math.max(this.top, box.top);
    if (!(width > 0 && height > 0)) return 0;
    const shared = width * height;
    return shared / ((this.right - this.left) * (this.bottom - this.top) + box.width * box.height - shared);
  }
}

/**
 * Follows the boxes of one class in one source: a Kalman filter expects where each box comes next, the overlap with the
 * expected box pairs tracks with detections, first those of high score, then those of low score for tracks that are
 * still alone (Zhang et al. 2021, "ByteTrack").
 */
export class BoxTracker {
  private tracks: Track[] = [];
  private time = NaN;

  constructor(
    private readonly options: TrackerOptions,
    private readonly newId: () => bigint,
  ) {}

  /** Number of tracks, those without an id included. */
  get size(): number {
    return this.tracks.length;
  }

  save(): SavedTracker {
    return { time: this.time, tracks: this.tracks.map((track) => track.save()) };
  }

  restore({ time, tracks }: SavedTracker): void {
    this.time = time;
    this.tracks = tracks.map((track) => Track.restore(track));
  }

  /** Takes the boxes of a frame at `time` seconds; the result holds each box's id, `undefined` for none yet. */
  update(boxes: readonly Detection[], time: number): (bigint | undefined)[] {
    const { options } = this;
    // Where times went back, as after a restart, nobody is where they were.
    if (time < this.time) this.tracks = [];
    const dt = Math.max(0, time - this.time) || 0;
    this.time = time;
    this.tracks = this.tracks.filter((track) => time - track.lastSeen <= options.maxAge + TIME_TOLERANCE);
    for (const track of this.tracks) track.predict(dt);

    const ids: (bigint | undefined)[] = boxes.map(() => undefined);
    const usable = boxes.map((_, i) => i).filter((i) => boxes[i]!.width > 0 && boxes[i]!.height > 0);
    const high = usable.filter((i) => boxes[i]!.score >= options.highScore);
    const low = usable.filter((i) => boxes[i]!.score < options.highScore && boxes[i]!.score >= options.lowScore);

    const known = this.tracks.filter((track) => track.id !== undefined);
    const young = this.tracks.filter((track) => track.id === undefined);
    const first = this.pair(known, high, boxes, ids, options.minIou);
    const wasSeen = first.tracks.filter((track) => time - track.lastSeen <= dt * 1.5);
    this.pair(wasSeen, low, boxes, ids, options.minIouLow);
    const second = this.pair(young, first.boxes, boxes, ids, options.minIou);
    // A track that is missed before it has its id was a false alarm.
    const alarms = new Set(second.tracks);
    if (alarms.size > 0) this.tracks = this.tracks.filter((track) => !alarms.has(track));
    for (const i of second.boxes) if (this.tracks.length < MAX_TRACKS) ids[i] = this.start(boxes[i]!);
    return ids;
  }

  /** Pairs tracks with the boxes at `indices`, and returns those that stay alone. */
  private pair(
    tracks: readonly Track[],
    indices: readonly number[],
    boxes: readonly Detection[],
    ids: (bigint | undefined)[],
    minIou: number,
  ): { readonly tracks: Track[]; readonly boxes: number[] } {
    const scores = new Float64Array(tracks.length * indices.length);
    tracks.forEach((track, row) => {
      indices.forEach((index, column) => {
        const box = boxes[index]!;
        const iou = track.overlap(box);
        if (iou >= minIou) scores[row * indices.length + column] = iou * box.score;
      });
    });
    const pairs = assign(scores, tracks.length, indices.length);
    const taken = new Set<number>();
    const alone: Track[] = [];
    tracks.forEach((track, row) => {
      const index = indices[pairs[row]!];
      if (index === undefined) {
        alone.push(track);
        return;
      }
      taken.add(index);
      track.update(boxes[index]!, this.time);
      ids[index] = this.confirm(track);
    });
    return { tracks: alone, boxes: indices.filter((index) => !taken.has(index)) };
  }

  private start(box: Detection): bigint | undefined {
    const track = Track.start(box, this.time);
    track.predict(0);
    this.tracks.push(track);
    return this.confirm(track);
  }

  private confirm(track: Track): bigint | undefined {
    if (track.id === undefined && track.hits >= this.options.minHits) track.id = this.newId();
    return track.id;
  }
}
