// SPDX-License-Identifier: MIT
// Every error code has an entry in docs/troubleshooting.md, links between pages lead somewhere, what command lines name is there,
// and the reference can be made.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../sdk/src/cli/testing.js';
import { blocksOf, files, read, root } from './blocks.js';

describe('docs/troubleshooting.md', () => {
  const entries = Array.from(read('docs/troubleshooting.md').matchAll(/^### (\w+)$/gm), ([, code]) => code!);
  const native = Array.from(read('runtime/support/status.cpp').matchAll(/Name\{ErrorCode::\w+, "(NVTS_\w+)"\}/g), ([, code]) => code!);
  const binding = files('runtime/node', '.cpp').flatMap((path) => Array.from(read(path).matchAll(/make_error\(env, "(NVTS_\w+)"/g), ([, code]) => code!));
  const thrown = ['sdk/src', 'runtime', 'create-nvts']
    .flatMap((folder) => files(folder, '.ts', '.mjs'))
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((path) => Array.from(read(path).matchAll(/(?:Error\(|code: |fail\(|coded\()\s*'(NVTS_\w+)'/g), ([, code]) => code!))
    .concat(binding);

  test('has an entry for each code', () => {
    expect(native.length).toBeGreaterThan(20);
    expect([...new Set([...native, ...thrown])].filter((code) => !entries.includes(code))).toEqual([]);
  });

  test('has one entry a code, and none for codes that are gone', () => {
    expect(entries.filter((code, i) => entries.indexOf(code) !== i || !(native.includes(code) || thrown.includes(code)))).toEqual([]);
  });
});

describe('links', () => {
  const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

  test.each(files('.', '.md'))('of %s lead somewhere', (page) => {
    const text = read(page).replace(/```[^]*?```/g, '');
    const dead = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link!)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path, anchor] = link.split('#') as [string, string | undefined];
        const target = path === '' ? join(root, page) : resolve(root, dirname(page), path);
        if (!existsSync(target) || relative(root, target).startsWith('..')) return true;
        if (anchor === undefined || !target.endsWith('.md')) return false;
        return !Array.from(readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm), ([, heading]) => anchorOf(heading!)).includes(anchor);
      });
    expect(dead).toEqual([]);
  });
});

describe('command lines', () => {
  const lines = files('.', '.md').flatMap((page) => blocksOf(page).filter(({ language }) => language === 'sh').flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n').map((line) => [page, line] as const)));
  const commands = lines.filter(([, line]) => /^(?:npx )?nvts [a-z]/.test(line));

  test.each(commands)('%s: %s', async (_, line) => {
    const [command, ...words] = line.replace(/ #.*/, '').replace(/^(?:npx )?nvts /, '').split(' ');
    const { code, out } = await run(command!, '--help');
    expect(code).toBe(0);
    for (const option of words.filter((word) => /^--?[a-z]/.test(word))) expect(out.split(/[\s,]+/)).toContain(option);
  });

  const elements = ['nvtsprobe', 'nvtsrecord', 'nvtsreplay', 'nvtsinfer', 'nvtsosd'];
  const sources = Object.fromEntries(elements.map((element) => [element, files(`gst-plugin/${element}`, '.cpp', '.h').map(read).join('')]));
  const uses = lines.flatMap(([page, line]) => Array.from(line.matchAll(/\b(nvts[a-z]+)((?: +[a-z-]+=(?:'[^']*'|\S+))+)/g), ([, element, properties]) => [page, element!, properties!.trim()] as const));

  test.each(uses)('%s: %s %s', (_, element, properties) => {
    for (const [, name] of properties.matchAll(/(?:^| )([a-z-]+)=/g)) expect(name === 'name' || sources[element]!.includes(`"${name}"`), name).toBe(true);
  });

  test('there are some', () => {
    expect([commands.length > 10, uses.length > 20]).toEqual([true, true]);
  });
});

test('the reference is made without a warning', { timeout: 120_000 }, () => {
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, '--options', 'sdk/typedoc.json', '--emit', 'none', '--skipErrorChecking'], { cwd: root, encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});
