// SPDX-License-Identifier: MIT
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, run } from '../testing.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const HEADER = '{"nvts":"recording","version":1}\n';
const frame = (more: object, pts = 0): string => `${JSON.stringify({ frames: [{ source: 0, frame: 0, pts: String(pts), size: [640, 480], ...more }] })}\n`;
const object = (more: object): string => frame({ objects: [{ class: 0, box: [1, 2, 3, 4], ...more }] });

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { readonly severity: string; readonly line: number; readonly column: number; readonly path: string; readonly message: string }[];
}

async function findings(file: string, ...more: string[]): Promise<string[]> {
  const { out, err } = await run('validate', file, '--json', ...more);
  expect(err).toBe('');
  const [report] = JSON.parse(out) as [Report];
  return report.findings.map(({ severity, line, column, path, message }) => `${severity} ${line}:${column} ${path}: ${message}`);
}

describe('a recording', () => {
  const of = (text: string | Uint8Array, name = 'r.jsonl'): Promise<string[]> => findings(folder.write(name, text));

  test('that is as it should be is summed up', async () => {
    const file = folder.write('good.jsonl', `${HEADER}${frame({ objects: [{ class: 0, box: [1, 2, 3, 4] }] })}${frame({}, 2e9)}\n`);
    expect(await run('validate', file)).toMatchObject({ code: 0, out: `${file}: ok, 2 frames with 1 object of source 0, 2.0 s\n` });
  });

  test.each<[string, string]>([
    ['frames[0].objects[0].class: expected at least -1, got -2', object({ class: -2 })],
    ['frames[0].objects[0].box: expected a tuple, but it is missing', frame({ objects: [{ class: 0 }] })],
    ['frames[0].objects[0].box[2]: expected at least 0, got -3', object({ box: [1, 2, -3, 4] })],
    ['frames[0].objects[0].box[0]: expected at least -1000000, got -1000001', object({ box: [-1000001, 2, 3, 4] })],
    ['frames[0].objects[0].label: expected at most 127 bytes of UTF-8, got 128', object({ label: 'ü'.repeat(64) })],
    ['frames[0].objects[0].track: expected a whole number of 64 bits as a text of decimal digits', object({ track: '-7' })],
    ['frames[0].objects[0].parent: the frame has no other object at place 1', object({ parent: 1 })],
    ['frames[0].objects[0].mask.data: expected base64 of a finite 32-bit float for each cell of size', object({ mask: { size: [1, 1], data: 'AADAfw==' } })],
    ['frames[0].objects[0].mask.size[1]: expected at most 8192, got 8193', object({ mask: { size: [1, 8193], data: 'A'.repeat(43_696) } })],
    ['frames[0].json.a: expected the text of a JSON value', frame({ json: { a: '{' } })],
  ])('%s', async (expected, line) => {
    const found = await of(HEADER + line);
    expect(found.map((each) => each.replace(/^error 2:\d+ /, ''))).toEqual([expected]);
  });

  test('a fault stands at its column', async () => {
    expect(await of(`${HEADER}{"frames":[{"source":0,"frame":"7"}]}\n`)).toEqual(['error 2:32 frames[0].frame: expected a number, got a string ("7")']);
  });

  test.each([
    ['', 'error 1:1 : the file is empty: a recording begins with {"nvts":"recording","version":1}'],
    [frame({}), 'error 1:1 : a recording begins with {"nvts":"recording","version":1}'],
    ['{"nvts":"recording","version":2}\n', 'error 1:31 version: a recording of version 2, and version 1 is known: use a later SDK'],
    [`${HEADER}{"frames":[}\n`, "error 2:12 : expected a value"],
    [`${HEADER}[]\n`, 'error 2:1 : expected an object, got an array ([])'],
    [Buffer.from([...Buffer.from(HEADER), 0xff, 10]), 'error 2:1 : the line is not UTF-8'],
  ])('%j', async (text, expected) => expect(await of(text)).toEqual([expected]));

  test('time stamps that go back are a warning', async () => {
    const file = folder.write('back.jsonl', HEADER + frame({}, 5) + frame({}, 4));
    expect(await findings(file)).toEqual([expect.stringMatching(/^warning 3:\d+ frames\[0\]\.pts: the time stamps of source 0 go back here/)]);
    expect((await run('validate', file)).code).toBe(0);
  });

  test('members that are not known are ignored, as a reader does', async () => {
    expect(await of(HEADER + frame({ later: 1, objects: [{ class: 0, box: [1, 2, 3, 4], later: {} }] }))).toEqual([]);
  });

  test('that is gzip is unpacked, and told where it was cut off', async () => {
    const packed = gzipSync(HEADER + Array.from({ length: 500 }, (_, i) => frame({ n: Math.sin(i) }, i)).join(''));
    expect(await of(packed, 'r.jsonl.gz')).toEqual([]);
    expect(await of(packed.subarray(0, packed.length / 2), 'cut.jsonl.gz')).toContainEqual(expect.stringContaining('the file was cut off here'));
  });

  test('that has an endless line, or unpacks to far too much, is not read to its end', async () => {
    expect(await of(Buffer.alloc(40 << 20), 'endless.jsonl')).toEqual(['error 1:1 : the line is longer than 32 MiB']);
    const blanks = gzipSync(Buffer.from(HEADER + `${' '.repeat(1 << 20)}\n`.repeat(32)));
    expect(await of(blanks, 'blanks.jsonl.gz')).toEqual([expect.stringContaining('unpacks to more than')]);
  });

  test('of a hundred faults and more is not told for ever', async () => {
    const { err } = await run('validate', folder.write('many.jsonl', HEADER + object({ class: -2 }).repeat(150)));
    expect(err).toContain('and 50 more');
    expect(err).toContain('150 errors');
  });
});

describe('parameters', () => {
  const script = `
import { defineProcessor, LineCrossing, lineCrossingOptions } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
export default defineProcessor({
  name: 'gate',
  params: z.object({ line: lineCrossingOptions, limit: z._default(z.number().check(z.minimum(1)), 5) }),
  setup: ({ params }) => new LineCrossing(params.line),
});`;
  const line = 'line:\n  line: [[1, 1], [9, 9]]\n';

  test('are told with their places, in the words of the script', async () => {
    const entry = folder.write('gate.ts', script);
    const file = folder.write('bad.yaml', 'line:\n  line: [[1, 1], [1, 1]]\n  debunce: 2\nlimit: 0\n');
    expect(await findings(file, '--script', entry)).toEqual([
      'error 2:3 line.line: a line needs two different points, got [1,1] and [1,1]',
      'error 3:3 line.debunce: no such parameter; did you mean "debounce"?',
      'error 4:8 limit: expected at least 1, got 0',
    ]);
    expect((await run('validate', file, '--script', entry)).err).toContain('    4 | limit: 0\n      |        ^');
  });

  const twin = `
import { defineProcessor } from '@nvtsprobe/sdk';
import { readIniConfig, readObjectConfig } from '@nvtsprobe/sdk/nvdsanalytics';
import * as z from 'zod/mini';
export default defineProcessor({
  name: 'twin',
  params: z.catchall(z.object({ ini: z.optional(z.string()) }), z.unknown()),
  setup: ({ params: { ini, ...groups } }) => (ini === undefined ? readObjectConfig(groups) : readIniConfig(ini)),
});`;

  test('are told with their places, however the script calls what is wrong', async () => {
    const entry = folder.write('twin.ts', twin);
    const property = 'property: { enable: 1, config-width: 9, config-height: 9 }\n';
    const areas = '  roi-a: 0;0;9;9;9;0;0;9\n  roi-b: 1;1\n';
    expect(await findings(folder.write('two.yaml', `${property}roi-filtering-stream-0:\n  enable: 1\n${areas}`), '--script', entry)).toEqual([
      expect.stringMatching(/^error 4:10 roi-filtering-stream-0.roi-a: the edges .* cross;/),
      expect.stringMatching(/^error 5:10 roi-filtering-stream-0.roi-b: an area needs/),
    ]);
    expect(await findings(folder.write('alone.yaml', `${property}roi-filtering-strem-0: { enable: 1 }\n`), '--script', entry)).toEqual([
      'error 2:1 roi-filtering-strem-0: there is no such group; did you mean "roi-filtering-stream-0"?',
    ]);
  });

  test('that are text go to the script as the parameter ini', async () => {
    const entry = folder.write('twin.ts', twin);
    const good = '[property]\nenable=1\nconfig-width=9\nconfig-height=9\n';
    expect(await run('validate', folder.write('good.txt', good), '--script', entry)).toMatchObject({ code: 0, out: expect.stringContaining('good.txt: ok, parameters of twin') as string });
    expect(await findings(folder.write('bad.ini', `${good}[roi-filtering-stream-0]\nenable=1\n  roi-a=1;1\nclass=2\n`), '--script', entry)).toEqual([
      expect.stringMatching(/^error 7:3 : \[roi-filtering-stream-0\] roi-a: an area needs at least 3 points/),
      expect.stringMatching(/^error 8:1 : \[roi-filtering-stream-0\] class: there is no such key/),
    ]);
  });

  test('of the package around them are for its script, built or not', async () => {
    folder.write('package/package.json', '{"nvts":{"entry":"dist/gate.nvts.js"}}');
    folder.write('package/src/index.ts', script);
    const file = folder.write('package/params/one.yaml', line);
    expect(await run('validate', file)).toMatchObject({ code: 0, out: `${file}: ok, parameters of gate\n` });
  });

  test('of a bundle are for that bundle', async () => {
    const entry = folder.write('gate.ts', script);
    const bundle = `${folder.path}/gate.nvts.js`;
    await run('build', entry, '-o', bundle, '--no-sourcemap');
    expect(await findings(folder.write('one.json', '{"limit": 1}'), '--script', bundle)).toEqual(['error 1:1 line: expected an object, but it is missing']);
  });

  test.each([
    [['none.jsonl'], 'recording none.jsonl: there is no such file'],
    [['a.toml'], 'expected a recording'],
    [[], 'validate needs the path'],
  ])('what is no such file: %j', async (args, message) => {
    expect(await run('validate', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) as string });
  });

  test.each([
    ['throw new Error("no")', 'fails before its setup: no'],
    ['let 5', 'ERROR'],
    ['export default 5', undefined],
  ])('for a script that cannot be run: %s', async (text, message) => {
    const { code, err } = await run('validate', folder.write('one.yaml', line), '--script', folder.write('broken.ts', text));
    expect(code).toBe(message === undefined ? 1 : 2);
    expect(err).toContain(message ?? 'default export is not a processor');
  });

  test('in no package need a script', async () => {
    expect(await run('validate', folder.write('lone/one.yaml', line))).toMatchObject({ code: 2, err: expect.stringContaining('name the script that it is for with --script') as string });
  });
});
