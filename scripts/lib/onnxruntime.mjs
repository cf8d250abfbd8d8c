// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from './errors.mjs';
import { matchesLock } from './npm.mjs';
import { buildDir, root } from './paths.mjs';
import { runLogged, step } from './progress.mjs';
import { readStamp } from './stamp.mjs';

const source = path.join(root, 'gst-plugin', 'nvtsinfer', 'onnxruntime');
const files = ['package.json', 'package-lock.json'];

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInstalled() {
  const lock = parse(readStamp(path.join(source, 'package-lock.json')));
  const installed = parse(readStamp(path.join(buildDir, 'node_modules', '.package-lock.json')));
  return lock !== undefined && installed !== undefined && matchesLock(lock, installed);
}

/** The package has the libraries of all systems; only this machine's are kept: 47 of 291 MB on x86-64. */
function dropOtherSystems() {
  const bin = path.join(buildDir, 'node_modules', 'onnxruntime-node', 'bin');
  for (const binding of fs.readdirSync(bin)) {
    for (const system of fs.readdirSync(path.join(bin, binding))) {
      for (const machine of fs.readdirSync(path.join(bin, binding, system))) {
        if (system === process.platform && machine === process.arch) continue;
        fs.rmSync(path.join(bin, binding, system, machine), { recursive: true });
      }
    }
  }
}

/**
 * Installs npm's onnxruntime-node into build/node_modules, where nvtsinfer finds its library. It is no dependency of the
 * root package, because it is of 291 MB and only nvtsinfer needs it. With `optional`, a machine that cannot have it goes
 * on without.
 */
export async function ensureOnnxRuntime({ optional = false } = {}) {
  if (isInstalled()) return;
  fs.mkdirSync(buildDir, { recursive: true });
  for (const name of files) fs.copyFileSync(path.join(source, name), path.join(buildDir, name));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await step('Installing ONNX Runtime for nvtsinfer', (update) =>
      runLogged(update, 'npm-onnxruntime', 'npm', args, { cwd: buildDir }),
    );
    dropOtherSystems();
  } catch (error) {
    if (!optional || !(error instanceof UserError)) throw error;
    console.log('ONNX Runtime could not be installed: tests that run models are skipped.');
  }
}
