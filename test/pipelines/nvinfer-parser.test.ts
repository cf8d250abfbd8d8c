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
  expect(built).toMatchObject({ code: 0, stdout: expect.stringContaining('parse-bbox-func-name=NvDsInferParseTs\n') });
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
  const parse = async (candidates: number, value: (column: number) => number, dims = `5x${candidates}`): ReturnType<typeof run> => {
    const file = join(folder, 'bad.f32');
    writeFileSync(file, Float32Array.from({ length: 5 * candidates }, (_, i) => value(Math.floor(i / candidates))));
    return run(program, [library, '640', '640', '1', dims, file]);
  };
  const nothing = { code: 0, stdout: '', stderr: '' };
  const overflow = { ...nothing, stderr: expect.stringContaining('scores that are NaN or infinite') };
  expect(await parse(100, () => NaN)).toMatchObject(overflow);
  expect(await parse(100, () => Infinity)).toMatchObject(overflow);
  expect(await parse(100, (column) => (column === 4 ? 0.9 : NaN))).toMatchObject(nothing);
  expect(await parse(1e6, () => 0)).toMatchObject(nothing);
  const misfit = await parse(100, () => 0.9, '5x10x10');
  expect(misfit).toMatchObject({ code: 1, stdout: '' });
  expect(misfit.stderr).toContain('NVTS_TENSOR in model');
  expect(misfit.stderr).toContain('float32 [5, 10, 10]');
  const million = await parse(1e6, () => 0.9);
  expect(million).toMatchObject({ code: 1, stdout: '' });
  expect(million.stderr).toContain('NVTS_LIMIT in parse');
  expect(million.stderr).toContain('1000000 candidates pass the threshold, and at most 65536 are looked at: raise the threshold');
});

test.skipIf(!existsSync(tensor))('a real YOLOv8 tensor gives the people and vehicles of its frame', async () => {
  const library = await libraryOf('yolov8', join(root, 'test', 'bench', 'scripts', 'parser-yolov8.ts'));
  const { code, stdout, stderr } = await run(program, [library, '640', '640', '80', '84x8400', tensor]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const classes = stdout.trim().split('\n').map((line) => Number(line.split(' ')[0]));
  expect(classes.filter((id) => id === 0)).toHaveLength(7);
  expect(classes.filter((id) => id !== 0)).toHaveLength(2);
});
