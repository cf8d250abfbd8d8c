// SPDX-License-Identifier: MIT
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Bundle } from '../table/host-functions.js';
import type { ParserBundle } from '../parser/contract.js';
import { coreFor } from '../testing/core-text.js';
import { TestHost } from '../testing/test-host.js';
import { TestParser } from '../testing/test-parser.js';
import { buildBundle } from './build.js';
import { main } from './main.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts-build-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const build = (text: string, options: { minify?: boolean; standalone?: boolean; sourcemap?: boolean } = {}) =>
  buildBundle({ entry: write('script.ts', text), output: join(folder, 'out.nvts.js'), ...options });

const PROCESSOR = `
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
interface Seen { count: number }
export default defineProcessor({
  name: 'seen',
  params: z.object({ step: z._default(z.number(), 1) }),
  setup: (): Seen => ({ count: 0 }),
  onFrame(frame, { params, state }) {
    state.count += params.step;
    frame.emit('seen', { count: state.count, label: frame.objects.at(0)?.label ?? 'ü' });
  },
});`;

/** Evaluates a bundle where nothing is but the language, and the SDK's core if it takes that: no console, no TextEncoder, no eval. */
function evaluate(path: string): { bundle: Bundle; globals: string[] } {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const code = readFileSync(path, 'utf8');
  runInContext(coreFor(code), context);
  runInContext(code, context, { filename: path });
  return { bundle: context['__nvts_bundle'] as Bundle, globals: Object.keys(context) };
}

describe('a bundle', () => {
  test.each([{}, { minify: true }, { minify: true, standalone: true }])('runs in a bare engine: %o', async (options) => {
    const { output } = await build(PROCESSOR, options);
    const host = new TestHost(evaluate(output).bundle, { params: { step: 3 } });
    expect(host.push({}).events).toEqual([{ type: 'seen', data: { count: 3, label: 'ü' }, frame: 0 }]);
  });

  test('puts one name of its own into the global scope', async () => {
    const { globals } = evaluate((await build(PROCESSOR)).output);
    expect(globals.filter((name) => !name.startsWith('__zod'))).toEqual(['__nvts_bundle']);
  });

  test('without a default export says so when it is loaded', async () => {
    const { bundle } = evaluate((await build('export const x = 1;')).output);
    expect(() => new TestHost(bundle)).toThrow(expect.objectContaining({ code: 'NVTS_NO_DEFAULT_EXPORT' }));
  });

  test('of a processor without parameters is small', async () => {
    const { bytes } = await build(`import { defineProcessor } from '@nvtsprobe/sdk'; export default defineProcessor({ onFrame() {} });`, { minify: true });
    expect(bytes).toBeLessThan(1024);
  });

  test('of a parser is told from one of a processor, and runs', async () => {
    const { output } = await build(`
      import { defineParser } from '@nvtsprobe/sdk';
      import * as z from 'zod/mini';
      export default defineParser({
        name: 'rows',
        outputs: { rows: { shape: ['N', 5] } },
        params: z.object({ threshold: z._default(z.number(), 0.5) }),
        *parse({ rows }, { sizes, params }) {
          for (let n = 0; n < sizes.N; n++) {
            const confidence = rows.at(n, 4);
            if (confidence >= params.threshold) yield { left: rows.at(n, 0), top: 0, width: 1, height: 1, classId: 0, confidence };
          }
        },
      });`);
    const { bundle, globals } = evaluate(output);
    expect(globals.filter((name) => !name.startsWith('__zod'))).toEqual(['__nvts_bundle']);
    expect(bundle).toMatchObject({ kind: 'parser', name: 'rows', output: 'detections' });
    const host = new TestParser(bundle as unknown as ParserBundle);
    const { detections } = host.parse({ out: { data: new Float32Array([7, 0, 0, 0, 0.75, 8, 0, 0, 0, 0.25]), dims: [2, 5] } });
    expect(detections).toEqual([{ left: 7, top: 0, width: 1, height: 1, classId: 0, confidence: 0.75 }]);
  });

  test('has no async function left, and one that is called says that there are no promises', async () => {
    const { output } = await build(`
      import { defineProcessor } from '@nvtsprobe/sdk';
      import * as z from 'zod';
      const later = async (x: number) => { for await (const y of [x]) await y; };
      class Later { async *all() { yield 1; } }
      export default defineProcessor({ params: z.object({ n: z.number() }), onFrame() { void later(1); void Later; } });`);
    expect(readFileSync(output, 'utf8')).not.toMatch(/\basync\s*(function|\*|\(|\w+\s*(\(|=>))/);
    const context = createContext({ Promise: function () { throw new Error('no promises'); } });
    runInContext(readFileSync(output, 'utf8'), context);
    const host = new TestHost(context['__nvts_bundle'] as Bundle, { params: { n: 1 } });
    expect(() => host.push({})).toThrow('no promises');
  });

  test('has a source map beside it that names the script', async () => {
    const { output, map } = await build(PROCESSOR);
    expect(map).toBe(`${output}.map`);
    const { sources } = JSON.parse(readFileSync(map!, 'utf8')) as { sources: string[] };
    expect(sources).toContain('script.ts');
    expect((await build(PROCESSOR, { sourcemap: false })).map).toBeUndefined();
  });

  test("has a source map in which the SDK's own files are told from the author's, wherever the SDK lies", async () => {
    const { map } = await build(PROCESSOR);
    const { sources } = JSON.parse(readFileSync(map!, 'utf8')) as { sources: string[] };
    const sdk = sources.filter((source) => source.startsWith('nvts:///node_modules/@nvtsprobe/sdk/src/'));
    expect(sdk).toContain('nvts:///node_modules/@nvtsprobe/sdk/src/errors.ts');
    expect(sources.filter((source) => source.includes('sdk/src/') || source.includes('sdk/dist/'))).toEqual(sdk);
  });

  test("has zod's messages in other languages only where the script asks for them", async () => {
    const script = (text: string): string => `
      import { defineProcessor } from '@nvtsprobe/sdk';
      import * as z from 'zod/mini';
      ${text}
      export default defineProcessor({ onFrame(frame) { frame.emit('said', { text: z.string().safeParse(1).error.issues[0].message }); } });`;
    const said = (output: string): unknown => new TestHost(evaluate(output).bundle).push({}).events[0]?.data;
    const plain = await build(script(''));
    expect(plain.files.filter(({ name }) => name.includes('locales'))).toEqual([]);
    const { output, files } = await build(script('z.config(z.locales.de());'));
    expect(files.map(({ name }) => name)).toContain('zod/v4/locales/de.js');
    expect(said(output)).toEqual({ text: 'Ungültige Eingabe: erwartet string, erhalten Zahl' });
    for (const text of ['const all = z; z.config(all.locales.de());', `z.config(z['core'].locales.de());`]) expect(said((await build(script(text))).output)).toEqual(said(output));
  });

  test('has a package in it that is called as a part of Node.js', async () => {
    mkdirSync(join(folder, 'node_modules', 'events'), { recursive: true });
    write('node_modules/events/package.json', '{"name":"events","main":"index.js"}');
    write('node_modules/events/index.js', 'exports.seen = 7;');
    const { output } = await build(`import { defineProcessor } from '@nvtsprobe/sdk'; import { seen } from 'events'; export default defineProcessor({ onFrame(frame) { frame.emit('seen', { seen }); } });`);
    expect(new TestHost(evaluate(output).bundle).push({}).events[0]?.data).toEqual({ seen: 7 });
  });

  test('reports what takes how many bytes', async () => {
    const { bytes, parts } = await build(PROCESSOR);
    expect(parts.map(({ name }) => name)).toEqual(['@nvtsprobe/sdk', 'zod', 'your script']);
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBeLessThanOrEqual(bytes);
  });
});

describe('a minified bundle', () => {
  test('of the people counter is small', async () => {
    const entry = fileURLToPath(new URL('../../../examples/people-counter/src/index.ts', import.meta.url));
    const { bytes, warnings } = await buildBundle({ entry, output: join(folder, 'counter.nvts.js'), minify: true });
    expect(warnings).toEqual([]);
    expect(bytes).toBeLessThan(60_000);
  });

  test("has short names for what is the SDK's own, and none for what an author may name", async () => {
    const { output } = await build(`
      import { defineProcessor } from '@nvtsprobe/sdk';
      export default defineProcessor({ onFrame(frame) { frame.emit('row', { headerU32: 1, framesCount: frame.objects.length, addedRows: frame.objects.at(0)?.label }); } });`, { minify: true, standalone: true });
    const host = new TestHost(evaluate(output).bundle);
    expect(host.push({ objects: [{ left: 0, top: 0, width: 1, height: 1, label: 'car' }] }).events[0]?.data).toEqual({ headerU32: 1, framesCount: 1, addedRows: 'car' });
    expect(readFileSync(output, 'utf8')).not.toContain('objectsTrackerConfidence');
  });

  test("leaves the SDK's core to its host, unless it is to stand alone", async () => {
    for (const [standalone, takesCore] of [[false, true], [true, false]]) {
      const report = await build(PROCESSOR, { minify: true, standalone: standalone! });
      expect(report.takesCore).toBe(takesCore);
      expect(readFileSync(report.output, 'utf8').includes('__nvts_core("bindBundle")')).toBe(takesCore);
    }
  });

  test('that takes what the core does not have says so', () => {
    const later = write('later.nvts.js', 'globalThis.__nvts_bundle = __nvts_core("fromTomorrow");');
    expect(() => evaluate(later)).toThrow(expect.objectContaining({ code: 'NVTS_ABI', message: expect.stringContaining('fromTomorrow') as string }));
  });

  const parts = async (text: string): Promise<readonly string[]> => (await build(text, { minify: true })).parts.map(({ name }) => name);
  const script = (imports: string, params: string): string => `import { defineProcessor } from '@nvtsprobe/sdk'; ${imports}
    export default defineProcessor({ params: ${params}, onFrame(frame, { params }) { frame.emit('params', params); } });`;

  test('has a subset of zod where that is enough', async () => {
    expect(await parts(PROCESSOR)).toEqual(['your script', '@nvtsprobe/sdk']);
    const { output } = await build(script(`import { int, object, optional } from 'zod/mini';`, `object({ n: optional(int()) })`), { minify: true });
    expect(new TestHost(evaluate(output).bundle, { params: { n: 5 } }).push({}).events[0]?.data).toEqual({ n: 5 });
    expect(() => new TestHost(evaluate(output).bundle, { params: { n: 'x' } })).toThrow('n: expected a number, got a string ("x")');
  });

  test.each([
    ['what the subset lacks', `import * as z from 'zod/mini';`, `z.object({ n: z.pipe(z.string(), z.transform(Number)) })`],
    ['zod as a value', `import * as z from 'zod/mini'; const make = (all) => all.object({ n: all['coerce'].number() });`, 'make(z)'],
    ['zod by its own name', `import { z } from 'zod/mini';`, 'z.object({ n: z.coerce.number() })'],
    ['the classic zod', `import * as z from 'zod';`, 'z.object({ n: z.coerce.number().min(1) })'],
    ["zod's core", `import * as z from 'zod/mini'; import * as core from 'zod/v4/core'; core.config({});`, 'z.object({ n: z.coerce.number() })'],
  ])('has all of zod that it uses for %s', async (_, imports, params) => {
    const { output, parts } = await build(script(imports, params), { minify: true });
    expect(parts.map(({ name }) => name)).toContain('zod');
    expect(new TestHost(evaluate(output).bundle, { params: { n: '5' } }).push({}).events[0]?.data).toEqual({ n: 5 });
  });
});

describe('what cannot be bundled', () => {
  test('a part of Node.js, with the imports that lead to it', async () => {
    write('helper.ts', `import { readFileSync } from 'node:fs'; export const read = readFileSync;`);
    const failed = build(`import { read } from './helper.ts'; export default read;`);
    await expect(failed).rejects.toThrow(/"node:fs" is part of Node\.js.*script\.ts → .*helper\.ts/);
    await expect(failed).rejects.toThrow(/helper\.ts:1:29/);
  });

  test('a part of Node.js without its prefix', async () => {
    await expect(build(`import path from 'path'; export default path;`)).rejects.toThrow('"path" is part of Node.js');
  });

  test('a part of Node.js that a script would do without', async () => {
    await expect(build(`let fs; try { fs = require('fs'); } catch {} export default fs;`)).rejects.toThrow('"fs" is part of Node.js');
  });

  test('a syntax error, with its line', async () => {
    await expect(build('const a = 1;\nlet b = ;')).rejects.toThrow(/Unexpected ";"[^]*script\.ts:2:8/);
  });

  test('an import that is not there', async () => {
    await expect(build(`import x from './nope.ts'; export default x;`)).rejects.toThrow('Could not resolve "./nope.ts"');
  });

  test('a script that is not there', async () => {
    await expect(buildBundle({ entry: join(folder, 'none.ts') })).rejects.toThrow('there is no script at');
  });

  test('a bundle in place of its script', async () => {
    const entry = write('same.ts', PROCESSOR);
    await expect(buildBundle({ entry, output: entry })).rejects.toThrow('would overwrite the script');
  });
});

describe('the command', () => {
  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = await main(args);
    const result = { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
    out.mockRestore();
    err.mockRestore();
    return result;
  }

  test('builds, and lists what it wrote', async () => {
    const { code, out } = await run('build', write('a.ts', PROCESSOR), '-o', join(folder, 'a.nvts.js'), '--minify');
    expect(code).toBe(0);
    expect(out).toMatch(/a\.nvts\.js {2}\d+\.\d KB[^]*@nvtsprobe\/sdk[^]*a\.nvts\.js\.map/);
  });

  test('lists the files that take most, when asked', async () => {
    const { out } = await run('build', write('a.ts', PROCESSOR), '-o', join(folder, 'a.nvts.js'), '--analyze');
    expect(out).toMatch(/The files that take most:\n +\d+\.\d KB {2}(?:@nvtsprobe\/sdk\/dist|zod)\//);
  });

  test('tells as JSON what it made, or what is wrong', async () => {
    const output = join(folder, 'j.nvts.js');
    const { code, out } = await run('build', write('a.ts', PROCESSOR), '-o', output, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, output, map: `${output}.map`, bytes: readFileSync(output).length, warnings: [] });
    const wrong = await run('build', write('b.ts', 'let 5'), '--json');
    expect(wrong).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(wrong.out)).toEqual({ ok: false, error: { code: 'NVTS_BUNDLER', message: expect.stringContaining('b.ts:1') as string } });
  });

  test('a place that cannot be written is told', async () => {
    const output = join(write('file', ''), 'a.nvts.js');
    expect(await run('build', write('a.ts', PROCESSOR), '-o', output)).toMatchObject({ code: 1, err: expect.stringMatching(/a\.nvts\.js cannot be written: /) as string });
  });

  test('explains itself', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('nvts build <script.ts>') });
    const { code, out } = await run('build', '--help');
    expect(code).toBe(0);
    expect(out).toContain('nvts build src/index.ts');
    expect(await run('help', 'build')).toMatchObject({ code: 0, out });
    expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  test('a script with errors gives exit code 1', async () => {
    expect(await run('build', write('b.ts', 'let 5'))).toMatchObject({ code: 1, err: expect.stringContaining('b.ts:1') });
  });

  test.each([
    [['biuld'], 'did you mean "build"?'],
    [['build'], 'build needs the path of a script'],
    [['build', 'a.ts', 'b.ts'], 'build takes one script, got also b.ts'],
    [['build', '--minfy', 'a.ts'], "Unknown option '--minfy'"],
  ])('%j gives exit code 2 and says why', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
