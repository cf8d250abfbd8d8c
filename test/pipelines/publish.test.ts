// SPDX-License-Identifier: MIT
// A plugin's way into someone else's pipeline: created, checked, tested, packed, signed, published, installed elsewhere, run by its
// name. The commands are those of sdk/docs/packages.md and of the workflow that create-nvts writes; npm is the real one, and knows
// no registry but ours.
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Folder, launch, type Run, root, run, withoutNpm } from './gst.js';
import { type Registry, startRegistry } from './registry.js';

let folder: Folder;
let registry: Registry;
/** The author's project. */
let project: string;
/** Where the package is installed: a project of someone who has nothing else of this. */
let site: string;

beforeAll(async () => {
  folder = new Folder();
  registry = await startRegistry();
  folder.write('npmrc', `//${new URL(registry.url).host}/:_authToken=${registry.token}\n`);
  project = folder.file('door');
  site = folder.file('site');
  mkdirSync(site);
  writeFileSync(join(site, 'package.json'), '{"private":true}');
});
afterAll(async () => {
  await registry.close();
  folder.remove();
});

/** A command line as a person types it. The registry's address stands in the environment alone, and no other one is asked. */
async function shell(line: string, cwd: string): Promise<string> {
  const { code, output } = await run('sh', ['-c', `set -e\n${line}`], {
    cwd,
    seconds: 240,
    env: {
      ...withoutNpm,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`,
      NO_COLOR: '1',
      npm_config_registry: registry.url,
      npm_config_userconfig: folder.file('npmrc'),
      npm_config_cache: folder.file('cache'),
      npm_config_package_lock: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    },
  });
  expect(code, `${line}\n${output}`).toBe(0);
  return output;
}

/** The first block of commands of a section of sdk/docs/packages.md; what has dots in it is a launch line. */
function commandsOf(section: string): string {
  const page = readFileSync(join(root, 'sdk/docs/packages.md'), 'utf8');
  const [, block = ''] = new RegExp(`^## ${section}\n[^]*?^\`\`\`sh\n([^]*?)^\`\`\``, 'm').exec(page) ?? [];
  const lines = block.split('\n').filter((line) => line !== '' && !line.includes('...'));
  expect(lines.length, section).toBeGreaterThan(0);
  return lines.join('\n');
}

/** Of the workflow of a new project, the commands that it runs on GitHub. */
function workflowSteps(): string[] {
  const { jobs } = parse(readFileSync(join(project, '.github/workflows/publish.yml'), 'utf8')) as { jobs: Record<string, { steps: { run?: string }[] }> };
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run])));
}

/** The archive of a version, as the registry gives it. */
async function published(version: string): Promise<Buffer> {
  const response = await fetch(new URL(`nvts-plugin-door/-/nvts-plugin-door-${version}.tgz`, registry.url));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const RECORDING = join(root, 'create-nvts/templates/processor/recordings/people.jsonl');

/** The installed package in a pipeline, without a home folder. */
const play = (what: string): Promise<Run> =>
  launch(
    `videotestsrc pattern=black num-buffers=61 ! video/x-raw,width=1280,height=720,framerate=10/1 ! nvtsreplay location="${RECORDING}" ` +
      `! nvtsprobe ${what} events=events.jsonl ! fakesink`,
    { cwd: site, env: { HOME: join(folder.file('npmrc'), 'home') } },
  );
const SIGNED = 'package=nvts-plugin-door require-signature=true trusted-keys=../door/signing.pub.pem';

test("a new project passes the steps of its own workflow, which publish it", { timeout: 240_000 }, async () => {
  await shell(`npm publish '${join(root, 'create-nvts')}'`, folder.path);
  await shell('npm create --yes nvts door -- --kind processor', folder.path);
  // What `npm install` would bring; npm has no registry here that it could come from.
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const [install, ...steps] = workflowSteps();
  expect(install).toBe('npm ci');
  expect(steps.at(-1)).toBe('npm publish --provenance --access public');
  // Provenance is what GitHub tells of the run.
  for (const step of steps) await shell(step.replace(' --provenance', ''), project);
  expect((await published('0.1.0')).length).toBeGreaterThan(0);
});

test('it is signed, checked and published as it was packed', { timeout: 240_000 }, async () => {
  await shell(commandsOf('Pack and sign it'), project);
  await shell(commandsOf('Publish it'), project);
  const packed = readFileSync(join(project, 'nvts-plugin-door-1.0.0.tgz'));
  expect(packed.equals(await published('1.0.0'))).toBe(true);
  const files = readdirSync(project, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('node_modules') && statSync(join(project, name)).isFile());
  for (const name of files) expect(readFileSync(join(project, name), 'latin1'), name).not.toContain(new URL(registry.url).host);
});

test('it is installed elsewhere and runs by its name, signed', { timeout: 240_000 }, async () => {
  const about = await shell(commandsOf('Install and run it'), site);
  expect(about).toMatch(/nvts-plugin-door 1\.0\.0 {2}processor[^]*minConfidence/);
  await shell('nvts verify nvts-plugin-door --trusted-keys ../door/signing.pub.pem --require-signature', site);
  const played = await play(SIGNED);
  expect(played.output).not.toMatch(/WARNING|ERROR/);
  const events = readFileSync(join(site, 'events.jsonl'), 'utf8').trim().split('\n');
  expect(events.length).toBeGreaterThan(1);
  expect(JSON.parse(events[0]!)).toMatchObject({ type: 'count-changed' });
});

test('the version that the workflow published, which nobody signed, is refused where that is asked for', { timeout: 240_000 }, async () => {
  await shell('npm install nvts-plugin-door@0.1.0', site);
  expect((await play('package=nvts-plugin-door')).output).not.toMatch(/WARNING|ERROR/);
  const refused = await play(SIGNED);
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(/it is not signed[^]*NVTS_SIGNATURE/);
});
