// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDemoOptions } from '../../scripts/demo/options.mjs';
import { findFile, readClip } from '../../scripts/lib/clip.mjs';
import { countEvents, describeEvents } from '../../scripts/lib/events.mjs';

const kDefaults = { recording: '/own/r.jsonl.gz', script: '/own/c.js', params: '/own/p.yaml', out: '/own/out' };
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nvts demo '));
  for (const name of ['v.mp4', 'r.csv', 'mine.ts', 'p.json']) fs.writeFileSync(path.join(folder, name), name);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));
const read = (...args: string[]) => readDemoOptions(args, folder, kDefaults);

describe("the demo's options", () => {
  test('default to its own clip, recording, script and parameters', () => {
    expect(read()).toEqual({ ...kDefaults, video: undefined });
  });

  test('name files from the folder that the user stands in', () => {
    expect(read('--video', 'v.mp4', '--recording', 'r.csv', '--out', 'here')).toEqual({
      ...kDefaults,
      video: path.join(folder, 'v.mp4'),
      recording: path.join(folder, 'r.csv'),
      out: path.join(folder, 'here'),
    });
  });

  test("another script does not get the people-counter's parameters", () => {
    expect(read('--script', 'mine.ts').params).toBeUndefined();
    expect(read('--script', 'mine.ts', '--params', 'p.json').params).toBe(path.join(folder, 'p.json'));
  });

  test('a video without its recording is refused with what to do', () => {
    expect(() => read('--video', 'v.mp4')).toThrow(/--video needs --recording FILE[^]*nvtsrecord/);
  });

  test('a file that does not exist is named with the place looked at', () => {
    expect(() => read('--script', 'nope.ts')).toThrow(
      `--script nope.ts: there is no such file (looked for ${path.join(folder, 'nope.ts')}).`,
    );
  });
});

describe('the clip', () => {
  const bytes = Buffer.from('a clip');
  const hash = createHash('sha256').update(bytes).digest('hex');

  test('is taken plain or gzipped when its checksum is right', () => {
    fs.writeFileSync(path.join(folder, 'plain.avi'), bytes);
    fs.writeFileSync(path.join(folder, 'packed.avi.gz'), gzipSync(bytes));
    expect(readClip(path.join(folder, 'plain.avi'), hash)).toEqual(bytes);
    expect(readClip(path.join(folder, 'packed.avi.gz'), hash)).toEqual(bytes);
  });

  test('is not taken when it is another one or absent', () => {
    expect(readClip(path.join(folder, 'v.mp4'), hash)).toBeUndefined();
    expect(readClip(path.join(folder, 'absent.avi'), hash)).toBeUndefined();
  });

  test('is found wherever the package keeps it', () => {
    fs.mkdirSync(path.join(folder, 'usr', 'share'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'usr', 'share', 'vtest.avi.gz'), '');
    expect(findFile(folder, 'vtest.avi')).toBe(path.join(folder, 'usr', 'share', 'vtest.avi.gz'));
    expect(findFile(folder, 'other.avi')).toBeUndefined();
  });
});

describe('events', () => {
  const line = (type: string, data: object) => JSON.stringify({ type, element: 'counter', frame: 1, data });

  test('are counted by line and direction, zone and type', () => {
    const text = [
      line('line-crossed', { line: 'path', direction: 'out' }),
      line('line-crossed', { line: 'path', direction: 'in' }),
      line('line-crossed', { line: 'path', direction: 'in' }),
      line('zone-entered', { zone: 'lawn', trackId: '1' }),
      line('hello', {}),
      line('summary', { frames: 5 }),
    ].join('\n');
    expect(describeEvents(countEvents(`${text}\n`))).toEqual([
      'other events: 1 hello',
      'line "path": 2 in, 1 out',
      'zone "lawn": 1 entered',
    ]);
  });

  test('an empty file says so, a broken line is not hidden', () => {
    expect(describeEvents(countEvents(''))).toEqual(['no events']);
    expect(describeEvents(countEvents(`{"type":"a"\n${line('a', {})}\n`))).toEqual([
      'other events: 1 a',
      '1 unreadable line',
    ]);
  });
});
