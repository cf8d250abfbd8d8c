// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { TestHost, type TestFrame, type TestObject } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import tracker from '../../tracker/src/index.js';
import counter from './index.js';

const params = {
  lines: [{ name: 'Door', from: [100, 100], to: [300, 100] }],
  zones: [{ name: 'Hall', points: [[100, 100], [300, 100], [300, 300], [100, 300]] }],
  debounce: 0,
};
const host = (more: object = {}): TestHost => new TestHost(counter, { params: { ...params, ...more }, fps: 10 });

/** A tracked person whose feet are at x, y. */
const person = (x: number, y: number, more: Partial<TestObject> = {}): TestObject => ({
  left: x - 10, top: y - 50, width: 20, height: 50, trackId: 7, label: 'person', ...more,
});

describe('events', () => {
  test('who crosses a line and enters a zone is told, with the counts', () => {
    const counted = host();
    counted.push({ objects: [person(200, 90)] });
    const { events } = counted.push({ objects: [person(200, 110)] });
    expect(events).toEqual([
      { type: 'line-crossed', frame: 0, data: { line: 'Door', direction: 'in', trackId: '7', classId: 0, label: 'person', x: 200, y: 100, in: 1, out: 0 } },
      { type: 'zone-entered', frame: 0, data: { zone: 'Hall', trackId: '7', occupancy: 1 } },
    ]);
  });

  test('who leaves a zone is told, with the seconds inside', () => {
    const counted = host();
    for (let i = 0; i < 5; i++) counted.push({ objects: [person(200, 200)] });
    expect(counted.push({ objects: [person(400, 200)] }).events).toEqual([
      { type: 'zone-left', frame: 0, data: { zone: 'Hall', trackId: '7', seconds: 0.5, occupancy: 0 } },
    ]);
  });

  test('the end of the stream brings a summary of each source', () => {
    const counted = host();
    for (const y of [90, 110]) counted.push({ frames: [{ sourceId: 0, objects: [person(200, y)] }, { sourceId: 1 }] });
    expect(counted.eos().events.map(({ type, data }) => [type, data])).toEqual([
      ['summary', { sourceId: 0, frames: 2, lines: [{ name: 'Door', in: 1, out: 0 }], zones: [{ name: 'Hall', entered: 1, left: 0, occupancy: 1 }] }],
      ['summary', { sourceId: 1, frames: 2, lines: [{ name: 'Door', in: 0, out: 0 }], zones: [{ name: 'Hall', entered: 0, left: 0, occupancy: 0 }] }],
    ]);
  });

  test('a source that goes brings its summary, and starts at 0 when it comes again', () => {
    const counted = host();
    for (const y of [90, 110]) counted.push({ objects: [person(200, y)] });
    expect(counted.removeSource(0).events[0]?.data).toMatchObject({ lines: [{ name: 'Door', in: 1 }] });
    counted.push({});
    expect(counted.eos().events[0]?.data).toMatchObject({ frames: 1, lines: [{ name: 'Door', in: 0 }] });
  });
});

describe('a reload or a restart', () => {
  const crossing = { objects: [person(200, 110)] };
  const summary = (counted: TestHost): unknown => counted.eos().events[0]?.data;

  test('in the middle of a crossing: it is counted once, and the counts go on', () => {
    const counted = host();
    for (const y of [90, 110, 90]) counted.push({ objects: [person(200, y)] });
    const next = counted.reload(counter);
    next.push(crossing);
    expect(summary(next)).toMatchObject({ frames: 4, lines: [{ in: 2, out: 1 }], zones: [{ entered: 2, left: 1, occupancy: 1 }] });
  });

  test('with other lines: those of the same name go on', () => {
    const counted = host();
    for (const y of [90, 110]) counted.push({ objects: [person(200, y)] });
    const lines = [{ name: 'Other', from: [0, 0], to: [9, 0] }, { name: 'Door', from: [100, 120], to: [300, 120] }];
    expect(summary(counted.reload(counter, { params: { ...params, lines } }))).toMatchObject({ lines: [{ name: 'Other', in: 0 }, { name: 'Door', in: 1 }] });
  });

  test('a restart keeps the counts, and nobody goes on: ids begin anew', () => {
    const counted = host();
    for (const y of [90, 110, 90]) counted.push({ objects: [person(200, y)] });
    const next = host();
    next.restore(counted.save());
    expect(next.push(crossing).events.map(({ type }) => type)).toEqual(['zone-entered']);
    expect(summary(next)).toMatchObject({ lines: [{ in: 1, out: 1 }], zones: [{ entered: 2, left: 1 }] });
  });
});

describe('drawing', () => {
  const texts = (draws: ReturnType<TestHost['push']>['draws']): string[] => draws.filter(({ kind }) => kind === 'text').map(({ text }) => text);

  test('lines, zones and the panel are drawn with their counts', () => {
    const counted = host();
    counted.push({ objects: [person(200, 90)] });
    const { draws } = counted.push({ objects: [person(200, 110)] });
    expect(texts(draws)).toEqual(['Hall: 1', 'in', 'Door', 'Door   in 1   out 0', 'Hall   1 now   1 entered']);
    expect(draws.find(({ kind }) => kind === 'arrow')).toMatchObject({ x1: 200, y1: 100, x2: 200, y2: 126 });
  });

  test('trails follow tracks for some seconds', () => {
    const counted = host({ trails: { seconds: 0.5 } });
    const trail = (x: number): number => counted.push({ objects: [person(x, 400)] }).draws.filter(({ kind, width }) => kind === 'line' && width === 2).length - 4;
    expect([0, 10, 20, 30, 40, 50, 60, 70].map(trail)).toEqual([0, 1, 2, 3, 4, 5, 5, 5]);
  });

  test('a track that stands still has a short trail', () => {
    const counted = host({ trails: { seconds: 100 }, zones: [] });
    let draws = 0;
    for (let i = 0; i < 200; i++) draws = counted.push({ objects: [person(200 + (i % 2), 400)] }).draws.length;
    expect(draws).toBeLessThan(12);
  });

  test('hundreds of long trails stay within what a frame takes', () => {
    const counted = host({ trails: { seconds: 100 } });
    for (let i = 0; i < 30; i++) {
      counted.push({ objects: Array.from({ length: 200 }, (_, trackId) => person(10 * i, 5 * trackId, { trackId })) });
    }
    expect(counted.push({}).draws.length).toBeLessThanOrEqual(1024);
  });

  test('the panel can stand in another corner, or nowhere', () => {
    const panel = (place: string) => host({ panel: place }).push({ width: 800, height: 600 }).draws.find(({ kind }) => kind === 'rect');
    expect(panel('top-left')).toMatchObject({ x1: 10, y1: 10 });
    expect(panel('bottom-right')!.x1 + panel('bottom-right')!.x2).toBeCloseTo(790, 3);
    expect(panel('bottom-right')!.y1 + panel('bottom-right')!.y2).toBeCloseTo(590, 3);
    expect(panel('none')).toBeUndefined();
  });

  test('it can be left out', () => {
    expect(host({ draw: false }).push({ objects: [person(200, 90)] }).draws).toEqual([]);
  });
});

describe('parameters', () => {
  test('a line of no length is refused at the start', () => {
    expect(() => host({ lines: [{ name: 'x', from: [1, 1], to: [1, 1] }] })).toThrow('a line needs two different points');
  });

  test('a wrong point names its place', () => {
    expect(() => host({ lines: [{ name: 'x', from: [1, '1'], to: [2, 1] }] })).toThrow('lines[0].from[1]: expected a number, got a string ("1")');
  });

  test('nothing to count is worth a warning', () => {
    expect(new TestHost(counter).setup.logs).toEqual([{ level: 'warn', message: expect.stringContaining('nothing is counted') }]);
  });
});

test('the demo counts the same people every time', () => {
  const recording = new URL('../recordings/vtest-yolox_nano.jsonl.gz', import.meta.url);
  const demo: unknown = JSON.parse(readFileSync(new URL('../params/vtest.json', import.meta.url), 'utf8'));
  const tracked = new TestHost(tracker);
  const counted = new TestHost(counter, { params: demo });
  for (const frame of readRecording(recording)) {
    const objects = tracked.push(frame).objects.map(({ parent, ...object }): TestObject => object);
    counted.push({ ...frame, objects });
  }
  expect(counted.eos().events[0]?.data).toEqual({
    sourceId: 0,
    frames: 795,
    lines: [{ name: 'West walk', in: 6, out: 9 }, { name: 'North road', in: 4, out: 4 }, { name: 'East road', in: 14, out: 9 }],
    zones: [{ name: 'Junction', entered: 38, left: 36, occupancy: 2 }, { name: 'Lawn', entered: 4, left: 3, occupancy: 1 }],
  });
});

function readRecording(file: URL): TestFrame[] {
  interface Row {
    readonly frames: readonly { readonly frame: number; readonly pts: string; readonly objects: readonly Recorded[] }[];
  }
  interface Recorded {
    readonly class: number;
    readonly label: string;
    readonly confidence: number;
    readonly box: readonly [number, number, number, number];
  }
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  return lines
    .flatMap((line) => (JSON.parse(line) as Row).frames)
    .map(({ frame, pts, objects }) => ({
      frameNumber: frame,
      time: Number(pts) / 1e9,
      width: 768,
      height: 576,
      objects: objects.map(({ class: classId, label, confidence, box: [left, top, width, height] }) => ({ classId, label, confidence, left, top, width, height })),
    }));
}
