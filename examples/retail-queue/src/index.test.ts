// SPDX-License-Identifier: MIT
import { Scene, TestHost, type EventRecord } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import queue from './index.js';

const params = {
  queue: { polygon: [[0, 400], [600, 400], [600, 600], [0, 600]], debounce: 1, loitering: 20, overcrowding: { count: 2, seconds: 1 } },
  till: { polygon: [[700, 400], [900, 400], [900, 600], [700, 600]] },
};

/** Two customers; the second waits while the first is served, for 12 s. A third walks across the queue. */
const scene = new Scene([
  { label: 'person', size: [50, 150], path: [[0, 500, 700], [1, 500, 500], [3, 500, 500], [5, 800, 500], [13, 800, 500], [15, 800, 900]] },
  { label: 'person', size: [50, 150], path: [[1, 400, 700], [2, 400, 500], [14, 400, 500], [17, 800, 500], [25, 800, 500]] },
  { label: 'person', size: [50, 150], path: [[8, 200, 300], [8.8, 200, 800]] },
], { jitter: 0.01, missed: 0.02 });

const counters = (events: readonly EventRecord[]): unknown => Object.fromEntries(events.map(({ data }) => [data['rule'], data['values']]));

test('tells how long customers waited, and that they were served', () => {
  const host = new TestHost(queue, { params });
  const told = scene.frames().flatMap((frame) => host.push(frame).events);
  expect(told.filter(({ type }) => type === 'sequence-completed').map(({ data }) => data['track'])).toEqual(['1', '2']);
  const waits = told.filter(({ type, data }) => type === 'zone-left' && data['rule'] === 'Queue').map(({ data }) => (data['values'] as { seconds: number }).seconds);
  expect(waits).toEqual([expect.closeTo(3.2, 0), expect.closeTo(14, 0)]);
  expect(counters(host.eos().events)).toMatchObject({ Queue: { entered: 2, left: 2, crowds: 1 }, Served: { completed: 2 } });
});

test('shows who waits, for how long, and asks for another till', () => {
  const host = new TestHost(queue, { params });
  const texts = scene.frames().slice(0, 36).map((frame) => host.push(frame).draws.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])));
  expect(texts.at(0)).toContain('0 waiting, the first for 0:00');
  expect(texts.at(-1)).toEqual(expect.arrayContaining(['1.  0:02', '2.  0:02', '2 waiting, the first for 0:02', 'Please open another till']));
});

test('a reload in the middle of the queue changes nothing', () => {
  const run = (reloadAt: number): unknown => {
    let host = new TestHost(queue, { params });
    scene.frames().forEach((frame, i) => {
      if (i === reloadAt) host = host.reload(queue);
      host.push(frame);
    });
    return counters(host.eos().events);
  };
  expect(run(50)).toEqual(run(-1));
});
