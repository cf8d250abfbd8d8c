// SPDX-License-Identifier: MIT
// What the demo counts from real detections, against what it counts from the hand-made tracks of the same sequence, which may
// not be distributed with the project: that half runs where the data folder lies beside the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TestHost, type TestFrame } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import counter from '../../examples/people-counter/src/index.js';

interface Counts {
  readonly lines: readonly { readonly name: string; readonly in: number; readonly out: number }[];
  readonly zones: readonly { readonly name: string; readonly entered: number }[];
}

const example = new URL('../../examples/people-counter/', import.meta.url);
const truthFile = fileURLToPath(new URL('../../../shared/data/mot/PETS09-S2L1.csv', import.meta.url));
const FRAMES = 795;

const readme = readFileSync(new URL('README.md', example), 'utf8');
/** The README's table: a line's counts from detections, then those from hand-made tracks. */
const stated = Array.from(readme.matchAll(/^\| ([^|`]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm), ([, name, ...counts]) => ({ name: name!, counts: counts.map(Number) }));

function truthFrames(): TestFrame[] {
  const frames = Array.from({ length: FRAMES }, (_, frameNumber) => ({ frameNumber, time: frameNumber / 10, width: 768, height: 576, objects: [] as object[] }));
  for (const row of readFileSync(truthFile, 'utf8').split('\n')) {
    if (row === '' || row.startsWith('#')) continue;
    const [frame = 0, trackId = 0, , left = 0, top = 0, width = 0, height = 0] = row.split(',').map(Number);
    frames[frame]?.objects.push({ classId: 0, label: 'person', trackId, left, top, width, height });
  }
  return frames as TestFrame[];
}

function count(frames: readonly TestFrame[]): Counts {
  const params: unknown = JSON.parse(readFileSync(new URL('params/vtest.json', example), 'utf8'));
  const host = new TestHost(counter, { params });
  for (const frame of frames) host.push(frame);
  return host.eos().events[0]!.data as unknown as Counts;
}

test('on each line the detections give what the hand-made tracks give, but for one at most', () => {
  expect(stated.map(({ name }) => name)).toEqual(['West walk', 'North road', 'East road']);
  for (const { name, counts: [into = 0, out = 0, trueIn = 0, trueOut = 0] } of stated) {
    expect([name, Math.abs(into - trueIn) <= 1, Math.abs(out - trueOut) <= 1]).toEqual([name, true, true]);
  }
});

test('the counts from detections are those of the demo, which the tests of pipelines check', () => {
  const demo = readFileSync(new URL('../../README.md', example), 'utf8');
  for (const { name, counts } of stated) expect(demo).toContain(`| ${name} | ${counts[0]} | ${counts[1]} |`);
});

const skip = existsSync(truthFile) ? false : 'the ground truth of PETS09-S2L1 is not beside the checkout';

test.skipIf(skip)('the hand-made tracks give what the README says', () => {
  const { lines, zones } = count(truthFrames());
  expect(lines.map((line) => [line.name, line.in, line.out])).toEqual(stated.map(({ name, counts }) => [name, counts[2], counts[3]]));
  expect(readme).toContain(`by hand ${zones.map(({ entered }) => entered).join(' and ')}:`);
});
