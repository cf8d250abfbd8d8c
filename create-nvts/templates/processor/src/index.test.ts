// SPDX-License-Identifier: MIT
import { objectAt, TestHost, type TestFrame } from '@nvtsprobe/sdk/testing';
import { readRecording } from '@nvtsprobe/sdk/testing/node';
import '@nvtsprobe/sdk/testing/vitest';
import { expect, test } from 'vitest';
import processor from './index.js';

const person = (confidence: number) => objectAt([100, 300], { confidence });

test('marks the people that the detector is sure of, and removes the others', () => {
  const host = new TestHost(processor, { params: { minConfidence: 0.6 } });
  const { objects, draws } = host.push({ objects: [person(0.9), person(0.5), objectAt([500, 300], { label: 'car' })] });
  expect(objects.map(({ label }) => label)).toEqual(['person', 'car']);
  expect(objects[0]?.borderColor).not.toEqual(objects[1]?.borderColor);
  expect(draws.map(({ text }) => text)).toEqual(['people: 1']);
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

test('on the recording, three people come and go', () => {
  const played = new TestHost(processor).play(readRecording(new URL('../recordings/people.jsonl', import.meta.url)));
  expect(played).toHaveEmitted('count-changed', { from: 2, to: 3 });
  expect(played.events.map(({ data }) => data['to'])).toEqual([1, 2, 3, 2, 1, 0]);
});
