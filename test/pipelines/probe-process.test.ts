// SPDX-License-Identifier: MIT
// A script in a process of its own: the same results, and a process that ends takes nothing else along.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, root, run, words } from './gst.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const scriptHost = join(root, 'build', 'libexec', 'nvts-script-host');

/** The processes that run scripts of this build. */
function scriptHosts(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`) === scriptHost;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Those of them that a process started. */
function childrenOf(parent: number): number[] {
  return scriptHosts().filter((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) . /, '').split(' ')[0]) === parent;
    } catch {
      return false;
    }
  });
}

/** Waits for these to end, at the latest when a busy machine has come to it. */
async function haveEnded(processes: readonly number[]): Promise<void> {
  await expect.poll(() => scriptHosts().filter((pid) => processes.includes(pid)), { timeout: 20_000 }).toEqual([]);
}

const source = (body: string) =>
  `import { defineProcessor } from '@nvtsprobe/sdk';\nexport default defineProcessor({\n${body}\n});\n`;

/** A script that counts frames, with the count as its state, and then does something with the frame. */
const counting = (name: string, deed: string) =>
  source(`  name: '${name}',
  setup: () => ({ frames: 0 }),
  save: (ctx) => ctx.state.frames,
  restore(saved, _version, ctx) { ctx.state.frames = saved as number; },
  onFrame(frame, ctx) { ctx.state.frames++; ${deed} },`);

test('tracker and people-counter give the same events, byte by byte, in and out of process', async () => {
  const examples = join(root, 'examples');
  const events = async (isolation: string) => {
    const file = folder.file(`${isolation}.jsonl`);
    const result = await launch(
      `videotestsrc num-buffers=300 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1 ` +
        `! nvtsreplay 'location=${examples}/people-counter/recordings/vtest-yolox_nano.jsonl.gz' ` +
        `! nvtsprobe isolation=${isolation} 'script=${examples}/tracker/dist/tracker.nvts.js' ` +
        `! nvtsprobe isolation=${isolation} 'script=${examples}/people-counter/dist/people-counter.nvts.js' ` +
        `'params-file=${examples}/people-counter/params/vtest.json' events=${file} ! fakesink`,
    );
    expect(result.output.match(/.*(WARNING|ERROR).*/)?.[0]).toBeUndefined();
    return readFileSync(file, 'utf8');
  };
  const inside = await events('in-process');
  expect(inside.split('\n').length).toBeGreaterThan(5);
  expect(await events('process')).toBe(inside);
}, 120_000);

test('kill -9 of the process: every buffer arrives, and the script goes on from its state in a new one', async () => {
  const script = folder.write(
    'counted.ts',
    counting('counted', "frame.emit('frame', { n: ctx.state.frames });"),
  );
  const killed = new Set<number>();
  const children = new Set<number>();
  const timer = setInterval(() => {
    for (const pid of childrenOf(gst)) {
      children.add(pid);
      const seen = existsSync(folder.file('killed.jsonl')) ? folder.read('killed.jsonl').split('\n').length : 0;
      if (killed.size > 0 || seen < 30) continue;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
  }, 20);
  let gst = -1;
  const result = await launch(
    `videotestsrc is-live=true num-buffers=150 ! video/x-raw,width=64,height=48,framerate=30/1 ! ` +
      `nvtsprobe isolation=process state-interval-ms=100 script=${script} events=${folder.file('killed.jsonl')} ! ` +
      `identity name=after silent=false ! fakesink sync=false`,
    { flags: ['-v', '-m'], onStart: (pid) => (gst = pid) },
  );
  clearInterval(timer);
  expect(killed.size).toBe(1);
  expect(result.code).toBe(0);
  expect(result.stdout.match(/after: last-message = chain/g)?.length).toBe(150);
  expect(result.stdout).toMatch(/nvts-script-error.*NVTS_PROCESS.*killed\W+by\W+SIGKILL/);
  const counts = folder.readLines('killed.jsonl').map((event) => (event['data'] as { n: number }).n);
  // It went on neither from the beginning nor from nothing.
  expect(counts.length).toBeGreaterThan(60);
  const resumed = counts.findIndex((n, i) => i > 0 && n !== counts[i - 1]! + 1);
  expect(resumed === -1 ? counts.at(-1) : counts[resumed]).toBeGreaterThan(10);
  await haveEnded([...children]);
}, 60_000);

test('an error in the process names the line of the source', async () => {
  const script = folder.write('throws.ts', source(`  onFrame(frame) {\n    if (frame.frameNumber === 2) throw new Error('third');\n  },`));
  const result = await launch(`videotestsrc num-buffers=4 ! nvtsprobe isolation=process script=${script} ! fakesink`, { flags: ['-m'] });
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(/nvts-script-error.*NVTS_SCRIPT.*third.*throws\.ts:4:/s);
});

test('without the program that runs scripts the element does not start and says what is missing', async () => {
  const script = folder.write('idle.ts', source(`  onFrame() {},`));
  const result = await launch(`videotestsrc num-buffers=4 ! nvtsprobe isolation=process script=${script} ! fakesink`, {
    env: { NVTS_SCRIPT_HOST: '/no/such/program' },
  });
  expect(result.code).not.toBe(0);
  expect(result.output).toContain('NVTS_SCRIPT_HOST names /no/such/program, which is no program');
});

test('where no process can be had the element does not start, says why and what helps, and the pipeline is none the worse', async () => {
  const script = folder.write('nowhere.ts', source(`  onFrame() {},`));
  const line = `videotestsrc num-buffers=4 ! nvtsprobe script=${script} ! fakesink`;
  // Beyond such a limit the system ends a program by a signal.
  const small = await run('prlimit', ['--fsize=300000000', 'gst-launch-1.0', ...words(line)]);
  expect(small.code).toBe(255);
  expect(small.output).toMatch(/NVTS_PROCESS .*cannot make shared memory: files may have 286 MiB \(ulimit -f\).*isolation=in-process/);
  const within = await run('prlimit', ['--fsize=300000000', 'gst-launch-1.0', ...words(line.replace('nvtsprobe', 'nvtsprobe isolation=in-process'))]);
  expect(within.code).toBe(0);
  const other = await launch(line, { env: { NVTS_SCRIPT_HOST: '/bin/true' } });
  expect(other.code).not.toBe(0);
  expect(other.output).toMatch(/ended by itself with code 0 \(\/bin\/true; /);
});

test('work that nothing can stop within the engine ends with its process, and the video goes on', async () => {
  // To list the keys of a text of eight million characters takes the engine ten seconds.
  const script = folder.write(
    'unstoppable.ts',
    source(`  onFrame(frame) {
    if (frame.frameNumber !== 2) return;
    for (const key in Object('ab'.repeat(2 ** 22))) if (key === '') break;
  },`),
  );
  const started = Date.now();
  const result = await launch(
    `videotestsrc num-buffers=6 ! nvtsprobe isolation=process script=${script} ! identity name=after silent=false ! fakesink`,
    { flags: ['-v', '-m'] },
  );
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(/nvts-script-error.*NVTS_PROCESS/);
  expect(result.stdout.match(/after: last-message = chain/g)?.length).toBe(6);
  expect(Date.now() - started).toBeLessThan(30_000);
}, 60_000);

test('a script that loops without a deadline does not keep the pipeline from stopping, nor its last state from being kept', async () => {
  const script = folder.write(
    'endless.ts',
    counting('endless', "frame.emit('frame', { n: ctx.state.frames }); while (ctx.state.frames > 20);"),
  );
  const state = folder.file('endless.state');
  const events = folder.write('endless.jsonl', '');
  let gst = -1;
  let children: number[] = [];
  const inTheLoop = async () => {
    while (folder.readLines('endless.jsonl').length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 500));
    children = childrenOf(gst);
  };
  const { code } = await launch(
    `videotestsrc is-live=true ! video/x-raw,framerate=30/1 ! nvtsprobe isolation=process deadline-ms=0 state-interval-ms=100 ` +
      `save-state=${state} script=${script} events=${events} ! fakesink`,
    { onStart: (pid) => (gst = pid), interrupt: inTheLoop() },
  );
  expect(code).toBe(0);
  expect(children).not.toEqual([]);
  await haveEnded(children);
  expect(readFileSync(state, 'utf8')).toMatch(/"state":(1\d|20)\}$/);
}, 120_000);
