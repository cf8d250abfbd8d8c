// SPDX-License-Identifier: MIT
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures } from '../../create-nvts/scripts/fixtures.mjs';
import { main } from '../../create-nvts/src/main.mjs';
import { readName } from '../../create-nvts/src/name.mjs';
import { writeProject } from '../../create-nvts/src/write.mjs';
import { root, type Run, run } from '../pipelines/gst.js';

const KINDS = ['processor', 'analytics', 'parser'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts create-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const node = (cwd: string, script: string, ...args: string[]): Promise<Run> => run(process.execPath, [script, ...args], { cwd, env: { NO_COLOR: '1' }, seconds: 300 });
const create = (...args: string[]): Promise<Run> => node(folder, join(root, 'create-nvts/bin/create-nvts.mjs'), ...args);

describe('a new project', { timeout: 300_000 }, () => {
  test.concurrent.each(KINDS)('%s: its own build, type check and tests pass', async (kind) => {
    expect(await create(`made-${kind}`, '--kind', kind)).toMatchObject({ code: 0 });
    const project = join(folder, `made-${kind}`);
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    const modules = join(root, 'node_modules');
    expect(await node(project, join(root, 'sdk/bin/nvts.mjs'), 'build', 'src/index.ts', '-o', `dist/made-${kind}.nvts.js`, '--minify')).toMatchObject({ code: 0 });
    expect(await node(project, join(modules, 'typescript/bin/tsc'))).toMatchObject({ code: 0, output: '' });
    const tests = await node(project, join(modules, 'vitest/vitest.mjs'), 'run', '--root', '.');
    expect(tests.code, tests.output).toBe(0);
    expect(tests.output).toMatch(/Tests {2}4 passed/);
  });

  test.each(KINDS)('%s: its manifest names the bundle that its build makes, and it asks for what this repository is tested with', async (kind) => {
    expect(await create('@acme/door', '--kind', kind, '--folder', `of-${kind}`)).toMatchObject({ code: 0 });
    const made = join(folder, `of-${kind}`);
    const manifest = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: '@acme/nvts-plugin-door', keywords: ['nvts-plugin'], nvts: { entry: 'dist/door.nvts.js', api: '^1.0.0' } });
    expect(manifest.scripts.build).toContain('-o dist/door.nvts.js');
    const here = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies;
    const { '@nvtsprobe/sdk': sdk, ...tools } = manifest.devDependencies;
    expect(here).toMatchObject(tools);
    expect(sdk).toBe(`^${JSON.parse(readFileSync(join(root, 'sdk/package.json'), 'utf8')).version}`);
    const texts = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(made, name)).isFile());
    expect(texts).toEqual(expect.arrayContaining(['.gitignore', join('.github', 'workflows', 'publish.yml'), 'README.md', 'launch.sh']));
    for (const name of texts) expect(readFileSync(join(made, name), 'latin1'), name).not.toMatch(/\{\{\w+\}\}/);
    expect(statSync(join(made, 'launch.sh')).mode & 0o111).not.toBe(0);
  });

  test('has recordings and a tensor that are what their generator makes', () => {
    for (const [name, bytes] of Object.entries(fixtures())) {
      expect(readFileSync(join(root, 'create-nvts/templates', name)).equals(bytes), name).toBe(true);
    }
  });
});

describe('a name', () => {
  test.each([
    ['door', { name: 'nvts-plugin-door', folder: 'door', id: 'door' }],
    ['nvts-plugin-door', { name: 'nvts-plugin-door', folder: 'nvts-plugin-door', id: 'door' }],
    ['@acme/door', { name: '@acme/nvts-plugin-door', folder: 'door', id: 'door' }],
  ])('%s', (text, names) => expect(readName(text)).toEqual(names));

  test.each([
    ['', 'it is empty'],
    ['Door Counter', 'such as door-counter'],
    ['.hidden', 'begins with a letter or a digit, such as hidden'],
    ['..', 'begins with a letter or a digit'],
    ['../door', 'it is a path'],
    ['/etc/door', 'it is a path'],
    ['a\\b', 'it is a path'],
    ['@acme/../door', 'it is a path'],
    ['@../door', 'the scope takes'],
    ['@/door', 'the scope takes'],
    ['nvts-plugin-', 'something must follow'],
    ['node_modules', 'npm keeps that name'],
    ['dö', 'takes small letters'],
    ['a\0b', 'takes small letters'],
    ['a'.repeat(210), 'longer than npm takes'],
  ])('%j is refused', (text, why) => expect(() => readName(text)).toThrow(why));
});

describe('what cannot be', () => {
  test.each([
    [[], 'a name is needed'],
    [['door'], 'say which kind with --kind processor|analytics|parser'],
    [['door', '--kind', 'procesor'], 'there is no kind "procesor"'],
    [['door', 'gate', '--yes'], 'one name is expected, got also gate'],
    [['../door', '--yes'], 'it is a path'],
    [['door', '--folder', '', '--yes'], '--folder needs'],
    [['door', '--kinds', 'x'], "Unknown option '--kinds'"],
  ])('on the command line: %j', async (args, why) => {
    expect(await create(...args)).toMatchObject({ code: 2, output: expect.stringContaining(why) as string });
  });

  test.each([
    ['full', 'is not empty (a.txt)'],
    ['full/a.txt', 'is a file'],
    ['full/a.txt/door', 'there is no folder'],
    ['none/door', 'make it first'],
    ['link', 'is a link'],
    ['.', 'in a folder of its own'],
    ['/sys/door', 'nothing was made in /sys'],
  ])('in the place %s', async (place, why) => {
    mkdirSync(join(folder, 'full'), { recursive: true });
    writeFileSync(join(folder, 'full', 'a.txt'), '');
    rmSync(join(folder, 'link'), { force: true });
    symlinkSync(folder, join(folder, 'link'));
    expect(await create('door', '--yes', '--folder', place)).toMatchObject({ code: 1, output: expect.stringContaining(why) as string });
    expect(readdirSync(folder).filter((name) => name.startsWith('.create-nvts'))).toEqual([]);
  });

  test('a write that fails leaves nothing', () => {
    const files = ['a', join('a', 'b')].map((path) => ({ path, bytes: Buffer.from(''), executable: false }));
    expect(() => writeProject(join(folder, 'half'), files)).toThrow('nothing was made');
    expect(existsSync(join(folder, 'half'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.create-nvts'))).toEqual([]);
  });

  test('an empty folder is taken', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await create('door', '--yes', '--folder', 'empty')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'empty', 'package.json'))).toBe(true);
  });
});

describe('on a terminal', () => {
  /** Answers what is asked, line by line; `undefined` is Ctrl-D. */
  async function talk(args: string[], answers: readonly (string | undefined)[]): Promise<{ code: number; out: string }> {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY: true })) as [PassThrough, PassThrough];
    let out = '';
    const left = [...answers];
    stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (!/: $/.test(out) || left.length === 0) return;
      const answer = left.shift();
      if (answer === undefined) stdin.end();
      else stdin.write(`${answer}\n`);
    });
    const code = await main(args, { stdin, stdout, stderr: stdout });
    return { code, out };
  }

  test('it asks for what is left out, until the answer can be', async () => {
    const { code, out } = await talk(['--folder', join(folder, 'asked')], ['Bad Name', 'gate', '7', '2']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('such as bad-name') as string });
    expect(out).toContain('Type a number from 1 to 3');
    expect(JSON.parse(readFileSync(join(folder, 'asked', 'package.json'), 'utf8'))).toMatchObject({ name: 'nvts-plugin-gate' });
    expect(existsSync(join(folder, 'asked', 'params', 'example.yaml'))).toBe(true);
  });

  test('its end makes nothing', async () => {
    expect(await talk(['--folder', join(folder, 'ended')], [undefined])).toMatchObject({ code: 130 });
    expect(existsSync(join(folder, 'ended'))).toBe(false);
  });
});
