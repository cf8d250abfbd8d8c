// SPDX-License-Identifier: MIT
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import { parseRecording, TestHost } from './index.js';
import { readRecording } from './node.js';

const HEADER = '{"nvts":"recording","version":1}';
const recording = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

const folder = mkdtempSync(join(tmpdir(), 'nvts recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a line', () => {
  test('becomes a batch with what the line says', () => {
    const object = { class: 2, label: 'car', track: '18446744073709551614', confidence: 0.5, box: [1, 2, 3, 4], border: { width: 2, color: [1, 0, 0, 1] }, text: { value: 'A', at: [5, 6] } };
    const [batch] = parseRecording(recording(JSON.stringify({ pts: null, frames: [{ source: 3, frame: 7, pts: '700000000', size: [768, 576], inferred: true, objects: [object], json: { a: '{"b":[1]}' } }] })));
    expect(batch).toMatchObject({ pts: null, frames: [{ sourceId: 3, frameNumber: 7, pts: 700_000_000n, width: 768, height: 576, inferDone: true, json: { a: { b: [1] } } }] });
    expect(batch!.frames[0]!.objects![0]).toMatchObject({ classId: 2, label: 'car', trackId: 2n ** 64n - 2n, left: 1, top: 2, width: 3, height: 4, borderWidth: 2, text: 'A', textX: 5 });
  });

  test('has the defaults of a recording where it says nothing', () => {
    const [batch] = parseRecording(recording('{"frames":[{"source":0,"frame":0,"objects":[{"class":0,"box":[0,0,1,1]}]}]}'));
    expect(batch).toMatchObject({ pts: null, frames: [{ inferDone: false, pts: null }] });
    expect(batch!.frames[0]!.objects![0]).toMatchObject({ label: '', confidence: 0, borderWidth: 0, text: '', detectorBox: { left: 0, top: 0, width: 0, height: 0 } });
  });

  test('has masks', () => {
    const object = { class: 0, box: [0, 0, 30, 20], mask: { size: [3, 2], data: 'AAAAAAAAgD4AAAA/AACAPwAAgL8AAABA' } };
    const [batch] = parseRecording(recording(JSON.stringify({ frames: [{ source: 0, frame: 0, objects: [object] }] })));
    expect(batch!.frames[0]!.objects![0]!.mask).toEqual({ width: 3, height: 2, threshold: 0.5, data: [0, 0.25, 0.5, 1, -1, 2] });
  });

  test('may name a parent that is not there', () => {
    const objects = [5, 0, 1].map((parent) => ({ class: 0, box: [0, 0, 1, 1], parent }));
    const [batch] = parseRecording(recording(JSON.stringify({ frames: [{ source: 0, frame: 0, objects }] })));
    expect(batch!.frames[0]!.objects!.map(({ parent }) => parent)).toEqual([undefined, 0, 1]);
  });

  test('may have members that this reader does not know', () => {
    expect(parseRecording(recording('{"frames":[{"source":0,"frame":0,"later":5}],"more":{}}'))).toHaveLength(1);
  });
});

test.each([
  ['', 'r:1: expected a JSON object on a line of its own; the file was cut off here, or is none'],
  ['{"nvts":"recipe","version":1}', 'r:1: nvts: expected "recording", got "recipe"'],
  ['{"nvts":"recording","version":2}', 'r: a recording of version 2, this SDK knows version 1: use a later one'],
  [`${HEADER}\n{"frames":[{"source":0,"fra`, 'r:2: expected a JSON object on a line of its own; the file was cut off here'],
  [recording('{"frames":[{"source":0,"frame":0,"objects":[{"class":0}]}]}'), 'r:2: frames[0].objects[0].box: '],
  [recording('{"frames":[]}', '{"frames":[{"source":0,"frame":0,"pts":5}]}'), 'r:3: frames[0].pts: expected a string, got a number (5)'],
  [recording('{"frames":[{"source":0,"frame":0,"pts":"18446744073709551616"}]}'), 'r:2: frames[0].pts: expected a whole number of 64 bits'],
  [recording('{"frames":[{"source":0,"frame":0,"objects":[{"class":0,"box":[0,0,1,1],"mask":{"size":[2,1],"data":"AACAPw=="}}]}]}'), 'r:2: frames[0].objects[0].mask.data: expected base64 of a finite 32-bit float for each cell'],
  [recording('{"frames":[{"source":0,"frame":0,"json":{"a":"{"}}]}'), 'r:2: frames[0].json.a: expected the text of a JSON value'],
])('what is no recording is told with its place: %s', (text, message) => {
  expect(() => parseRecording(text, 'r')).toThrow(message);
});

describe('a file', () => {
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const text = recording('{"frames":[{"source":0,"frame":0}]}');

  test('is read plain or packed, whatever its name', () => {
    expect(readRecording(file('plain.jsonl', text))).toHaveLength(1);
    expect(readRecording(file('packed.jsonl', gzipSync(text)))).toHaveLength(1);
  });

  test('that is damaged is told by its name', () => {
    const packed = file('damaged.jsonl.gz', gzipSync(text).subarray(0, 30));
    expect(() => readRecording(packed)).toThrow(`${packed}: this file cannot be unpacked`);
  });

  test('of an example is the one that the element plays', () => {
    const batches = readRecording(new URL('../../../examples/doorway/recordings/doorway.jsonl.gz', import.meta.url));
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('seen', { time: frame.time }) }));
    const { steps } = host.play(batches);
    expect(steps).toHaveLength(batches.length);
    expect(steps.at(-1)!.frames[0]!.time).toBeCloseTo(Number(batches.at(-1)!.frames[0]!.pts) / 1e9, 6);
  });
});

describe('stream time', () => {
  const clock = defineProcessor({ onBatch: (batch, ctx) => ctx.emit('at', { time: batch.time, jumped: batch.discontinuous }) });
  const seconds = (...stamps: readonly (number | null)[]): unknown[] => {
    const host = new TestHost(clock);
    return stamps.map((stamp) => Object.values(host.push({ pts: stamp === null ? null : BigInt(Math.round(stamp * 1e9)) }).events[0]!.data));
  };

  test('follows the PTS, and goes on where it is missing, goes back or jumps', () => {
    expect(seconds(1, 1.5, null, 7, 0.5, 1, 4000)).toEqual([
      [1, false], [1.5, false], [2, true], [2.5, true], [3, true], [3.5, false], [4, true],
    ]);
  });

  test('begins at 0 without a PTS, and guesses the interval', () => {
    expect(seconds(null, null)).toEqual([[0, true], [expect.closeTo(1 / 30), true]]);
  });
});
