// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What tsc says about a project; '' when it is content. */
function compile(project: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  return stdout + stderr;
}

test("the types of the SDK hold for an author's code", { timeout: 120_000 }, () => {
  expect(compile(here)).toBe('');
});

const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'tsconfig.json')));

test.each(['sdk', 'scripts/scenes', 'test/conformance', ...examples.map((name) => `examples/${name}`)])('%s compiles', { timeout: 120_000 }, (folder) => {
  expect(compile(join(root, folder))).toBe('');
});
