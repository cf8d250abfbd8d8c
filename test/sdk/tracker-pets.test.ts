// SPDX-License-Identifier: MIT
// The tracker on real detections, scored against the ground truth of the same sequence. Neither may be distributed with
// the project in this form, so the test runs where the data folder lies beside the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import tracker from '../../examples/tracker/src/index.js';
import { type Labelled, score } from './mot-score.js';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const truthFile = `${data}mot/PETS09-S2L1.csv`;
const detectionsFile = `${data}vtest/yolox_nano.csv`;
const FRAMES = 795;
const FPS = 10;

function readRows(file: string): number[][] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(',').map(Number));
}

function readTruth(): Labelled[][] {
  const frames = Array.from({ length: FRAMES }, (): Labelled[] => []);
  for (const [frame = 0, id = 0, , left = 0, top = 0, width = 0, height = 0] of readRows(truthFile)) {
    frames[frame]?.push({ id: String(id), left, top, width, height });
  }
  return frames;
}

function track(params: Readonly<Record<string, unknown>>): Labelled[][] {
  const host = new TestHost(tracker, { params: { classes: [0], ...params }, fps: FPS });
  const rows = readRows(detectionsFile);
  return Array.from({ length: FRAMES }, (_, frame) => {
    const objects = rows
      .filter(([at]) => at === frame)
      .map(([, classId = 0, confidence = 0, left = 0, top = 0, width = 0, height = 0]) => ({ classId, confidence, left, top, width, height }));
    return host
      .push({ objects, width: 768, height: 576 })
      .objects.filter((object) => object.classId === 0 && object.trackId !== undefined)
      .map(({ trackId, left, top, width, height }) => ({ id: String(trackId), left, top, width, height }));
  });
}

const skip = existsSync(truthFile) && existsSync(detectionsFile) ? false : 'the ground truth of PETS09-S2L1 is not beside the checkout';

test.skipIf(skip)('with its default parameters the tracker keeps identities on PETS09-S2L1', () => {
  const result = score(readTruth(), track({}));
  expect(result.mota).toBeGreaterThan(0.81);
  expect(result.idf1).toBeGreaterThan(0.85);
  expect(result.switches).toBeLessThan(30);
});
