// SPDX-License-Identifier: MIT
// Makes the recordings and the tensor of the templates: node create-nvts/scripts/fixtures.mjs writes them, with the SDK built.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Scene } from '@nvtsprobe/sdk/testing';

const SIZE = [1280, 720];
const FRAMES = 61;

const person = (path) => ({ label: 'person', size: [80, 220], path });
const people = new Scene(
  [
    person([[0.5, 300, 240], [5, 300, 640]]),
    person([[1, 700, 660], [4, 700, 230]]),
    person([[2, 900, 250], [5.5, 900, 660]]),
    person([[0.2, 1000, 230], [4.5, 1000, 640]]),
  ],
  { width: SIZE[0], height: SIZE[1], jitter: 0.01 },
);
/** Of the last one the detector is not sure. */
const CONFIDENCE = [0.93, 0.88, 0.91, 0.34];

function recording() {
  const frames = people.frames();
  const round = (value) => Math.round(value * 10) / 10;
  const lines = Array.from({ length: FRAMES }, (_, i) => {
    const objects = (frames[i]?.objects ?? []).map(({ label, trackId, left, top, width, height }) => ({
      class: 0,
      label,
      track: String(trackId),
      confidence: CONFIDENCE[Number(trackId) - 1],
      box: [left, top, width, height].map(round),
    }));
    return { frames: [{ source: 0, frame: i, pts: String(i * 1e8), size: SIZE, inferred: true, ...(objects.length > 0 && { objects }) }] };
  });
  return [{ nvts: 'recording', version: 1 }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

const CANDIDATES = 32;
/** Centre x, centre y, width, height, score as a person, score as a car; by the place among the candidates. */
const FOUND = {
  3: [60, 110, 40, 100, 0.91, 0.02],
  4: [62, 112, 42, 98, 0.7, 0.01],
  5: [59, 108, 40, 102, 0.55, 0],
  11: [118, 115, 36, 90, 0.78, 0.05],
  12: [119, 114, 38, 92, 0.5, 0.04],
  20: [225, 150, 90, 60, 0.03, 0.84],
  21: [228, 151, 88, 62, 0.02, 0.6],
};

function tensor() {
  const values = new Float32Array(6 * CANDIDATES);
  for (let n = 0; n < CANDIDATES; n++) {
    const candidate = FOUND[n] ?? [10 * n, 5 * n, 16, 24, (n % 7) / 50, (n % 5) / 40];
    candidate.forEach((value, row) => (values[row * CANDIDATES + n] = value));
  }
  return Buffer.from(values.buffer);
}

/** The files, by their paths in templates/. */
export function fixtures() {
  return {
    'processor/recordings/people.jsonl': Buffer.from(recording()),
    'analytics/recordings/people.jsonl': Buffer.from(recording()),
    'parser/tensors/output0-6x32.f32': tensor(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const templates = fileURLToPath(new URL('../templates/', import.meta.url));
  for (const [name, bytes] of Object.entries(fixtures())) {
    mkdirSync(dirname(join(templates, name)), { recursive: true });
    writeFileSync(join(templates, name), bytes);
  }
}
