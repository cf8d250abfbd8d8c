// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { Scene, TestHost, type TestFrame } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import analytics from './index.js';

const params = {
  line: { line: [[100, 400], [900, 400]] },
  zone: { polygon: [[100, 450], [900, 450], [900, 700], [100, 700]] },
};

/** Someone walks down over the line into the zone, and someone else only comes near it. */
const scene = new Scene(
  [
    { label: 'person', size: [60, 170], path: [[0, 500, 200], [4, 500, 600]] },
    { label: 'person', size: [60, 170], path: [[0, 700, 200], [2, 700, 360], [4, 700, 200]] },
  ],
  { width: 1000, height: 720, jitter: 0.01 },
);

test('who crosses the line and enters the zone is told', () => {
  const host = new TestHost(analytics, { params });
  const events = scene.frames().flatMap((frame) => host.push(frame).events);
  expect(events.map(({ type, data }) => [type, data['track']])).toEqual([
    ['line-crossed', '1'],
    ['zone-entered', '1'],
  ]);
});

test('a reload in the middle changes nothing', () => {
  const run = (reloadAt: number): unknown => {
    let host = new TestHost(analytics, { params });
    scene.frames().forEach((frame, i) => {
      if (i === reloadAt) host = host.reload(analytics);
      host.push(frame);
    });
    return host.eos().events.map(({ data }) => data['values']);
  };
  expect(run(20)).toEqual(run(-1));
});

test('a line that cannot be is refused at the start', () => {
  const bad = { ...params, line: { line: [[1, 1], [1, 1]] } };
  expect(() => new TestHost(analytics, { params: bad })).toThrow('line.line: a line needs two different points');
});

test('on the recording, three come in and one goes out', () => {
  const recorded = { line: { line: [[200, 400], [1080, 400]] }, zone: { polygon: [[200, 450], [1080, 450], [1080, 700], [200, 700]] } };
  const host = new TestHost(analytics, { params: recorded });
  for (const frame of readRecording()) host.push(frame);
  const [line, zone] = host.eos().events.map(({ data }) => data['values']);
  expect(line).toMatchObject({ in: 3, out: 1 });
  expect(zone).toMatchObject({ entered: 4, left: 1, occupancy: 3 });
});

/** The frames of recordings/people.jsonl, as nvtsrecord writes them. */
function readRecording(): TestFrame[] {
  interface Recorded {
    readonly frame: number;
    readonly pts: string;
    readonly size: readonly [number, number];
    readonly objects?: readonly {
      readonly class: number;
      readonly label: string;
      readonly track: string;
      readonly confidence: number;
      readonly box: readonly [number, number, number, number];
    }[];
  }
  const [, ...lines] = readFileSync(new URL('../recordings/people.jsonl', import.meta.url), 'utf8').trim().split('\n');
  return lines
    .flatMap((line) => (JSON.parse(line) as { readonly frames: readonly Recorded[] }).frames)
    .map(({ frame, pts, size: [width, height], objects = [] }) => ({
      frameNumber: frame,
      time: Number(pts) / 1e9,
      width,
      height,
      objects: objects.map(({ class: classId, label, track, confidence, box: [left, top, boxWidth, boxHeight] }) => ({
        classId, label, trackId: BigInt(track), confidence, left, top, width: boxWidth, height: boxHeight,
      })),
    }));
}
