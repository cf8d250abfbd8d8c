// SPDX-License-Identifier: MIT
// A package from its folder to someone else's pipeline: packed, signed, installed from its archive, run by name.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, type Run, root } from './gst.js';

let folder: Folder;
/** Where the package is installed: a project of someone who has nothing else of this. */
let site: string;

function call(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} gave ${status}:\n${stdout}${stderr}`);
}
const nvts = (cwd: string, ...args: string[]): void => call(process.execPath, [join(root, 'sdk/bin/nvts.mjs'), ...args], cwd);

beforeAll(() => {
  folder = new Folder();
  site = folder.file('site');
  mkdirSync(site);
  nvts(folder.path, 'keygen', '-o', 'key.pem');
  nvts(folder.path, 'keygen', '-o', 'other.pem');
  const example = join(root, 'examples/doorway');
  cpSync(example, folder.file('doorway'), { recursive: true, filter: (path) => !/(?:dist|node_modules|nvts\.\w+\.json)$/.test(path) });
  nvts(folder.path, 'pack', 'doorway', '--key', 'key.pem');
  writeFileSync(join(site, 'package.json'), '{"private":true}');
  call('npm', ['install', '--offline', '--no-audit', '--no-fund', folder.file('nvts-plugin-doorway-0.1.0.tgz')], site);
  cpSync(join(example, 'recordings/doorway.jsonl.gz'), join(site, 'doorway.jsonl.gz'));
  cpSync(join(example, 'params/entrance.yaml'), join(site, 'entrance.yaml'));
  cpSync(join(folder.path, 'key.pub.pem'), join(site, 'key.pub.pem'));
  cpSync(join(folder.path, 'other.pub.pem'), join(site, 'other.pub.pem'));
});
afterAll(() => folder.remove());

const installed = () => join(site, 'node_modules/nvts-plugin-doorway');
const signed = 'package=nvts-plugin-doorway require-signature=true trusted-keys=key.pub.pem';

function doorway(what: string): Promise<Run> {
  return launch(
    'videotestsrc num-buffers=560 pattern=black ! video/x-raw,width=96,height=54,framerate=10/1 ! nvtsreplay location=doorway.jsonl.gz scale=false ' +
      `! nvtsprobe name=p ${what} params-file=entrance.yaml events=events.jsonl ! fakesink`,
    { cwd: site },
  );
}
const events = (): string => readFileSync(join(site, 'events.jsonl'), 'utf8');

async function expectRefusal(what: string, code: string, message: RegExp): Promise<void> {
  const result = await doorway(what);
  expect(result.code).not.toBe(0);
  expect(result.output).toContain(code);
  expect(result.output).toMatch(message);
}

describe('a package that was installed from its archive', () => {
  test('runs by its name, signed, and counts what the example does', async () => {
    const byName = await doorway(signed);
    expect(byName.output).not.toMatch(/WARNING|ERROR/);
    const told = events();
    expect(JSON.parse(told.trim().split('\n').at(-1)!)).toMatchObject({ data: { values: { in: 10, out: 5 } } });
    await doorway('script=node_modules/nvts-plugin-doorway/dist/doorway.nvts.js');
    expect(events()).toBe(told);
    const apart = await doorway(`${signed} isolation=process`);
    expect(apart.output).not.toMatch(/WARNING|ERROR/);
    expect(events()).toBe(told);
  });

  test('is refused with one byte changed, and with a key that is not trusted', async () => {
    await expectRefusal(signed.replace('key.pub', 'other.pub'), 'NVTS_SIGNATURE', /which is not among the trusted ones/);
    const bundle = join(installed(), 'dist/doorway.nvts.js');
    const good = readFileSync(bundle);
    const changed = Buffer.from(good);
    changed[good.length >> 1]! ^= 1;
    writeFileSync(bundle, changed);
    await expectRefusal(signed, 'NVTS_INTEGRITY', /dist\/doorway\.nvts\.js is not what was packed/);
    await expectRefusal('package=nvts-plugin-doorway', 'NVTS_INTEGRITY', /Install the package again/);
    writeFileSync(bundle, good);
    const signature = join(installed(), 'nvts.signature.json');
    const held = readFileSync(signature);
    rmSync(signature);
    await expectRefusal(signed, 'NVTS_SIGNATURE', /it is not signed/);
    writeFileSync(signature, held);
  });

  test('and one that is not what its manifest says is refused', async () => {
    const liar = join(site, 'node_modules/nvts-plugin-liar');
    cpSync(join(installed(), 'dist'), join(liar, 'dist'), { recursive: true });
    writeFileSync(join(liar, 'package.json'), '{"name":"nvts-plugin-liar","version":"1.0.0","nvts":{"kind":"parser","entry":"dist/doorway.nvts.js","api":"1"}}');
    await expectRefusal('package=nvts-plugin-liar', 'NVTS_PACKAGE', /says that it is a parser, and its bundle is a processor/);
  });

  test('and what was asked for wrongly is told', async () => {
    await expectRefusal('package=nvts-plugin-door', 'NVTS_NOT_FOUND', /npm install nvts-plugin-door/);
    await expectRefusal('package=../nvts-plugin-doorway', 'NVTS_ARGUMENT', /is no name of a plugin package/);
    await expectRefusal(`${signed} script=x.ts`, 'NVTS_ARGUMENT', /script and package are both set/);
    await expectRefusal('package=nvts-plugin-doorway require-signature=true', 'NVTS_ARGUMENT', /no trusted-keys/);
    await expectRefusal('script=x.ts require-signature=true trusted-keys=key.pub.pem', 'NVTS_ARGUMENT', /has no signature/);
  });
});

test('a workspace of npm runs by its name, too', async () => {
  const result = await launch(
    'videotestsrc num-buffers=3 ! video/x-raw,width=96,height=54 ! nvtsprobe package=nvts-plugin-doorway params-file=examples/doorway/params/entrance.yaml ! fakesink',
    { cwd: root },
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(result.code).toBe(0);
});

test('with watch, a new version takes over, and a changed one does not', async () => {
  const script = (version: string): string => `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({ name: 'ticks', onFrame: (frame) => frame.emit('tick', { version: '${version}' }) });\n`;
  const source = folder.file('ticks');
  mkdirSync(join(source, 'src'), { recursive: true });
  const release = (version: string): void => {
    writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'nvts-plugin-ticks', version, type: 'module', files: ['dist'], nvts: { kind: 'processor', entry: 'dist/ticks.nvts.js', api: '1' } }));
    writeFileSync(join(source, 'src/index.ts'), script(version));
    nvts(folder.path, 'pack', 'ticks', '--key', 'key.pem');
    call('npm', ['install', '--offline', '--no-audit', '--no-fund', folder.file(`nvts-plugin-ticks-${version}.tgz`)], site);
  };
  release('1.0.0');
  writeFileSync(join(site, 'ticks.jsonl'), '');
  let stop = (): void => {};
  const running = launch(
    'videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=50/1 ! nvtsprobe package=nvts-plugin-ticks require-signature=true ' +
      'trusted-keys=key.pub.pem watch=true events=ticks.jsonl ! fakesink',
    { cwd: site, flags: ['-e', '-m'], interrupt: new Promise<void>((resolve) => (stop = resolve)) },
  );
  const ticks = (): string[] => readFileSync(join(site, 'ticks.jsonl'), 'utf8').split('\n');
  const until = async (arrived: () => boolean): Promise<void> => {
    for (const end = Date.now() + 30_000; !arrived() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await until(() => ticks().some((line) => line.includes('1.0.0')));
  release('1.1.0');
  await until(() => ticks().some((line) => line.includes('1.1.0')));
  const bundle = join(site, 'node_modules/nvts-plugin-ticks/dist/ticks.nvts.js');
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('1.1.0', '6.6.6'));
  const before = ticks().length;
  await until(() => ticks().length > before + 150);
  stop();
  const { stdout, code } = await running;
  expect(code).toBe(0);
  expect(stdout).toMatch(/nvts-reload.*result=\(string\)live/);
  expect(stdout).toMatch(/nvts-reload.*result=\(string\)failed.*NVTS_INTEGRITY/);
  expect(ticks().at(-2)).toContain('1.1.0');
  expect(ticks().join()).not.toContain('6.6.6');
});
