// SPDX-License-Identifier: MIT
// What is left out of a rule's options fits small and large pictures, and slow and fast cameras.
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import { TestHost } from '../testing/test-host.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import { Motion } from './motion/motion.js';
import { WrongWay } from './wrong-way/wrong-way.js';
import { Zone } from './zone/zone.js';

const SECONDS = 20;

/** Where the feet of people are at a time, in parts of the picture; they are a fifth of it high. */
const people: readonly ((time: number) => readonly [x: number, y: number])[] = [
  // Walks down over the line and into the zone, and stays.
  (time) => [0.2, 0.3 + 0.04 * Math.min(time, 10)],
  // Walks down, and back up.
  (time) => [0.35, 0.7 - 0.04 * Math.abs(time - 10)],
  // Stands where line and border are.
  () => [0.5, 0.5],
  // Comes to the line and turns before it.
  (time) => [0.65, 0.45 - 0.04 * Math.abs(time - 10)],
  // Walks to the left below the line, which is the wrong way, and stops.
  (time) => [0.95 - 0.03 * Math.min(time, 10), 0.8],
];

function counts(width: number, height: number, fps: number) {
  const units = 'normalized';
  const line = new LineCrossing({ units, line: [[0, 0.5], [1, 0.5]] });
  const zone = new Zone({ units, polygon: [[0, 0.5], [1, 0.5], [1, 1], [0, 1]] });
  const wrongWay = new WrongWay({ units, line: [[0, 0.8], [1, 0.8]] });
  const motion = new Motion();
  const rules = [line, zone, wrongWay, motion];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => rules.forEach((rule) => rule.update(frame)) }), { fps });
  let seed = 5;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  // Edges tremble by 1 % of the box's height (standard deviation).
  const tremble = (): number => 0.01 * 0.2 * height * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  for (let i = 0; i < SECONDS * fps; i++) {
    const objects = people.map((feet, trackId) => {
      const [x, y] = feet(i / fps);
      const [boxWidth, boxHeight] = [0.08 * height, 0.2 * height];
      return { trackId, left: x * width - boxWidth / 2 + tremble(), top: y * height - boxHeight, width: boxWidth, height: boxHeight + tremble() };
    });
    host.push({ width, height, objects });
  }
  // Times differ by a frame, and so may whether it was a stop that somebody turned round.
  const left = ['seconds', 'mean', 'longest', 'missed', 'stops', 'moved'];
  return rules.map((rule) => Object.fromEntries(Object.entries(rule.counters()).filter(([name]) => !left.includes(name))));
}

test('the defaults give the same counts from 320 × 240 to 4K, and from 5 to 60 frames a second', () => {
  const expected = counts(320, 240, 5);
  expect(expected).toMatchObject([{ in: 2, out: 1 }, { entered: 4, left: 1 }, { wrong: 1 }, { stopped: 3 }]);
  for (const [width, height, fps] of [[320, 240, 60], [1280, 720, 25], [3840, 2160, 5], [3840, 2160, 60]] as const) expect(counts(width, height, fps)).toEqual(expected);
});
