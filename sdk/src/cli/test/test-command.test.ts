// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Folder, run } from '../testing.js';
import { vitestArguments } from './command.js';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

test.each([
  [[], ['run']],
  [['counter', '-t', 'leaves the zone'], ['run', 'counter', '-t', 'leaves the zone']],
  [['--watch', 'counter'], ['watch', 'counter']],
  [['--json'], ['run', '--reporter=json']],
])('vitest is given %j as %j', (args, expected) => expect(vitestArguments(args)).toEqual(expected));

test("the project's vitest is run in its folder, and its exit code is the command's", async () => {
  folder.write('node_modules/vitest/package.json', '{"name":"vitest","version":"9.0.0","bin":{"vitest":"bin.mjs"}}');
  folder.write('node_modules/vitest/bin.mjs', 'process.exit(process.cwd() === process.argv[3] ? 7 : 8);');
  folder.write('package.json', '{}');
  folder.write('src/a.ts', '');
  vi.spyOn(process, 'cwd').mockReturnValue(`${folder.path}/src`);
  expect((await run('test', folder.path)).code).toBe(7);
});

test('a project without vitest is told how to get it', async () => {
  folder.write('package.json', '{}');
  vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
  expect(await run('test')).toMatchObject({ code: 2, err: expect.stringContaining('npm install -D vitest') as string });
});
