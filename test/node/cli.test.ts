// SPDX-License-Identifier: MIT
// nvts replay and nvts bench, with the binding of this build.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { benchCommand } from '../../sdk/src/cli/bench/command.js';
import { BindingError } from '../../sdk/src/cli/native/binding.js';
import { replayCommand } from '../../sdk/src/cli/replay/command.js';
import type { Command } from '../../sdk/src/cli/usage.js';
import { type Folder, root } from '../pipelines/gst.js';
import { makeFolder, missing, useBuild } from './binding.js';

const vtest = join(root, 'examples/people-counter/recordings/vtest-yolox_nano.jsonl.gz');
const load = () => import('../../runtime/node/src/index.js');

let folder: Folder;
beforeAll(async () => {
  useBuild();
  folder = await makeFolder();
});
afterAll(() => folder.remove());

async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const code = await command.run(args);
    return { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

describe.skipIf(missing)('nvts replay', () => {
  test('prints events and figures', async () => {
    const { code, out, err } = await run(replayCommand(load), vtest, '--script', folder.file('counter.nvts.js'), '--params', '{"step":3}');
    expect(err).toMatch(/^795 frames, \d+ objects, 795 events, 0 edits in [\d.]+ s: \d+ times real time/);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(795);
    expect(lines[1]).toMatchObject({ type: 'seen', source: 0, frame: 1, pts: 100_000_000, data: { frames: 6 } });
  });

  test('writes events to a file, and statistics as JSON', async () => {
    const { code, out } = await run(replayCommand(load), vtest, '--script', folder.file('counter.nvts.js'), '--events', folder.file('e.jsonl'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ frames: 795, script: { p50: expect.any(Number) } });
    expect(folder.readLines('e.jsonl')).toHaveLength(795);
  });

  test('tells where in the source a script fails', async () => {
    const { code, err } = await run(replayCommand(load), vtest, '--script', folder.file('counter.ts'), '--params', '{"fail":true}');
    expect(err).toMatch(/NVTS_SCRIPT: asked to fail \(onFrame at .*counter\.ts:13:/);
    expect(code).toBe(1);
  });

  test('a recording of which something was left out gives exit code 1, and what there is', async () => {
    const header = '{"nvts":"recording","version":1}';
    const file = folder.write('bad.jsonl', `${header}\n{"frames":7}\n{"frames":[{"source":0,"frame":0}]}\n`);
    expect(await run(replayCommand(load), file, '--script', folder.file('counter.nvts.js'))).toMatchObject({ code: 1, out: expect.stringContaining('"seen"'), err: expect.stringMatching(/bad\.jsonl:2: .*left out/) });
  });

  test('says what to install where there is no binding', async () => {
    const none = () => Promise.reject(new BindingError('npm install -D @nvtsprobe/node'));
    expect(await run(replayCommand(none), vtest, '--script', folder.file('counter.nvts.js'))).toMatchObject({ code: 1, err: expect.stringContaining('npm install') });
  });

  test.each([
    [[], 'the path of a recording'],
    [['a.jsonl'], '--script'],
    [['a.jsonl', '--script', 'b.ts', '--params', '{'], '--params is no JSON'],
    [['a.jsonl', '--script', 'b.ts', '--grant', 'files'], '--grant knows clock and eval'],
  ])('%j is refused', async (args, message) => {
    await expect(run(replayCommand(load), ...args)).rejects.toThrow(message);
  });
});

describe.skipIf(missing)('nvts bench', () => {
  test('tells what a script costs, and on what it was measured', async () => {
    const { code, out } = await run(benchCommand(load), folder.file('counter.nvts.js'), '--frames', '300', '--objects', '10');
    expect(out).toMatch(/µs of CPU time a frame, \d+ ns an object\n[^]*supports about [\d,]+ streams of 25 fps on one core[^]*10\.0 objects a frame/);
    expect(code).toBe(0);
  });

  const allocated = async (text: string) => {
    const script = folder.write('allocates.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
      const kept = [];
      export default defineProcessor({ onFrame(frame) { ${text} } });`);
    const { out } = await run(benchCommand(load), script, '--objects', '0', '--json');
    return (JSON.parse(out) as { allocated: { perFrame: number; resolution: number } }).allocated;
  };

  test.each([
    [8000, 'kept[frame.frameNumber & 7] = new Array(1000).fill(1);'],
    [64_000, 'for (let i = 0; i < 1000; i++) kept[i & 7] = { a: i, b: 1, c: 2, d: 3, e: 4, f: 5 };'],
    [8000, 'kept[frame.frameNumber & 7] = new Float64Array(1000);'],
  ])('tells %i bytes of new objects a frame', async (bytes, text) => {
    const { perFrame } = await allocated(text);
    expect(perFrame).toBeGreaterThan(bytes * 0.7);
    expect(perFrame).toBeLessThan(bytes * 1.4);
  });

  test('tells of no new objects where there are none', async () => {
    const { perFrame, resolution } = await allocated('kept[0] = frame.frameNumber;');
    expect(perFrame).toBeLessThan(resolution);
    const { out } = await run(benchCommand(load), folder.file('allocates.ts'), '--objects', '0');
    expect(out).toContain('new objects         less than 0.4 KB a frame\n');
  });

  test('measures on a recording, and prints JSON', async () => {
    const { code, out } = await run(benchCommand(load), folder.file('counter.nvts.js'), '--recording', vtest, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as { streams: number; stats: { frames: number } };
    expect(report.stats.frames).toBe(295);
    expect(report.streams).toBeGreaterThan(1);
  });
});
