// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { pathText } from '../errors.js';
import { findFaults } from '../processor/params.js';
import { defineParser } from '../parser/define.js';
import { defineProcessor } from '../processor/define.js';
import { apiRangeHolds } from './api-range.js';
import { describeScript, type ScriptDescription } from './describe.js';
import { isPackagePath, isPluginName, pluginPackage } from './manifest.js';

interface RangeCase {
  readonly range: string;
  readonly holds?: readonly string[];
  readonly not?: readonly string[];
  readonly unreadable?: boolean;
}

const ranges = JSON.parse(readFileSync(new URL('../../../test/package/api-ranges.json', import.meta.url), 'utf8')) as RangeCase[];

test.each(ranges)('the range "$range"', ({ range, holds = [], not = [], unreadable = false }) => {
  for (const version of holds) expect([version, apiRangeHolds(range, version)]).toEqual([version, true]);
  for (const version of not) expect([version, apiRangeHolds(range, version)]).toEqual([version, false]);
  expect(apiRangeHolds(range, '1.0.0') === undefined).toBe(unreadable);
});

test('names of packages', () => {
  for (const name of ['nvts-plugin-a', '@me/nvts-plugin-a.b', 'nvts-plugin-0']) expect([name, isPluginName(name)]).toEqual([name, true]);
  const wrong = ['a', 'nvts-plugin-', 'nvts-plugin-A', '../nvts-plugin-a', '/nvts-plugin-a', '@a/../nvts-plugin-b', '@a/nvts-plugin-b/c', '@../nvts-plugin-a', 'nvts-plugin-a\0', 'nvts-plugin-a/..', 'nvts-plugin-..', '@/nvts-plugin-a', `nvts-plugin-${'a'.repeat(210)}`];
  for (const name of wrong) expect([name, isPluginName(name)]).toEqual([name, false]);
});

test('paths in packages', () => {
  for (const path of ['a', 'dist/a.js', './dist/a.js', 'a..b']) expect([path, isPackagePath(path)]).toEqual([path, true]);
  for (const path of ['', '.', '..', '/a', '../a', 'a/../b', 'a//b', 'a/', 'a\\b', 'a\0', 'a\nb', './../a']) expect([path, isPackagePath(path)]).toEqual([path, false]);
});

describe('a manifest', () => {
  const good = { name: 'nvts-plugin-a', version: '1.0.0', keywords: ['nvts-plugin'], nvts: { kind: 'processor', entry: 'dist/a.nvts.js', api: '^1.0.0' } };
  const faults = (change: object): string[] => findFaults(pluginPackage, { ...good, ...change }, 'key').map(({ path, message }) => `${pathText(path)}: ${message}`);

  test('that is right', () => expect(faults({})).toEqual([]));

  test.each([
    [{ name: 'a' }, 'name: expected "nvts-plugin-<name>"'],
    [{ version: '1' }, 'version: expected a version such as "1.2.3"'],
    [{ nvts: { ...good.nvts, kind: 'procesor' } }, 'nvts.kind: '],
    [{ nvts: { ...good.nvts, entry: '../a.js' } }, 'nvts.entry: expected the path of a file in the package'],
    [{ nvts: { ...good.nvts, api: 'one' } }, 'nvts.api: expected a range of versions'],
    [{ nvts: { ...good.nvts, capabilities: ['network'] } }, 'nvts.capabilities[0]: '],
    [{ nvts: { ...good.nvts, entri: 'x' } }, 'did you mean "entry"?'],
    [{ nvts: { ...good.nvts, budget: { deadlineMs: 0 } } }, 'nvts.budget.deadlineMs: '],
  ])('with %j', (change, message) => expect(faults(change).join('\n')).toContain(message));
});

describe('the description of a script', () => {
  const describe = (script: unknown) => JSON.parse(describeScript({ default: script })) as ScriptDescription;

  test('has its parameters as JSON Schema, with units and defaults, closed to other keys', () => {
    const params = z.object({ gap: z._default(z.number(), 2).register(z.globalRegistry, { unit: 's', description: 'how long' }), place: z.object({ x: z.number() }) });
    expect(describe(defineProcessor({ name: 'a', capabilities: ['clock'], params, onFrame() {} }))).toEqual({
      kind: 'processor',
      name: 'a',
      abi: 1,
      capabilities: ['clock'],
      parameters: {
        type: 'object',
        properties: {
          gap: { type: 'number', default: 2, unit: 's', description: 'how long' },
          place: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: false },
        },
        required: ['place'],
        additionalProperties: false,
      },
    });
  });

  test('of a parser without parameters', () => {
    const parser = defineParser({ name: 'p', outputs: { rows: { shape: ['N', 5] } }, parse() {} });
    expect(describe(parser)).toMatchObject({ kind: 'parser', name: 'p', parameters: { type: 'object', properties: {}, additionalProperties: false } });
  });
});
