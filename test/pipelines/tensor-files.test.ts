// SPDX-License-Identifier: MIT
// Tensors out of a running pipeline into files, what nvts tells and draws of them, and a parser that is installed as a package.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTensorFile } from '../../sdk/src/testing/node.js';
import { Folder, launch, root } from './gst.js';
import { tensorByBrightness } from './onnx.js';
import { buildTestTensors, hasRuntime, oneDetection } from './tensors.js';

const real = fileURLToPath(new URL('../../../shared/data/tensors/yolov8n-frame250-1x84x8400.f32', import.meta.url));

let folder: Folder;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  // Within the project, so that scripts find the SDK.
  folder = new Folder(join(root, 'test', 'pipelines'));
  env = await buildTestTensors(folder);
  folder.write('one.f32', new Uint8Array(oneDetection.buffer));
  folder.write('labels.txt', 'car\nperson\n');
  folder.write('yolov8.ts', "export { yolov8 as default } from '@nvtsprobe/sdk/parsers';\n");
}, 120_000);
afterAll(() => folder.remove());

const source = (buffers = 3): string => `fakesrc num-buffers=${buffers} format=time ! testtensors location='${folder.file('one.f32')}' dims=6x3 frame-width=1280 frame-height=720`;

function nvts(...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'sdk/bin/nvts.mjs'), ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test('nvtsrecord writes what a network put out, and numpy, the test kit and nvts read it', async () => {
  const tensors = folder.file('some tensors');
  const { code, output } = await launch(`${source(1)} maintain-aspect-ratio=true unique-id=4 ! nvtsrecord tensors='${tensors}' ! fakesink`, { env });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.not.stringMatching(/WARNING|ERROR/) as string });
  expect(readdirSync(tensors)).toEqual(['source0-frame00000000-uid4.npz']);
  const file = join(tensors, 'source0-frame00000000-uid4.npz');
  expect(readTensorFile(file)).toMatchObject({
    tensors: { output0: { data: oneDetection, dims: [6, 3] } },
    origin: { source: 0, frame: 0, uniqueId: 4, size: { width: 1280, height: 720 }, network: { width: 640, height: 640, channels: 3 } },
  });
  const python = spawnSync('python3', ['-c', `import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())`, file], { encoding: 'utf8' });
  if (python.error === undefined) expect(python.stdout).toBe('None\n');
  const { out } = nvts('tensor', 'dump', file, '--parser', folder.file('yolov8.ts'), '--labels', folder.file('labels.txt'));
  expect(out).toContain('output0  float32 [6, 3], 18 values');
  expect(out).toMatch(/person +0\.900 +288\.0 +288\.0 +64\.0 +64\.0/);
});

test('as many files as were asked for, each so many-th, beside a recording', async () => {
  const line = `${source(9)} ! nvtsrecord location='${folder.file('a.jsonl')}' tensors='${folder.file('few')}' tensors-interval=2 tensors-max=3 ! fakesink`;
  expect(await launch(line, { env })).toMatchObject({ code: 0 });
  expect(readdirSync(folder.file('few'))).toEqual([0, 2, 4].map((frame) => `source0-frame0000000${frame}-uid1.npz`));
  expect(folder.read('a.jsonl').split('\n')).toHaveLength(11);
});

test('a folder that cannot be, or none, is told before the video starts', async () => {
  const refused = await launch(`${source()} ! nvtsrecord tensors='${folder.file('one.f32')}' ! fakesink`, { env });
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(/one\.f32.*is no folder/);
  const empty = await launch(`${source()} ! nvtsrecord ! fakesink`, { env });
  expect(empty.output).toMatch(/needs location=FILE.*or tensors=FOLDER/);
});

test.each([
  ['tensors without memory that the CPU can read', 'readable=false', 'tensors=FOLDER', /WARNING.*no memory that the CPU can read.*such tensors are not written/],
  ['a folder that takes no files', '', 'tensors=/proc/self', /WARNING.*cannot write the tensors.*no more tensors are written, the video goes on/],
])('%s cost a warning, and the video goes on', async (_, tensors, property, message) => {
  const line = `${source()} ${tensors} ! nvtsrecord ${property.replace('FOLDER', `'${folder.file('none')}'`)} location='${folder.file('goes-on.jsonl')}' ! fakesink`;
  const { code, output } = await launch(line, { env });
  expect(code).toBe(0);
  expect(output.match(/WARNING: from/g)).toHaveLength(1);
  expect(output).toMatch(message);
  expect(folder.read('goes-on.jsonl').trim().split('\n')).toHaveLength(4);
  if (existsSync(folder.file('none'))) expect(readdirSync(folder.file('none'))).toEqual([]);
});

test("a parser's masks survive a recording", async () => {
  folder.write('masks.ts', `
    import { defineParser } from '@nvtsprobe/sdk';
    export default defineParser({
      gives: 'masks',
      outputs: { output0: { shape: ['A', 'B'] } },
      parse(_, { results }) {
        results.detection(160, 80, 320, 160, 1, 0.75);
        results.values.set([0.25, 0.75, 1, 0.5, 0, 0.875], results.mask(3, 2));
      },
    });`);
  folder.write('see.ts', `
    import { defineProcessor } from '@nvtsprobe/sdk';
    export default defineProcessor({
      onFrame: (frame) => frame.emit('masks', { masks: [...frame.objects].map(({ mask, left }) => mask && [left, mask.width, mask.height, mask.threshold, ...mask.data]) }),
    });`);
  const see = `nvtsprobe script='${folder.file('see.ts')}' events='${folder.file('events.jsonl')}'`;
  const recording = folder.file('masks.jsonl.gz');
  const recorded = await launch(`${source(1)} ! nvtsprobe script='${folder.file('masks.ts')}' ! ${see} ! nvtsrecord location='${recording}' ! fakesink`, { env });
  expect(recorded).toMatchObject({ code: 0, output: expect.not.stringMatching(/WARNING/) as string });
  const seen = folder.readLines('events.jsonl').map(({ data }) => data);
  expect(seen).toEqual([{ masks: [[320, 3, 2, 0.5, 0.25, 0.75, 1, 0.5, 0, 0.875]] }]);
  expect(await launch(`videotestsrc num-buffers=1 ! video/x-raw,width=1280,height=720 ! nvtsreplay location='${recording}' match=frame ! ${see} ! fakesink`)).toMatchObject({ code: 0 });
  expect(folder.readLines('events.jsonl').map(({ data }) => data)).toEqual(seen);
  expect(nvts('validate', recording)).toMatchObject({ code: 0 });
});

test('boxes are drawn on the frame that the network saw', async () => {
  const frame = folder.file('frame.jpg');
  expect(await launch(`videotestsrc num-buffers=1 pattern=black ! video/x-raw,width=320,height=160 ! jpegenc ! filesink location='${frame}'`)).toMatchObject({ code: 0 });
  const picture = folder.file('boxes.png');
  const drawn = nvts('tensor', 'dump', folder.file('one.f32'), '--shape', '6,3', '--parser', folder.file('yolov8.ts'), '--labels', folder.file('labels.txt'), '--frame', frame, '--padding', 'symmetric', '--png', picture);
  expect(drawn).toMatchObject({ code: 0, out: expect.stringContaining('boxes.png: what yolov8 finds, on ') as string });
  // 320 x 160 in the middle of 640 x 640: half the size, 160 pixels from the top.
  const lit = await litBox(picture);
  expect(lit).toMatchObject({ width: 320, height: 160 });
  expect(lit.box.map((value) => Math.round(value / 4))).toEqual([144, 64, 176, 96].map((value) => value / 4));
});

/** Where a picture of 8-bit pixels is coloured, below the labels. */
async function litBox(picture: string): Promise<{ readonly width: number; readonly height: number; readonly box: readonly number[] }> {
  const raw = folder.file('pixels.rgba');
  expect(await launch(`filesrc location='${picture}' ! pngdec ! videoconvert ! video/x-raw,format=RGBA ! filesink location='${raw}'`)).toMatchObject({ code: 0 });
  const png = readFileSync(picture);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const pixels = readFileSync(raw);
  const box = [Infinity, Infinity, 0, 0];
  for (let y = 64; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (Math.max(...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)) < 100) continue;
      box[0] = Math.min(box[0]!, x);
      box[1] = Math.min(box[1]!, y);
      box[2] = Math.max(box[2]!, x);
      box[3] = Math.max(box[3]!, y);
    }
  }
  return { width, height, box };
}

test('masks are laid over the frame', async () => {
  const frame = folder.file('black.png');
  await launch(`videotestsrc num-buffers=1 pattern=black ! video/x-raw,width=200,height=100 ! pngenc ! filesink location='${frame}'`);
  folder.write('parser.ts', `
    import { defineParser } from '@nvtsprobe/sdk';
    export default defineParser({
      gives: 'segmentation',
      outputs: { output0: { shape: ['A', 'B'] } },
      parse: (_, { results }) => results.segmentation(2, 1).set([-1, 2]),
    });`);
  const picture = folder.file('map.png');
  expect(nvts('tensor', 'dump', folder.file('one.f32'), '--shape', '6,3', '--parser', folder.file('parser.ts'), '--frame', frame, '--png', picture)).toMatchObject({ code: 0 });
  expect((await litBox(picture)).box).toEqual([100, 64, 199, 99]);
});

test('a frame that cannot be read is told', () => {
  const args = ['tensor', 'dump', folder.file('one.f32'), '--shape', '6,3', '--parser', folder.file('yolov8.ts'), '--labels', folder.file('labels.txt'), '--png', folder.file('no.png')];
  expect(nvts(...args, '--frame', folder.file('none.jpg'))).toMatchObject({ code: 1, err: expect.stringContaining('there is no video at') as string });
  expect(nvts(...args, '--frame', folder.file('labels.txt'))).toMatchObject({ code: 1, err: expect.stringContaining('GStreamer made no picture') as string });
  expect(existsSync(folder.file('no.png'))).toBe(false);
});

/** Packs a parser and installs it as npm would. */
function install(name: string): string {
  const copy = folder.file(name);
  cpSync(join(root, 'parsers', name), copy, { recursive: true });
  expect(nvts('pack', copy, '--no-archive')).toMatchObject({ code: 0 });
  const site = folder.file('site');
  const place = join(site, 'node_modules', `nvts-plugin-${name}`);
  mkdirSync(place, { recursive: true });
  for (const file of ['package.json', 'nvts.integrity.json', 'README.md', 'dist']) cpSync(join(copy, file), join(place, file), { recursive: true });
  writeFileSync(join(site, 'package.json'), '{"private":true}');
  return site;
}

test('a packaged parser runs in a pipeline by its name, and nvts tells what it is', async () => {
  const site = install('yolov8');
  folder.write('list.ts', `
    import { defineProcessor } from '@nvtsprobe/sdk';
    export default defineProcessor({ onFrame: (frame) => frame.emit('objects', { labels: [...frame.objects].map((o) => o.label || String(o.classId)) }) });`);
  const run = (what: string, labels: string): Promise<unknown> =>
    launch(`${what} ! nvtsprobe package=nvts-plugin-yolov8 ${labels} params='{"threshold":0.25}' ! nvtsprobe script='${folder.file('list.ts')}' events='${folder.file('events.jsonl')}' ! fakesink`, { env, cwd: site });
  expect(await run(source(1), `labels-file='${folder.file('labels.txt')}'`)).toMatchObject({ code: 0 });
  expect(folder.readLines('events.jsonl')).toMatchObject([{ data: { labels: ['person'] } }]);

  const listed = spawnSync(process.execPath, [join(root, 'sdk/bin/nvts.mjs'), 'list'], { encoding: 'utf8', cwd: site });
  expect(listed.stdout).toMatch(/^nvts-plugin-yolov8 0\.1\.0 {2}parser .*\n {2}Boxes of YOLOv8 and YOLO11: a parser for nvtsprobe\n/m);
  expect(listed.stdout).toMatch(/threshold +number >= 0 <= 1 +optional +0 to 1 +Confidence from which a detection counts/);

  if (hasRuntime) {
    folder.write('model.onnx', tensorByBrightness([1, 3, 640, 640], { dims: [1, 6, 3], data: oneDetection }));
    const config = folder.write('model.txt', '[property]\nonnx-file=model.onnx\nnet-scale-factor=0.00392156862745098\nmaintain-aspect-ratio=1\nsymmetric-padding=1\n');
    const tensors = folder.file('inferred');
    const infer = `videotestsrc pattern=white num-buffers=1 ! video/x-raw,format=RGB,width=320,height=160 ! nvtsinfer config-file-path='${config}' ! nvtsrecord tensors='${tensors}'`;
    expect(await run(infer, `labels-file='${folder.file('labels.txt')}'`)).toMatchObject({ code: 0 });
    expect(folder.readLines('events.jsonl')).toMatchObject([{ data: { labels: ['person'] } }]);
    const [file] = readdirSync(tensors);
    expect(readTensorFile(join(tensors, file!)).origin).toMatchObject({ padding: 'symmetric', size: { width: 320, height: 160 } });
  }
  if (!existsSync(real)) return;
  copyFileSync(real, folder.file('real.f32'));
  const people = `fakesrc num-buffers=1 format=time ! testtensors location='${folder.file('real.f32')}' dims=84x8400 frame-width=768 frame-height=576`;
  expect(await run(people, '')).toMatchObject({ code: 0 });
  const [found] = folder.readLines('events.jsonl') as [{ data: { labels: string[] } }];
  expect(found.data.labels.filter((label) => label === '0')).toHaveLength(7);
});
