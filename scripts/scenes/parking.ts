// SPDX-License-Identifier: MIT
// A car park from above. Four cars park, one of which was there before; one drives through, one waits in the lane, one pulls
// into a bay and out again, and somebody on foot stands in another.
import { type Actor, Scene, type Waypoint } from '@nvtsprobe/sdk/testing';
import { carFromAbove, fill, type Pen, stage } from './paint.js';

export const SECONDS = 120;
export const SHOWN = 48;

const LENGTH = 118;
const WIDTH = 54;
const LANE = 345;
const bay = (i: number): number => 230 + 100 * i;

const car = (path: readonly Waypoint[]): Actor => ({ label: 'car', classId: 2, footprint: [LENGTH, WIDTH], path });

/** From the left into a bay, up to a place in it. */
function into(time: number, i: number, to = 145): Waypoint[] {
  const x = bay(i);
  const at = time + (x + 20) / 110;
  return [[time, -80, LANE], [at, x - 60, LANE], [at + 0.5, x - 26, LANE - 14], [at + 1, x - 6, LANE - 44], [at + 1.6, x, LANE - 90], [at + 1.6 + (LANE - 90 - to) / 55, x, to]];
}

/** Backwards out of a bay, and away to the right. */
function out(time: number, i: number, from = 145): Waypoint[] {
  const x = bay(i);
  return [[time, x, from], [time + 2.4, x, LANE - 90], [time + 3, x - 6, LANE - 44], [time + 3.8, x - 34, LANE - 10], [time + 4.6, x - 30, LANE - 4], [time + 4.6 + (1040 - x) / 110, 1010, LANE]];
}

const scene = new Scene(
  [
    car([[-2, bay(0), 255], [0, bay(0), 145], [120, bay(0), 145]]),
    car([...into(3, 2), ...out(52, 2)]),
    car([...into(12, 4), [120, bay(4), 145]]),
    car([[21, -80, LANE], [31, 1030, LANE]]),
    car([[34, -80, LANE], [37, bay(1), LANE], [45, bay(1), LANE], [51, 1030, LANE]]),
    car([...into(60, 3, 195), ...out(68, 3, 195)]),
    car([...into(76, 2), ...out(112, 2)]),
    { label: 'person', footprint: [24, 30], path: [[80, bay(5) + 20, 560], [86, bay(5), 150], [97, bay(5), 150], [103, 990, 460]] },
  ],
  { width: 960, height: 540, jitter: 0.012, missed: 0.02 },
);

function backdrop(pen: Pen): void {
  fill(pen, 0, 0, 960, 540, '#6a6d70');
  fill(pen, 0, 0, 960, 50, '#7fa05f');
  fill(pen, 0, 450, 960, 90, '#7fa05f');
  fill(pen, 0, 442, 960, 10, '#c9c4b8');
  fill(pen, 0, 46, 960, 8, '#c9c4b8');
  for (let i = 0; i <= 6; i++) fill(pen, 178 + 100 * i, 62, 4, 166, '#e8e6df');
  for (let x = 20; x < 960; x += 90) fill(pen, x, 420, 44, 4, '#b8b5aa');
  for (let x = 60; x < 960; x += 150) {
    pen.circle(x, 500, 26, { color: '#4e7a3c', background: '#4e7a3c', width: 1 });
    pen.circle(x + 8, 494, 15, { color: '#6a9a52', background: '#6a9a52', width: 1 });
  }
  pen.arrow(60, 372, 130, 372, { color: '#e8e6df', width: 4 });
}

export default stage(scene, {
  backdrop,
  actor(pen, actor) {
    if (actor.label === 'car') return carFromAbove(pen, actor, LENGTH, WIDTH);
    const [x, y] = [actor.left + actor.width / 2, actor.top + actor.height / 2];
    pen.circle(x, y, 13, { color: '#b0413e', background: '#b0413e', width: 1 });
    pen.circle(x, y, 7, { color: '#4a3526', background: '#4a3526', width: 1 });
  },
});
