// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { PushResult } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import type { FrameView } from './frame-view.js';
import type { ObjectCursor } from './object-cursor.js';
import type { ObjectView } from './object-view.js';

const box = { left: 10, top: 20, width: 30, height: 40 };
const objects = [
  { ...box, label: 'person', classId: 0, left: 1, trackId: 7 },
  { ...box, label: 'car', classId: 2, left: 2 },
  { ...box, label: 'person', classId: 0, left: 3 },
];

function run(onFrame: (frame: FrameView) => void): PushResult {
  return new TestHost(defineProcessor({ onFrame: (frame) => onFrame(frame) })).push({ objects });
}

function walk<Value>(cursor: ObjectCursor, read: (object: ObjectView) => Value): Value[] {
  const values: Value[] = [];
  while (cursor.next()) values.push(read(cursor));
  return values;
}

test('a cursor has the properties of one object after the other', () => {
  run((frame) => {
    expect(walk(frame.objects.cursor(), ({ left, label, trackId }) => [left, label, trackId])).toEqual([[1, 'person', 7n], [2, 'car', undefined], [3, 'person', undefined]]);
  });
});

test('it can keep to a class, by label or by number', () => {
  run(({ objects }) => {
    expect(walk(objects.cursor('person'), ({ left }) => left)).toEqual([1, 3]);
    expect(walk(objects.cursor(2), ({ left }) => left)).toEqual([2]);
    expect(walk(objects.cursor('bicycle'), ({ left }) => left)).toEqual([]);
  });
});

test('what is set through it is set on the object that it stands on', () => {
  const { objects } = run((frame) => {
    const cursor = frame.objects.cursor();
    while (cursor.next()) {
      if (cursor.label === 'car') cursor.remove();
      else cursor.label = `at ${cursor.left}`;
    }
  });
  expect(objects.map(({ label }) => label)).toEqual(['at 1', 'at 3']);
});

test('objects that were added before the walk are part of it, removed ones are not', () => {
  run((frame) => {
    frame.objects.at(0)!.remove();
    frame.addObject({ ...box, left: 4 });
    const cursor = frame.objects.cursor();
    cursor.next();
    frame.addObject({ ...box, left: 5 });
    expect([cursor.left, ...walk(cursor, ({ left }) => left)]).toEqual([2, 3, 4]);
  });
});

test('its object is the view that stays when it moves on', () => {
  run((frame) => {
    const views = walk(frame.objects.cursor(), (cursor) => (cursor as ObjectCursor).object);
    expect(views).toEqual([...frame.objects]);
    expect(views[0]).toBe(frame.objects.at(0));
  });
});

test('before the first object and after the last it stands on none', () => {
  run((frame) => {
    const cursor = frame.objects.cursor();
    const use = () => cursor.left;
    expect(use).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
    walk(cursor, () => 0);
    expect(use).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
    expect(cursor.next()).toBe(false);
  });
});
