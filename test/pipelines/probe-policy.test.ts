// SPDX-License-Identifier: MIT
// What an operator sees of a script that fails or chatters, and of one that does well.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, type Run } from './gst.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const FRAMES = 60;

/** Runs a script on plain test video, with the bus printed; `seen` is how many buffers came out behind the element. */
async function probe(name: string, body: string, properties = '', debug = ''): Promise<Run & { seen: number }> {
  const script = folder.write(`${name}.ts`, `import { defineProcessor } from '@nvtsprobe/sdk';\nexport default defineProcessor({\n${body}\n});\n`);
  const result = await launch(
    `videotestsrc num-buffers=${FRAMES} ! video/x-raw,width=64,height=48,framerate=30/1 ! ` +
      `nvtsprobe name=p script=${script} ${properties} ! identity name=after silent=false ! fakesink`,
    { flags: ['-m', '-v'], env: debug === '' ? {} : { GST_DEBUG: debug } },
  );
  return { ...result, seen: result.stdout.match(/after: last-message = chain/g)?.length ?? 0 };
}

const messages = (result: Run, name: string) => result.stdout.split('\n').filter((line) => line.includes(`(element): ${name}, `));

test('a script that throws on every frame: every buffer arrives, the breaker opens, the bus shows where', async () => {
  const result = await probe('throws', '  onFrame(frame) {\n    throw new RangeError(`frame ${frame.frameNumber}`);\n  },', 'breaker-failures=10 breaker-backoff-ms=3600000 source-id=4');
  expect(result.code).toBe(0);
  expect(result.seen).toBe(FRAMES);
  const [error, ...more] = messages(result, 'nvts-script-error');
  expect(more).toEqual([]);
  expect(error).toContain('code=(string)NVTS_SCRIPT');
  expect(error).toContain('hook=(string)onFrame');
  expect(error).toMatch(/location=\(string\)\S*throws\.ts:4:/);
  expect(error).toMatch(/frame=\(int\)0.*source-id=\(uint\)4, frame-num=\(int\)0, pts=\(guint64\)0/);
  const [breaker, ...others] = messages(result, 'nvts-breaker');
  expect(others).toEqual([]);
  expect(breaker).toMatch(/state=\(string\)open, failures=\(uint\)10, .*error=\(string\).*frame\\ 9/);
  expect(result.output).toContain('the script failed 10 times in 10.0 s and is not called for 3600.0 s; buffers pass without it');
  expect(result.output).toMatch(/10 script errors in this stream: 10 x NVTS_SCRIPT in onFrame at .*throws\.ts:4:/);
});

test('console.warn comes to the bus, and a line for every frame does not flood it', async () => {
  const result = await probe('chatter', "  onFrame() { console.log('quiet'); for (let i = 0; i < 10; i++) console.warn('dark', { i }); },");
  const lines = messages(result, 'nvts-log');
  expect(lines[0]).toMatch(/level=\(string\)warning, text=\(string\)"dark\\ /);
  // A burst of 100, 20 a second of a run that takes a fraction of one, and what was left out.
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.length).toBeLessThan(400);
  expect(lines.at(-1)).toMatch(/left-out=\(guint64\)[1-9]/);
  expect(result.output).not.toContain('quiet');
});

test('the log category shows what the script says, and the times of each batch', async () => {
  const result = await probe('log', "  onFrame() { console.log('one line\\nand another'); },", '', 'nvts-script:4,nvtsprobe:6');
  expect(result.stderr).toMatch(/INFO\s+nvts-script .*<p> one line\n {4}and another/);
  expect(result.stderr).toMatch(/LOG\s+nvtsprobe .*<p> batch of 1 frames, 0 objects: pack [\d.]+ us, script [\d.]+ us, commit [\d.]+ us/);
  expect(result.stderr).toMatch(/INFO\s+nvtsprobe .*<p> nvts-stats, buffers=\(guint64\)60,/);
});

test('the tracer nvtsbatches records each batch', async () => {
  const script = folder.write('traced.ts', "import { defineProcessor } from '@nvtsprobe/sdk';\nexport default defineProcessor({ onFrame() {} });\n");
  const result = await launch(`videotestsrc num-buffers=3 ! nvtsprobe name=p script=${script} ! fakesink`, {
    env: { GST_TRACERS: 'nvtsbatches', GST_DEBUG: 'GST_TRACER:7' },
  });
  const records = result.stderr.split('\n').filter((line) => /TRACE\s+GST_TRACER .*nvts-batch, /.test(line));
  expect(records).toHaveLength(3);
  expect(records[0]).toMatch(/element=\(string\)p, pts=\(guint64\)0, frames=\(uint\)1, objects=\(uint\)0, pack-time=\(guint64\)\d+, script-time=\(guint64\)\d+, commit-time=\(guint64\)\d+, failed=\(boolean\)0;/);
});

test('stats come to the bus at the end when an interval is set', async () => {
  const result = await probe('stats', '  onFrame() {},\n  onEos() {},', 'stats-interval-ms=3600000');
  const [stats, ...more] = messages(result, 'nvts-stats');
  expect(more).toEqual([]);
  expect(stats).toContain(`buffers=(guint64)${FRAMES}`);
  expect(stats).toContain('breaker=(string)closed');
  expect(stats).toContain('onEos');
});
