// SPDX-License-Identifier: MIT
import { buildNative, buildSdk, buildWorkspaces } from './build.mjs';
import { UserError } from './errors.mjs';
import { ensureNpmPackages } from './npm.mjs';
import { ensureOnnxRuntime } from './onnxruntime.mjs';
import { ensureSystemPackages } from './system.mjs';

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  throw new UserError(`Node ${process.versions.node} is too old: nvtsprobe needs Node 20 or newer.`);
}

/** The steps in their order, by the name that `--only` takes. */
const steps = {
  system: ensureSystemPackages,
  packages: ensureNpmPackages,
  // Large, and of use to nvtsinfer only: for the tests where it can be had, and when it is asked for by name.
  onnxruntime: async ({ only, tests }) => {
    if (only !== undefined || tests) await ensureOnnxRuntime({ optional: only === undefined });
  },
  build: async (options) => {
    // The SDK's core becomes a part of the plugin, and examples are built with the SDK.
    await buildSdk();
    await buildNative(options);
    await buildWorkspaces();
  },
};

/** `only` names one step; `tests` builds the native tests too. */
export async function setup({ only, tests = false } = {}) {
  checkNode();
  if (only !== undefined && !Object.hasOwn(steps, only)) {
    throw new UserError(`There is no step "${only}": it is one of ${Object.keys(steps).join(', ')}.`);
  }
  for (const [name, run] of Object.entries(steps)) {
    if (only === undefined || only === name) await run({ only, tests });
  }
}
