// SPDX-License-Identifier: MIT
import { Scene, TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import wrongWay from './index.js';

const params = { road: { line: [[500, 900], [500, 100]], classes: ['car'], seconds: 1.5, step: { boxHeights: 0.5 } } };

/** One drives the right way, one the wrong way, one shunts, and a bicycle comes the wrong way. */
const scene = new Scene([
  { label: 'car', size: [120, 100], path: [[0, 400, 1000], [6, 400, 100]] },
  { label: 'car', size: [120, 100], path: [[1, 600, 100], [7, 600, 1000]] },
  { label: 'car', size: [120, 100], path: [[0, 800, 900], [2, 800, 400], [5, 800, 400], [6, 800, 480], [9, 800, 480]] },
  { label: 'bicycle', classId: 1, size: [40, 100], path: [[0, 200, 100], [11, 200, 900]] },
], { jitter: 0.01, missed: 0.02 });

test('tells the car that comes the wrong way, and no other', () => {
  const host = new TestHost(wrongWay, { params });
  const told = scene.frames().flatMap((frame) => host.push(frame).events.map(({ type, data }) => [type, data['track']]));
  expect(told).toEqual([['wrong-way', '2'], ['wrong-way-ended', '2']]);
});

test('marks it, and warns', () => {
  const host = new TestHost(wrongWay, { params });
  const results = scene.frames().slice(0, 41).map((frame) => host.push(frame));
  const texts = results.map(({ draws }) => draws.map(({ text }) => text));
  expect(texts[10]).toContain('wrong way: 0 now, 0 so far');
  expect(texts[40]).toEqual(expect.arrayContaining(['wrong way for 3 s', 'wrong way: 1 now, 1 so far', 'Wrong-way driver']));
  expect(results[40]!.objects.filter(({ borderWidth }) => borderWidth === 5).map(({ trackId }) => trackId)).toEqual([2n]);
});

test('a reload tells nobody twice', () => {
  let host = new TestHost(wrongWay, { params });
  const told = scene.frames().flatMap((frame, i) => {
    if (i === 45) host = host.reload(wrongWay);
    return host.push(frame).events.map(({ type }) => type);
  });
  expect(told).toEqual(['wrong-way', 'wrong-way-ended']);
});
