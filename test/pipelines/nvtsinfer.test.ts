// SPDX-License-Identifier: MIT
// A model on the CPU, in the place of nvinfer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch } from './gst.js';
import { meanOfChannels, tensorByBrightness } from './onnx.js';
import { hasRuntime } from './tensors.js';

interface Frame {
  readonly inferred?: boolean;
  readonly objects?: readonly { readonly box: readonly number[]; readonly text?: unknown; readonly classifiers?: unknown }[];
}

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

/** YOLOX on 416 x 416 pixels, two classes: one candidate of class 1, 80 x 40 pixels around (84, 100), that of the grid of stride 8. */
function oneCandidate(): Float32Array {
  const [candidates, values] = [3549, 7];
  const tensor = new Float32Array(candidates * values);
  tensor.set([0.5, 0.5, Math.log(10), Math.log(5), 1, 0, 0.9], (12 * 52 + 10) * values);
  return tensor;
}

function config(keys: string, name = 'model'): string {
  return folder.write(`${name}.txt`, `[property]\nonnx-file=${name}.onnx\nnet-scale-factor=0.00392156862745098\n${keys}`);
}

test.skipIf(!hasRuntime)('the frames of a video go through a model', async () => {
  folder.write('model.onnx', tensorByBrightness([1, 3, 32, 32], { dims: [1, 2], data: new Float32Array([1, 2]) }));
  const line = `videotestsrc num-buffers=4 ! video/x-raw,format=NV12,width=640,height=480,framerate=1/1
    ! nvtsinfer config-file-path='${config('interval=1\n')}' ! nvtsrecord location='${folder.file('out.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line);
  expect(code, output).toBe(0);
  expect(output).not.toMatch(/WARNING|ERROR/);
  const frames = folder.readLines('out.jsonl').flatMap((entry) => (entry['frames'] ?? []) as Frame[]);
  expect(frames.map(({ inferred }) => inferred ?? false)).toEqual([true, false, true, false]);
});

test.skipIf(!hasRuntime)('what a model finds becomes objects in the pixels of the video', async () => {
  folder.write('model.onnx', tensorByBrightness([1, 3, 416, 416], { dims: [1, 3549, 7], data: oneCandidate() }));
  const script = folder.write('yolox.ts', `export { yolox as default } from '@nvtsprobe/sdk/parsers';\n`);
  const keys = 'maintain-aspect-ratio=1\nsymmetric-padding=1\n';
  // Black and white by turns; the letterbox has 52 lines above the picture, which is 0.65 times as large.
  const line = `videotestsrc pattern=blink num-buffers=4 ! video/x-raw,format=RGB,width=640,height=480,framerate=1/1
    ! nvtsinfer config-file-path='${config(keys)}' ! nvtsprobe script='${script}'
    ! nvtsrecord location='${folder.file('out.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line);
  expect(code, output).toBe(0);
  const frames = folder.readLines('out.jsonl').flatMap((entry) => (entry['frames'] ?? []) as Frame[]);
  expect(frames.map(({ objects }) => objects?.length ?? 0)).toEqual([0, 1, 0, 1]);
  const object = frames[1]!.objects![0]!;
  expect(object).toMatchObject({ class: 1, confidence: expect.closeTo(0.9, 3) });
  const box = [44, 80 - 52, 80, 40].map((value) => value / 0.65);
  expect(object.box).toEqual(box.map((value) => expect.closeTo(value, 1)));
});

test.skipIf(!hasRuntime)('a second model tells the class of each object that the first one found', async () => {
  folder.write('model.onnx', tensorByBrightness([1, 3, 416, 416], { dims: [1, 3549, 7], data: oneCandidate() }));
  folder.write('colours.onnx', meanOfChannels([1, 3, 8, 8]));
  const detector = folder.write('yolox.ts', `export { yolox as default } from '@nvtsprobe/sdk/parsers';\n`);
  const classifier = folder.write('colours.ts', `export { classification as default } from '@nvtsprobe/sdk/parsers';\n`);
  const labels = folder.write('colours.labels', 'red;green;blue\n');
  const secondary = config('process-mode=2\noperate-on-gie-id=1\noperate-on-class-ids=1\ngie-unique-id=2\n', 'colours');
  const line = `videotestsrc pattern=solid-color foreground-color=0xff00ff00 num-buffers=2 ! video/x-raw,format=RGB,width=640,height=480,framerate=1/1
    ! nvtsinfer config-file-path='${config('gie-unique-id=1\n')}' ! nvtsprobe script='${detector}' tensor-unique-id=1
    ! nvtsinfer config-file-path='${secondary}' ! nvtsprobe script='${classifier}' tensor-unique-id=2 labels-file='${labels}'
    ! nvtsrecord location='${folder.file('out.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line);
  expect(code, output).toBe(0);
  expect(output).not.toMatch(/WARNING|ERROR/);
  const frames = folder.readLines('out.jsonl').flatMap((entry) => (entry['frames'] ?? []) as Frame[]);
  expect(frames).toHaveLength(2);
  for (const { objects } of frames) {
    expect(objects).toHaveLength(1);
    expect(objects![0]).toMatchObject({
      class: 1,
      text: { value: '1 green' },
      classifiers: [{ component: 2, labels: [{ label: 'green', class: 1, probability: expect.closeTo(1, 3) }] }],
    });
  }
});

test('what a pipeline lacks is said before it starts', async () => {
  const missing = folder.file('none.txt');
  const { code, output } = await launch(`videotestsrc num-buffers=1 ! nvtsinfer config-file-path='${missing}' ! fakesink`);
  expect(code).not.toBe(0);
  expect(output).toContain(`${missing}: No such file`);
});
