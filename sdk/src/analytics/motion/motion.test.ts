// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { Motion, type MotionEvent } from './motion.js';
import type { MotionOptions } from './options.js';

/** What is told of a track of boxes 100 px high that goes along; `undefined` is a frame without it. */
function walk(path: readonly (number | undefined)[], options: MotionOptions = {}, fps = 10) {
  const rule = new Motion({ seconds: 1, maxGap: 0.5, ...options });
  const events: MotionEvent[] = [];
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void events.push(...rule.update(frame)) }), { fps });
  for (const x of path) host.push({ objects: x === undefined ? [] : [{ left: x, top: 100, width: 50, height: 100, trackId: 1 }] });
  return { rule, told: events.map(({ type, time, values }) => [type, Math.round(time * 100) / 100, Math.round(('seconds' in values ? values.seconds : NaN) * 100) / 100, 'lost' in values ? values.lost : undefined]) };
}

const still = (frames: number, x = 500): number[] => Array.from({ length: frames }, (_, i) => x + 5 * Math.sin(i * 2.3));

test('a track that stands still has stopped, however its box trembles, and moves again', () => {
  const { rule, told } = walk([...still(20), 530, 560]);
  expect(told).toEqual([['track-stopped', 1, 1, undefined], ['track-moved', 2, 2, undefined]]);
  expect(rule.counters()).toEqual({ stops: 1, moved: 1, stopped: 0 });
});

test('a track that moves slowly does not stop', () => {
  expect(walk(Array.from({ length: 60 }, (_, i) => 500 + 2 * i)).told).toEqual([]);
});

test('a track that is lost where it stopped moves no more, but stops no longer', () => {
  const { rule, told } = walk([...still(15), ...Array.from({ length: 10 }, () => undefined)]);
  expect(told).toEqual([['track-stopped', 1, 1, undefined], ['track-moved', 1.4, 1.4, 'unseen']]);
  expect(rule.stopped).toBe(0);
});

test('the step and the frame rate', () => {
  expect(walk(still(20), { step: 2 }).told).toEqual([]);
  for (const fps of [5, 60]) expect(walk(still(2 * fps), {}, fps).told).toEqual([['track-stopped', 1, 1, undefined]]);
});
