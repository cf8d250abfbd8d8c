// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NativeHost, NvtsError, replay } from '../../runtime/node/src/index.js';
import { type Folder, launch, root } from '../pipelines/gst.js';
import { box, header, recording } from '../pipelines/recordings.js';
import { all, makeFolder, missing, useBuild } from './binding.js';

const example = join(root, 'examples', 'people-counter');
const vtest = join(example, 'recordings', 'vtest-yolox_nano.jsonl.gz');

let folder: Folder;
let script: string;
beforeAll(async () => {
  useBuild();
  folder = await makeFolder();
  script = folder.file('counter.nvts.js');
});
afterAll(() => folder.remove());

const frames = (count: number): string => folder.write('frames.jsonl', recording(Array.from({ length: count }, (_, i) => ({ objects: [box(i)] }))));

describe.skipIf(missing)('a replay', () => {
  test('gives the events of each recorded frame, and figures at its end', async () => {
    const run = replay(frames(5), script, { params: { step: 2 } });
    expect(run.stats).toBeUndefined();
    const events = await all(run);
    expect(events[4]).toEqual({ type: 'seen', source: 0, frame: 4, pts: 400_000_000, data: { frames: 10, objects: 1, said: '' } });
    expect(run.stats).toMatchObject({ batches: 5, frames: 5, objects: 5, events: 5, errors: 0, streamSeconds: 0.4 });
    expect(run.stats!.heapBytes).toBeGreaterThan(0);
  });

  test('gives what nvtsprobe gives of the same recording', async () => {
    const params = '{"reportEvery":1}';
    const probe = `nvtsprobe script="${folder.write('walk.ts', WALK)}" events="${folder.file('events.jsonl')}"`;
    const video = 'videotestsrc num-buffers=60 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1';
    const line = `${video} ! nvtsreplay location="${vtest}" ! ${probe} ! fakesink`;
    expect((await launch(line.replaceAll('"', "'"))).code, params).toBe(0);
    const live = folder.readLines('events.jsonl').map(({ type, source, frame, pts, data }) => ({ type, source, frame, pts, data }));
    const replayed = (await all(replay(vtest, folder.file('walk.ts')))).filter(({ frame = 0 }) => frame < 60);
    expect(live.length).toBeGreaterThan(50);
    expect(replayed).toEqual(live);
  });

  test('reads MOT files, at the rate that is asked for', async () => {
    const csv = folder.write('mot.csv', '1,7,10,20,30,40,1\n2,7,11,20,30,40,1\n3,7,12,20,30,40,1\n');
    expect((await all(replay(csv, script, { fps: 10 }))).map(({ pts }) => pts)).toEqual([0, 100_000_000, 200_000_000]);
  });

  test('ends with the script’s error, or goes on after it', async () => {
    const options = { params: { fail: true } };
    await expect(all(replay(frames(3), script, options))).rejects.toMatchObject({
      name: 'NvtsError',
      code: 'NVTS_SCRIPT',
      message: expect.stringMatching(/asked to fail.*onFrame/),
      hook: 'onFrame',
      location: expect.stringMatching(/counter\.ts:13:\d+$/),
    });
    const told: NvtsError[] = [];
    const run = replay(frames(3), script, { ...options, onError: 'pass', onScriptError: (error) => void told.push(error) });
    expect(await run.finish()).toMatchObject({ errors: 3, events: 0 });
    expect(told.map(({ code }) => code)).toEqual(['NVTS_SCRIPT', 'NVTS_SCRIPT', 'NVTS_SCRIPT']);
  });

  test('is stopped at its deadline', async () => {
    const loop = folder.write('loop.ts', `import { defineProcessor } from '@nvtsprobe/sdk'; export default defineProcessor({ onFrame() { for (;;); } });`);
    await expect(replay(frames(2), loop, { deadlineMs: 20 }).finish()).rejects.toMatchObject({ code: 'NVTS_DEADLINE' });
  });

  test('can be left early', async () => {
    for await (const { frame } of replay(vtest, script)) if (frame === 3) break;
  });

  test('tells faults of the recording and leaves them out', async () => {
    const problems: string[] = [];
    const file = folder.write('bad.jsonl', `${header}\n{"frames":7}\n{"frames":[{"source":0,"frame":0}]}\n`);
    expect((await replay(file, script, { onProblem: (problem) => void problems.push(problem) }).finish()).frames).toBe(1);
    expect(problems).toEqual([expect.stringMatching(/bad\.jsonl:2: .*left out/)]);
  });

  test.each([
    ['none.jsonl', 'counter.nvts.js', {}, 'NVTS_NOT_FOUND'],
    ['counter.ts', 'counter.nvts.js', {}, 'NVTS_RECORDING'],
    ['frames.jsonl', 'none.ts', {}, 'NVTS_NOT_FOUND'],
    ['frames.jsonl', 'counter.nvts.js', { params: { stpe: 1 } }, 'NVTS_PARAMS'],
    ['frames.jsonl', 'counter.nvts.js', { grant: ['eval'] as const }, 'NVTS_ARGUMENT'],
  ])('of %j through %j with %j is refused', async (file, name, options, code) => {
    frames(1);
    await expect(replay(folder.file(file), folder.file(name), options).finish()).rejects.toMatchObject({ name: 'NvtsError', code });
  });
});

describe.skipIf(missing)('a native host', () => {
  test('takes a batch at a time, keeps a state, and shows the frame table', () => {
    const host = new NativeHost(script);
    const line = { frames: [{ source: 3, frame: 9, pts: '5000', objects: [box(1, { label: 'car' })] }] };
    expect(host.push(line).events).toEqual([{ type: 'seen', source: 3, frame: 9, pts: 5000, row: 0, data: { frames: 1, objects: 1, said: '' } }]);
    host.send('hi');
    expect(host.push(line).events[0]!.data).toMatchObject({ frames: 2, said: 'hi' });
    const { block, strings } = host.table();
    expect(new Uint32Array(block, 0, 1)[0]).toBe(0x5354_564e);
    expect(strings).toContain('car');
    const next = new NativeHost(script);
    next.restore(host.save());
    expect(next.push(line).events[0]!.data).toMatchObject({ frames: 3 });
    expect(() => host.push('{"frames":[{}]}')).toThrow(expect.objectContaining({ code: 'NVTS_RECORDING' }));
  });
});

// Tells of every object's track and place, so that any difference shows.
const WALK = `
import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onStreamStart: (_, ctx) => ctx.emit('start', {}),
  onSourceAdded: ({ sourceId }, ctx) => ctx.emit('added', { sourceId }),
  onFrame(frame) {
    const objects = Array.from(frame.objects, ({ label, classId, confidence, left, top, borderWidth, trackKey }) => ({ label, classId, confidence, left, top, borderWidth, trackKey }));
    frame.emit('objects', { time: frame.time, number: frame.frameNumber, objects });
  },
});`;
