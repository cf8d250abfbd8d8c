// SPDX-License-Identifier: MIT
// What nvtsprobe says and does when a script is good, and when it is not.
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, run, type Run } from './gst.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const FRAMES = 120;

/** Runs a script on plain test video; `seen` is how many buffers came out behind the element. */
async function probe(script: string, properties = '', frames = FRAMES): Promise<Run & { seen: number }> {
  const result = await launch(
    `videotestsrc num-buffers=${frames} ! video/x-raw,width=64,height=48,framerate=30/1 ! ` +
      `nvtsprobe name=p script=${script} ${properties} ! identity name=after silent=false ! fakesink`,
    { flags: ['-v'] },
  );
  const seen = result.stdout.match(/after: last-message = chain/g)?.length ?? 0;
  return { ...result, seen };
}

const source = (body: string) => `import { defineProcessor } from '@nvtsprobe/sdk';\nexport default defineProcessor({\n${body}\n});\n`;

describe('a script that works', () => {
  test('a .ts source is bundled when the element starts, and its events reach the file', async () => {
    const script = folder.write(
      'count.ts',
      source(`  setup: () => ({ frames: 0 as number }),
  onFrame(frame, ctx) { ctx.state.frames++; if (ctx.state.frames % 40 === 0) frame.emit('forty', { n: ctx.state.frames, width: frame.width }); },
  onEos(_info, ctx) { ctx.emit('end', { frames: ctx.state.frames }); },`),
    );
    const result = await probe(script, `events=${folder.file('count.jsonl')} source-id=7`);
    expect(result.output).not.toMatch(/ERROR|WARNING/);
    expect(result.code).toBe(0);
    const events = folder.readLines('count.jsonl');
    expect(events.map((event) => event['type'])).toEqual(['forty', 'forty', 'forty', 'end']);
    expect(events[0]).toEqual({
      type: 'forty', element: 'p', source: 7, frame: 39, pts: 1_300_000_000, data: { n: 40, width: 64 },
    });
    expect(events[3]).toMatchObject({ type: 'end', data: { frames: FRAMES } });
  });

  test('events are element messages on the bus', async () => {
    const script = folder.write('bus.ts', source(`  onFrame(frame) { if (frame.frameNumber === 3) frame.emit('third', { a: [1, 'x'] }); },`));
    const result = await launch(`videotestsrc num-buffers=5 ! nvtsprobe script=${script} ! fakesink`, { flags: ['-m'] });
    expect(result.stdout).toMatch(/nvts-event, type=\(string\)third, data=\(string\)/);
    expect(result.stdout).toContain('source-id=(uint)0');
    expect(result.stdout).toContain('frame-num=(int)3');
  });

  test("events=- writes to standard output", async () => {
    const script = folder.write('stdout.ts', source(`  onEos(_info, ctx) { ctx.emit('end'); },`));
    const result = await launch(`videotestsrc num-buffers=2 ! nvtsprobe script=${script} events=- ! fakesink`, { flags: ['-q'] });
    const line = result.stdout.split('\n').find((text) => text.startsWith('{'));
    expect(JSON.parse(line ?? '')).toMatchObject({ type: 'end', element: 'nvtsprobe0', data: {} });
  });

  test('parameters come from params and params-file, which params overrides', async () => {
    const script = folder.write(
      'params.ts',
      `import { defineProcessor } from '@nvtsprobe/sdk';\nimport * as z from 'zod/mini';\n` +
        `export default defineProcessor({ params: z.object({ a: z.number(), b: z.string(), c: z._default(z.boolean(), true) }),\n` +
        `  onEos(_info, ctx) { ctx.emit('params', ctx.params); } });\n`,
    );
    const file = folder.write('params.yaml', 'a: 1\nb: from file # a comment\n');
    const result = await probe(script, `params-file=${file} params='{"a":2}' events=${folder.file('params.jsonl')}`, 2);
    expect(result.code).toBe(0);
    expect(folder.readLines('params.jsonl')[0]).toMatchObject({ data: { a: 2, b: 'from file', c: true } });
  });
});

describe('a script that cannot start is refused with a clear message', () => {
  const refused = async (script: string, properties = '') => {
    const result = await probe(script, properties, 5);
    expect(result.code).not.toBe(0);
    expect(result.seen).toBe(0);
    return result.output;
  };

  test('no script', async () => {
    const result = await launch('videotestsrc num-buffers=2 ! nvtsprobe ! fakesink');
    expect(result.code).not.toBe(0);
    expect(result.output).toContain('no script: set script=FILE');
  });

  test('a file that does not exist', async () => {
    expect(await refused(folder.file('absent.ts'))).toMatch(/absent\.ts.*(does not exist|No such file)/);
  });

  test('an empty file', async () => {
    expect(await refused(folder.write('empty.ts', ''))).toMatch(/empty\.ts.*empty/);
  });

  test('a folder', async () => {
    const path = folder.file('folder.ts');
    mkdirSync(path);
    expect(await refused(path)).toMatch(/folder\.ts.*(folder|directory)/);
  });

  test('a syntax error, with file and line', async () => {
    expect(await refused(folder.write('syntax.ts', 'const ok = 1;\nexport default {{;\n'))).toMatch(/syntax\.ts:2:\d+/);
  });

  test('an import that does not exist, with file and line', async () => {
    expect(await refused(folder.write('import.ts', `import { x } from './nowhere.js';\nexport default x;\n`))).toMatch(
      /import\.ts:1:\d+[\s\S]*nowhere/,
    );
  });

  test('no default export', async () => {
    const output = await refused(folder.write('none.ts', 'export const a = 1;\n'));
    expect(output).toContain('no default export');
    expect(output).toContain('export default defineProcessor');
  });

  test('a bundle that is none', async () => {
    expect(await refused(folder.write('raw.nvts.js', 'var a = 1;\n'))).toMatch(/nvts build/);
  });

  test('a bundle for another version of the table', async () => {
    const output = await refused(folder.write('old.nvts.js', 'globalThis.__nvts_bundle = { abi: 99, kind: "processor", name: "x", load() {}, attach() {}, run() {}, notify() {} };\n'));
    expect(output).toContain('NVTS_ABI');
    expect(output).toContain('99');
  });

  const typed = () =>
    folder.write(
      'typed.ts',
      `import { defineProcessor } from '@nvtsprobe/sdk';\nimport * as z from 'zod/mini';\n` +
        `export default defineProcessor({ params: z.object({ lines: z.array(z.object({ name: z.string(), width: z._default(z.number(), 2) })) }), onFrame() {} });\n`,
    );

  test('parameters of the wrong type: path, expectation and what came', async () => {
    const output = await refused(typed(), `params='{"lines":[{"name":5}]}'`);
    expect(output).toMatch(/lines\[0\]\.name/);
    expect(output).toMatch(/string/);
  });

  test('an unknown parameter, with a did-you-mean', async () => {
    const output = await refused(typed(), `params='{"lins":[],"lines":[]}'`);
    expect(output).toMatch(/lins/);
    expect(output).toMatch(/did you mean "?lines/);
  });

  test('params that are no JSON, with line and column', async () => {
    expect(await refused(typed(), `params='{"lines":[}'`)).toMatch(/params.*line 1, column/s);
  });

  test('a params-file that does not exist', async () => {
    expect(await refused(typed(), `params-file=${folder.file('no.json')}`)).toMatch(/no\.json/);
  });

  test('a throw in setup, with the line in the .ts file', async () => {
    const script = folder.write('setup.ts', source(`  setup() {\n    throw new Error('camera 3 is unknown');\n  },\n  onFrame() {},`));
    const output = await refused(script);
    expect(output).toContain('camera 3 is unknown');
    expect(output).toMatch(/setup\.ts:4:/);
  });

  test('a setup that never ends is stopped by the deadline', async () => {
    const script = folder.write('endless.ts', source(`  setup() { for (;;); },\n  onFrame() {},`));
    expect(await refused(script, 'setup-deadline-ms=100')).toMatch(/stopped after 100 ms of CPU time \(setup-deadline-ms\)/);
  });

  test('an events file that cannot be written', async () => {
    const script = folder.write('fine.ts', source('  onFrame() {},'));
    expect(await refused(script, 'events=/nonexistent/dir/events.jsonl')).toMatch(/events file .* cannot be opened/);
  });

  test('an events FIFO that nobody reads', async () => {
    const script = folder.write('fifo.ts', source('  onFrame() {},'));
    await run('mkfifo', [folder.file('fifo')]);
    expect(await refused(script, `events=${folder.file('fifo')}`)).toMatch(/FIFO that nobody reads/);
  });

  test('esbuild that cannot be found: where it was looked for, and what to do', async () => {
    const script = folder.write('nobuild.ts', source('  onFrame() {},'));
    const result = await launch(`videotestsrc num-buffers=2 ! nvtsprobe script=${script} ! fakesink`, {
      env: { NVTS_ESBUILD: '/nonexistent/esbuild' },
    });
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/esbuild/);
    expect(result.output).toMatch(/NVTS_ESBUILD/);
  });
});

describe('a script that fails while the video runs', () => {
  const boom = () =>
    folder.write('boom.ts', source(`  onFrame(frame) {\n    if (frame.frameNumber >= 100) throw new TypeError('boom at ' + frame.frameNumber);\n  },`));

  test('on-error=pass: the video goes on, the message names hook, line and text once', async () => {
    const result = await probe(boom());
    expect(result.code).toBe(0);
    expect(result.seen).toBe(FRAMES);
    expect(result.output).toMatch(/NVTS_SCRIPT in onFrame at .*boom\.ts:4:\d+: TypeError: boom at 100/);
    expect(result.output.match(/TypeError: boom/g)!.length).toBeLessThan(5);
  });

  test('on-error=drop: the buffers it failed on are missing', async () => {
    const result = await probe(boom(), 'on-error=drop');
    expect(result.code).toBe(0);
    expect(result.seen).toBe(100);
  });

  test('on-error=disable: it is not called again', async () => {
    const script = folder.write('once.ts', source(`  onFrame(frame) { frame.emit('called'); if (frame.frameNumber === 10) throw new Error('x'); },`));
    const result = await probe(script, `on-error=disable events=${folder.file('once.jsonl')}`);
    expect(result.seen).toBe(FRAMES);
    expect(folder.readLines('once.jsonl')).toHaveLength(10);
  });

  test('on-error=fail: the pipeline stops with the script error', async () => {
    const result = await probe(boom(), 'on-error=fail');
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/ERROR[\s\S]*boom at 100/);
  });

  test('the bus message nvts-script-error carries code, hook and location', async () => {
    const result = await launch(`videotestsrc num-buffers=102 ! nvtsprobe script=${boom()} ! fakesink`, { flags: ['-m'] });
    expect(result.stdout).toMatch(/nvts-script-error, code=\(string\)NVTS_SCRIPT/);
    expect(result.stdout).toContain('hook=(string)onFrame');
    expect(result.stdout).toMatch(/location=\(string\)\S*boom\.ts:4/);
  });

  test('events of a call that throws are dropped', async () => {
    const script = folder.write('half.ts', source(`  onFrame(frame) { frame.emit('seen', { n: frame.frameNumber }); if (frame.frameNumber % 2) throw new Error('odd'); },`));
    await probe(script, `events=${folder.file('half.jsonl')}`, 10);
    expect(folder.readLines('half.jsonl').map((event) => (event['data'] as { n: number }).n)).toEqual([0, 2, 4, 6, 8]);
  });

  test('an events pipe whose reader has gone', async () => {
    const script = folder.write('pipe.ts', source(`  onFrame(frame) { frame.emit('seen'); },`));
    const pipe = folder.file('pipe');
    const line = `gst-launch-1.0 videotestsrc num-buffers=60 ! nvtsprobe script=${script} events=${pipe} ! fakesink`;
    const result = await run('bash', ['-c', `mkfifo ${pipe}; head -c 1 ${pipe} > ${pipe}.read & exec ${line}`]);
    expect(result.output).toMatch(/cannot be written to .*pipe: Broken pipe/);
    expect(result.output).toMatch(/Got EOS/);
    expect(result.code).toBe(0);
  });

  test('an endless loop in every call is stopped in every call', async () => {
    const script = folder.write('loops.ts', source(`  onFrame() { for (;;); },`));
    const result = await probe(script, 'deadline-ms=20', 30);
    expect(result.code).toBe(0);
    expect(result.seen).toBe(30);
  });

  test('a hook that returns a promise is told so', async () => {
    const script = folder.write('async.ts', source(`  async onFrame() {},`));
    const result = await probe(script, '', 5);
    expect(result.seen).toBe(5);
    expect(result.output).toMatch(/NVTS_ASYNC_HOOK in onFrame.*async\.ts:\d+:\d+.*promises are off/);
  });

  test('an endless loop is stopped by the deadline, and the video goes on', async () => {
    const script = folder.write('loop.ts', source(`  onFrame(frame) { while (frame.frameNumber === 2); },`));
    const result = await probe(script, 'deadline-ms=100', 10);
    expect(result.code).toBe(0);
    expect(result.seen).toBe(10);
    expect(result.output).toMatch(/NVTS_DEADLINE in onFrame.*stopped after 100 ms of CPU time \(deadline-ms\)/);
  });

  test('a script that keeps more than it may is stopped, and the video goes on', async () => {
    const script = folder.write(
      'leak.ts',
      source(`  setup: () => ({ kept: [] as object[] }),
  onFrame(frame, ctx) { if (frame.frameNumber === 2) for (;;) ctx.state.kept.push({ frame: frame.frameNumber }); },`),
    );
    const result = await probe(script, 'memory-limit-mb=16 deadline-ms=0', 10);
    expect(result.code).toBe(0);
    expect(result.seen).toBe(10);
    expect(result.output).toMatch(/NVTS_MEMORY in onFrame.*it keeps [0-9.]+ MiB, and may 16 MiB \(memory-limit-mb\)/);
  });

  test.each([
    ['a box with NaN', `frame.addObject({ left: NaN, top: 0, width: 1, height: 1 });`, /NVTS_RANGE.*left.*NaN/],
    ['a class below -1', `frame.addObject({ left: 0, top: 0, width: 1, height: 1 }).classId = -2;`, /NVTS_RANGE.*classId/],
    ['10,000 drawing items', `for (let i = 0; i < 10000; i++) frame.draw.line(0, 0, i, i);`, /NVTS_LIMIT.*1,?024/],
    ['an edit of a removed object', `const o = frame.addObject({ left: 0, top: 0, width: 1, height: 1 }); o.remove(); o.classId = 1;`, /NVTS_REMOVED/],
    ['JSON that is none', `frame.setJson('k', () => 1);`, /NVTS_JSON/],
  ])('%s', async (name, body, message) => {
    const script = folder.write('edit.ts', source(`  onFrame(frame, ctx) {\n    void ctx;\n    ${body}\n  },`));
    const result = await probe(script, '', 5);
    expect(result.code).toBe(0);
    expect(result.seen).toBe(5);
    expect(result.output, name).toMatch(message);
    expect(result.output).toMatch(/edit\.ts:5:/);
  });

  test('what the SDK would refuse is refused by the element too', async () => {
    // A bundle made by hand that writes NaN into the table, past the SDK's setters.
    const script = folder.write(
      'hand.nvts.js',
      `(() => { let host, block; globalThis.__nvts_bundle = { abi: 1, kind: 'processor', name: 'hand',
        load(h, b) { host = h; block = b; }, attach(b) { block = b; },
        run() { const h = new Uint32Array(block, 0, 48); h.fill(0xffffffff, 17); }, notify() {} }; })();\n`,
    );
    const result = await probe(script, '', 5);
    expect(result.code).toBe(0);
    expect(result.seen).toBe(5);
    expect(result.output).toMatch(/NVTS_(RANGE|LIMIT)/);
  });
});
