// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { run } from '../testing.js';
import { optionsOf, SHELLS } from './scripts.js';

test('options are those that the help lists', () => {
  expect(optionsOf('nvts x [options]\n\n  -o, --output <file>   where to write it; more\n  --json                prints JSON\n  *.yaml  no option\n')).toEqual([
    { flag: '--output', value: 'file', summary: 'where to write it' },
    { flag: '--json', value: undefined, summary: 'prints JSON' },
  ]);
});

test.each(SHELLS)('%s gets every command with its options', async (shell) => {
  const { code, out } = await run('completion', shell);
  expect(code).toBe(0);
  for (const word of ['build', 'doctor', 'validate', 'minify', 'recording']) expect(out).toContain(word);
});

test('bash completes a command and its options', async () => {
  const { out } = await run('completion', 'bash');
  const complete = (...words: string[]): string[] => {
    const script = `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nvts; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  };
  expect(complete('nvts', 'do')).toEqual(['doctor']);
  expect(complete('nvts', 'build', '--mi')).toEqual(['--minify']);
  expect(complete('nvts', 'help', 'va')).toEqual(['validate']);
  expect(complete('nvts', 'build', 'sr')).toEqual([]);
});

test('another shell is refused', async () => {
  expect(await run('completion', 'tcsh')).toMatchObject({ code: 2, err: expect.stringContaining('completion knows bash, zsh, fish, not tcsh') as string });
});
