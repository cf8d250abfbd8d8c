// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { readParams } from './params.js';

const schema = z.object({
  minConfidence: z.number().min(0).max(1).default(0.5),
  lines: z.array(z.object({ name: z.string(), at: z.tuple([z.number(), z.number()]) })).default([]),
  mode: z.enum(['fast', 'exact']).default('fast'),
  title: z.string({ error: 'give the panel a title' }).optional(),
});

const read = (params: unknown): unknown => readParams(schema, JSON.stringify(params));
const message = (params: unknown): string => {
  try {
    read(params);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
};

test('defaults are filled in', () => {
  expect(read({})).toEqual({ minConfidence: 0.5, lines: [], mode: 'fast' });
});

test('no text is no parameters', () => {
  expect(readParams(schema, '')).toEqual(read({}));
});

test('a wrong type names the path, what was expected and what came', () => {
  expect(message({ lines: [{ name: 5, at: [0, 0] }] })).toBe('a parameter is wrong: lines[0].name: expected a string, got a number (5)');
});

test('a missing parameter is named', () => {
  expect(message({ lines: [{ at: [0, 0] }] })).toBe('a parameter is wrong: lines[0].name: expected a string, but it is missing');
});

test('a number out of bounds names the bound', () => {
  expect(message({ minConfidence: 1.5 })).toBe('a parameter is wrong: minConfidence: expected at most 1, got 1.5');
});

test('a misspelled parameter gets a suggestion', () => {
  expect(message({ minConfidense: 1 })).toBe('a parameter is wrong: minConfidense: no such parameter; did you mean "minConfidence"?');
});

test('a misspelled parameter deep inside gets a suggestion', () => {
  expect(message({ lines: [{ nmae: 'a', at: [0, 0] }] })).toContain('lines[0].nmae: no such parameter; did you mean "name"?');
});

test('an unknown parameter gets the list of known ones', () => {
  expect(message({ frobnicate: 1 })).toContain('known are "minConfidence", "lines", "mode", "title"');
});

test('a misspelled choice gets a suggestion', () => {
  expect(message({ mode: 'exakt' })).toBe('a parameter is wrong: mode: expected "fast" or "exact", got "exakt"; did you mean "exact"?');
});

test('all faults are named at once', () => {
  expect(message({ mode: 1, minConfidence: 'x' }).split('\n')).toHaveLength(3);
});

test("the author's own message goes before the general one", () => {
  expect(message({ title: 7 })).toBe('a parameter is wrong: title: give the panel a title');
});

test('an unknown key of a strict object is reported once', () => {
  const strict = z.strictObject({ a: z.number().optional() });
  expect(() => readParams(strict, '{"b":1}')).toThrow(/^a parameter is wrong: b: no such parameter/);
});

test('a loose object takes any key', () => {
  expect(readParams(z.looseObject({}), '{"b":1}')).toEqual({ b: 1 });
});

test('schemas of zod/mini give the same messages', () => {
  const small = mini.object({ n: mini._default(mini.number(), 1) });
  expect(() => readParams(small, '{"n":"x"}')).toThrow('n: expected a number, got a string ("x")');
});

test('a text that is no JSON is refused', () => {
  expect(() => readParams(schema, '{mode: fast}')).toThrow('the parameters are not JSON');
});

test('a processor without parameters refuses some', () => {
  expect(() => readParams(undefined, '{"a":1}')).toThrow('this processor takes no parameters, got "a"');
  expect(readParams(undefined, '{}')).toEqual({});
});

test('the error has the code NVTS_PARAMS', () => {
  expect(() => read({ mode: 1 })).toThrow(expect.objectContaining({ code: 'NVTS_PARAMS' }));
});
