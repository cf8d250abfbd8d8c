// SPDX-License-Identifier: MIT
// A square. A couple and a family of three walk together; two strangers talk, and one comes near the family; two others walk
// past each other, and one is alone.
import { Plane, type Quad } from '@nvtsprobe/sdk';
import { type Actor, Scene, type Waypoint } from '@nvtsprobe/sdk/testing';
import { fill, fillPolygon, type Pen, person, stage } from './paint.js';

export const SECONDS = 60;
export const SHOWN = 31;

/** Metres: x to the right, y away from the camera. */
const plane = {
  image: [[60, 540], [900, 540], [700, 160], [260, 160]] as Quad,
  ground: [[0, 0], [12, 0], [12, 16], [0, 16]] as Quad,
};

const walker = (...path: readonly Waypoint[]): Actor => ({ label: 'person', size: [0.55, 1.72], path });
/** The same way, some metres beside it. */
const beside = (path: readonly Waypoint[], x: number, y: number): Waypoint[] => path.map(([time, atX, atY]) => [time, atX + x, atY + y]);

const couple: Waypoint[] = [[1, -1, 11], [12, 6, 10.5], [26, 13.5, 12]];
const family: Waypoint[] = [[14, 13.5, 5.5], [22, 8, 5], [40, 6.5, 4.6], [54, -2, 5.5]];

const scene = new Scene(
  [
    walker(...couple),
    walker(...beside(couple, 0.2, 0.8)),
    walker([2, 3, 0.3], [16, 1.5, 16]),
    // Walk past each other.
    walker([5, 10.6, 16], [18, 9.6, 0.3]),
    walker([5, 9.4, 0.3], [18, 8.6, 16]),
    // Strangers who talk.
    walker([18, 2.5, 16], [26, 2.4, 10], [44, 2.4, 10], [52, 0.2, 16]),
    walker([20, -1.5, 7], [27, 3.5, 9.8], [36, 3.5, 9.8], [46, 11, 16]),
    walker(...family),
    walker(...beside(family, 0.9, 0.2)),
    walker(...beside(family, 1.8, 0)),
    // Comes near the last of the family.
    walker([22, 13.5, 2], [30, 9.9, 4.6], [34, 9.7, 4.6], [42, 13.5, 2.5]),
  ],
  { width: 960, height: 540, plane, jitter: 0.008, missed: 0.02 },
);

const ground = new Plane(plane.image, plane.ground);
const at = (x: number, y: number): readonly [number, number] => ground.toImage(x, y);

function backdrop(pen: Pen): void {
  fill(pen, 0, 0, 960, 160, '#bcd0dc');
  for (let x = 10; x < 960; x += 160) {
    fill(pen, x, 20, 140, 142, ['#a89580', '#8f9dab', '#b39f86'][(x / 10) % 3]!);
    for (let row = 0; row < 2; row++) for (let window = 0; window < 3; window++) fill(pen, x + 16 + window * 40, 36 + row * 52, 26, 32, '#e9e3cd');
  }
  fillPolygon(pen, [[0, 160], [960, 160], [960, 540], [0, 540]], '#cfc8ba');
  for (let x = -6; x <= 18; x += 1) pen.line(...at(x, 0), ...at(x, 16), { color: '#c0b8a8', width: 1 });
  for (let y = 0; y <= 16; y += 1) pen.line(0, at(0, y)[1], 960, at(0, y)[1], { color: '#c0b8a8', width: 1 });
  const [x, y] = at(6, 14);
  pen.circle(x, y - 6, 44, { color: '#9aa4a8', background: '#9aa4a8', width: 1 });
  pen.circle(x, y - 8, 36, { color: '#7fb2cc', background: '#7fb2cc', width: 1 });
}

export default stage(scene, { backdrop, actor: (pen, actor) => person(pen, actor) });
