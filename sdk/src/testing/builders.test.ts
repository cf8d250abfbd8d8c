// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { batchesOf, objectAt, tensorOf, walk } from './index.js';

test('an object stands at a point by its anchor', () => {
  expect(objectAt([200, 300])).toEqual({ label: 'person', left: 180, top: 200, width: 40, height: 100 });
  expect(objectAt([200, 300], { anchor: 'center', size: [10, 20], label: 'dog', trackId: 7 })).toEqual({ label: 'dog', trackId: 7, left: 195, top: 290, width: 10, height: 20 });
});

test('someone walks at an even speed, over points between', () => {
  const frames = walk({ from: [100, 400], via: [[100, 500]], to: [400, 500], seconds: 4, fps: 2, trackId: 9 });
  expect(frames.map(({ time, objects }) => [time, objects![0]!.left + 20, objects![0]!.top + 100])).toEqual([
    [0, 100, 400], [0.5, 100, 450], [1, 100, 500], [1.5, 150, 500], [2, 200, 500], [2.5, 250, 500], [3, 300, 500], [3.5, 350, 500], [4, 400, 500],
  ]);
  expect(frames[0]!.objects![0]).toMatchObject({ label: 'person', trackId: 9 });
});

test('someone may stand, and begin later', () => {
  const frames = walk({ from: [100, 400], to: [100, 400], seconds: 1, start: 1, fps: 2 });
  expect(frames.map(({ objects }) => objects!.length)).toEqual([0, 0, 1, 1, 1]);
});

test('a walk that takes no time is refused', () => {
  expect(() => walk({ from: [0, 0], to: [1, 1], seconds: 0 })).toThrow('a walk takes a number of seconds above 0, got 0');
});

test('runs of several sources become batches', () => {
  const batches = batchesOf({ 2: [{ time: 0 }], 0: [{ time: 0 }, { time: 1 }] });
  expect(batches).toEqual([{ frames: [{ time: 0, sourceId: 0 }, { time: 0, sourceId: 2 }] }, { frames: [{ time: 1, sourceId: 0 }] }]);
});

test('a tensor is made of one value, of a list, or of a function of the index', () => {
  expect([...(tensorOf([2, 2], 5).data as Float32Array)]).toEqual([5, 5, 5, 5]);
  expect([...(tensorOf([3], [1, 2, 3]).data as Float32Array)]).toEqual([1, 2, 3]);
  expect([...(tensorOf([1, 2, 3], (batch, row, column) => 100 * batch + 10 * row + column).data as Float32Array)]).toEqual([0, 1, 2, 10, 11, 12]);
  expect(() => tensorOf([2, 2], [1, 2, 3])).toThrow('there are 3 values, and [2, 2] has 4');
});
