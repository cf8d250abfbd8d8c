// SPDX-License-Identifier: MIT
import { Scene, TestHost, walker } from '@nvtsprobe/sdk/testing';
import { readRecording } from '@nvtsprobe/sdk/testing/node';
import '@nvtsprobe/sdk/testing/vitest';
import { expect, test } from 'vitest';
import analytics from './index.js';

const params = {
  line: { line: [[200, 400], [1080, 400]] },
  zone: { polygon: [[200, 450], [1080, 450], [1080, 700], [200, 700]] },
};

/** Someone walks down over the line into the zone, and someone else only comes near it. */
const scene = new Scene(
  [walker({ from: [500, 200], to: [500, 600], seconds: 4 }), walker({ from: [700, 200], via: [[700, 360]], to: [700, 200], seconds: 4 })],
  { width: 1280, height: 720, jitter: 0.01 },
);

test('who crosses the line and enters the zone is told', () => {
  const played = new TestHost(analytics, { params }).play(scene.frames());
  expect(played).toHaveCrossed('Line', { in: 1, out: 0 });
  expect(played).toHaveOccupancy('Zone', 1);
  expect(played.events).toHaveLength(2);
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
  const host = new TestHost(analytics, { params });
  expect(host.play(readRecording(new URL('../recordings/people.jsonl', import.meta.url)))).toHaveCrossed('Line', { in: 3, out: 1 });
  const [, zone] = host.eos().events.map(({ data }) => data['values']);
  expect(zone).toMatchObject({ entered: 4, left: 1, occupancy: 3 });
});
