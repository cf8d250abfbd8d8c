// SPDX-License-Identifier: MIT
// Every parameter that we ship says what it means, and every number its unit: in manifests, nvts inspect and the JSON Schema of rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeSource, runDescribing } from '../../sdk/src/cli/package/describe-script.js';
import { parameterRows } from '../../sdk/src/cli/package/parameters.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

/** What is missing, and where. */
function missing(schema: unknown): string[] {
  return parameterRows(schema).flatMap(({ name, type, description, unit }) => {
    if (description === undefined) return [`${name}: what it means`];
    return /number/.test(type) && !/string/.test(type) && unit === undefined ? [`${name}: its unit`] : [];
  });
}

test('what lacks a meaning or a unit is found', () => {
  const properties = { a: { type: 'number', description: 'how long' }, b: { type: 'string' }, c: { type: 'object', description: 'more', properties: { d: { type: 'integer', description: 'n', unit: 'px' }, e: {} } } };
  expect(missing({ type: 'object', properties })).toEqual(['a: its unit', 'b: what it means', 'c.e: what it means']);
});

test.each(readdirSync(join(root, 'examples')))('examples/%s', (name) => {
  const { nvts } = readJson('examples', name, 'package.json') as { readonly nvts: { readonly parameters: unknown } };
  expect(missing(nvts.parameters)).toEqual([]);
});

test.each(['processor', 'analytics', 'parser'])('the %s that npm create nvts makes', async (kind) => {
  const { parameters } = await describeSource(join(root, 'create-nvts/templates', kind, 'src/index.ts'));
  expect(missing(parameters)).toEqual([]);
  expect(parameterRows(parameters).length).toBeGreaterThan(0);
});

test('the parsers of the SDK', async () => {
  const wrapper = `
    import { describeScript } from '@nvtsprobe/sdk/describe';
    import * as parsers from '@nvtsprobe/sdk/parsers';
    const all = { ...parsers, attributes: parsers.attributes(['color']) };
    globalThis.__nvts_description = JSON.stringify(Object.entries(all).map(([name, parser]) => [name, JSON.parse(describeScript({ default: parser }, __nvts_described)).parameters]));
  `;
  const parsers = JSON.parse(await runDescribing(wrapper, join(root, 'parsers.js'))) as [string, unknown][];
  expect(parsers.length).toBeGreaterThan(15);
  expect(parsers.flatMap(([name, schema]) => missing(schema).map((what) => `${name}.${what}`))).toEqual([]);
});

test('a file of rules, whatever the kind', () => {
  const rules = readJson('sdk/schemas/rules.schema.json') as { readonly properties: { readonly cameras: { readonly items: { readonly properties: { readonly rules: { readonly items: { readonly oneOf: readonly { readonly properties: Record<string, unknown> }[] } } } } } } };
  expect(missing(rules)).toEqual([]);
  const kinds = rules.properties.cameras.items.properties.rules.items.oneOf;
  expect(kinds.length).toBeGreaterThan(10);
  for (const { properties: { kind, ...properties } } of kinds) expect(missing({ properties }), JSON.stringify(kind)).toEqual([]);
});
