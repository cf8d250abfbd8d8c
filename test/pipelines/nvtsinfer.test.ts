// SPDX-License-Identifier: MIT
// A model on the CPU, in the place of nvinfer.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, root } from './gst.js';
import { tensorByBrightness } from './onnx.js';

// Where `npm test` installs it; it is larger than all other packages together, so it is no dependency.
const hasRuntime = existsSync(join(root, 'build', 'node_modules', 'onnxruntime-node'));

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

function config(keys: string): string {
  return folder.write('config.txt', `[property]\nonnx-file=model.onnx\nnet-scale-factor=0.00392156862745098\n${keys}`);
}

test.skipIf(!hasRuntime)('the frames of a video go through a model', async () => {
  folder.write('model.onnx', tensorByBrightness([1, 3, 32, 32], { dims: [1, 2], data: new Float32Array([1, 2]) }));
  const line = `videotestsrc num-buffers=4 ! video/x-raw,format=NV12,width=640,height=480,framerate=1/1 ! videoconvert
    ! nvtsinfer config-file-path='${config('interval=1\n')}' ! nvtsrecord location='${folder.file('out.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line);
  expect(code, output).toBe(0);
  expect(output).not.toMatch(/WARNING|ERROR/);
  const frames = folder.readLines('out.jsonl').flatMap((entry) => (entry['frames'] ?? []) as { inferred?: boolean }[]);
  expect(frames.map(({ inferred }) => inferred ?? false)).toEqual([true, false, true, false]);
});

test('what a pipeline lacks is said before it starts', async () => {
  const missing = folder.file('none.txt');
  const { code, output } = await launch(`videotestsrc num-buffers=1 ! nvtsinfer config-file-path='${missing}' ! fakesink`);
  expect(code).not.toBe(0);
  expect(output).toContain(`${missing}: No such file`);
});
