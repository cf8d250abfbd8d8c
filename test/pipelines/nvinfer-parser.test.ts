// SPDX-License-Identifier: MIT
// Bundles that `nvts build` has made, in libnvts_parser.so, called as nvinfer calls it.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, run } from './gst.js';

const build = process.env['NVTS_TEST_BUILD'] ?? join(root, 'build');
// Real output of YOLOv8n on a frame with 7 people and two vehicles; it lies beside the checkout where it is to be had.
const tensor = fileURLToPath(new URL('../../../shared/data/tensors/yolov8n-frame250-1x84x8400.f32', import.meta.url));

let folder = '';
let program = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nvts-parser-'));
  program = join(folder, 'parse_tensor');
  const source = join(root, 'test', 'pipelines', 'native', 'parse_tensor.cpp');
  const headers = join(root, 'gst-plugin', 'nvds', 'include');
  const compiled = await run(process.env['CXX'] ?? 'c++', ['-std=c++20', '-O1', '-I', headers, source, '-o', program, '-pthread', '-ldl']);
  expect(compiled).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the library beside the bundle of a script, as nvinfer is told of it. */
async function libraryOf(name: string, script: string): Promise<string> {
  const library = ['--nvinfer', '--library', join(build, 'lib', 'libnvts_parser.so')];
  const built = await run(process.execPath, [join(root, 'sdk', 'bin', 'nvts.mjs'), 'build', script, '-o', join(folder, `${name}.nvts.js`), ...library]);
  expect(built).toMatchObject({ code: 0, stdout: expect.stringMatching(/^parse-(?:bbox|segmentation)-func-name=NvDsInferParseTs/m) });
  return /^custom-lib-path=(.*)$/m.exec(built.stdout)![1]!;
}

test('each native kernel gives what its twin in TypeScript gives', async () => {
  const library = await libraryOf('twins', join(root, 'test', 'pipelines', 'scripts', 'kernel-twins.ts'));
  writeFileSync(join(folder, 'one.f32'), new Float32Array([1]));
  const env = { NVTS_PARSER_DEADLINE_MS: '60000' };
  const { code, stdout, stderr } = await run(program, [library, '64', '64', '1', '1', join(folder, 'one.f32')], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toHaveLength(18);
});

test('what no detector should put out leaves no objects: NaN, infinite scores, another shape, no candidates or a million', async () => {
  const library = await libraryOf('bad', join(root, 'test', 'bench', 'scripts', 'parser-yolov8.ts'));
  const parse = async (candidates: number, value: (column: number, n: number) => number, dims = `5x${candidates}`): ReturnType<typeof run> => {
    const file = join(folder, 'bad.f32');
    writeFileSync(file, Float32Array.from({ length: 5 * candidates }, (_, i) => value(Math.floor(i / candidates), i % candidates)));
    return run(program, [library, '640', '640', '1', dims, file]);
  };
  // With `false` nvinfer would end the stream.
  const refused = (message: string): object => ({ code: 0, stdout: '', stderr: expect.stringContaining(message) });
  expect(await parse(100, () => NaN)).toMatchObject(refused('layer "output0" [5, 100] holds NaN at [4, 0]'));
  expect(await parse(100, () => Infinity)).toMatchObject(refused('NVTS_TENSOR in parse'));
  expect(await parse(8400, (column, n) => (column === 4 && n === 4711 ? NaN : 0.9))).toMatchObject(refused('holds NaN at [4, 4711]'));
  expect(await parse(100, (column) => (column === 4 ? 0.9 : NaN))).toMatchObject(refused('gives a box from NaN, NaN to NaN, NaN that passes the threshold'));
  expect(await parse(100, (column) => (column === 4 ? 0.1 : NaN))).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(await parse(1e6, () => 0)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const misfit = await parse(100, () => 0.9, '5x10x10');
  expect(misfit).toMatchObject({ code: 1, stdout: '' });
  expect(misfit.stderr).toContain('NVTS_TENSOR in model');
  expect(misfit.stderr).toContain('float32 [5, 10, 10]');
  const million = await parse(1e6, () => 0.9);
  expect(million).toMatchObject({ code: 1, stdout: '' });
  expect(million.stderr).toContain('NVTS_LIMIT in parse');
  expect(million.stderr).toContain('1000000 candidates pass the threshold, and at most 65536 are looked at: raise the threshold');
});

test('a segmentation of [classes, height, width] fills the map, and passes the scores on; one that is NaN leaves an empty map', async () => {
  const script = join(folder, 'segmentation.ts');
  writeFileSync(script, `export { segmentation as default } from ${JSON.stringify(join(root, 'sdk', 'src', 'parsers', 'index.ts'))};`);
  const library = await libraryOf('segmentation', script);
  const parse = async (...scores: number[]): ReturnType<typeof run> => {
    const file = join(folder, 'scores.f32');
    writeFileSync(file, new Float32Array(scores));
    return run(program, [library, '640', '640', '3', '3x2x2', file, 'segmentation']);
  };
  const sure = [0.9, 0.1, 0, 0, 0, 0.8, 0.2, 0.5];
  expect(await parse(...sure, 0.1, -Infinity, 0.7, 0.6)).toMatchObject({ code: 0, stdout: '0 1\n2 2\nprobabilities\n', stderr: '' });
  expect(await parse(...sure, 0.1, NaN, 0.7, 0.6)).toMatchObject({
    code: 0,
    stdout: '-1 -1\n-1 -1\nno probabilities\n',
    stderr: expect.stringContaining('layer "output0" [3, 2, 2] holds NaN at [2, 0, 1]'),
  });
});

test.skipIf(!existsSync(tensor))('a real YOLOv8 tensor gives the people and vehicles of its frame', async () => {
  const library = await libraryOf('yolov8', join(root, 'test', 'bench', 'scripts', 'parser-yolov8.ts'));
  const { code, stdout, stderr } = await run(program, [library, '640', '640', '80', '84x8400', tensor]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const classes = stdout.trim().split('\n').map((line) => Number(line.split(' ')[0]));
  expect(classes.filter((id) => id === 0)).toHaveLength(7);
  expect(classes.filter((id) => id !== 0)).toHaveLength(2);
});
