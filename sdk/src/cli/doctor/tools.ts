// SPDX-License-Identifier: MIT
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { esbuild } from '../esbuild.js';
import { capture } from '../gst/capture.js';
import { installLine } from '../gst/packages.js';
import { resolveBinding } from '../native/binding.js';
import { findProject, resolveFrom } from '../project.js';
import { sdkVersion } from '../version.js';
import { absent, type Item, missing, ok } from './item.js';

const MIN_NODE = 20;
const MIN_GSTREAMER = [1, 20] as const;

/** Node.js and what this command itself needs. */
export async function toolItems(): Promise<Item[]> {
  const { node } = process.versions;
  const isOld = Number(node.split('.')[0]) < MIN_NODE;
  return [
    isOld ? missing('tools', 'Node.js', `${node} is too old`, `install Node.js ${MIN_NODE} or later`) : ok('tools', 'Node.js', node),
    ok('tools', 'SDK', sdkVersion()),
    await esbuildItem(),
    bindingItem(),
  ];
}

function bindingItem(): Item {
  const name = '@nvtsprobe/node';
  const manifest = resolveBinding() && resolveBinding(`${name}/package.json`);
  if (manifest === undefined) return absent('tools', name, 'nvts replay and bench need it; nvts run plays in gst-launch-1.0 without it', `npm install -D ${name}`);
  return ok('tools', name, (createRequire(import.meta.url)(manifest) as { version: string }).version);
}

/** Whether esbuild's program is there and runs: npm leaves it out when optional packages are left out. */
async function esbuildItem(): Promise<Item> {
  try {
    await esbuild.transform('');
    return ok('tools', 'esbuild', esbuild.version);
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    return missing('tools', 'esbuild', `its program does not run: ${line}`, 'npm install --include=optional');
  }
}

/** GStreamer itself; undefined elements stand for none. */
export function gstreamerItem(elements: ReadonlySet<string> | undefined, env: NodeJS.ProcessEnv): Item {
  const { code, stdout } = capture('gst-launch-1.0', ['--version'], env);
  const install = installLine(['gstreamer1.0-tools', 'gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good']);
  if (code !== 0 || !elements) return missing('gstreamer', 'GStreamer', 'there is no gst-launch-1.0 or gst-inspect-1.0', install);
  const version = /version (\d+(?:\.\d+)+)/.exec(stdout)?.[1] ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < MIN_GSTREAMER[0] || (major === MIN_GSTREAMER[0] && minor < MIN_GSTREAMER[1]);
  if (isOld) return missing('gstreamer', 'GStreamer', `${version} is too old: ${MIN_GSTREAMER.join('.')} or later is needed (Debian 12, Ubuntu 22.04)`);
  return ok('gstreamer', 'GStreamer', `${version}, ${elements.size} elements`);
}

/** What the project in a folder has of what `nvts test` and `nvts check` need; nothing where there is no project. */
export function projectItems(folder: string): Item[] {
  const project = findProject(folder);
  if (!project) return [];
  const uses = { vitest: 'nvts test needs it', typescript: 'nvts check needs it' };
  return Object.entries(uses).map(([name, use]) => {
    const manifest = resolveFrom(project.folder, `${name}/package.json`);
    if (manifest === undefined) return absent('project', name, use, `npm install -D ${name}`);
    const { version } = createRequire(join(project.folder, 'package.json'))(manifest) as { version: string };
    return ok('project', name, version);
  });
}
