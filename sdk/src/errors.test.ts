// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { didYouMean, show } from './errors.js';

const known = ['minConfidence', 'lines', 'zones'];

test.each([
  ['minConfidense', 'minConfidence'],
  ['linse', 'lines'],
  ['Zones', 'zones'],
])('%s was meant to be %s', (word, meant) => {
  expect(didYouMean(word, known)).toBe(meant);
});

test.each(['threshold', 'x', ''])('%j is near to nothing', (word) => {
  expect(didYouMean(word, known)).toBeUndefined();
});

test('long values are cut in messages', () => {
  expect(show('x'.repeat(200))).toHaveLength(80);
});

test('a value that is no JSON can be shown', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(show(circle)).toBe('[object Object]');
  expect(show(5n)).toBe('5n');
});
