// SPDX-License-Identifier: MIT
// nvts run, in its own process by the Node binding and in gst-launch-1.0: events, counters, logs, reload, and files that are finished
// after Ctrl-C.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { addon, missing } from '../node/binding.js';
import { Folder, launch, root, run, type Run, type RunOptions } from './gst.js';

const build = process.env['NVTS_TEST_BUILD'] ?? join(root, 'build');
const people = join(root, 'create-nvts', 'templates', 'processor', 'recordings', 'people.jsonl');
// A folder of its own below the checkout would find this one's packages; a person's script lies elsewhere.
let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const nvts = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
  run(process.execPath, [join(root, 'sdk', 'bin', 'nvts.mjs'), 'run', ...args], {
    cwd: folder.path,
    ...options,
    env: { NVTS_NODE_ADDON: addon, GST_PLUGIN_PATH: '', NVTS_PLUGIN_PATH: join(build, 'lib', 'gstreamer-1.0'), DISPLAY: '', WAYLAND_DISPLAY: '', ...options.env },
  });

const script = (text: string): string => `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({ name: 'seen', onFrame: (frame) => { ${text} } });
`;

interface Told {
  readonly event?: { readonly type: string; readonly data: unknown };
  readonly log?: { readonly level: string; readonly text: string };
  readonly reload?: { readonly result: string };
  readonly stats?: { readonly frames: number; readonly objects: number; readonly events: number };
}

const told = ({ stdout }: Run): Told[] => stdout.trim().split('\n').map((line) => JSON.parse(line) as Told);

/** Runs a line without an end; `until` waits for an event of a type, `stop` interrupts it as Ctrl-C does. */
function start(...args: string[]) {
  folder.write('events.jsonl', '');
  let stop = (): void => {};
  const result = nvts([...args, '--events', 'events.jsonl'], { interrupt: new Promise<void>((done) => (stop = done)) });
  return {
    async until(type: string): Promise<void> {
      const end = Date.now() + 30_000;
      while (!folder.read('events.jsonl').includes(`"type":"${type}"`)) {
        if (Date.now() > end) {
          stop();
          throw new Error(`no event ${type}:\n${(await result).output.slice(-4000)}`);
        }
        await new Promise((next) => setTimeout(next, 50));
      }
    },
    stop(): Promise<Run> {
      stop();
      return result;
    },
  };
}

describe.each([
  { name: 'in its own process', where: [], skipped: missing !== undefined },
  { name: 'in gst-launch-1.0', where: ['--gst-launch'], skipped: false },
])('$name', ({ where, skipped }) => {
  const test = it.skipIf(skipped);

  test('a script that lies anywhere runs on a recording, and its events, logs and counters are told', async () => {
    folder.write('seen.ts', script('if (frame.frameNumber === 10) { console.log("at ten"); frame.emit("ten", { objects: frame.objects.length }); }'));
    const ran = await nvts(['seen.ts', '--recording', people, '--json', ...where]);
    expect(ran.code, ran.output).toBe(0);
    expect(ran.stderr).not.toContain('gst-launch-1.0 runs the line');
    const lines = told(ran);
    expect(lines).toContainEqual({ log: { level: 'info', text: 'at ten' } });
    expect(lines).toContainEqual({ event: { type: 'ten', element: 'script', source: 0, frame: 10, pts: 1e9, data: { objects: expect.any(Number) as number } } });
    expect(lines.at(-1)).toMatchObject({ stats: { frames: 61, events: 1 } });
  });

  test('an edited script takes over while the video runs', async () => {
    const file = folder.write('edited.ts', script('frame.emit("first");'));
    const running = start('edited.ts', '--sink', 'none', '--json', ...where);
    await running.until('first');
    writeFileSync(file, script('frame.emit("second");'));
    await running.until('second');
    const ran = await running.stop();
    expect(ran.code, ran.stderr).toBe(0);
    expect(told(ran)).toContainEqual({ reload: expect.objectContaining({ result: 'live' }) as unknown });
  });

  test('Ctrl-C ends the stream, so that the file can be played', async () => {
    folder.write('plain.ts', script('if (frame.frameNumber === 5) frame.emit("five");'));
    const out = folder.file('out.mp4');
    const running = start('plain.ts', '--sink', out, ...where);
    await running.until('five');
    const ran = await running.stop();
    expect(ran.code, ran.output).toBe(0);
    expect(ran.stderr).toContain('ending the stream');
    expect((await launch(`filesrc location=${out} ! qtdemux ! fakesink`)).code).toBe(0);
  });

  test("the exit code is the pipeline's, and what stopped it is told", async () => {
    folder.write('wrong.ts', 'export default 5;\n');
    const ran = await nvts(['wrong.ts', '--recording', people, ...where]);
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.stderr).toContain('default export is not a processor');
  });
});

test('without a binding that works, gst-launch-1.0 runs the line, and it is told why', async () => {
  folder.write('quiet.ts', script(''));
  const ran = await nvts(['quiet.ts', '--recording', people, '--json'], { env: { NVTS_NODE_ADDON: folder.file('none.node') } });
  expect(ran.code, ran.output).toBe(0);
  expect(ran.stderr).toMatch(/gst-launch-1\.0 runs the line: .*none\.node cannot be loaded/);
  expect(told(ran).at(-1)).toMatchObject({ stats: { frames: 61 } });
});

test('it ends when nobody reads any more', { timeout: 60_000 }, async () => {
  folder.write('chatty.ts', script('frame.emit("seen");'));
  const env = { ...process.env, NVTS_NODE_ADDON: addon, GST_PLUGIN_PATH: '', NVTS_PLUGIN_PATH: join(build, 'lib', 'gstreamer-1.0') };
  const child = spawn(process.execPath, [join(root, 'sdk', 'bin', 'nvts.mjs'), 'run', 'chatty.ts', '--json', '--sink', 'none'], { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  await new Promise((done) => child.on('close', done));
  expect(errors).not.toContain('EPIPE');
});
