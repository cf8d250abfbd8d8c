// SPDX-License-Identifier: MIT
// A one-way road that leads away from the camera. Seven cars go the right way, one comes against it; one of the seven stops
// and reverses into a gap at the kerb, somebody crosses on foot, and a bicycle comes the other way, as it may.
import { Plane, type Quad } from '@nvtsprobe/sdk';
import { type Actor, type Appearance, Scene, type Waypoint } from '@nvtsprobe/sdk/testing';
import { carUpright, fill, fillPolygon, type Pen, person, stage } from './paint.js';

export const SECONDS = 48;
export const SHOWN = 21;

/** Metres: x to the right over the road's 7 m, y away from the camera. */
const plane = {
  image: [[90, 540], [870, 540], [570, 150], [390, 150]] as Quad,
  ground: [[0, 0], [7, 0], [7, 60], [0, 60]] as Quad,
};

const car = (path: readonly Waypoint[]): Actor => ({ label: 'car', classId: 2, size: [1.8, 1.5], path });
const away = (start: number, x: number, speed: number): Actor => car([[start, x, 1], [start + 61 / speed, x, 62]]);

const WRONG = 5;
const scene = new Scene(
  [
    away(1, 1.9, 9),
    away(6, 5.1, 10),
    away(9, 1.9, 9.5),
    away(16.5, 1.8, 8.5),
    // The driver who comes against the others.
    car([[16, 5.2, 62], [24, 5.1, 1]]),
    // Stops, and reverses into a gap.
    car([[25, 5, 1], [28, 5, 22], [31, 5, 22], [34, 6.1, 19.5], [48, 6.1, 19.5]]),
    away(30, 1.9, 9),
    away(38, 1.9, 10.5),
    { label: 'person', size: [0.5, 1.75], path: [[11, -2.5, 14], [19, 9, 14]] },
    { label: 'bicycle', classId: 1, size: [0.6, 1.8], path: [[34, 3.5, 60], [47, 3.2, 1]] },
  ],
  { width: 960, height: 540, plane, jitter: 0.012, missed: 0.02 },
);

const ground = new Plane(plane.image, plane.ground);
const at = (x: number, y: number): readonly [number, number] => ground.toImage(x, y);

function backdrop(pen: Pen): void {
  fill(pen, 0, 0, 960, 150, '#b9d0e0');
  fill(pen, 0, 130, 960, 410, '#86a36a');
  for (const [x, width, height, color] of [[0, 170, 110, '#a58d78'], [150, 130, 84, '#8c9bab'], [680, 120, 92, '#b39b80'], [790, 170, 118, '#93867a']] as const) {
    fill(pen, x, 140 - height, width, height, color);
    for (let window = 14; window < width - 20; window += 34) fill(pen, x + window, 154 - height, 16, 20, '#e6e0c8');
  }
  fillPolygon(pen, [at(-2, 0), at(9, 0), at(9, 60), at(-2, 60)], '#b9b4a8');
  fillPolygon(pen, [at(0, 0), at(7, 0), at(7, 60), at(0, 60)], '#5d6064');
  for (let y = 0; y < 60; y += 6) fillPolygon(pen, [at(3.42, y), at(3.58, y), at(3.58, y + 3), at(3.42, y + 3)], '#e8e6df');
  for (const x of [0.15, 6.85]) pen.line(...at(x, 0), ...at(x, 60), { color: '#e8e6df', width: 2 });
  for (const x of [1.75, 5.25]) {
    fillPolygon(pen, [at(x - 0.1, 4), at(x + 0.1, 4), at(x + 0.1, 7), at(x - 0.1, 7)], '#e8e6df');
    fillPolygon(pen, [at(x - 0.4, 7), at(x + 0.4, 7), at(x, 9)], '#e8e6df');
  }
}

function bicycle(pen: Pen, actor: Appearance): void {
  const { left, top, width, height } = actor;
  fill(pen, left + width * 0.44, top + height * 0.6, width * 0.12, height * 0.4, '#1f2326');
  fill(pen, left + width * 0.2, top + height * 0.5, width * 0.6, height * 0.04, '#1f2326');
  person(pen, { ...actor, top, height: height * 0.85, left: left + width * 0.15, width: width * 0.7 }, '#d08a1d');
}

export default stage(scene, {
  backdrop,
  actor(pen, actor) {
    if (actor.label === 'person') person(pen, actor);
    else if (actor.label === 'bicycle') bicycle(pen, actor);
    else if (Number(actor.trackId) === WRONG) carUpright(pen, actor, '#fff6cf', '#7b2d8b');
    else carUpright(pen, actor, '#d8321f');
  },
});
