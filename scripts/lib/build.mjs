// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listWorkspaces } from './npm.mjs';
import { buildDir, root } from './paths.mjs';
import { runLogged, step } from './progress.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const kConfig = 'Release';

/** Reads `NAME:TYPE=value` lines of a CMakeCache.txt. */
export function parseCMakeCache(text) {
  const cache = {};
  for (const line of text.split('\n')) {
    const match = /^([^#/][^:]*):[A-Z]+=(.*)$/.exec(line);
    if (match) cache[match[1]] = match[2];
  }
  return cache;
}

/** Whether the build folder can be built in as it stands, must be configured (again), or must be dropped first. */
export function judgeBuildFolder(cache, source, hasBuildFile) {
  if (cache === undefined) return 'configure';
  if (cache.CMAKE_HOME_DIRECTORY !== source) return 'reset';
  if (cache.CMAKE_BUILD_TYPE !== kConfig || !cache.CMAKE_JS_INC) return 'configure';
  return hasBuildFile ? 'ready' : 'configure';
}

/** What a build folder was configured with, undefined where it was not. */
export function readCache(folder) {
  const text = readStamp(path.join(folder, 'CMakeCache.txt'));
  return text === undefined ? undefined : parseCMakeCache(text);
}

/** Lets a build folder be configured anew, with all else that lies in it. */
export function dropCache(folder) {
  fs.rmSync(path.join(folder, 'CMakeCache.txt'), { force: true });
  fs.rmSync(path.join(folder, 'CMakeFiles'), { recursive: true, force: true });
}

function cmakeJs(command, cache, target) {
  const program = path.join(root, 'node_modules', 'cmake-js', 'bin', 'cmake-js');
  const args = [program, command, '--directory', root, '--out', buildDir, '--config', kConfig];
  // A folder keeps the generator that it was configured with, whatever was installed since.
  if (command === 'configure' && cache?.CMAKE_GENERATOR) args.push('--generator', cache.CMAKE_GENERATOR);
  // Several files compiled as one take half the time; the long runs under sanitizers and of the fuzzer compile each alone.
  if (command === 'configure') args.push('--CDCMAKE_UNITY_BUILD=ON', '--CDCMAKE_UNITY_BUILD_BATCH_SIZE=12');
  if (command === 'build') args.push('--parallel', String(os.availableParallelism()));
  if (target) args.push('--target', target);
  return args;
}

/** The last `[done/total]` or `[ n%]` of a build tool's line, for a short progress note. */
export function buildProgress(line) {
  return /^\[\s*(\d+\/\d+|\d+%)\]/.exec(line)?.[0] ?? line;
}

/**
 * Configures where that is needed and builds what changed, with CMake through cmake-js, into build/; with `tests` the
 * native tests too.
 */
export async function buildNative({ tests = false } = {}) {
  let cache = readCache(buildDir);
  const hasBuildFile = ['build.ninja', 'Makefile'].some((name) => fs.existsSync(path.join(buildDir, name)));
  const state = judgeBuildFolder(cache, root, hasBuildFile);
  if (state === 'reset') {
    dropCache(buildDir);
    cache = undefined;
  }
  if (state !== 'ready') {
    const args = cmakeJs('configure', cache);
    await step('Configuring the native build', (update) =>
      runLogged(update, 'cmake-configure', process.execPath, args),
    );
  }
  const build = (title, log, target) =>
    step(title, async (update) => {
      const args = cmakeJs('build', cache, target);
      const { tail } = await runLogged((line) => update(buildProgress(line)), log, process.execPath, args);
      return tail.some((line) => line.includes('no work to do')) ? 'up to date' : '';
    });
  await build('Building the GStreamer plugin and libraries', 'cmake-build');
  if (tests) await build('Building the native tests', 'cmake-build-tests', 'native_tests');
}

/** Runs the `build` script of a workspace whose sources, or what all are made with, changed since the last time. */
async function buildWorkspace({ folder, name, scripts }) {
  if (!scripts.build) return;
  const shared = ['sdk', 'package-lock.json', 'tsconfig.base.json'].map((each) => path.join(root, each));
  const log = path.basename(folder);
  const stamp = path.join(buildDir, 'stamps', `${log}.txt`);
  const readSources = () => fingerprint(root, [...new Set([folder, ...shared])]);
  if (readStamp(stamp) === readSources() && fs.existsSync(path.join(folder, 'dist'))) return;
  await step(`Building ${name}`, (update) => runLogged(update, `build-${log}`, 'npm', ['run', 'build'], { cwd: folder }));
  writeStamp(stamp, readSources());
}

export async function buildSdk() {
  await buildWorkspace(listWorkspaces().find(({ name }) => name === '@nvtsprobe/sdk'));
}

/** Builds the SDK, the examples and what else is a package here. */
export async function buildWorkspaces() {
  for (const workspace of listWorkspaces()) await buildWorkspace(workspace);
}
