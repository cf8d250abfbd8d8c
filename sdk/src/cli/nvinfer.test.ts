// SPDX-License-Identifier: MIT
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from './main.js';

let folder: string;
let library: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts nvinfer-'));
  library = join(folder, 'libnvts_parser.so');
  writeFileSync(library, 'the library');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function build(script: string, ...options: string[]): Promise<{ code: number; out: string; err: string }> {
  const entry = join(folder, 'script.ts');
  writeFileSync(entry, script);
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await main(['build', entry, '-o', join(folder, 'model.nvts.js'), ...options]);
  const result = { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  out.mockRestore();
  err.mockRestore();
  return result;
}
const parser = (name: string): string => `export { ${name} as default } from '@nvtsprobe/sdk/parsers';`;

test.each([
  ['yolov8', ['network-type=0', 'parse-bbox-func-name=NvDsInferParseTs', 'cluster-mode=4']],
  ['yolov8Segment', ['network-type=3', 'parse-bbox-instance-mask-func-name=NvDsInferParseTsInstanceMask', 'cluster-mode=4', 'output-instance-mask=1']],
  ['classification', ['network-type=1', 'parse-classifier-func-name=NvDsInferParseTsClassifier']],
  ['segmentation', ['network-type=2', 'parse-segmentation-func-name=NvDsInferParseTsSegmentation']],
])('the library goes beside the bundle of %s, and the configuration is shown', async (name, keys) => {
  const { code, out } = await build(parser(name), '--nvinfer', '--library', library);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, 'model.so'), 'utf8')).toBe('the library');
  expect(out).toContain(`\n[property]\n${[`custom-lib-path=${join(folder, 'model.so')}`, ...keys].join('\n')}\n`);
  rmSync(join(folder, 'model.so'));
});

test.each([
  ['a processor', "import { defineProcessor } from '@nvtsprobe/sdk'; export default defineProcessor({});", ['--nvinfer'], 'must come from defineParser'],
  ['an embedding', "import { defineParser } from '@nvtsprobe/sdk'; export default defineParser({ gives: 'embedding', embedding: 2, outputs: { o: { shape: [2] } }, parse: ({ o }) => o.data });", ['--nvinfer'], 'has no place for embeddings'],
  ['a segmentation of [height, width, classes]', parser('segmentationByPixel'), ['--nvinfer'], 'read as [classes, height, width]: use network-type=100 and output-tensor-meta=1'],
  ['a map of classes', parser('segmentationMap'), ['--nvinfer'], 'does not run in nvinfer itself'],
  ['a library that is not there', parser('yolov8'), ['--nvinfer', '--library', '/nowhere.so'], 'there is no /nowhere.so'],
  ['what throws when it is loaded', `${parser('yolov8')} throw new Error('no model');`, ['--nvinfer'], 'model.nvts.js cannot be run (no model)'],
  ['the same, for a program', `${parser('yolov8')} throw null;`, ['--nvinfer', '--json'], 'model.nvts.js cannot be run (null)'],
])('%s is refused', async (_, script, options, message) => {
  const { code, out, err } = await build(script, ...options);
  expect({ code, told: options.includes('--json') ? (JSON.parse(out) as { error: { message: string } }).error.message : err }).toEqual({ code: 1, told: expect.stringContaining(message) as string });
  expect(existsSync(join(folder, 'model.so'))).toBe(false);
});

test('a parser that logs when it is loaded is built, and its words are not shown', async () => {
  const { code, out } = await build(`${parser('yolov8')} console.log('loaded');`, '--nvinfer', '--library', library);
  expect({ code, loaded: out.includes('loaded') }).toEqual({ code: 0, loaded: false });
  rmSync(join(folder, 'model.so'));
});

test('a library without --nvinfer is refused', async () => {
  expect(await build(parser('yolov8'), '--library', library)).toMatchObject({ code: 2, err: expect.stringContaining('--library goes with --nvinfer') });
});
