// SPDX-License-Identifier: MIT
// nvtsprobe among other elements: caps, tee, several in a line, every layout of the metadata.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, run } from './gst.js';

let folder: Folder;
let adder: string;
let reader: string;
beforeAll(() => {
  folder = new Folder();
  adder = folder.write(
    'adder.ts',
    `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) {
    const car = frame.addObject({ label: 'car', classId: 2, confidence: 0.5, trackId: 0x8000000000000001n, left: 1, top: 2, width: 30, height: 40 });
    frame.addObject({ label: 'plate', classId: 3, parent: car, left: 5, top: 6, width: 7, height: 8 }).text = 'Grüße 😀';
    frame.setJson('adder', { frame: frame.frameNumber });
    frame.draw.line(0, 0, 63, 47, { color: '#ff0000' });
  },
});
`,
  );
  reader = folder.write(
    'reader.ts',
    `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) {
    if (frame.frameNumber !== 4) return;
    const objects = [...frame.objects].map((o) => ({
      label: o.label, classId: o.classId, trackId: o.trackId, left: o.left, height: o.height, text: o.text,
      parent: o.parent?.label, border: o.borderWidth,
    }));
    frame.emit('seen', { objects, json: frame.getJson('adder'), width: frame.width, height: frame.height });
  },
});
`,
  );
});
afterAll(() => folder.remove());

const SEEN = {
  objects: [
    { label: 'car', classId: 2, trackId: '9223372036854775809', left: 1, height: 40, text: 'car', border: 2 },
    { label: 'plate', classId: 3, left: 5, height: 8, text: 'Grüße 😀', parent: 'car', border: 2 },
  ],
  json: { frame: 4 },
  width: 64,
  height: 48,
};

test.each(['nvds', 'nvds-6.3', 'nvds-8.0', 'nvds-9.0'])('a probe sees what another added, on the layout of %s', async (layout) => {
  const events = folder.file(`${layout}.jsonl`);
  const result = await launch(
    `videotestsrc num-buffers=6 ! video/x-raw,width=64,height=48 ! nvtsprobe script=${adder} ! nvtsprobe script=${reader} events=${events} ! fakesink`,
    { layout },
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(result.code).toBe(0);
  expect(folder.readLines(`${layout}.jsonl`)[0]).toMatchObject({ data: SEEN });
});

test('probes behind a tee work on their branches', async () => {
  const events = folder.file('tee.jsonl');
  const result = await launch(
    `videotestsrc num-buffers=20 ! video/x-raw,width=64,height=48 ! nvtsprobe script=${adder} ! tee name=t ! queue ! nvtsprobe script=${reader} events=${events} ! fakesink t. ! queue ! nvtsprobe script=${reader} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(folder.readLines('tee.jsonl')[0]).toMatchObject({ data: SEEN });
});

test('plain buffers behind a tee get metadata of their own', async () => {
  const result = await launch(
    `videotestsrc num-buffers=20 ! video/x-raw,width=64,height=48 ! tee name=t ! queue ! nvtsprobe script=${adder} ! nvtsprobe script=${reader} events=${folder.file('own.jsonl')} ! fakesink t. ! queue ! nvtsprobe script=${adder} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(folder.readLines('own.jsonl')[0]).toMatchObject({ data: { json: { frame: 4 } } });
  expect((folder.readLines('own.jsonl')[0]!['data'] as typeof SEEN).objects).toHaveLength(2);
});

describe('any caps pass', () => {
  const counter = () =>
    folder.write(
      'frames.ts',
      `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  setup: () => ({ n: 0 as number, width: 0 }),
  onFrame(frame, ctx) { ctx.state.n++; ctx.state.width = frame.width; },
  onEos(_info, ctx) { ctx.emit('end', { frames: ctx.state.n, width: ctx.state.width }); },
});
`,
    );
  test.each([
    ['audio', 'audiotestsrc num-buffers=5 ! audio/x-raw,rate=48000', { frames: 5, width: 0 }],
    ['CUDA memory', "fakesrc num-buffers=5 sizetype=fixed sizemax=64 format=time ! video/x-raw(memory:CUDAMemory),format=NV12,width=1280,height=720,framerate=30/1", { frames: 5, width: 1280 }],
    ['encoded video', 'videotestsrc num-buffers=5 ! video/x-raw,width=64,height=48 ! jpegenc', { frames: 5, width: 64 }],
    ['NVMM memory', "fakesrc num-buffers=5 sizetype=fixed sizemax=64 format=time ! video/x-raw(memory:NVMM),format=NV12,width=1920,height=1080,framerate=30/1", { frames: 5, width: 1920 }],
    ['no caps at all', 'fakesrc num-buffers=5', { frames: 5, width: 0 }],
  ])('%s', async (name, upstream, data) => {
    const events = folder.file(`${name.replaceAll(' ', '-')}.jsonl`);
    const result = await launch(`${upstream} ! nvtsprobe script=${counter()} events=${events} ! fakesink`);
    expect(result.output).not.toMatch(/ERROR/);
    expect(folder.readLines(`${name.replaceAll(' ', '-')}.jsonl`)[0]).toMatchObject({ type: 'end', data });
  });

  test('caps may change in mid-stream', async () => {
    const sizes = folder.write(
      'sizes.ts',
      `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  setup: () => new Set<string>(),
  onFrame(frame, ctx) { ctx.state.add(frame.width + 'x' + frame.height); },
  onEos(_info, ctx) { ctx.emit('sizes', { sizes: [...ctx.state] }); },
});
`,
    );
    const result = await launch(
      `concat name=c ! nvtsprobe script=${sizes} events=${folder.file('sizes.jsonl')} ! fakesink ` +
        `videotestsrc num-buffers=5 ! video/x-raw,width=64,height=48 ! c. ` +
        `videotestsrc num-buffers=5 ! video/x-raw,width=128,height=96 ! c.`,
    );
    expect(result.output).not.toMatch(/ERROR/);
    expect(folder.readLines('sizes.jsonl')[0]).toMatchObject({ data: { sizes: ['64x48', '128x96'] } });
  });
});

test('create-meta=false leaves plain buffers alone', async () => {
  const result = await launch(
    `videotestsrc num-buffers=5 ! nvtsprobe create-meta=false script=${adder} ! nvtsprobe script=${reader} events=${folder.file('bare.jsonl')} ! fakesink`,
  );
  expect(result.code).toBe(0);
  expect(folder.readLines('bare.jsonl')[0]).toMatchObject({ data: { objects: [] } });
});

test('gst-inspect-1.0 reads as documentation', async () => {
  const { stdout } = await run('gst-inspect-1.0', ['nvtsprobe']);
  for (const text of ['TypeScript metadata probe', 'script', 'params-file', 'on-error', 'deadline-ms', 'setup-deadline-ms', 'memory-limit-mb', 'events', 'gst-launch-1.0 filesrc', 'nvts-script-error']) {
    expect(stdout).toContain(text);
  }
});
