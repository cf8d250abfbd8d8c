// SPDX-License-Identifier: MIT
// The files that pages of sdk/docs show (```ts name.ts) are compiled, and the tests among them are run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = join(root, 'sdk/docs');

let folder: string;
let tests = 0;
beforeAll(() => {
  // Within the project, so that packages are found as an author's project finds them.
  mkdirSync(join(root, 'out'), { recursive: true });
  folder = mkdtempSync(join(root, 'out/docs-'));
  const tsconfig = { extends: '../../tsconfig.base.json', compilerOptions: { noEmit: true, types: ['node'] } };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  // Without a configuration of its own, vitest would take the project's.
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { testTimeout: 60_000 } };\n');
  for (const page of readdirSync(docs, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.md'))) {
    for (const [, name, code] of readFileSync(join(docs, page), 'utf8').matchAll(/^```ts (\S+)\n([^]*?)^```$/gm)) {
      mkdirSync(join(folder, page), { recursive: true });
      writeFileSync(join(folder, page, name!), code!);
      if (name!.endsWith('.test.ts')) tests += [...code!.matchAll(/^test\(/gm)].length;
    }
  }
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

test('they compile', { timeout: 120_000 }, () => {
  expect(run(createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.')).toBe('exit 0');
});

test('the tests pass', { timeout: 120_000 }, () => {
  const output = run(join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', '.');
  expect(output).toContain(`Tests  ${tests} passed`);
  expect(output).toMatch(/exit 0$/);
});
