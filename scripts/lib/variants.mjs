// SPDX-License-Identifier: MIT
import os from 'node:os';
import path from 'node:path';
import { UserError } from './errors.mjs';
import { aptCommandLine } from './packages.mjs';
import { buildDir, root } from './paths.mjs';
import { capture, findCommand } from './process.mjs';
import { buildProgress, dropCache, readCache } from './build.mjs';
import { runLogged, step } from './progress.mjs';

/** CMake's settings for clang with libFuzzer, or the reason why there is none. */
export function requireClang() {
  const clang = findCommand('clang++');
  if (!clang) {
    throw new UserError(`libFuzzer comes with clang, which is not installed. Install it, then try again:\n\n  ${aptCommandLine(['clang'])}`);
  }
  const version = /version (\d+)/.exec(capture(clang, ['--version']) ?? '')?.[1];
  const runtime = (capture(clang, ['-print-file-name=libclang_rt.fuzzer-x86_64.a']) ?? '').trim();
  const resources = (capture(clang, ['-print-runtime-dir']) ?? '').trim();
  const has = [runtime, resources].some((file) => path.isAbsolute(file));
  if (!has) throw new UserError(`clang has no libFuzzer here. Install it, then try again:\n\n  ${aptCommandLine([`libclang-rt-${version}-dev`])}`);
  return ['-DCMAKE_C_COMPILER=clang', '-DCMAKE_CXX_COMPILER=clang++'];
}

/** Configures and builds in a folder of its own under build/, so that the next run builds only what changed. */
export async function buildVariant(name, settings, targets) {
  const folder = path.join(buildDir, name);
  let cache = readCache(folder);
  if (cache && cache.CMAKE_HOME_DIRECTORY !== root) {
    dropCache(folder);
    cache = undefined;
  }
  // A folder keeps the generator that it was configured with, whatever was installed since.
  const known = cache?.CMAKE_GENERATOR ?? (findCommand('ninja') ? 'Ninja' : undefined);
  const generator = known === undefined ? [] : ['-G', known];
  await step(`Configuring build/${name}`, (update) =>
    runLogged(update, `${name}-configure`, 'cmake', ['-S', root, '-B', folder, ...generator, '-DCMAKE_BUILD_TYPE=RelWithDebInfo', ...settings]),
  );
  await step(`Building build/${name}`, async (update) => {
    const args = ['--build', folder, '--parallel', String(os.availableParallelism()), '--target', ...targets];
    await runLogged((line) => update(buildProgress(line)), `${name}-build`, 'cmake', args);
  });
  return folder;
}
