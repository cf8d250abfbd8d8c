// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { TestHost, type TestFrame, type TestObject } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import processor from './index.js';

const person = (confidence: number): TestObject => ({ label: 'person', confidence, left: 100, top: 50, width: 40, height: 120 });

test('marks those that the detector is sure of, and removes the others', () => {
  const host = new TestHost(processor, { params: { minConfidence: 0.6 } });
  const { objects, draws } = host.push({ objects: [person(0.9), person(0.5), { ...person(0.1), label: 'dog' }] });
  expect(objects.map(({ label }) => label)).toEqual(['person', 'dog']);
  expect(objects[0]?.borderColor).not.toEqual(objects[1]?.borderColor);
  expect(draws.map(({ text }) => text)).toEqual(['person: 1']);
});

test('tells when there are more or fewer, for each source', () => {
  const host = new TestHost(processor);
  const told = (frame: TestFrame): unknown[] => host.push(frame).events.map(({ data }) => [data['from'], data['to']]);
  expect(told({ objects: [person(0.9), person(0.8)] })).toEqual([[0, 2]]);
  expect(told({ objects: [person(0.9), person(0.8)] })).toEqual([]);
  expect(told({ sourceId: 1, objects: [person(0.9)] })).toEqual([[0, 1]]);
  expect(told({ objects: [] })).toEqual([[2, 0]]);
});

test('a parameter that cannot be is refused at the start', () => {
  expect(() => new TestHost(processor, { params: { minConfidence: 2 } })).toThrow('minConfidence: expected at most 1, got 2');
});

test('on the recording, four people come and go', () => {
  const host = new TestHost(processor);
  const counts = readRecording().flatMap((frame) => host.push(frame).events.map(({ data }) => data['to']));
  expect(counts).toEqual([1, 2, 3, 2, 1, 0]);
});

/** The frames of recordings/people.jsonl, as nvtsrecord writes them. */
function readRecording(): TestFrame[] {
  interface Recorded {
    readonly frame: number;
    readonly pts: string;
    readonly size: readonly [number, number];
    readonly objects?: readonly {
      readonly class: number;
      readonly label: string;
      readonly track: string;
      readonly confidence: number;
      readonly box: readonly [number, number, number, number];
    }[];
  }
  const [, ...lines] = readFileSync(new URL('../recordings/people.jsonl', import.meta.url), 'utf8').trim().split('\n');
  return lines
    .flatMap((line) => (JSON.parse(line) as { readonly frames: readonly Recorded[] }).frames)
    .map(({ frame, pts, size: [width, height], objects = [] }) => ({
      frameNumber: frame,
      time: Number(pts) / 1e9,
      width,
      height,
      objects: objects.map(({ class: classId, label, track, confidence, box: [left, top, boxWidth, boxHeight] }) => ({
        classId, label, trackId: BigInt(track), confidence, left, top, width: boxWidth, height: boxHeight,
      })),
    }));
}
