// SPDX-License-Identifier: MIT
// What the scenes of the examples are painted with: plain shapes, which nvtsosd draws.
import { type Color, defineProcessor, type Frame } from '@nvtsprobe/sdk';
import type { Appearance, Scene } from '@nvtsprobe/sdk/testing';
import * as z from 'zod/mini';

export type Pen = Frame['draw'];
type Point = readonly [x: number, y: number];

/** What is seen of a scene besides its actors, and of each actor. */
export interface Painting {
  backdrop(pen: Pen): void;
  actor(pen: Pen, actor: Appearance): void;
  /** What hides the actors whose feet are above it on the picture. */
  readonly front?: { paint(pen: Pen): void; readonly y: number };
}

/** A processor that puts a scene onto frames: painted, or as the objects that a detector and a tracker tell. */
export function stage(scene: Scene, { backdrop, actor, front }: Painting) {
  const frames = scene.frames();
  return defineProcessor({
    params: z.object({ paint: z.boolean() }),
    onFrame(frame, { params }) {
      if (params.paint) {
        backdrop(frame.draw);
        // Who stands nearer hides who stands behind.
        const seen = scene.at(frame.frameNumber / scene.fps).sort((a, b) => a.top + a.height - b.top - b.height);
        const hidden = front ? seen.filter(({ top, height }) => top + height < front.y) : [];
        for (const each of hidden) actor(frame.draw, each);
        front?.paint(frame.draw);
        for (const each of seen.slice(hidden.length)) actor(frame.draw, each);
        return;
      }
      for (const { classId = 0, label = '', trackId, left, top, width, height } of frames[frame.frameNumber]?.objects ?? []) {
        const round = (value: number): number => Math.round(value * 10) / 10;
        const box = { left: round(left), top: round(top), width: round(width), height: round(height) };
        const object = frame.addObject({ classId, label, trackId, confidence: 0.9, ...box });
        object.borderWidth = 2;
        object.borderColor = '#2ecc71';
        object.text = '';
      }
    },
  });
}

/** A filled rectangle, as a thick line: rectangles are drawn before all lines, and would not hide them. */
export function fill(pen: Pen, left: number, top: number, width: number, height: number, color: Color): void {
  const y = top + height / 2;
  pen.line(left, y, left + width, y, { color, width: Math.max(1, Math.round(height)) });
}

/** A filled convex polygon, as stripes. */
export function fillPolygon(pen: Pen, points: readonly Point[], color: Color): void {
  const stripe = 2;
  const ys = points.map(([, y]) => y);
  for (let y = Math.min(...ys); y < Math.max(...ys); y += stripe) {
    const xs = points.flatMap(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length]!;
      const part = (y + stripe / 2 - ay) / (by - ay);
      return part >= 0 && part <= 1 ? [ax + part * (bx - ax)] : [];
    });
    if (xs.length > 1) fill(pen, Math.min(...xs), y, Math.max(...xs) - Math.min(...xs), stripe, color);
  }
}

const COATS: readonly Color[] = ['#b0413e', '#2f5d8a', '#4d7c4a', '#8a6d3b', '#6a4c93', '#3d4a52', '#c27c2c', '#1f7a78', '#8c3a63', '#5b6b2f'];

const ofTrack = (colors: readonly Color[], { trackId }: Appearance): Color => colors[Number(trackId) % colors.length]!;

/** Someone who stands or walks. */
export function person(pen: Pen, actor: Appearance, coat = ofTrack(COATS, actor)): void {
  const { left, top, width, height } = actor;
  const x = left + width / 2;
  fill(pen, x - width * 0.42, top + height * 0.97, width * 0.84, height * 0.04, [0, 0, 0, 0.25]);
  fill(pen, x - width * 0.26, top + height * 0.55, width * 0.22, height * 0.44, '#2b2f36');
  fill(pen, x + width * 0.04, top + height * 0.55, width * 0.22, height * 0.44, '#2b2f36');
  fill(pen, x - width * 0.36, top + height * 0.2, width * 0.72, height * 0.4, coat);
  pen.circle(x, top + height * 0.1, height * 0.085, { color: '#e3b999', background: '#e3b999', width: 1 });
}

const PAINTS: readonly Color[] = ['#b8bec4', '#9c2f2b', '#2d4f7c', '#e8e6df', '#3c4043', '#6f7f5a', '#c8a24a', '#4f6d7a'];

/** A car as a camera along the road sees it. */
export function carUpright(pen: Pen, actor: Appearance, lights: Color, paint = ofTrack(PAINTS, actor)): void {
  const { left, top, width, height } = actor;
  const part = (x: number, y: number, w: number, h: number, color: Color): void => fill(pen, left + x * width, top + y * height, w * width, h * height, color);
  part(0.02, 0.92, 0.96, 0.1, [0, 0, 0, 0.3]);
  part(0.06, 0.8, 0.18, 0.2, '#17181a');
  part(0.76, 0.8, 0.18, 0.2, '#17181a');
  part(0.14, 0.02, 0.72, 0.46, paint);
  part(0.2, 0.1, 0.6, 0.32, '#2b3640');
  part(0, 0.42, 1, 0.46, paint);
  part(0.04, 0.52, 0.18, 0.14, lights);
  part(0.78, 0.52, 0.18, 0.14, lights);
}

/** A car seen from above. */
export function carFromAbove(pen: Pen, actor: Appearance, length: number, width: number, paint = ofTrack(PAINTS, actor)): void {
  const { left, top, heading } = actor;
  const [x, y] = [left + actor.width / 2, top + actor.height / 2];
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const along = (from: number, to: number, wide: number, color: Color): void => {
    const [a, b] = [from * length, to * length];
    pen.line(x + a * cos, y + a * sin, x + b * cos, y + b * sin, { color, width: Math.round(wide * width) });
  };
  along(-0.5, 0.5, 1, paint);
  along(-0.32, 0.28, 0.84, '#27313a');
  along(-0.22, 0.12, 0.84, paint);
  along(0.47, 0.5, 0.9, '#fff3c4');
  along(-0.5, -0.48, 0.9, '#c0392b');
}
