// SPDX-License-Identifier: MIT
// A parser in nvtsprobe, in a pipeline of gst-launch-1.0, on tensors that an element attaches as nvinfer does.
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, root } from './gst.js';
import { tensorByBrightness } from './onnx.js';
import { buildTestTensors, hasRuntime, oneDetection } from './tensors.js';

// Real output of YOLOv8n on a frame with 7 people and two vehicles; it lies beside the checkout where it is to be had.
const real = fileURLToPath(new URL('../../../shared/data/tensors/yolov8n-frame250-1x84x8400.f32', import.meta.url));

let folder: Folder;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  // Within the project, so that scripts find the SDK.
  folder = new Folder(join(root, 'test', 'pipelines'));
  env = await buildTestTensors(folder);
  folder.write('yolov8.ts', "export { yolov8 as default } from '@nvtsprobe/sdk/parsers';\n");
  folder.write('list.ts', `
    import { defineProcessor } from '@nvtsprobe/sdk';
    export default defineProcessor({
      onFrame(frame) {
        frame.emit('objects', { objects: [...frame.objects].map((o) => [o.label, o.classId, o.componentId, o.text, Math.round(o.left), Math.round(o.top), Math.round(o.width), Math.round(o.height)]) });
      },
    });`);
}, 120_000);
afterAll(() => folder.remove());

type Row = readonly [label: string, classId: number, componentId: number, text: string, left: number, top: number, width: number, height: number];

/** What a second script sees of the objects that the parser made, frame after frame. */
async function objectsOf(source: string, probe: string, layout = 'nvds'): Promise<readonly (readonly Row[])[]> {
  return objectsBehind(`fakesrc num-buffers=3 format=time ! testtensors ${source}`, probe, layout);
}

async function objectsBehind(source: string, probe: string, layout = 'nvds'): Promise<readonly (readonly Row[])[]> {
  const line = `${source} ! nvtsprobe script='${folder.file('yolov8.ts')}' ${probe} !
    nvtsprobe script='${folder.file('list.ts')}' events='${folder.file('events.jsonl')}' ! fakesink`;
  const { code, stderr } = await launch(line, { layout, env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return folder.readLines('events.jsonl').map(({ data }) => (data as { objects: Row[] }).objects);
}

const writeTensor = (): string => folder.write('one.f32', new Uint8Array(oneDetection.buffer));

test.each(['nvds', 'nvds-6.3'])('a parser attaches what it finds, as nvinfer does (%s)', async (layout) => {
  const labels = folder.write('labels.txt', 'car\nperson\n');
  const frames = await objectsOf(`location='${writeTensor()}' dims=6x3 frame-width=1280 frame-height=720 unique-id=4`, `labels-file='${labels}'`, layout);
  expect(frames).toEqual(Array.from({ length: 3 }, () => [['person', 1, 4, 'person', 576, 324, 128, 72]]));
});

test.skipIf(!hasRuntime)('a parser finds what a model that nvtsinfer runs has put out', async () => {
  folder.write('model.onnx', tensorByBrightness([1, 3, 640, 640], { dims: [1, 6, 3], data: oneDetection }));
  const config = folder.write('model.txt', '[property]\nonnx-file=model.onnx\nnet-scale-factor=0.00392156862745098\ngie-unique-id=7\n');
  const labels = folder.write('labels.txt', 'car\nperson\n');
  const source = `videotestsrc pattern=white num-buffers=1 ! video/x-raw,format=RGB,width=320,height=160 ! nvtsinfer config-file-path='${config}'`;
  const [objects] = await objectsBehind(source, `labels-file='${labels}'`);
  expect(objects).toEqual([['person', 1, 7, 'person', 144, 72, 32, 16]]);
});

test('the padding of an input whose aspect ratio was kept is taken off', async () => {
  const source = `location='${writeTensor()}' dims=6x3 frame-width=1280 frame-height=720 maintain-aspect-ratio=true`;
  const labels = `labels-file='${folder.write('labels.txt', 'car\nperson\n')}'`;
  const [corner] = await objectsOf(source, labels);
  const [middle] = await objectsOf(source, `${labels} tensor-padding=symmetric`);
  expect([corner![0]![5], middle![0]![5]]).toEqual([576, 296]);
});

test('tensors of another shape than the parser reads leave the video as it is, with a message', async () => {
  const { code, output } = await launch(
    `fakesrc num-buffers=3 format=time ! testtensors location='${writeTensor()}' dims=18 ! nvtsprobe script='${folder.file('yolov8.ts')}' ! fakesink`,
    { env },
  );
  expect(code).toBe(0);
  expect(output).toMatch(/output0.*\(tensors of unique-id 1 for a frame\)/);
});

test.each([
  [NaN, /WARNING: from element .*nvtsprobe0: NVTS_TENSOR in parse.*holds NaN at \[4, 0\].*\(tensors of unique-id 1 for a frame\)/],
  [Infinity, /NVTS_TENSOR in parse.*holds Infinity at \[4, 0\]/],
  [0.9, /1000000 candidates pass the threshold/],
])('a million candidates of %d leave the video as it is, with a message', async (value, message) => {
  const file = folder.write('bad.f32', new Uint8Array(new Float32Array(5e6).fill(value).buffer));
  const line = `fakesrc num-buffers=3 format=time ! testtensors location='${file}' dims=5x1000000 ! nvtsprobe script='${folder.file('yolov8.ts')}' !
    nvtsprobe script='${folder.file('list.ts')}' events='${folder.file('events.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line, { env });
  expect(code).toBe(0);
  expect(output).toMatch(message);
  expect(folder.readLines('events.jsonl').map(({ data }) => (data as { objects: Row[] }).objects)).toEqual([[], [], []]);
});

test('without a label file the terminal says once how many classes are taken', async () => {
  const empty = folder.write('empty.f32', new Uint8Array(4 * 6 * 20));
  const line = (labels: string): string =>
    `fakesrc num-buffers=3 format=time ! testtensors location='${empty}' dims=6x20 ! nvtsprobe script='${folder.file('yolov8.ts')}' ${labels} ! fakesink`;
  const warnings = (output: string): readonly string[] => output.split('\n').filter((text) => text.startsWith('WARNING'));
  const { output } = await launch(line(''), { env });
  expect(warnings(output)).toEqual([expect.stringContaining('taking 2 classes from [6, 20]; give labels-file (in nvinfer: num-detected-classes) to have that checked')]);
  const checked = await launch(line(`labels-file='${folder.write('labels.txt', 'car\nperson\n')}'`), { env });
  expect(warnings(checked.output)).toEqual([]);
});

test.skipIf(!existsSync(real))('a real YOLOv8 tensor gives the people and vehicles of its frame', async () => {
  copyFileSync(real, folder.file('real.f32'));
  const [objects] = await objectsOf(`location='${folder.file('real.f32')}' dims=84x8400 frame-width=768 frame-height=576`, '');
  expect(objects!.filter(([, classId]) => classId === 0)).toHaveLength(7);
  expect(objects!.filter(([, classId]) => classId !== 0)).toHaveLength(2);
});
