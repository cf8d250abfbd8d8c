// SPDX-License-Identifier: MIT
// What is told of tensors; test/pipelines/tensor-dump.test.ts looks at the pictures on frames.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Folder, run } from '../testing.js';
import { channelsOf } from './channels.js';
import { colorOf, heatMap } from './heat-map.js';
import { Placement } from './placement.js';
import { encodePng } from './png.js';

const folder = new Folder();
afterAll(() => folder.remove());
const bytes = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer);
/** Eight candidates, the first and the third of which are something: centre, size, two scores. */
const rows = [[320], [320], [64], [32], [0.1, 0, 0.2], [0.9, 0, 0.3]].map((row) => Array.from({ length: 8 }, (_, i) => row[i] ?? 0));
const raw = folder.write('output0.bin', bytes(new Float32Array(rows.flat())));

interface Summary {
  readonly layers: readonly { readonly name: string; readonly min: number; readonly max: number; readonly mean: number; readonly nan: number; readonly infinite: number; readonly percentiles: Record<string, number>; readonly scoreChannels: number[]; readonly top: unknown[]; readonly channels: { maxAt: number[] }[] }[];
  readonly decoded?: { readonly detections: readonly object[]; readonly classifications: readonly object[] };
}
const dump = async (...args: string[]): Promise<Summary> => {
  const { code, out, err } = await run('tensor', 'dump', ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Summary;
};

test('a raw file in words: shape, type, range, channels and the best candidates', async () => {
  const { code, out } = await run('tensor', 'dump', raw, '--shape', '1,6,8');
  expect(code).toBe(0);
  expect(out).toContain('output0  float32 [1, 6, 8], 48 values\n  min 0   max 320   mean 15.36 ');
  expect(out).toContain('6 channels of 8 cells');
  expect(out).toContain('the 8 cells with the highest value of channels 4-5 (those from 0 to 1)');
  // Cell, channel, value and the box.
  expect(out).toMatch(/^ {4}0 +5 +0\.9 +320 +320 +64 +32$/m);
  expect(out).toMatch(/^ {4}2 +5 +0\.3 +0 +0 +0 +0$/m);
});

test('numbers as NumPy has them', async () => {
  const file = folder.write('values.bin', bytes(new Float32Array([4, 1, 3, 2, NaN, Infinity])));
  const { layers } = await dump(file, '--shape', '6');
  expect(layers[0]).toMatchObject({ name: 'values', min: 1, max: 4, mean: 2.5, nan: 1, infinite: 1, percentiles: { 25: 1.75, 50: 2.5, 99: expect.closeTo(3.97, 5) as number } });
});

test.each([
  ['float16', new Uint16Array([0x4000, 0xc000])],
  ['int8', new Int8Array([2, -2])],
  ['int32', new Int32Array([2, -2])],
  ['int64', new BigInt64Array([2n, -2n])],
])('values of %s', async (type, data) => {
  const { layers } = await dump(folder.write('typed.bin', bytes(data)), '--shape', '2', '--type', type);
  expect(layers[0]).toMatchObject({ max: 2, min: -2 });
});

test("a file of nvinfer's raw-output-file-write is called like its layer, and one of its batch is taken", async () => {
  const file = folder.write('gstnvdsinfer_uid-01_layer-conv2d_bbox_batch-0000000003_batchsize-02.bin', bytes(new Float32Array([1, 2, 3, 4, 5, 6, 7, 8])));
  const { layers } = await dump(file, '--shape', '2,2,2', '--item', '1');
  expect(layers[0]).toMatchObject({ name: 'conv2d_bbox', dims: [2, 2], min: 5, max: 8 });
});

describe('channels', () => {
  test.each<[string, number[], boolean, [number, number, number]]>([
    ['the smaller of two dimensions', [1, 84, 8400], false, [84, 8400, 1]],
    ['the smaller of two, when it is the last', [3549, 85], false, [85, 3549, 1]],
    ['the first of three', [85, 22, 20], false, [85, 20, 22]],
    ['all but the last two', [10, 3, 28, 14], false, [30, 14, 28]],
    ['the last one when asked for', [22, 20, 95], true, [95, 20, 22]],
    ['none of a list', [1, 1000, 1, 1], false, [1, 1000, 1]],
  ])('are %s', (_, dims, last, [count, width, height]) => {
    expect(channelsOf(dims, last)).toMatchObject({ count, width, height, cells: width * height });
  });

  test('of [H, W, C] are read where they stand', async () => {
    const file = folder.write('hwc.bin', bytes(new Float32Array([1, 20, 2, 10, 3, 30])));
    const { layers } = await dump(file, '--shape', '1,3,2', '--channels-last');
    expect(layers[0]!.channels).toMatchObject([{ min: 1, max: 3, maxAt: [2] }, { min: 10, max: 30, maxAt: [2] }]);
  });
});

describe('the picture of values', () => {
  const pixel = ({ data, width }: { readonly data: Uint8Array; readonly width: number }, x: number, y: number): number[] => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];

  test('has a tile for each grid, with the peak of the cells that a pixel stands for', () => {
    const data = new Float32Array(2 * 2000 * 4);
    data[2003] = 1;
    data[8000] = NaN;
    const picture = heatMap({ data, dims: [2, 4, 2000] }, 'auto', false);
    expect(picture).toMatchObject({ shown: 2, columns: 1, width: 1398 });
    expect(pixel(picture, 2, 1)).toEqual([253, 231, 37]);
    expect(pixel(picture, 1000, 1)).toEqual([68, 1, 84]);
    expect(pixel(picture, 0, picture.height - 3)).toEqual([255, 0, 160]);
  });

  test.each([['auto', 0.25], ['channel', 0], ['tensor', 0.125]] as const)('with scale %s', (scale, part) => {
    const picture = heatMap({ data: new Float32Array([0.25, 0.5, 0, 2]), dims: [2, 2] }, scale, false);
    expect(pixel(picture, 0, 0)).toEqual([...colorOf(part)]);
  });

  test('is a PNG that holds the pixels', () => {
    const png = Buffer.from(encodePng({ width: 2, height: 1, depth: 3, data: new Uint8Array([1, 2, 3, 4, 5, 6]) }));
    expect(png.subarray(12, 29).toString('latin1')).toBe('IHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0');
    expect([...inflateSync(png.subarray(41, png.length - 16))]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // The checksum of an empty IEND, as the standard has it.
    expect(png.subarray(-4).toString('hex')).toBe('ae426082');
  });

  test('is written for each layer', async () => {
    const second = folder.write('scores.bin', bytes(new Float32Array(4)));
    const { out } = await run('tensor', 'dump', raw, second, '--shape', '6,8', '--shape', '2,2', '--png', join(folder.path, 'map.png'));
    expect(out).toContain('map-output0.png: output0, 6 channels from the top');
    expect(existsSync(join(folder.path, 'map-scores.png'))).toBe(true);
  });
});

test.each([
  ['none', [0, 0], [1280, 720]],
  ['right-bottom', [0, 0], [1280, 1280]],
  ['symmetric', [0, -280], [1280, 1000]],
] as const)('boxes of an input with padding %s', (padding, topLeft, bottomRight) => {
  const placement = new Placement({ left: 0, top: 0, width: 1280, height: 720 }, { width: 640, height: 640 }, padding);
  expect([placement.x(0), placement.y(0), placement.x(640), placement.y(640)]).toEqual([...topLeft, ...bottomRight]);
  expect(placement.back(placement.x(100), placement.y(200))).toEqual([100, 200]);
});

describe('with a parser', () => {
  const parser = folder.write('yolov8.ts', `export { yolov8 as default } from '${join(import.meta.dirname, '../../parsers/index.ts')}';\n`);
  const labels = folder.write('labels.txt', 'car\nred bus\n');

  test('what it finds is told, with labels and parameters', async () => {
    const { decoded } = await dump(raw, '--shape', '6,8', '--parser', parser, '--labels', labels, '--params', '{"threshold":0.5}', '--network', '640x480');
    expect(decoded?.detections).toEqual([{ left: 288, top: 304, width: 64, height: 32, classId: 1, confidence: Math.fround(0.9), label: 'red bus' }]);
    const { out } = await run('tensor', 'dump', raw, '--shape', '6,8', '--parser', parser, '--labels', labels);
    expect(out).toMatch(/yolov8 finds\n {2}1 detection, .*\n.*\n {4}red bus +0\.900 +288\.0 +304\.0 +64\.0 +32\.0\n/);
  });

  test("a tensor that does not fit is the parser's own message", async () => {
    expect(await run('tensor', 'dump', raw, '--shape', '48', '--parser', parser)).toMatchObject({ code: 1, err: expect.stringContaining('NVTS_TENSOR: the model does not fit this parser: output "output0": expected float32 [A, B], got "output0" float32 [48]') as string });
  });

  test('a processor is no parser', async () => {
    const processor = folder.write('processor.nvts.js', 'globalThis.__nvts_bundle = { abi: 1, kind: "processor", name: "people" };');
    expect(await run('tensor', 'dump', raw, '--shape', '6,8', '--parser', processor)).toMatchObject({ code: 1, err: expect.stringContaining('is no parser') as string });
  });
});

describe('refused', () => {
  test.each<[string, string[], number, string]>([
    ['a file that is not there', ['nowhere.npy'], 2, 'there is no such file'],
    ['a raw file without its shape', [raw], 2, 'is neither .npy nor .npz: say what it holds, such as --shape 1,84,8400'],
    ['a shape that is none', [raw, '--shape', '6,a'], 2, '--shape must be sizes'],
    ['a shape that does not fit', [raw, '--shape', '6,4'], 1, 'there are 192 bytes, and float32 [6, 4] has 96'],
    ['a type that is none', [raw, '--shape', '6,8', '--type', 'double'], 2, '--type must be one of'],
    ['a folder', [folder.path], 2, 'is a folder'],
    ['two layers of one name', [raw, raw, '--shape', '6,8'], 2, 'two of the files have a layer "output0"'],
    ['a layer that is not there', [raw, '--shape', '6,8', '--layer', 'x'], 2, 'the layers are output0'],
    ['an item that is not there', [raw, '--shape', '6,8', '--item', '6'], 2, 'is a batch of 6'],
    ['a frame without a parser', [raw, '--shape', '6,8', '--frame', 'a.png'], 2, '--frame is for a parser'],
    ['another picture', [raw, '--shape', '6,8', '--png', 'a.jpg'], 2, '--png must be named *.png'],
    ['a picture where none can be written', [raw, '--shape', '6,8', '--png', join(folder.path, 'no/a.png')], 1, 'cannot be written'],
    ['another scale', [raw, '--shape', '6,8', '--png', 'a.png', '--scale', 'log'], 2, '--scale must be auto, channel, tensor'],
  ])('%s', async (_, args, code, message) => {
    expect(await run('tensor', 'dump', ...args)).toMatchObject({ code, err: expect.stringContaining(message) as string });
  });

  test('anything but dump', async () => {
    expect(await run('tensor', 'show', raw)).toMatchObject({ code: 2, err: expect.stringContaining('tensor knows one thing to do, dump, not show') as string });
  });
});

const real = join(import.meta.dirname, '../../../../../shared/data/tensors/yolox_nano-frame250-1x3549x85.f32');
test.skipIf(!existsSync(real))('a real YOLOX tensor (it lies in ../shared)', async () => {
  const { layers } = await dump(real, '--shape', '1,3549,85', '--top', '3');
  expect(layers[0]!.scoreChannels).toContain(4);
  expect(layers[0]!.top).toHaveLength(3);
  expect(readFileSync(real)).toHaveLength(4 * 3549 * 85);
});
