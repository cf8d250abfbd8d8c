// SPDX-License-Identifier: MIT
// The door of a shop, seen from inside. Ten people come in and five go out; among them one turns round in the door, and one
// steps out for a moment. Two come near and do not cross.
import { Plane, type Quad } from '@nvtsprobe/sdk';
import { type Actor, Scene, type Waypoint } from '@nvtsprobe/sdk/testing';
import { fill, fillPolygon, type Pen, person, stage } from './paint.js';

export const SECONDS = 56;
export const SHOWN = 36;

/** Metres: x to the right, y away from the camera; the door is at y = 6, from x = 1.5 to 4.5. */
const plane = {
  image: [[40, 540], [920, 540], [640, 230], [320, 230]] as Quad,
  ground: [[0, 0], [6, 0], [6, 9], [0, 9]] as Quad,
};

/** Someone who walks at 1.3 m/s from point to point, `start` seconds on. */
function walker(start: number, ...points: readonly (readonly [x: number, y: number, stands?: number])[]): Actor {
  const path: Waypoint[] = [];
  let time = start;
  points.forEach(([x, y, stands = 0], i) => {
    const before = points[i - 1];
    if (before) time += Math.hypot(x - before[0], y - before[1]) / 1.3;
    path.push([time, x, y]);
    if (stands > 0) path.push([(time += stands), x, y]);
  });
  return { label: 'person', size: [0.6, 1.75], path };
}

const into = (start: number, x: number, to: number): Actor => walker(start, [x, 8.6], [x, 5.4], [to, 0.4]);
const out = (start: number, from: number, x: number): Actor => walker(start, [from, 0.4], [x, 5], [x, 8.6]);

const scene = new Scene(
  [
    into(1, 3, 1.2),
    into(5, 2.6, 2.2),
    into(5.3, 3.3, 3),
    into(11, 2.4, 4.8),
    // Turns round in the door.
    walker(15, [3.2, 8.6], [3.1, 4.6, 1.5], [3.3, 8.6]),
    // Comes to the door and looks in.
    walker(20, [2.4, 8.6], [2.6, 6.5, 3], [3.9, 8.6]),
    out(24, 1.4, 2.8),
    // Steps out for a moment.
    walker(28, [4.4, 0.4], [3.4, 5], [3.2, 7.3, 2], [3.2, 5], [4, 0.4]),
    // Two come in while two go out.
    into(33, 2.2, 0.8),
    into(34, 2.5, 2),
    out(33.4, 4.4, 3.8),
    out(34.6, 4.8, 3.4),
    // Walks past outside.
    walker(42, [1.2, 7.6], [4.9, 7.6]),
    into(45, 3, 3.6),
    into(48, 2.7, 1.6),
  ],
  { width: 960, height: 540, plane, jitter: 0.012, missed: 0.02 },
);

const ground = new Plane(plane.image, plane.ground);
const at = (x: number, y: number): readonly [number, number] => ground.toImage(x, y);

function backdrop(pen: Pen): void {
  fill(pen, 0, 0, 960, 330, '#c9d6df');
  fill(pen, 0, 130, 960, 100, '#9fb0a5');
  fill(pen, 0, 228, 960, 312, '#a9a59c');
  const wall = at(0, 6)[1];
  fillPolygon(pen, [[0, wall], [960, wall], [960, 540], [0, 540]], '#d8cfc0');
  for (let x = -3; x <= 9; x++) pen.line(...at(x, 0), ...at(x, 6), { color: '#c8beac', width: 2 });
  for (let y = 0; y < 6; y++) pen.line(0, at(0, y)[1], 960, at(0, y)[1], { color: '#c8beac', width: 2 });
  fill(pen, 345, wall, 270, 26, '#8c9aa3');
}

/** The wall hides who is outside, but for the opening of the door. */
function front(pen: Pen): void {
  const wall = at(0, 6)[1];
  const [left, right] = [at(1.5, 6)[0], at(4.5, 6)[0]];
  fill(pen, 0, 0, left, wall, '#8fa3b3');
  fill(pen, right, 0, 960 - right, wall, '#8fa3b3');
  fill(pen, left, 0, right - left, 110, '#8fa3b3');
  fill(pen, left - 10, 104, 10, wall - 104, '#4a5560');
  fill(pen, right, 104, 10, wall - 104, '#4a5560');
  fill(pen, left - 10, 104, right - left + 20, 10, '#4a5560');
  fill(pen, 700, 120, 200, 120, '#e9e3d3');
  pen.text(745, 150, 'SALE', { size: 30, font: 'Sans Bold', color: '#b0413e' });
  for (let i = 0; i < 3; i++) fill(pen, 40 + i * 95, 150, 70, 90, ['#7d8f69', '#a26769', '#6d7b94'][i]!);
}

export default stage(scene, { backdrop, actor: person, front: { paint: front, y: at(0, 6)[1] } });
