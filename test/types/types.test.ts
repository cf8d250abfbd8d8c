// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('every example in the documentation of the SDK compiles', { timeout: 120_000 }, () => {
  const sources = readdirSync(join(root, 'sdk/src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const examples = sources.flatMap((name) => {
    const text = readFileSync(join(root, 'sdk/src', name), 'utf8');
    return [...text.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm)].map((match) => match[1]!.replace(/^ *\* ?/gm, ''));
  });
  expect(examples.length).toBeGreaterThan(5);
  // It lies within the project, so that packages are found as an author's project finds them.
  mkdirSync(join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(join(root, 'out/examples-'));
  try {
    examples.forEach((code, i) => writeFileSync(join(folder, `example-${i}.ts`), code));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions: { noEmit: true, types: ['node'] } }));
    expect(compile(folder)).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
