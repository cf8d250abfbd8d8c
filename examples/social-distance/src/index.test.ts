// SPDX-License-Identifier: MIT
import { Scene, TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import distance from './index.js';

const plane = { image: [[0, 1000], [1200, 1000], [900, 400], [300, 400]], ground: [[0, 0], [12, 0], [12, 12], [0, 12]] } as const;
const params = { near: { distance: { metres: 1.5 }, seconds: 2, patience: 1, plane }, together: 8 };

/** Two walk together; a third stands 1 m beside one of them for 4 s; a fourth walks past at 1 m. */
const scene = new Scene([
  { label: 'person', size: [0.5, 1.7], path: [[0, 4, 3], [6, 6, 6], [20, 6, 6]] },
  { label: 'person', size: [0.5, 1.7], path: [[0, 4.9, 3], [6, 6.9, 6], [20, 6.9, 6]] },
  { label: 'person', size: [0.5, 1.7], path: [[8, 11, 6], [10, 7.9, 6], [14, 7.9, 6], [16, 11, 6]] },
  { label: 'person', size: [0.5, 1.7], path: [[8, 5, 1], [16, 5, 11]] },
], { width: 1200, height: 1000, plane, jitter: 0.005, missed: 0.02 });

const near = (host: TestHost): unknown[] =>
  scene.frames().flatMap((frame) => host.push(frame).events).filter(({ type }) => type === 'tracks-near').map(({ data }) => [data['rule'], data['track'], (data['values'] as { other: string }).other]);

test('tells who is near whom in metres, and who belongs together', () => {
  const host = new TestHost(distance, { params });
  expect(near(host)).toEqual([['Near', '1', '2'], ['Together', '1', '2'], ['Near', '2', '3']]);
});

test('shows how far strangers are apart, and counts them alone', () => {
  const host = new TestHost(distance, { params });
  const texts = scene.frames().map((frame) => host.push(frame).draws.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])));
  expect(texts[130]).toEqual(['1.0 m', 'too near: 1 now, 1 so far', 'together: 2']);
  expect(texts.at(-1)).toEqual(['too near: 0 now, 1 so far', 'together: 2']);
});

test('a reload knows who belongs together', () => {
  let host = new TestHost(distance, { params });
  scene.frames().slice(0, 100).forEach((frame) => host.push(frame));
  host = host.reload(distance);
  expect(host.push(scene.frames()[100]!).draws.map(({ text }) => text)).toContain('together: 2');
});
