// SPDX-License-Identifier: MIT
// A shop with one till. Eight customers queue, one of whom gives up; somebody walks across the queue, and the cashier stands
// behind the till all the time.
import { type Actor, Scene, type Waypoint } from '@nvtsprobe/sdk/testing';
import { fill, type Pen, person, stage } from './paint.js';

/** When each comes to the end of the queue, and how long the till takes, or when the customer gives up. */
const customers: readonly { readonly comes: number; readonly service?: number; readonly givesUp?: number }[] = [
  { comes: 4, service: 8 },
  { comes: 7, service: 9 },
  { comes: 9.5, service: 10 },
  { comes: 14, service: 9 },
  { comes: 18, givesUp: 36 },
  { comes: 22, service: 8 },
  { comes: 30, service: 9 },
  { comes: 62, service: 10 },
];

export const SECONDS = 88;
export const SHOWN = 36;

const place = (i: number): readonly [x: number, y: number] => [640 - 78 * i, 345];
const TILL = [768, 345] as const;

/** When each leaves the queue: for the till when it is free, or for good. */
function departures(): number[] {
  let free = 0;
  return customers.map(({ comes, service, givesUp }) => {
    if (givesUp !== undefined) return givesUp;
    const leaves = Math.max(comes + 2, free);
    free = leaves + 1.2 + service! + 1;
    return leaves;
  });
}

function customer(i: number, leaves: readonly number[]): Actor {
  const { comes, service } = customers[i]!;
  const ahead = (time: number): number => leaves.slice(0, i).filter((left) => left > time).length;
  const gone = leaves[i]!;
  let at = ahead(comes);
  const [x, y] = place(at);
  const path: Waypoint[] = [[comes - 1 - (x + 30) / 110, -30, 470], [comes - 1, x - 30, 450], [comes, x, y]];
  // Whoever leaves ahead, the others move up, one after the other.
  for (const left of leaves.slice(0, i).filter((time) => time > comes && time < gone).sort((a, b) => a - b)) {
    const start = left + 0.4 * at + 0.2;
    path.push([start, ...place(at)], [start + 0.8, ...place(--at)]);
  }
  path.push([gone, ...place(at)]);
  if (service === undefined) path.push([gone + 1.2, place(at)[0] - 20, 460], [gone + 6, -30, 500]);
  else path.push([gone + 1.2, ...TILL], [gone + 1.2 + service, ...TILL], [gone + 2.6 + service, 800, 470], [gone + 4.6 + service, 985, 500]);
  return { label: 'person', size: [50, 138], path };
}

const leaves = departures();
const scene = new Scene(
  [
    ...customers.map((_, i) => customer(i, leaves)),
    { label: 'person', size: [50, 138], path: [[0, 868, 318], [88, 868, 318]] },
    { label: 'person', size: [50, 138], path: [[52, 545, 205], [55.4, 420, 590]] },
  ],
  { width: 960, height: 540, jitter: 0.012, missed: 0.02 },
);

function backdrop(pen: Pen): void {
  fill(pen, 0, 0, 960, 190, '#aebcc6');
  fill(pen, 0, 190, 960, 350, '#d9d2c5');
  for (let x = 0; x < 960; x += 96) pen.line(x, 190, x - 40, 540, { color: '#c9c1b2', width: 2 });
  for (let y = 190; y < 540; y += 58) pen.line(0, y, 960, y, { color: '#c9c1b2', width: 2 });
  for (let shelf = 0; shelf < 4; shelf++) {
    const x = 30 + shelf * 178;
    fill(pen, x, 40, 150, 158, '#75695c');
    for (let row = 0; row < 3; row++) {
      fill(pen, x + 6, 48 + row * 50, 138, 42, '#efe9dc');
      for (let item = 0; item < 7; item++) {
        const color = ['#c0392b', '#2980b9', '#27ae60', '#f1c40f', '#8e44ad'][(item * 3 + row + shelf) % 5]!;
        fill(pen, x + 10 + item * 19, 62 + row * 50 - (item % 2) * 5, 14, 28 + (item % 2) * 5, color);
      }
    }
  }
  pen.text(806, 60, 'TILL', { size: 22, font: 'Sans Bold', color: '#33424d' });
  fill(pen, 905, 200, 16, 220, '#5b4a3c');
}

export default stage(scene, {
  backdrop,
  actor(pen, actor) {
    const cashier = Number(actor.trackId) === customers.length + 1;
    person(pen, actor, cashier ? '#1e8449' : undefined);
    if (!cashier) return;
    // The counter stands before the cashier.
    fill(pen, 820, 262, 100, 90, '#8d6e52');
    fill(pen, 812, 252, 116, 14, '#a98867');
    fill(pen, 836, 232, 34, 22, '#333b42');
  },
});
