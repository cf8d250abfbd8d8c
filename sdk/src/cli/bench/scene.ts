// SPDX-License-Identifier: MIT
// A recording of objects that wander over the picture, for a script to be measured with.
import { closeSync, openSync, writeSync } from 'node:fs';

const WIDTH = 1920;
const HEIGHT = 1080;
const FPS = 25;

/** Writes a recording: every frame has `objects` tracked people and cars; each frame 1 in 100 goes and another comes. */
export function writeScene(file: string, objects: number, frames: number): void {
  const random = generator(1);
  let track = 0;
  const enter = () => ({
    id: ++track,
    car: random() < 0.5,
    x: random() * WIDTH,
    y: random() * HEIGHT,
    dx: (random() - 0.5) * 8,
    dy: (random() - 0.5) * 4,
  });
  const all = Array.from({ length: objects }, enter);
  const fd = openSync(file, 'w');
  try {
    writeSync(fd, '{"nvts":"recording","version":1}\n');
    let text = '';
    for (let frame = 0; frame < frames; frame++) {
      const boxes = all.map((object, i) => {
        object.x += object.dx;
        object.y += object.dy;
        if (object.x < 0 || object.x > WIDTH) object.dx = -object.dx;
        if (object.y < 0 || object.y > HEIGHT) object.dy = -object.dy;
        if (random() < 0.01) all[i] = enter();
        const { id, car, x, y } = object;
        const box = [round(x), round(y), car ? 160 : 40, car ? 90 : 110];
        return { class: car ? 2 : 0, label: car ? 'car' : 'person', track: `${id}`, confidence: 0.75, box };
      });
      const size = [WIDTH, HEIGHT];
      text += `${JSON.stringify({ frames: [{ source: 0, frame, pts: `${(frame * 1e9) / FPS}`, size, inferred: true, objects: boxes }] })}\n`;
      if (text.length > 1 << 20 || frame === frames - 1) {
        writeSync(fd, text);
        text = '';
      }
    }
  } finally {
    closeSync(fd);
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
