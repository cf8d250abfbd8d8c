// SPDX-License-Identifier: MIT
// The binding of this build, for tests here and for programs of their own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildBundle } from '../../sdk/src/cli/build.js';
import { Folder, root, type Run } from '../pipelines/gst.js';

const buildFolder = process.env['NVTS_TEST_BUILD'] ?? join(root, 'build');
export const addon = join(buildFolder, 'lib', 'node', 'nvts_node.node');
/** Why the tests are skipped, if they are. */
export const missing = existsSync(addon) ? undefined : 'the Node binding is not built';

/** What programs with the binding find in their environment. */
export const environment = {
  NVTS_NODE_ADDON: addon,
  GST_PLUGIN_PATH: join(buildFolder, 'lib', 'gstreamer-1.0'),
  // A registry of its own, so that the tests neither see nor change the user's.
  GST_REGISTRY: join(root, 'build', 'test-registry-node.bin'),
};

/** For this process, before the binding is used. */
export function useBuild(): void {
  Object.assign(process.env, environment);
}

/** A script that tells how many frames and objects it has seen, and takes messages. */
export const COUNTER = `
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
export default defineProcessor({
  name: 'counter',
  params: z.object({ step: z._default(z.number(), 1), fail: z._default(z.boolean(), false) }),
  setup: () => ({ frames: 0, said: '' }),
  onMessage(message, { state }) {
    state.said = String(message);
  },
  onFrame(frame, { params, state }) {
    state.frames += params.step;
    if (params.fail) throw new Error('asked to fail');
    frame.emit('seen', { frames: state.frames, objects: frame.objects.length, said: state.said });
  },
  save: ({ state }) => ({ frames: state.frames }),
  restore: (saved, _, { state }) => void (state.frames = saved.frames),
});
`;

/** A folder with the script, its bundle, and the package as `./node.mjs`, for programs that are started from it. */
export async function makeFolder(): Promise<Folder> {
  const folder = new Folder(join(root, 'build'));
  await buildBundle({ entry: folder.write('counter.ts', COUNTER), output: folder.file('counter.nvts.js') });
  await build({
    entryPoints: [join(root, 'runtime/node/src/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: folder.file('node.mjs'),
    logLevel: 'error',
  });
  return folder;
}

/** Runs a module of the folder in a process of its own. */
export function runProgram(folder: Folder, code: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const path = folder.write('program.mjs', code);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', path], {
      env: { ...process.env, ...environment, ...env },
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, output: stdout + stderr });
    });
  });
}

/** Everything that an iterator gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
