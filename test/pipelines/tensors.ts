// SPDX-License-Identifier: MIT
// The plugin `testtensors` of native/test_tensors.cpp, and what pipelines with it need.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Folder, root, run } from './gst.js';

const build = process.env['NVTS_TEST_BUILD'] ?? join(root, 'build');
/** Whether nvtsinfer can run models: `npm test` installs what it needs, larger than all other packages together, so it is no dependency. */
export const hasRuntime = process.env['NVTS_ONNXRUNTIME'] !== undefined || existsSync(join(build, 'node_modules', 'onnxruntime-node'));

/** Builds the plugin into a folder; the result is the environment in which GStreamer finds it. */
export async function buildTestTensors(folder: Folder): Promise<Readonly<Record<string, string>>> {
  const flags = await run('pkg-config', ['--cflags', '--libs', 'gstreamer-1.0', 'gstreamer-base-1.0']);
  const libraries = join(build, 'lib', 'nvds');
  const compiled = await run(process.env['CXX'] ?? 'c++', [
    '-std=c++20', '-O1', '-shared', '-fPIC', '-I', join(root, 'gst-plugin', 'nvds', 'include'),
    join(root, 'test', 'pipelines', 'native', 'test_tensors.cpp'), '-o', folder.file('libgsttesttensors.so'),
    ...flags.stdout.trim().split(/\s+/), '-L', libraries, '-lnvdsgst_meta', '-lnvds_meta', `-Wl,--enable-new-dtags,-rpath,${libraries}`,
  ]);
  expect(compiled).toMatchObject({ code: 0 });
  return { GST_PLUGIN_PATH: `${join(build, 'lib', 'gstreamer-1.0')}:${folder.path}`, GST_REGISTRY: folder.file('registry.bin') };
}

/** A tensor [2 classes + 4, 3 anchors] with one detection: centre 320, 320, size 64 x 64, class 1. */
export const oneDetection = new Float32Array([[320, 0, 0], [320, 0, 0], [64, 0, 0], [64, 0, 0], [0.1, 0, 0], [0.9, 0, 0]].flat());
