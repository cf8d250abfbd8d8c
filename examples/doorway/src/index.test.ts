// SPDX-License-Identifier: MIT
import { Scene, TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import doorway from './index.js';

const params = { door: { line: [[100, 500], [900, 500]] }, inside: 2, capacity: 3 };

/** One comes in, one turns round in the door, one only looks in, and one goes out. */
const scene = new Scene([
  { label: 'person', size: [50, 150], path: [[0, 300, 300], [4, 300, 800]] },
  { label: 'person', size: [50, 150], path: [[5, 500, 300], [7, 500, 560], [9, 500, 300]] },
  { label: 'person', size: [50, 150], path: [[10, 500, 300], [12, 500, 480], [14, 500, 300]] },
  { label: 'person', size: [50, 150], path: [[15, 700, 800], [19, 700, 300]] },
], { jitter: 0.01, missed: 0.02 });

test('counts both ways, with who turned round and how many are inside', () => {
  const host = new TestHost(doorway, { params });
  const crossings = scene.frames().flatMap((frame) => host.push(frame).events.map(({ data }) => data['values'] as Record<string, unknown>));
  expect(crossings.map(({ direction, returned, inside }) => [direction, returned, inside])).toEqual([
    ['in', false, 3],
    ['in', false, 4],
    ['out', true, 3],
    ['out', false, 2],
  ]);
});

test('shows how many are inside, and asks to wait when that is all there is room for', () => {
  const host = new TestHost(doorway, { params });
  const texts = scene.frames().map((frame) => host.push(frame).draws.map(({ text }) => text));
  expect(texts[0]).toContain('2 inside of 3');
  expect(texts[0]).not.toContain('Full: please wait');
  expect(texts[40]).toEqual(expect.arrayContaining(['3 inside of 3', '1 came in', '0 went out', 'Full: please wait']));
});

test('a reload while somebody is in the door changes nothing', () => {
  const run = (reloadAt: number): unknown => {
    let host = new TestHost(doorway, { params });
    scene.frames().forEach((frame, i) => {
      if (i === reloadAt) host = host.reload(doorway);
      host.push(frame);
    });
    return host.eos().events[0]?.data['values'];
  };
  expect(run(65)).toEqual(run(-1));
});

test('who goes out unseen coming in does not make the shop emptier than empty', () => {
  const host = new TestHost(doorway, { params: { door: params.door } });
  const leaves = new Scene([{ label: 'person', size: [50, 150], path: [[0, 700, 800], [4, 700, 300]] }]);
  const [crossed] = leaves.frames().flatMap((frame) => host.push(frame).events);
  expect(crossed?.data['values']).toMatchObject({ direction: 'out', inside: 0 });
});
