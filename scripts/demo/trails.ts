// SPDX-License-Identifier: MIT
// Draws where each tracked object went since the start: the demo's summary picture is its last frame.
import { defineProcessor } from '@nvtsprobe/sdk';

type Point = [x: number, y: number];

/** A frame takes 1,024 drawing items; the rest is left to the scripts upstream. */
const MAX_SEGMENTS = 800;
const FIRST_SPACING = 12;
const COLORS = ['#4cc9f0', '#f72585', '#b5e48c', '#ffd166', '#9b5de5', '#ff9f1c', '#2ec4b6', '#ef476f'];

class Trails {
  private readonly points = new Map<bigint, Point[]>();
  private spacing = FIRST_SPACING;
  private segments = 0;

  extend(track: bigint, point: Point): void {
    const trail = this.points.get(track);
    if (!trail) {
      this.points.set(track, [point]);
    } else if (this.isFar(trail.at(-1)!, point)) {
      trail.push(point);
      this.segments++;
    }
    while (this.segments > MAX_SEGMENTS) this.thin();
  }

  [Symbol.iterator](): Iterator<readonly Point[]> {
    return this.points.values();
  }

  private isFar([x1, y1]: Point, [x2, y2]: Point): boolean {
    return Math.hypot(x2 - x1, y2 - y1) >= this.spacing;
  }

  /** Makes room by keeping only points that are twice as far apart, and only tracks that went that far. */
  private thin(): void {
    this.spacing *= 2;
    this.segments = 0;
    for (const [track, trail] of this.points) {
      const kept = trail.slice(0, 1);
      for (const point of trail) if (this.isFar(kept.at(-1)!, point)) kept.push(point);
      if (kept.length < 2) this.points.delete(track);
      else this.points.set(track, kept);
      this.segments += kept.length - 1;
    }
  }
}

export default defineProcessor({
  setup: () => new Trails(),
  onFrame(frame, { state: trails }) {
    for (const object of frame.objects) {
      if (object.trackId !== undefined) {
        trails.extend(object.trackId, [object.left + object.width / 2, object.top + object.height]);
      }
    }
    let index = 0;
    for (const trail of trails) frame.draw.polyline(trail, { color: COLORS[index++ % COLORS.length]! });
  },
});
