// SPDX-License-Identifier: MIT
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Folder, run } from '../testing.js';
import { readMessage } from './messages.js';
import { Tail } from './tail.js';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  folder.write('plugins/libgstnvts.so', '');
  folder.write('r.jsonl', `{"nvts":"recording","version":1}\n${[0, 1, 2].map((i) => `{"frames":[{"source":0,"frame":${i},"pts":"${i * 1e8}","size":[640,480]}]}\n`).join('')}`);
  folder.write('a.nvts.js', '');
  vi.stubEnv('PATH', `${join(folder.path, 'bin')}:/usr/bin:/bin`);
  vi.stubEnv('NVTS_PLUGIN_PATH', join(folder.path, 'plugins'));
  vi.stubEnv('GST_PLUGIN_PATH', '');
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  pretend(ALL);
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const ALL = 'videotestsrc nvtsreplay nvtsprobe nvtsosd videoconvert fakesink autovideosink openh264enc h264parse mp4mux filesink filesrc decodebin uridecodebin'.split(' ');

function pretend(elements: readonly string[]): void {
  folder.program('gst-inspect-1.0', elements.map((name) => `echo 'any:  ${name}: Any element'`).join('\n'));
}

/** The line without its variables, on one line. */
async function line(...args: string[]): Promise<string> {
  const { code, out, err } = await run('run', join(folder.path, 'a.nvts.js'), '--dry-run', ...args);
  expect(code, err).toBe(0);
  return out.replace(/^.*gst-launch-1\.0 -e/, '').replace(/ \\\n\s*/g, ' ').replaceAll(folder.path, '/f').trim();
}

describe('the launch line', () => {
  test('has a source of the size, rate and length of the recording', async () => {
    expect(await line('--recording', join(folder.path, 'r.jsonl'))).toBe(
      `videotestsrc pattern=black num-buffers=3 ! video/x-raw,width=640,height=480,framerate=10/1 ! nvtsreplay 'location="/f/r.jsonl"' ! nvtsprobe name=script 'script="/f/a.nvts.js"' watch=true ! fakesink sync=false`,
    );
  });

  test('lasts to the last line of the recording, whatever its objects are and where it was cut off', async () => {
    const file = folder.write('odd.jsonl', `{"nvts":"recording","version":1}\n${[0, 1, 2].map((i) => `{"frames":[{"source":0,"frame":${i},"pts":"${i * 1e8}","objects":[{"class":-2}, null]}]}\n`).join('')}{"frames":[{"sou`);
    expect(await line('--recording', file)).toContain('num-buffers=3 ! video/x-raw,width=1280,height=720,framerate=10/1 !');
  });

  test('opens a window where there is a screen', async () => {
    vi.stubEnv('DISPLAY', ':0');
    expect(await line()).toMatch(/! nvtsosd ! videoconvert ! autovideosink$/);
  });

  test('writes a file with the encoder that is there', async () => {
    expect(await line('--sink', 'out.mp4')).toMatch(/! nvtsosd ! videoconvert ! video\/x-raw,format=I420 ! openh264enc ! h264parse ! mp4mux ! filesink location=out\.mp4$/);
  });

  test('reads a stream, and gives parameters and properties on', async () => {
    expect(await line('--source', 'rtsp://camera/1', '--params', '{"a": 1}', '--set', 'deadline-ms=20', '--no-watch', '--sink', 'none')).toBe(
      `uridecodebin uri=rtsp://camera/1 ! videoconvert ! nvtsprobe name=script 'script="/f/a.nvts.js"' 'params="{\\"a\\": 1}"' deadline-ms=20 ! fakesink sync=false`,
    );
  });

  test('names the folder of the plugin', async () => {
    const { out } = await run('run', join(folder.path, 'a.nvts.js'), '--dry-run');
    expect(out).toMatch(/^GST_PLUGIN_PATH='.*\/plugins' gst-launch-1\.0 -e/);
  });
});

describe('what cannot run', () => {
  const script = (): string => join(folder.path, 'a.nvts.js');

  test.each<[number, string[], string]>([
    [2, [], 'run needs the path of a script'],
    [2, ['none.ts'], 'there is no script or package at none.ts'],
    [2, ['.', '--source', 'none.mp4'], 'there is no such file; it may be a file, a URI'],
    [2, ['.', '--sink', 'out.avi'], '--sink must be auto, none or a file'],
    [2, ['.', '--params', '{'], '--params is no JSON'],
    [2, ['.', '--params', '[]'], '--params must be a JSON object'],
    [2, ['.', '--recording', 'none.jsonl'], 'there is no such file'],
    [2, ['.', '--set', 'script=x'], 'nvts run sets it itself'],
    [2, ['.', '--set', 'x'], '--set takes name=value'],
  ])('%i %j', async (code, args, message) => {
    const words = args.map((arg) => (arg === '.' ? script() : arg));
    expect(await run('run', ...words)).toMatchObject({ code, err: expect.stringContaining(message) as string });
  });

  test('a recording without a frame that can be read', async () => {
    const bomb = folder.write('bomb.jsonl.gz', '');
    writeFileSync(bomb, gzipSync(`{"nvts":"recording","version":1}\n${' '.repeat(64 << 20)}`));
    const empty = folder.write('empty.jsonl', '{"nvts":"recording","version":1}\n');
    for (const file of [bomb, empty]) expect(await run('run', script(), '--recording', file, '--sink', 'none')).toMatchObject({ code: 2, err: expect.stringContaining('there is no frame in it that can be read') as string });
  });

  test('a file that is no recording', async () => {
    expect(await run('run', script(), '--recording', folder.write('x.jsonl', '{}\n'))).toMatchObject({ code: 2, err: expect.stringContaining('x.jsonl:1:1: a recording begins with') as string });
  });

  test('without the plugin, or an encoder, it says what to do', async () => {
    pretend(ALL.filter((name) => name !== 'nvtsprobe'));
    expect(await run('run', script())).toMatchObject({ code: 1, err: expect.stringContaining('no element nvtsprobe: set NVTS_PLUGIN_PATH') as string });
    pretend(ALL.filter((name) => name !== 'openh264enc'));
    expect(await run('run', script(), '--sink', 'out.mp4')).toMatchObject({ code: 1, err: expect.stringMatching(/no element x264enc: .*gstreamer1\.0-plugins-ugly/) as string });
  });

  test('without a place for temporary files it says so', async () => {
    vi.stubEnv('TMPDIR', join(folder.path, 'none'));
    expect(await run('run', script(), '--gst-launch')).toMatchObject({ code: 2, err: expect.stringMatching(/temporary folder .*none: there is no such file/) as string });
  });

  test('with a wrong NVTS_PLUGIN_PATH it says where the plugin is', async () => {
    folder.write('clone/build/lib/gstreamer-1.0/libgstnvts.so', '');
    vi.stubEnv('NVTS_PLUGIN_PATH', join(folder.path, 'clone'));
    expect(await run('run', script())).toMatchObject({ code: 1, err: expect.stringContaining('set it to') as string });
  });
});

describe('messages of gst-launch-1.0', () => {
  test('statistics, with the times of the batches', () => {
    const text =
      'Got message #41 from element "script" (element): nvts-stats, buffers=(guint64)120, frames=(guint64)240, objects=(guint64)31, events=(guint64)4, errors=(guint64)0, script-time=(guint64)6000000, hooks=(structure)"hooks\\,\\ setup\\=\\(structure\\)\\"setup\\\\\\,\\\\\\ calls\\\\\\=\\\\\\(guint64\\\\\\)1\\;\\"\\,\\ batch\\=\\(structure\\)\\"batch\\\\\\,\\\\\\ calls\\\\\\=\\\\\\(guint64\\\\\\)120\\\\\\,\\\\\\ time-p99\\\\\\=\\\\\\(guint64\\\\\\)90112\\\\\\;\\"\\;";';
    expect(readMessage(text, 'script')).toEqual({ stats: { buffers: 120, frames: 240, objects: 31, events: 4, errors: 0, scriptTime: 6e6, p99: 90112 } });
  });

  test('reloads, with texts as they were', () => {
    const text = 'Got message #9 from element "script" (element): nvts-reload, script=(string)"/a\\ b/\\303\\274.ts", result=(string)live;';
    expect(readMessage(text, 'script')).toEqual({ reload: { script: '/a b/ü.ts', result: 'live', message: '' } });
  });

  test('of other elements, and other messages, are none of ours', () => {
    expect(readMessage('Got message #1 from element "tracker" (element): nvts-stats, frames=(guint64)1;', 'script')).toBeUndefined();
    expect(readMessage('Setting pipeline to PLAYING ...', 'script')).toBeUndefined();
  });
});

test('what is appended to a file is read once, by whole lines', () => {
  const file = folder.write('e.jsonl', '');
  const tail = new Tail(file);
  appendFileSync(file, 'a\nü');
  expect(tail.read()).toEqual(['a']);
  appendFileSync(file, 'b\n');
  expect(tail.read()).toEqual(['üb']);
  expect(tail.read()).toEqual([]);
  tail.close();
});
