// SPDX-License-Identifier: MIT
// nvtsrecord and nvtsreplay: what goes in comes out, at the right frames.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, root } from './gst.js';
import { box, classes, header, recording, video } from './recordings.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const rich = [
  { inferred: true, objects: [
    { class: 2, label: 'car', track: '18446744073709551614', confidence: 0.851, trackerConfidence: -0.1,
      box: [6.2, 9.4, 40.5, 32.9], detectorBox: [1, 2, 3, 4], trackerBox: [5, 6, 7, 8.5], component: 1,
      classifiers: [{ component: 2, type: 'color', labels: [{ label: 'blue', class: 3, id: 1, classes: 4, probability: 0.9 }, { label: 'x'.repeat(200), class: 1 }] }, { labels: [] }],
      border: { width: 3, color: [1, 0, 0, 1] }, background: [0, 0, 1, 0.25],
      text: { value: 'Grüße\n😀', at: [10, 20], font: 'Serif', size: 11, color: [1, 1, 1, 1], background: [0, 0, 0, 1] } },
    { class: 3, label: 'plate', box: [7, 8, 9, 10], parent: 0 },
    { class: -1, box: [0, 0, 0, 0], parent: 1 },
  ] },
  {},
  { draw: [
    ...Array.from({ length: 40 }, (_, i) => ({ kind: 'rect', box: [i, 1, 2, 3], width: 1, color: [0, 1, 0, 1] })),
    { kind: 'text', value: 'count: 3', at: [5, 6], font: 'Sans', size: 12, color: [1, 1, 1, 1] },
    ...Array.from({ length: 17 }, (_, i) => ({ kind: 'line', from: [0, i], to: [20, i], width: 2, color: [0, 0, 1, 1] })),
    { kind: 'arrow', from: [1, 2], to: [30, 40], head: 'both', width: 1, color: [1, 0, 0, 0.5] },
    { kind: 'circle', center: [20, 20], radius: 5, color: [0, 1, 1, 1], background: [1, 1, 0, 0.5] },
  ] },
  { ntp: '1700000000123456789', objects: Array.from({ length: 100 }, (_, i) => box(i)), json: { a: '{"n": 1.50}', b: '[]' } },
];

describe('recording, replay and recording again', () => {
  test.each(['nvds', 'nvds-6.3', 'nvds-8.0', 'nvds-9.0'])('gives the same file with the layout in %s', async (layout) => {
    const text = recording(rich);
    const first = folder.write('rich.jsonl', text);
    const run = await launch(
      `${video(4)} ! nvtsreplay location=${first} ! nvtsrecord location=${folder.file('again.jsonl')} ! fakesink`,
      { layout },
    );
    expect(run.output).not.toMatch(/WARNING|ERROR/);
    expect(folder.read('again.jsonl')).toBe(text);
  });

  test('gives the same file where the source was scaled to the recorded picture', async () => {
    const text = recording([{ sourceSize: [1920, 1080], objects: [box(1)] }, { sourceSize: [1920, 1080] }]);
    await launch(`${video(2)} ! nvtsreplay location=${folder.write('a.jsonl', text)} ! nvtsrecord location=${folder.file('b.jsonl')} ! fakesink`);
    expect(folder.read('b.jsonl')).toBe(text);
  });

  test('gives the same file with the camera that a frame comes from', async () => {
    const sensor = { id: 'cam-7', name: 'Gate', uri: 'rtsp://example.org/7' };
    const text = recording([{ sensor, objects: [box(1)] }, { sensor }]);
    await launch(`${video(2)} ! nvtsreplay location=${folder.write('a.jsonl', text)} ! nvtsrecord location=${folder.file('b.jsonl')} ! fakesink`);
    expect(folder.read('b.jsonl')).toBe(text);
  });

  test("gives the demo's recording back to the byte", async () => {
    const demo = join(root, 'examples/people-counter/recordings/vtest-yolox_nano.jsonl.gz');
    await launch(
      `videotestsrc num-buffers=795 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1 ! ` +
        `nvtsreplay 'location=${demo}' ! nvtsrecord location=${folder.file('demo.jsonl.gz')} ! fakesink`,
    );
    const text = gunzipSync(readFileSync(folder.file('demo.jsonl.gz'))).toString();
    expect(text === gunzipSync(readFileSync(demo)).toString()).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(796);
    expect(lines.join('').match(/"class":/g)?.length).toBe(8591);
  });

  test('works several times in a line and behind a tee', async () => {
    const text = recording([{ objects: [box(1)] }, { objects: [box(2)] }]);
    await launch(
      `${video(2)} ! nvtsreplay location=${folder.write('a.jsonl', text)} ! nvtsrecord location=${folder.file('b.jsonl')} ! tee name=t ` +
        `t. ! queue ! nvtsrecord location=${folder.file('c.jsonl')} ! fakesink t. ! queue ! nvtsrecord location=${folder.file('d.jsonl')} ! fakesink`,
    );
    for (const name of ['b.jsonl', 'c.jsonl', 'd.jsonl']) expect(folder.read(name)).toBe(text);
  });
});

describe('nvtsreplay', () => {
  const five = recording([0, 1, 2, 3, 4].map((i) => ({ objects: [box(i)] })));

  async function replay(text: string, properties: string, frames: number, caps = ''): Promise<number[][]> {
    const location = folder.write('in.jsonl', text);
    const run = await launch(
      `${video(frames, caps)} ! nvtsreplay location=${location} ${properties} ! nvtsrecord location=${folder.file('out.jsonl')} ! fakesink`,
    );
    expect(run.output).not.toMatch(/WARNING|ERROR/);
    expect(run.code).toBe(0);
    return classes(folder.readLines('out.jsonl'));
  }

  test('begins anew with loop, and numbers frames on', async () => {
    expect(await replay(five, 'loop=true', 13)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2].map((i) => [i]));
    const numbers = folder.readLines('out.jsonl').slice(1).map((line) => (line['frames'] as { frame: number }[])[0]?.frame);
    expect(numbers).toEqual(Array.from({ length: 13 }, (_, i) => i));
  });

  test('stays silent after the end without loop', async () => {
    expect(await replay(five, '', 7)).toEqual([[0], [1], [2], [3], [4], [], []]);
  });

  test('loops by frame number too', async () => {
    expect(await replay(five, 'match=frame loop=true', 7)).toEqual([0, 1, 2, 3, 4, 0, 1].map((i) => [i]));
  });

  test('shows the recording later with a positive offset, earlier with a negative one', async () => {
    expect(await replay(five, 'offset=200000000', 5)).toEqual([[], [], [0], [1], [2]]);
    expect(await replay(five, 'offset=-200000000', 5)).toEqual([[2], [3], [4], [], []]);
    expect(await replay(five, 'match=frame frame-offset=2', 5)).toEqual([[], [], [0], [1], [2]]);
  });

  test('takes frames within the tolerance only', async () => {
    expect(await replay(five, 'offset=30000000 tolerance=10000000', 3)).toEqual([[], [], []]);
    expect(await replay(five, 'offset=30000000 tolerance=40000000', 3)).toEqual([[0], [1], [2]]);
  });

  test('puts the frames of the source that was asked for on plain video', async () => {
    const line = (source: number) => `{"frames":[{"source":${source},"frame":0,"pts":"0","objects":[{"class":${source},"box":[1,1,1,1]}]}]}`;
    const text = `${[header, line(3), line(8)].join('\n')}\n`;
    expect(await replay(text, '', 1)).toEqual([[3]]);
    expect(await replay(text, 'source-id=8', 1)).toEqual([[8]]);
  });

  test('scales boxes to the size of the video, unless told not to', async () => {
    const text = recording([{ size: [128, 96], objects: [{ class: 0, box: [10, 20, 30, 40] }] }]);
    const boxOf = () => JSON.stringify(folder.readLines('out.jsonl')).match(/"box":\[[^\]]*\]/)?.[0];
    await replay(text, '', 1);
    expect(boxOf()).toBe('"box":[5,10,15,20]');
    await replay(text, 'scale=false', 1);
    expect(boxOf()).toBe('"box":[10,20,30,40]');
  });

  test('adds to the objects that are there, or replaces them', async () => {
    const second = folder.write('second.jsonl', recording([{ objects: [box(7)] }]));
    expect(await replay(five, `! nvtsreplay location=${second}`, 1)).toEqual([expect.arrayContaining([0, 7])]);
    expect(await replay(five, `! nvtsreplay location=${second} replace=true`, 1)).toEqual([[7]]);
  });

  test('reads gzip, whatever the name', async () => {
    const location = folder.file('packed.data');
    writeFileSync(location, gzipSync(five));
    await launch(`${video(2)} ! nvtsreplay location=${location} ! nvtsrecord location=${folder.file('out.jsonl')} ! fakesink`);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[0], [1]]);
  });

  test('takes any caps', async () => {
    const location = folder.write('in.jsonl', five);
    const run = await launch(
      `audiotestsrc num-buffers=3 ! nvtsreplay location=${location} ! fakesink ` +
        `${video(3)} ! x264enc ! nvtsreplay location=${location} ! fakesink`,
    );
    expect(run.code, run.output).toBe(0);
  });
});
