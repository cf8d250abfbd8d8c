// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { TestFrame } from '../../testing/records.js';
import { TestHost } from '../../testing/test-host.js';
import type { TrailsOptions } from './options.js';
import { Trails } from './trails.js';

/** Tracks of boxes 20 × 50 whose feet are at points. */
function start(options: TrailsOptions = {}, fps = 10) {
  const rule = new Trails(options);
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        rule.update(frame);
        rule.draw(frame, { color: '#ff0000' });
      },
    }),
    { fps },
  );
  const push = (feet: readonly (readonly [x: number, y: number] | undefined)[], more: Partial<TestFrame> = {}) =>
    host.push({ objects: feet.flatMap((foot, trackId) => (foot ? [{ trackId, left: foot[0] - 10, top: foot[1] - 50, width: 20, height: 50 }] : [])), ...more }).draws;
  const points = () => rule.trails()[0]?.points.map(({ x, y, age }) => [x, y, Math.round(age * 1000) / 1000]);
  return { rule, push, points };
}

test('a trail is the way of the anchor in the last seconds, the newest point first', () => {
  const { push, points } = start({ seconds: 0.3 });
  for (const x of [0, 10, 20, 30, 40, 50]) push([[x, 100]]);
  expect(points()).toEqual([[50, 100, 0], [40, 100, 0.1], [30, 100, 0.2], [20, 100, 0.3]]);
});

test('it is drawn from point to point, older parts fainter', () => {
  const { push } = start({ seconds: 1 });
  const draws = Array.from({ length: 11 }, (_, i) => push([[10 * i, 100]])).at(-1)!;
  expect(draws[0]).toMatchObject({ kind: 'line', x1: 90, y1: 100, x2: 100, y2: 100, width: 2, color: [1, 0, 0, 1] });
  expect(draws.at(-1)).toMatchObject({ x1: 0, x2: 10, color: [1, 0, 0, 0.125] });
});

test('a track that stands still has no trail but to where it stands, however its box trembles', () => {
  const { rule, push } = start({ seconds: 100 });
  for (let i = 0; i < 200; i++) push([[500 + (i % 2), 100]]);
  expect(rule.trails()[0]?.points.length).toBe(2);
  push([[600, 100]]);
  push([[700, 100]]);
  expect(rule.trails()[0]?.points[0]).toMatchObject({ x: 700, y: 100, age: 0 });
});

describe.each([5, 60])('at %i frames a second', (fps) => {
  test('a trail goes back as far, with no more points than it may have', () => {
    const { rule, push } = start({ seconds: 4, points: 10 }, fps);
    for (let i = 0; i <= 10 * fps; i++) push([[(i * 100) / fps, 100]]);
    const { points } = rule.trails()[0]!;
    expect(points.length).toBeLessThanOrEqual(10);
    expect(points.at(-1)!.age).toBeGreaterThan(3);
    expect(points.at(-1)!.age).toBeLessThanOrEqual(4);
  });
});

test('while a track is unseen its trail becomes older, and it is gone with the track', () => {
  const { rule, push, points } = start({ seconds: 10, maxGap: 0.5 });
  for (const x of [0, 10, 20]) push([[x, 100]]);
  for (let i = 0; i < 5; i++) push([undefined]);
  expect(points()?.[0]).toEqual([20, 100, 0.5]);
  push([undefined]);
  expect(rule.trails()).toEqual([]);
});

test('a track id that is used again starts a trail of its own', () => {
  const { rule, push } = start({ seconds: 10, maxGap: 0.5 });
  for (const x of [0, 10]) push([[x, 100]]);
  push([[500, 100]], { time: 100 });
  expect(rule.trails()).toEqual([]);
});

test('a picture of another size takes the trails along', () => {
  const { push, points } = start({ seconds: 2 });
  push([[0, 100]], { width: 1000, height: 500 });
  push([[100, 100]], { width: 1000, height: 500 });
  push([[75, 50]], { width: 500, height: 250 });
  expect(points()).toEqual([[75, 50, 0], [50, 50, 0.1], [0, 50, 0.2]]);
});

test('hundreds of trails share what a frame takes, and each keeps its newest part', () => {
  const { push } = start({ seconds: 2, step: 1 });
  let draws: ReturnType<typeof push> = [];
  for (let i = 0; i < 30; i++) draws = push(Array.from({ length: 200 }, (_, track) => [10 * i, 60 + track] as const));
  expect(draws.length).toBe(600);
  expect(draws.filter(({ x2 }) => x2 === 290).length).toBe(200);
});

test('trails go on after a reload', () => {
  const first = start({ seconds: 2 });
  for (const x of [0, 10, 20]) first.push([[x, 100]]);
  const second = start({ seconds: 2 });
  second.rule.restore(JSON.parse(JSON.stringify(first.rule.save())) as ReturnType<typeof first.rule.save>);
  second.push([[30, 100]], { time: 0.3 });
  expect(second.points()).toEqual([[30, 100, 0], [20, 100, 0.1], [10, 100, 0.2], [0, 100, 0.3]]);
});

test.each<[string, object, string]>([
  ['no time', { seconds: 0 }, 'seconds: expected more than 0, got 0'],
  ['too many points', { points: 1000 }, 'points: expected at most 128, got 1000'],
  ['a misspelt option', { second: 3 }, 'second: no such option; did you mean "seconds"?'],
])('%s is refused', (_, options, message) => {
  expect(() => new Trails(options as TrailsOptions)).toThrow(message);
});
