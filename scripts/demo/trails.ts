// SPDX-License-Identifier: MIT
// Draws where each tracked object went since the start: the demo's summary picture is its last frame.
import { defineProcessor } from '@nvtsprobe/sdk';

type Point = [x: number, y: number];

/** A frame takes 1,024 drawing items; the rest is left to the scripts upstream. */
const MAX_SEGMENTS = 800;
const FIRST_SPACING = 12;
const COLORS = ['#4cc9f0', '#f72585', '#b5e48c', '#ffd166', '#9b5de5', '#ff9f1c', '#2ec4b6', '#ef476f'];

const trails = new Map<bigint, Point[]>();
let spacing = FIRST_SPACING;
let segments = 0;

function isFar([x1, y1]: Point, [x2, y2]: Point): boolean {
  return Math.hypot(x2 - x1, y2 - y1) >= spacing;
}

function extend(id: bigint, point: Point): void {
  const trail = trails.get(id);
  if (!trail) {
    trails.set(id, [point]);
  } else if (isFar(trail.at(-1)!, point)) {
    trail.push(point);
    segments++;
  }
}

/** Makes room by keeping only the points that are twice as far apart. */
function thin(): void {
  spacing *= 2;
  segments = 0;
  for (const [id, trail] of trails) {
    const kept = trail.slice(0, 1);
    for (const point of trail) if (isFar(kept.at(-1)!, point)) kept.push(point);
    if (kept.length < 2) trails.delete(id);
    else trails.set(id, kept);
    segments += kept.length - 1;
  }
}

export default defineProcessor({
  onFrame(frame) {
    for (const object of frame.objects) {
      if (object.trackId !== undefined) {
        extend(object.trackId, [object.left + object.width / 2, object.top + object.height]);
      }
    }
    while (segments > MAX_SEGMENTS) thin();
    let index = 0;
    for (const trail of trails.values()) {
      frame.draw.polyline(trail, { color: COLORS[index++ % COLORS.length]!, width: 2 });
    }
  },
});
