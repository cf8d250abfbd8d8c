// SPDX-License-Identifier: MIT
// All TypeScript that the documentation shows is compiled and run: in pages, and in doc comments of the SDK. A block may have a name
// (```ts door.ts), under which other blocks of its page import it; one that imports vitest is a test. What `console.log(x); // 5`
// or `// 5: as many` says is what must be printed. The project's README has tests of its own in test/pipelines, the Node binding's in test/node.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { ruleSetOptions } from '@nvtsprobe/sdk';
import { pluginPackage } from '@nvtsprobe/sdk/package';
import * as z from 'zod/mini';
import { type Block, blocksOf, examplesOf, files, root } from './blocks.js';

const pages = [...files('docs', '.md'), ...files('sdk', '.md'), ...files('examples', '.md'), ...files('parsers', '.md'), ...files('create-nvts', 'README.md')].filter((page) => !page.includes('templates'));
const blocks = pages.flatMap(blocksOf);
const examples = files('sdk/src', '.ts').filter((path) => !path.endsWith('.test.ts')).flatMap(examplesOf);

const isTest = ({ code }: Block): boolean => /from 'vitest'/.test(code);

/** Imports a module, runs what it exports, and compares what it prints with what its text says. */
const RUNNER = `
import { format } from 'node:util';
import { TestHost, TestParser, walk } from '@nvtsprobe/sdk/testing';
import { expect, test, vi } from 'vitest';
import modules from './modules.json';

test.each(modules)('$file', async ({ file, prints }) => {
  const log = vi.spyOn(console, 'log').mockReset().mockReturnValue(undefined);
  const { default: script } = await import('./' + file);
  if (script?.definition?.outputs) new TestParser(script);
  // One whose parameters must be given is only loaded.
  else if (script?.definition && (script.definition.params?.safeParse({}).success ?? true)) new TestHost(script).play(walk({ from: [0, 0], to: [900, 900], seconds: 1 }));
  log.mock.calls.forEach((values, i) => {
    const printed = format(...values);
    if (prints[i] !== null && !prints[i].startsWith(printed + ': ')) expect(printed).toBe(prints[i]);
  });
  expect(log.mock.calls).toHaveLength(prints.length);
});
`;

let folder: string;
let testFiles = 1;
beforeAll(() => {
  // Within the project, so that packages are found as an author's project finds them.
  mkdirSync(join(root, 'out'), { recursive: true });
  folder = mkdtempSync(join(root, 'out/docs-'));
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{"type":"module"}');
  write('tsconfig.json', JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions: { noEmit: true, noUnusedLocals: false, types: ['node'] } }));
  // Without a configuration of its own, vitest would take the project's.
  write('vitest.config.mjs', 'export default { test: { testTimeout: 60_000 } };\n');
  const modules: { readonly file: string; readonly prints: readonly (string | null)[] }[] = [];
  [...blocks.filter(({ language }) => language === 'ts'), ...examples].forEach((block, i) => {
    const path = join(block.page, block.name || `block-${i}${isTest(block) ? '.test' : ''}.ts`);
    write(path, block.code);
    if (isTest(block)) testFiles++;
    else modules.push({ file: path, prints: Array.from(block.code.matchAll(/^ *console\.log\(.*\);(?: \/\/ (.*))?$/gm), ([, text = null]) => text) });
  });
  write('modules.json', JSON.stringify(modules));
  write('run.test.mjs', RUNNER);
  // What examples read.
  write('sdk/src/testing/sandbox/src/index.ts', "import { defineProcessor } from '@nvtsprobe/sdk';\nimport * as z from 'zod/mini';\nexport default defineProcessor({ params: z.object({ limit: z.number() }), onFrame() {} });\n");
  write('sdk/src/testing/recordings/door.jsonl.gz', readFileSync(join(root, 'examples/doorway/recordings/doorway.jsonl.gz')));
  write('frame.f32', new Uint8Array(4 * 84 * 8400));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: '1' },
  });
  return `${stdout}${stderr}exit ${status}`;
}

test('there are some', () => {
  expect(examples.length).toBeGreaterThan(40);
  expect(blocks.filter(({ language }) => language === 'ts').length).toBeGreaterThan(25);
});

test('they compile', { timeout: 120_000 }, () => {
  expect(run(createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.')).toBe('exit 0');
});

test('they run, and their tests pass', { timeout: 120_000 }, () => {
  const output = run(join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', '.');
  expect(output).toMatch(/exit 0$/);
  expect(output).toContain(`Test Files  ${testFiles} passed`);
});

test.each(blocks.filter(({ language }) => language === 'yaml').map((block) => [block.page, block] as const))('the rules that %s shows are rules', (_, { code }) => {
  const value = parseYaml(code) as { readonly cameras?: unknown };
  if (value.cameras !== undefined) z.parse(ruleSetOptions, value);
});

test.each(blocks.filter(({ language, code }) => language === 'json' && code.includes('"nvts"')).map((block) => [block.page, block] as const))('the manifest that %s shows is one', (_, { code }) => {
  z.parse(pluginPackage, JSON.parse(code));
});
