// SPDX-License-Identifier: MIT
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, run } from '../../testing.js';

const modules = fileURLToPath(new URL('../../../../../node_modules', import.meta.url));

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  symlinkSync(modules, join(folder.path, 'node_modules'));
});
afterAll(() => folder.remove());

const script = (more = ''): string => `import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
export default defineProcessor({ name: 'gate', ${more}params: z.object({ limit: z._default(z.number(), 5) }), onFrame() {} });
`;
const manifest = (nvts: object): string =>
  JSON.stringify({ name: 'nvts-plugin-gate', version: '1.0.0', type: 'module', nvts: { kind: 'processor', entry: 'dist/gate.nvts.js', api: '^1.0.0', ...nvts } }, null, 2);

/** A package in a folder of its own. */
function pack(name: string, source: string, nvts: object, params = 'limit: 5\n'): string {
  folder.write(`${name}/package.json`, manifest(nvts));
  folder.write(`${name}/src/index.ts`, source);
  folder.write(`${name}/params/one.yaml`, params);
  return join(folder.path, name);
}

interface Report {
  readonly ok: boolean;
  readonly files: readonly { readonly file: string; readonly findings: readonly { readonly severity: string; readonly line: number; readonly path: string; readonly message: string }[] }[];
}

async function check(path: string): Promise<string[]> {
  const { code, out } = await run('check', path, '--json');
  const [report] = JSON.parse(out) as [Report];
  expect(report.ok).toBe(code === 0);
  return report.files.flatMap(({ file, findings }) => findings.map(({ severity, line, path: where, message }) => `${severity} ${file.split('/').at(-1)}:${line} ${where}: ${message}`));
}

test('a package that is right is told what was looked at', { timeout: 60_000 }, async () => {
  const path = pack('good', script(), {});
  expect(await run('check', path)).toMatchObject({ code: 0, out: `${path}: ok, processor, types, manifest, 1 file of parameters\n` });
});

test('types, manifest, capabilities and parameters are told together', { timeout: 60_000 }, async () => {
  const path = pack('bad', `${script(`capabilities: ['clock'], `)}export const n: number = 'x';\n`, { kind: 'parser', capabilities: ['eval'] }, 'limit: many\n');
  expect(await check(path)).toEqual([
    "error index.ts:4 : Type 'string' is not assignable to type 'number'. (TS2322)",
    'error package.json:6 nvts.kind: it says that it is a parser, and its script is a processor',
    'error package.json:9 nvts.capabilities: it says that it asks for eval, and its script asks for clock',
    'error one.yaml:1 limit: expected a number, got a string ("many")',
  ]);
});

test('a manifest is held to the schema of manifests, and to what pack would write', { timeout: 60_000 }, async () => {
  const parameters = { type: 'object', properties: { lmit: {} }, additionalProperties: false };
  expect(await check(pack('wrong', script(), { kind: 'plugin', entry: '../gate.js', api: 'one', backend: ['jsc'] }))).toEqual([
    expect.stringContaining('nvts.kind: expected "processor" or "parser", got "plugin"'),
    expect.stringContaining('nvts.entry: expected the path of a file in the package'),
    expect.stringContaining('nvts.api: expected a range of versions'),
    expect.stringContaining('nvts.backend: no such key; did you mean "backends"?'),
  ]);
  expect(await check(pack('stale', script(), { api: '^2.0.0', parameters, defaults: { limit: 1 } }))).toEqual([
    'error package.json:8 nvts.api: it says that it is for the bundle API ^2.0.0, and this SDK makes bundles for 1.0.0: write "api": "^1.0.0"',
    expect.stringContaining('nvts.defaults.limit: it has a default for "limit", and the script has no such parameter; did you mean "lmit"?'),
    expect.stringContaining('warning package.json:9 nvts.parameters: these are not the parameters that its script has now: nvts pack writes them'),
  ]);
});

test('a place over several lines is told by its first', { timeout: 60_000 }, async () => {
  const path = pack('long', script(), { capabilities: [{ clock: true }] }, 'limit: !x [5,\n  6]\n');
  const { out } = await run('check', path, '--json');
  const [{ files }] = JSON.parse(out) as [{ files: { file: string; findings: { line: number; column: number; length: number }[] }[] }];
  const places = files.flatMap(({ file, findings }) => findings.map(({ line, column, length }) => `${file.split('/').at(-1)} ${line}:${column} ${length}`));
  expect(places).toEqual(['package.json 10:7 1', 'one.yaml 1:11 3']);
});

test('a lone script is looked at under the options of a new project', { timeout: 60_000 }, async () => {
  const file = folder.write('lone.ts', `${script()}const list: string[] = [];\nexport const first: string = list[0];\n`);
  expect(await check(file)).toEqual([expect.stringContaining("error lone.ts:5 : Type 'string | undefined' is not assignable")]);
});

test('a definition that cannot be is told', { timeout: 60_000 }, async () => {
  const file = folder.write('twice.ts', script('onBatch() {}, '));
  expect(await check(file)).toEqual([expect.stringContaining('define onFrame or onBatch, not both')]);
});

test.each([
  [['.', 'rules.yaml'], 'check files of rules by themselves'],
  [['.', '--size', '64x48'], '--size is about files of rules'],
])('%j', async (args, message) => {
  const words = args.map((arg) => (arg === '.' ? folder.path : arg));
  expect(await run('check', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(message) as string });
});
