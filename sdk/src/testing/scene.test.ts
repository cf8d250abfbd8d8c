// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { type Actor, Scene } from './scene.js';

const walker: Actor = { label: 'person', size: [40, 100], path: [[1, 100, 400], [3, 300, 400], [5, 300, 400]] };
const boxes = (scene: Scene, time: number) => scene.at(time).map(({ left, top, width, height }) => [left, top, width, height]);

test('an actor is there from its first waypoint to its last, and stands between two at one place', () => {
  const scene = new Scene([walker]);
  expect(boxes(scene, 0.9)).toEqual([]);
  expect(boxes(scene, 1)).toEqual([[80, 300, 40, 100]]);
  expect(boxes(scene, 2)).toEqual([[180, 300, 40, 100]]);
  expect([boxes(scene, 3), boxes(scene, 5)]).toEqual([[[280, 300, 40, 100]], [[280, 300, 40, 100]]]);
  expect(boxes(scene, 5.1)).toEqual([]);
});

test('frames come until the last actor has gone, as a test host takes them', () => {
  const frames = new Scene([walker], { width: 640, height: 480, fps: 5 }).frames();
  expect(frames).toHaveLength(26);
  expect(frames[5]).toEqual({
    frameNumber: 5, time: 1, width: 640, height: 480,
    objects: [{ classId: 0, label: 'person', trackId: 1, left: 80, top: 300, width: 40, height: 100 }],
  });
});

test('on a plane, paths and sizes are metres on the ground', () => {
  const plane = { image: [[0, 400], [800, 400], [600, 200], [200, 200]], ground: [[0, 0], [8, 0], [8, 8], [0, 8]] } as const;
  const scene = new Scene([{ label: 'person', size: [1, 2], path: [[0, 4, 0], [8, 4, 8]] }], { plane });
  expect(boxes(scene, 0)).toEqual([[expect.closeTo(350), expect.closeTo(200), expect.closeTo(100), expect.closeTo(200)]]);
  expect(boxes(scene, 8)).toEqual([[expect.closeTo(375), expect.closeTo(100), expect.closeTo(50), expect.closeTo(100)]]);
});

describe('something seen from above', () => {
  const car = (path: Actor['path']): Actor => ({ label: 'car', footprint: [90, 40], path });
  const seen = (path: Actor['path'], time: number) => new Scene([car(path)]).at(time)[0]!;

  test('has a box around where it heads', () => {
    expect(seen([[0, 100, 100], [1, 200, 100]], 0)).toMatchObject({ left: 55, top: 80, width: 90, height: 40, heading: 0 });
    const down = seen([[0, 100, 100], [1, 100, 200]], 0);
    expect([down.left, down.top, down.width, down.height].map(Math.round)).toEqual([80, 55, 40, 90]);
  });

  test('keeps its heading while it stands, and reverses where it turns by more than a right angle', () => {
    const path = [[0, 0, 0], [1, 100, 0], [2, 100, 0], [3, 0, 0]] as const;
    expect([0, 1.5, 2.5].map((time) => Math.cos(seen(path, time).heading))).toEqual([1, 1, expect.closeTo(1)]);
  });
});

describe('noise', () => {
  const scene = (more: object): Scene => new Scene([{ ...walker, path: [[0, 300, 400], [99.9, 300, 400]] }], more);
  const frames = (more: object) => scene(more).frames().map(({ objects = [] }) => objects[0]);

  test('is the same each time, but for another seed', () => {
    const noise = { jitter: 0.05, missed: 0.3 };
    expect(frames(noise)).toEqual(frames(noise));
    expect(frames({ ...noise, seed: 2 })).not.toEqual(frames(noise));
  });

  test('moves edges by no more than it is told', () => {
    const tops = frames({ jitter: 0.05 }).map((box) => box!.top);
    expect(Math.max(...tops)).toBeLessThanOrEqual(305);
    expect(Math.min(...tops)).toBeGreaterThanOrEqual(295);
    expect(new Set(tops).size).toBeGreaterThan(900);
  });

  test('leaves out the part of the boxes that it is told', () => {
    const missed = frames({ missed: 0.2 }).filter((box) => !box).length;
    expect(missed / 1000).toBeCloseTo(0.2, 1);
  });
});

test('boxes end where the picture does, and little of an actor is not seen', () => {
  const scene = new Scene([{ label: 'person', size: [40, 100], path: [[0, -20, 100], [4, 20, 100]] }]);
  const lefts = scene.frames().map(({ objects = [] }) => objects[0] && [objects[0].left, objects[0].width]);
  expect([lefts[0], lefts[15], lefts[20], lefts[40]]).toEqual([undefined, undefined, [0, 20], [0, 40]]);
});

test.each([
  ['needs either size or footprint', { label: 'x', path: walker.path }],
  ['needs a size above 0, got [0,1]', { ...walker, size: [0, 1] }],
  ['needs a path of two waypoints or more', { ...walker, path: [[0, 0, 0]] }],
  ['has a waypoint that is not finite', { ...walker, path: [[0, 0, 0], [1, NaN, 0]] }],
  ['goes back in time from [1,0,0] to [1,5,0]', { ...walker, path: [[1, 0, 0], [1, 5, 0]] }],
])('an actor is refused that %s', (message, actor) => {
  expect(() => new Scene([actor as Actor])).toThrow(message);
});
