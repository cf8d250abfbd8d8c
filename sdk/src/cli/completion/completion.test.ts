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

/** Why the tests of a shell are skipped, if they are. */
const without = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status !== 0;

test.skipIf(without('fish'))('fish completes commands and options, with what they are for (skipped where there is no fish)', async () => {
  const { out } = await run('completion', 'fish');
  const complete = (line: string): string[] =>
    spawnSync('fish', ['--no-config', '-c', `${out}\ncomplete -C ${JSON.stringify(line)}`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  expect(complete('nvts do')).toEqual([expect.stringMatching(/^doctor\ttells what is installed/)]);
  expect(complete('nvts build --mi')).toEqual([expect.stringMatching(/^--minify\t/)]);
  expect(complete('nvts help va').map((line) => line.split('\t')[0])).toEqual(['validate']);
});

test.skipIf(without('zsh'))('zsh completes commands and options (skipped where there is no zsh)', async () => {
  const { out } = await run('completion', 'zsh');
  // A terminal of its own, on which Tab is pressed; what the line has become is read back.
  const complete = (line: string): string => {
    const script = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; eval "$COMPLETION"; bindkey "^I" complete-word'
zpty -w shell 'show() { print -r -- "<$BUFFER>"; zle kill-whole-line }; zle -N show; bindkey "^X" show; print READY$((1))'
zpty -r shell text '*READY1*'
zpty -n -w shell $'${line}\t\x18'
zpty -r shell text '*<*>*'
print -r -- $text`;
    const { stdout } = spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8', env: { ...process.env, COMPLETION: out, TERM: 'dumb' }, timeout: 20_000 });
    return /<([^>]*)>/.exec(stdout)?.[1]?.trim() ?? stdout;
  };
  expect(complete('nvts do')).toBe('nvts doctor');
  expect(complete('nvts build --mi')).toBe('nvts build --minify');
  expect(complete('nvts help va')).toBe('nvts help validate');
});

test('another shell is refused', async () => {
  expect(await run('completion', 'tcsh')).toMatchObject({ code: 2, err: expect.stringContaining('completion knows bash, zsh, fish, not tcsh') as string });
});
