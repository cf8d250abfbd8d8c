// SPDX-License-Identifier: MIT
import { TestHost, type TestObject } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import { KalmanAxis } from './kalman.js';
import tracker from './index.js';

const FPS = 10;
const host = (params: object = {}): TestHost => new TestHost(tracker, { params, fps: FPS });

/** A person whose box starts at `left`. */
const person = (left: number, more: Partial<TestObject> = {}): TestObject => ({ left, top: 100, width: 40, height: 100, confidence: 0.9, ...more });

/** The ids that the objects of a frame got. */
const push = (tracked: TestHost, ...objects: TestObject[]): (bigint | undefined)[] => tracked.push({ objects }).objects.map((object) => object.trackId);

describe('identities', () => {
  test('a track gets its id with the third detection and keeps it', () => {
    const tracked = host();
    const ids = Array.from({ length: 6 }, (_, i) => push(tracked, person(100 + 10 * i))[0]);
    expect(ids).toEqual([undefined, undefined, 1n, 1n, 1n, 1n]);
  });

  test('two people who meet and part keep their ids', () => {
    const tracked = host({ minHits: 1 });
    const ids = Array.from({ length: 31 }, (_, i) => push(tracked, person(10 * i), person(300 - 10 * i, { top: 120 })));
    expect(ids.at(-1)).toEqual(ids[0]);
  });

  test('a track that is hidden for less than maxAge is found where it went', () => {
    const tracked = host({ minHits: 1, maxAge: 1 });
    for (let i = 0; i <= 10; i++) push(tracked, person(10 * i));
    for (let i = 0; i < 8; i++) push(tracked);
    expect(push(tracked, person(190))).toEqual([1n]);
  });

  test('a track that is hidden for longer comes back as another', () => {
    const tracked = host({ minHits: 1, maxAge: 1 });
    push(tracked, person(100));
    for (let i = 0; i < 12; i++) push(tracked);
    expect(push(tracked, person(100))).toEqual([2n]);
  });

  test('a gap in time counts in seconds, not in frames', () => {
    const tracked = host({ minHits: 1, maxAge: 1 });
    tracked.push({ time: 0, objects: [person(100)] });
    expect(tracked.push({ time: 1.5, objects: [person(100)] }).objects[0]?.trackId).toBe(2n);
  });

  test('classes and sources do not share tracks', () => {
    const tracked = host({ minHits: 1 });
    const { frames } = tracked.push({
      frames: [{ sourceId: 0, objects: [person(100), person(100, { classId: 2 })] }, { sourceId: 1, objects: [person(100)] }],
    });
    expect(frames.flatMap((frame) => frame.objects.map((object) => object.trackId))).toEqual([1n, 2n, 3n]);
    expect(push(tracked, person(102, { classId: 2 }), person(102))).toEqual([2n, 1n]);
  });

  test('tracks and ids go on after a reload', () => {
    const [tracked, never] = [host({ minHits: 2 }), host({ minHits: 2 })];
    const at = (i: number): TestObject[] => [person(10 * i), ...(i > 8 ? [person(600 - 5 * i)] : [])];
    for (let i = 0; i < 10; i++) expect(push(tracked, ...at(i))).toEqual(push(never, ...at(i)));
    const next = tracked.reload(tracker);
    const boxes = Array.from({ length: 5 }, (_, i) => [...at(10 + i), person(900)]);
    const expected = boxes.map((objects) => push(never, ...objects));
    expect(expected.at(-1)).toEqual([1n, 2n, 3n]);
    expect(boxes.map((objects) => push(next, ...objects))).toEqual(expected);
  });

  test('after a restart nobody goes on, and no id is given again', () => {
    const [first, second] = [host({ minHits: 1 }), host({ minHits: 1 })];
    for (let i = 0; i < 5; i++) push(first, person(100));
    second.restore(first.save());
    expect(push(second, person(100))).toEqual([2n]);
  });

  test('a source that comes again starts anew', () => {
    const tracked = host({ minHits: 1 });
    push(tracked, person(100));
    tracked.removeSource(0);
    expect(push(tracked, person(100))).toEqual([2n]);
  });
});

describe('scores', () => {
  test('a detection of low score continues a track but starts none', () => {
    const tracked = host({ minHits: 1 });
    expect(push(tracked, person(100), person(400, { confidence: 0.3 }))).toEqual([1n, undefined]);
    expect(push(tracked, person(102, { confidence: 0.3 }), person(400, { confidence: 0.3 }))).toEqual([1n, undefined]);
  });

  test('a detection below lowScore continues nothing', () => {
    const tracked = host({ minHits: 1 });
    push(tracked, person(100));
    expect(push(tracked, person(100, { confidence: 0.1 }))).toEqual([undefined]);
  });

  test('a single detection is a false alarm that leaves no track', () => {
    const tracked = host({ minHits: 2 });
    push(tracked, person(100));
    push(tracked);
    expect(push(tracked, person(100))).toEqual([undefined]);
  });
});

describe('parameters', () => {
  test('objects without an id can be removed', () => {
    const tracked = host({ removeUntracked: true, minHits: 2 });
    expect(push(tracked, person(100))).toEqual([]);
    expect(push(tracked, person(100), person(400))).toEqual([1n]);
  });

  test('classes that are not named are left alone', () => {
    const tracked = host({ classes: ['person', 7], minHits: 1, removeUntracked: true });
    const objects = [person(0, { label: 'person' }), person(200, { classId: 7 }), person(400, { label: 'car', classId: 2 })];
    expect(push(tracked, ...objects)).toEqual([1n, 2n, undefined]);
  });

  test('a misspelled parameter is refused', () => {
    expect(() => host({ minHit: 3 })).toThrow('minHit: no such parameter; did you mean "minHits"?');
  });
});

describe('bad metadata', () => {
  test.each([
    ['not a number', { left: NaN }],
    ['infinite', { height: Infinity }],
    ['of no size', { width: 0, height: 0 }],
    ['of negative size', { width: -5 }],
  ])('a box that is %s gets no id and harms no other', (_, more) => {
    const tracked = host({ minHits: 1 });
    for (let i = 0; i < 3; i++) expect(push(tracked, person(100, more), person(100))).toEqual([undefined, 1n]);
  });

  test('thousands of boxes in one place do not stop the video', () => {
    const tracked = host({ minHits: 1 });
    const crowd = Array.from({ length: 2000 }, (_, i) => person(i % 50));
    const started = performance.now();
    push(tracked, ...crowd);
    push(tracked, ...crowd);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

test('the Kalman filter learns a speed from positions, whatever the frame rate', () => {
  for (const dt of [0.02, 0.1]) {
    const axis = new KalmanAxis(0, 1, 50);
    for (let time = dt; time < 3; time += dt) {
      axis.predict(dt, 5);
      axis.update(20 * time, 1);
    }
    expect(axis.speed).toBeCloseTo(20, 0);
  }
});
