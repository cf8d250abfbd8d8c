// SPDX-License-Identifier: MIT
// A made-up square with walkers, for the README's picture: objects as a detector and tracker would give them.
import { defineProcessor } from '@nvtsprobe/sdk';

interface Walker {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly start: number;
  readonly seconds: number;
  readonly coat: string;
}

const walkers: readonly Walker[] = [
  { from: [-20, 300], to: [990, 330], start: -4, seconds: 11, coat: '#b0413e' },
  { from: [980, 420], to: [-40, 360], start: -3, seconds: 12, coat: '#2f5d8a' },
  { from: [300, 560], to: [520, 150], start: -2, seconds: 10, coat: '#4d7c4a' },
  { from: [700, 160], to: [560, 560], start: -5, seconds: 12, coat: '#8a6d3b' },
  { from: [-30, 420], to: [760, 470], start: -1, seconds: 11, coat: '#6a4c93' },
  { from: [860, 200], to: [420, 250], start: -1, seconds: 9, coat: '#3d3d3d' },
  { from: [120, 200], to: [200, 540], start: 0, seconds: 9, coat: '#c27c2c' },
];

export default defineProcessor({
  onFrame(frame) {
    frame.draw.rect(0, 0, 960, 150, { color: '#9fb4c4', background: '#9fb4c4', width: 0 });
    frame.draw.rect(0, 150, 960, 390, { color: '#8d8f8a', background: '#8d8f8a', width: 0 });
    for (let x = 40; x < 960; x += 190) {
      frame.draw.rect(x, 60, 150, 92, { color: '#6d5f56', background: '#6d5f56', width: 0 });
      frame.draw.rect(x + 20, 80, 40, 36, { color: '#d9d2b0', background: '#d9d2b0', width: 0 });
      frame.draw.rect(x + 90, 80, 40, 36, { color: '#d9d2b0', background: '#d9d2b0', width: 0 });
    }
    walkers.forEach(({ from, to, start, seconds, coat }, i) => {
      const part = (frame.time - start) / seconds;
      if (part < 0 || part > 1) return;
      const x = from[0] + part * (to[0] - from[0]);
      const y = from[1] + part * (to[1] - from[1]);
      const height = 40 + (y - 150) * 0.16;
      const width = height * 0.36;
      if (x < 0 || x > 960 - width || y > 538) return;
      frame.draw.rect(x - width * 0.3, y - height * 0.74, width * 0.6, height * 0.74, { color: coat, background: coat, width: 0 });
      frame.draw.circle(x, y - height * 0.86, height * 0.12, { color: '#e3b999', background: '#e3b999', width: 1 });
      const person = frame.addObject({
        label: 'person', classId: 0, trackId: i + 1, confidence: 0.9, left: x - width / 2, top: y - height, width, height,
      });
      person.text = `person ${i + 1}`;
      // The scene is drawn over the objects' own boxes.
      frame.draw.rect(x - width / 2, y - height, width, height, { color: '#ffffff', width: 2 });
    });
  },
});
