// SPDX-License-Identifier: MIT
// Where packages lie: as npm packs and installs them, in pnpm's links into a store, and in npm's workspaces.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readName } from '../../create-nvts/src/name.mjs';
import { projectFiles } from '../../create-nvts/src/template.mjs';
import { writeProject } from '../../create-nvts/src/write.mjs';
import { root, run, withoutNpm } from '../pipelines/gst.js';

const modules = join(root, 'node_modules');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts layouts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function link(to: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(to, path);
}

const namesIn = (file: string, key: string): string[] => Object.keys((JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>)[key] ?? {});

/** Runs a command of the SDK that lies there, and expects it to do well. */
async function nvts(sdk: string, cwd: string, ...args: string[]): Promise<string> {
  const { code, output } = await run(process.execPath, [join(sdk, 'bin/nvts.mjs'), ...args], { cwd, env: { ...withoutNpm, NO_COLOR: '1' }, seconds: 120 });
  expect(code, `nvts ${args.join(' ')}\n${output}`).toBe(0);
  return output;
}

test.concurrent('pnpm: a project sees what it names, and what the SDK needs lies beside the SDK alone; the plugin comes with @nvtsprobe/node', { timeout: 120_000 }, async () => {
  const project = join(folder, 'pnpm');
  writeProject(project, projectFiles('processor', readName('door')));
  const store = join(project, 'node_modules/.pnpm/@nvtsprobe+sdk@0.1.0/node_modules');
  for (const part of ['package.json', 'bin', 'dist', 'schemas']) cpSync(join(root, 'sdk', part), join(store, '@nvtsprobe/sdk', part), { recursive: true });
  for (const name of namesIn(join(root, 'sdk/package.json'), 'dependencies')) link(join(modules, name), join(store, name));
  const sdk = join(project, 'node_modules/@nvtsprobe/sdk');
  link('../.pnpm/@nvtsprobe+sdk@0.1.0/node_modules/@nvtsprobe/sdk', sdk);
  for (const name of namesIn(join(project, 'package.json'), 'devDependencies')) if (name !== '@nvtsprobe/sdk') link(join(modules, name), join(project, 'node_modules', name));

  expect(await nvts(sdk, project, 'check', '.')).toContain('ok');
  expect(await nvts(sdk, project, 'test')).toMatch(/Tests {2}4 passed/);
  expect(await nvts(sdk, project, 'pack', '--no-archive')).toContain('ready for npm publish');

  const plugins = join(project, 'node_modules/@nvtsprobe/node/prebuilds', `${process.platform}-${process.arch}`, 'lib/gstreamer-1.0');
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, 'libgstnvts.so'), '');
  writeFileSync(join(project, 'node_modules/@nvtsprobe/node/package.json'), '{"name":"@nvtsprobe/node","version":"0.1.0"}');
  const look = `import { findPlugin } from ${JSON.stringify(join(sdk, 'dist/cli/gst/plugin.js'))}; console.log(findPlugin({}).folder);`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', look], { cwd: project, encoding: 'utf8' }).trim()).toBe(plugins);
});

test.concurrent('npm: a workspace has its packages in the folder above, and is packed from there, too', { timeout: 120_000 }, async () => {
  const top = join(folder, 'workspaces');
  const project = join(top, 'plugins/door');
  mkdirSync(dirname(project), { recursive: true });
  writeFileSync(join(top, 'package.json'), '{"private":true,"workspaces":["plugins/*"]}');
  writeProject(project, projectFiles('processor', readName('door')));
  link(modules, join(top, 'node_modules'));
  const sdk = join(top, 'node_modules/@nvtsprobe/sdk');

  expect(await nvts(sdk, project, 'build', 'src/index.ts')).toContain('door.nvts.js');
  expect(await nvts(sdk, top, 'pack', 'plugins/door')).toContain('nvts-plugin-door-0.1.0.tgz');
  expect(await nvts(sdk, top, 'verify', 'nvts-plugin-door-0.1.0.tgz')).toContain('nvts-plugin-door');
});

test.concurrent('npm: what is packed lacks nothing where it is installed', { timeout: 120_000 }, async () => {
  const site = join(folder, 'site');
  const call = async (cwd: string, command: string, ...args: string[]): Promise<string> => {
    const { code, output } = await run(command, args, { cwd, env: { ...withoutNpm, NO_COLOR: '1', npm_config_update_notifier: 'false' }, seconds: 120 });
    expect(code, `${command} ${args.join(' ')}\n${output}`).toBe(0);
    return output;
  };
  mkdirSync(site);
  // dist/ is built before the tests are; packing would build it once more.
  await call(root, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', site, './sdk', './create-nvts');
  // What a registry would give, so that none is asked.
  const tools = ['@types/node', 'typescript', 'vitest'];
  for (const name of [...namesIn(join(root, 'sdk/package.json'), 'dependencies'), ...tools]) link(join(modules, name), join(site, 'node_modules', name));
  writeFileSync(join(site, 'package.json'), JSON.stringify({ private: true, devDependencies: Object.fromEntries(tools.map((name) => [name, '*'])) }));
  const archives = readdirSync(site).filter((name) => name.endsWith('.tgz'));
  expect(archives).toHaveLength(2);
  await call(site, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...archives.map((name) => `./${name}`));

  const bin = (name: string): string => join(site, 'node_modules/.bin', name);
  const project = join(site, 'door');
  await call(site, bin('create-nvts'), 'door', '--kind', 'processor');
  expect(await call(site, bin('nvts'), '--version')).toBe(`${(JSON.parse(readFileSync(join(root, 'sdk/package.json'), 'utf8')) as { version: string }).version}\n`);
  expect(await call(project, bin('nvts'), 'build', 'src/index.ts', '--minify')).toContain('@nvtsprobe/sdk');
  expect(await call(project, bin('nvts'), 'check', '.')).toContain('ok');
  expect(await call(project, bin('vitest'), 'run')).toMatch(/Tests {2}4 passed/);
});
