// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { readTensor, TestParser, type TestModel } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import parser from './index.js';

const model: TestModel = { network: { width: 320, height: 320 }, labels: ['person', 'car'] };

/** Made by hand: two people of whom several candidates tell, a car, and candidates that are nothing. */
const tensor = readTensor(readFileSync(new URL('../tensors/output0-6x32.f32', import.meta.url)), [6, 32]);

test('the tensor has two people and a car', () => {
  const { detections } = new TestParser(parser, model).parse({ output0: tensor });
  const rounded = detections.map(({ label, confidence, left, top, width, height }) => [label, Number(confidence.toFixed(2)), left, top, width, height]);
  expect(rounded).toEqual([
    ['person', 0.91, 40, 60, 40, 100],
    ['car', 0.84, 180, 120, 90, 60],
    ['person', 0.78, 100, 70, 36, 90],
  ]);
});

test('a higher threshold leaves the surest', () => {
  const { detections } = new TestParser(parser, { ...model, params: { threshold: 0.8 } }).parse({ output0: tensor });
  expect(detections.map(({ label }) => label)).toEqual(['person', 'car']);
});

test('a tensor of zeros has nothing', () => {
  const empty = { data: new Float32Array(6 * 32), dims: [6, 32] };
  expect(new TestParser(parser, model).parse({ output0: empty }).detections).toEqual([]);
});

test('another model is refused', () => {
  const other = { data: new Float32Array(32), dims: [32] };
  expect(() => new TestParser(parser, model).parse({ output0: other })).toThrow('output0');
});
