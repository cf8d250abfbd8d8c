// SPDX-License-Identifier: MIT
// nvts check draws rules over real frames: what stands at these pixels.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, root, run, type Run, type RunOptions } from './gst.js';
import { Picture } from './recordings.js';

const nvts = join(root, 'sdk', 'bin', 'nvts.mjs');

let folder: Folder;
let rules: string;
beforeAll(async () => {
  folder = new Folder();
  rules = folder.write(
    'rules.yaml',
    `cameras:
  - rules:
      - { kind: line-crossing, name: Door, line: [[100, 120], [500, 120]] }
      - { kind: zone, name: Hall, polygon: [[100, 250], [540, 250], [540, 430], [100, 430]] }
`,
  );
  // Black and white by turns, a second each.
  const video = `videotestsrc pattern=blink num-buffers=5 ! video/x-raw,width=640,height=480,framerate=1/1 ! jpegenc ! avimux`;
  expect((await launch(`${video} ! filesink location=${folder.file('blink.avi')}`)).code).toBe(0);
});
afterAll(() => folder.remove());

const check = (args: readonly string[], options: RunOptions = {}): Promise<Run> => run(process.execPath, [nvts, 'check', ...args], { cwd: folder.path, ...options });

async function pixels(png: string, width = 640, height = 480): Promise<Picture> {
  const raw = folder.file('picture.raw');
  await launch(`filesrc location=${png} ! pngdec ! videoconvert ! video/x-raw,format=BGRx ! filesink location=${raw}`);
  return new Picture(raw, width, height);
}

const YELLOW = [255, 208, 0];

test('a line is drawn in its colour, a zone is filled lightly, and the rest stays as it was', async () => {
  const out = folder.file('plain.png');
  const result = await check([rules, '--size', '640x480', '--picture', out]);
  expect(result).toMatchObject({ code: 0, stdout: `${rules}: ok, 2 rules for all sources\n${out}: 2 rules of all sources\n` });
  const picture = await pixels(out);
  const background = picture.at(620, 20);
  expect(picture.at(150, 120)).toEqual(YELLOW);
  expect(picture.at(150, 140)).toEqual(background);
  expect(picture.at(110, 260)).not.toEqual(background);
  expect(picture.at(110, 260)).toEqual(picture.at(530, 420));
  expect(picture.at(110, 440)).toEqual(background);
});

test('the frame is that of the moment', async () => {
  const brightness = async (at: string): Promise<number> => {
    const result = await check([rules, '--video', 'blink.avi', '--at', at, '--picture', 'at.png']);
    expect(result.code, result.output).toBe(0);
    return (await pixels(folder.file('at.png'))).at(620, 20)[0];
  };
  expect(await Promise.all([await brightness('0'), await brightness('1'), await brightness('2.4')])).toEqual([
    expect.closeTo(0, -2),
    expect.closeTo(255, -2),
    expect.closeTo(255, -2),
  ]);
});

test('a video is scaled to the size of the pipeline picture', async () => {
  const result = await check([rules, '--video', 'blink.avi', '--size', '1280x960', '--picture', 'scaled.png']);
  expect(result.code, result.output).toBe(0);
  expect((await pixels(folder.file('scaled.png'), 1280, 960)).at(150, 120)).toEqual(YELLOW);
});

test('each source that the file names gets a picture', async () => {
  const several = folder.write('several.json', JSON.stringify({ cameras: [{ sources: [0, 2], rules: [{ kind: 'line-crossing', line: [[10, 10], [50, 10]] }] }] }));
  expect((await check([several, '--size', '64x48', '--picture', 'each.png', '--json'])).code).toBe(0);
  expect([0, 2].map((id) => existsSync(folder.file(`each-${id}.png`)))).toEqual([true, true]);
});

test('a recording gives the size', async () => {
  const frame = { frames: [{ source: 0, frame: 0, size: [320, 240], objects: [] }] };
  folder.write('r.jsonl', `{"nvts":"recording","version":1}\n${JSON.stringify(frame)}\n`);
  const small = folder.write('small.yaml', 'cameras:\n  - rules: [{ kind: motion, name: Stops }]\n');
  expect((await check([small, '--recording', 'r.jsonl', '--picture', 'recorded.png'])).code).toBe(0);
  expect(readFileSync(folder.file('recorded.png')).readUInt32BE(16)).toBe(320);
});

test.each(['bad.yaml', 'bad.json'])('the element refuses %s in the same words, at the same places', async (name) => {
  const rule = { kind: 'zone', polygon: [[0, 0], [9, 9], [0, 9], [9, 0]], margn: 3 };
  const yaml = 'cameras:\n  - rules:\n      - kind: zone\n        polygon: [[0, 0], [9, 9], [0, 9], [9, 0]]\n        margn: 3\n';
  const bad = folder.write(name, name.endsWith('json') ? JSON.stringify({ cameras: [{ rules: [rule] }] }, null, 2) : yaml);
  const told = (await check([bad, '--json'])).stdout;
  const [{ findings }] = JSON.parse(told) as [{ findings: { line: number; column: number; path: string; message: string }[] }];
  expect(findings).toHaveLength(2);
  const script = join(root, 'examples', 'rules', 'dist', 'rules.nvts.js');
  const { output } = await launch(`videotestsrc num-buffers=1 ! nvtsprobe 'script=${script}' params-file=${bad} ! fakesink`);
  for (const { line, column, path, message } of findings) expect(output).toContain(`${bad}:${line}:${column}: ${path}: ${message}`);
});

describe('what stops a picture is told', () => {
  const picture = ['--picture', 'none.png'];
  const plain = [...picture, '--size', '64x48'];

  test('no such video', async () => {
    expect(await check([rules, '--video', 'none.mp4', ...picture])).toMatchObject({ code: 1, stderr: 'nvts: there is no video at none.mp4\n' });
  });

  test('a file that is no video', async () => {
    const result = await check([rules, '--video', rules, ...picture]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^nvts: GStreamer made no picture: ./);
  });

  test('a moment after its end', async () => {
    expect(await check([rules, '--video', 'blink.avi', '--at', '60', ...picture])).toMatchObject({
      code: 1,
      stderr: 'nvts: blink.avi is shorter than 60 s: choose an earlier moment with --at\n',
    });
  });

  test('no GStreamer', async () => {
    const result = await check([rules, ...plain], { env: { PATH: folder.path } });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/there is no gst-launch-1\.0: install it \(on Debian/);
  });

  test.each([
    ['nvtsosd', /no element nvtsosd: set NVTS_PLUGIN_PATH to the folder of libgstnvts\.so/],
    ['pngenc', /needs the GStreamer element pngenc: install gstreamer1\.0-plugins-good/],
  ])('no %s', async (element, expected) => {
    const bin = new Folder(folder.path);
    chmodSync(bin.write('gst-launch-1.0', `#!/bin/sh\necho 'WARNING: erroneous pipeline: no element "${element}"' >&2\n`), 0o755);
    const result = await check([rules, ...plain], { env: { PATH: `${bin.path}:/usr/bin:/bin` } });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(expected);
  });

  test('rules with errors', async () => {
    const bad = folder.write('bad.yaml', 'cameras:\n  - rules: [{ kind: line-crossing, line: [[1, 1], [1, 1]] }]\n');
    expect((await check([bad, ...plain])).code).toBe(1);
    expect(existsSync(folder.file('none.png'))).toBe(false);
  });

  test.each([
    [[...picture], '--picture needs --video FILE to draw on, or --size 1920x1080 for a plain one'],
    [['--video', 'blink.avi'], '--video is about the picture: give --picture out.png too'],
    [[...plain, '--at', '3'], '--at is a moment of the video'],
    [[...picture, '--video', 'blink.avi', '--at=-3'], '--at must be seconds from the start of the video, got "-3"'],
    [['--size', '64x48', '--picture', 'out.jpg'], '--picture must be named *.png'],
    [[...plain, '--source', '7'], undefined],
  ])('a wrong command line: %j', async (args, expected) => {
    const result = await check([rules, ...args]);
    if (expected === undefined) expect(result.code).toBe(0);
    else expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) as string });
  });
});
