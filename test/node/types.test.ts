// SPDX-License-Identifier: MIT
// The types of the Node binding, and the examples in its documentation, hold for a program's code.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, root } from '../pipelines/gst.js';

const source = join(root, 'runtime/node/src');

let folder: Folder;
beforeAll(() => {
  // Within the project, so that packages are found as an author's project finds them.
  mkdirSync(join(root, 'out'), { recursive: true });
  folder = new Folder(join(root, 'out'));
});
afterAll(() => folder.remove());

test('they compile', () => {
  const examples = readdirSync(source).flatMap((name) => {
    const text = readFileSync(join(source, name), 'utf8');
    return [...text.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm)].map((match) => match[1]!.replace(/^ *\* ?/gm, ''));
  });
  expect(examples.length).toBeGreaterThan(1);
  examples.forEach((code, i) => folder.write(`example-${i}.ts`, code));
  copyFileSync(join(root, 'test/node/types/events.ts'), folder.file('events.ts'));
  const lib = ['ES2023', 'ESNext.Disposable'];
  const compilerOptions = { noEmit: true, types: ['node'], lib, paths: { '@nvtsprobe/node': [join(source, 'index.ts')] } };
  folder.write('package.json', '{"type":"module"}');
  folder.write('tsconfig.json', JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions }));
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
