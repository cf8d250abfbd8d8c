// SPDX-License-Identifier: MIT
import type { Color, Frame, FrameObject } from '@nvtsprobe/sdk';

interface Trail {
  serial: number;
  /** x, y, time, one after the other; the oldest first. */
  points: number[];
}

/** A step shorter than this, in pixels, moves the trail's end instead of making it longer. */
const MIN_STEP = 5;
/** Trails take no more than this of a frame's 1,024 drawing items: lines, zones and the panel come first. */
const MAX_SEGMENTS = 800;
const SHADES: readonly Color[] = [0.2, 0.4, 0.6, 0.8, 1].map((alpha) => [1, 0.93, 0.35, alpha]);

/** The ways that tracked objects have come. */
export class Trails {
  private readonly trails = new Map<number, Trail>();

  constructor(private readonly seconds: number) {}

  /** Takes the objects of a frame: `accepts` says which. */
  update(frame: Frame, accepts: (object: FrameObject) => boolean): void {
    const { time } = frame;
    for (const object of frame.objects) {
      if (object.trackKey < 0 || object.hasInvalidBox || !accepts(object)) continue;
      this.extend(object, time);
    }
    for (const [key, { points }] of this.trails) {
      let old = 0;
      while (old < points.length && time - points[old + 2]! > this.seconds) old += 3;
      if (old > 0) points.splice(0, old);
      if (points.length === 0) this.trails.delete(key);
    }
  }

  /** Draws the trails, older parts fainter. */
  draw(frame: Frame): void {
    const { time } = frame;
    let segments = 0;
    for (const { points } of this.trails.values()) {
      for (let i = points.length - 6; i >= 0 && segments < MAX_SEGMENTS; i -= 3, segments++) {
        const age = Math.min(1, (time - points[i + 5]!) / this.seconds);
        const color = SHADES[Math.min(SHADES.length - 1, Math.floor((1 - age) * SHADES.length))]!;
        frame.draw.line(points[i]!, points[i + 1]!, points[i + 3]!, points[i + 4]!, { color, width: 2 });
      }
    }
  }

  private extend(object: FrameObject, time: number): void {
    const { trackKey, trackSerial, centerX, bottom } = object;
    let trail = this.trails.get(trackKey);
    if (trail?.serial !== trackSerial) this.trails.set(trackKey, (trail = { serial: trackSerial, points: [] }));
    const { points } = trail;
    const end = points.length - 3;
    const step = points.length < 6 ? Infinity : Math.hypot(centerX - points[end - 3]!, bottom - points[end - 2]!);
    if (step < MIN_STEP) points.splice(end, 3, centerX, bottom, time);
    else points.push(centerX, bottom, time);
  }
}
