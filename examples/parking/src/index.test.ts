// SPDX-License-Identifier: MIT
import { Scene, TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import parking from './index.js';

const params = {
  bays: [
    { name: 'A1', polygon: [[100, 100], [200, 100], [200, 300], [100, 300]] },
    { name: 'A2', polygon: [[200, 100], [300, 100], [300, 300], [200, 300]] },
  ],
  settles: 3,
  limit: 20,
};

/** A car parks in A1 for 24 s; another drives across A2 without a stop. */
const scene = new Scene([
  { label: 'car', footprint: [120, 60], path: [[0, 150, 600], [4, 150, 200], [26, 150, 200], [30, 150, 600], [40, 150, 900]] },
  { label: 'car', footprint: [120, 60], path: [[5, 250, 600], [8, 250, -100]] },
], { jitter: 0.01, missed: 0.02 });

test('tells which bay was taken, for how long, and who stayed too long', () => {
  const host = new TestHost(parking, { params });
  const told = scene.frames().flatMap((frame) => host.push(frame).events.map(({ data }) => [data['type'], data['rule'], Math.round(data['time'] as number)]));
  expect(told).toEqual([['zone-entered', 'A1', 3], ['zone-loitering', 'A1', 23], ['zone-left', 'A1', 27]]);
});

test('shows the bays that are free, and how long the others have been taken', () => {
  const host = new TestHost(parking, { params });
  const texts = scene.frames().map((frame) => host.push(frame).draws.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])));
  expect(texts[0]).toEqual(['A1', 'A2', '2 of 2 bays free', 'parked so far: 0']);
  expect(texts[140]).toEqual(['A1  0:10', 'A2', '1 of 2 bays free', 'parked so far: 1']);
});

test('a restart knows since when a bay is taken', () => {
  let host = new TestHost(parking, { params });
  const [before, after] = [scene.frames().slice(0, 100), scene.frames().slice(100, 141)];
  for (const frame of before) host.push(frame);
  host = host.reload(parking);
  expect(after.map((frame) => host.push(frame).draws.find(({ kind }) => kind === 'text')?.text).at(-1)).toBe('A1  0:10');
});

test('a bay that is no polygon is refused with its place', () => {
  const bays = [{ name: 'A1', polygon: [[100, 100], [200, 100]] }];
  expect(() => new TestHost(parking, { params: { bays } })).toThrow('bays[0].polygon: a polygon needs at least three points');
});
