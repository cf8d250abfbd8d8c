// SPDX-License-Identifier: MIT
// Foreign formats, and recordings and places that are not as they should be.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, run, type Run } from './gst.js';
import { box, classes, recording, video } from './recordings.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

function replay(location: string, properties = '', frames = 4): Promise<Run> {
  return launch(
    `${video(frames)} ! nvtsreplay location=${location} ${properties} ! nvtsrecord location=${folder.file('out.jsonl')} ! fakesink`,
  );
}

describe('nvtsreplay reads', () => {
  test('MOTChallenge files', async () => {
    const result = await replay(folder.write('gt.txt', '1,4,11,21,30,40,1,1,1\n1,5,1,1,5,5,0,12,1\n3,4,12,22,30,40,1,1,1\n'));
    expect(result.code, result.output).toBe(0);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[1], [], [1], []]);
    expect(folder.read('out.jsonl')).toContain('"track":"4","confidence":1,"box":[10,20,30,40]');
  });

  test('CSV files with named columns, and names of classes', async () => {
    const labels = folder.write('labels.txt', 'person\nbicycle\ncar\n');
    const csv = folder.write('a.csv', '# frame,class,confidence,left,top,width,height  (a net, score >= 0.2)\n1,2,0.5,1,2,3,4\n');
    const result = await replay(csv, `labels=${labels}`);
    expect(result.output).not.toMatch(/WARNING/);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[], [2], [], []]);
    expect(folder.read('out.jsonl')).toContain('"label":"car"');
  });

  test('KITTI folders', async () => {
    const kitti = folder.file('kitti');
    mkdirSync(kitti);
    const zeros = '0.0 0.0 0.0 0.0 0.0 0.0 0.0';
    writeFileSync(join(kitti, '00_000_000001.txt'), `Person 0.0 0 0.0 1.000000 2.000000 4.000000 6.000000 ${zeros} 0.500000\n`);
    writeFileSync(join(kitti, '00_000_000002.txt'), `Person 42 0.0 0 0.0 1.0 2.0 4.0 6.0 ${zeros} 0.5\nPerson`);
    const result = await replay(kitti);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[], [-1], [-1], []]);
    expect(folder.read('out.jsonl')).toContain('"label":"Person","track":"42"');
    expect(result.output).toMatch(/00_000_000002\.txt:2: expected <label>/);
  });
});

describe('a damaged recording', () => {
  const good = recording([0, 1, 2, 3].map((i) => ({ objects: [box(i)] })));

  test('loses the damaged line only, and the warning names file, line and what was expected', async () => {
    const lines = good.split('\n');
    lines[2] = (lines[2] ?? '').replace('[1,2,3,4]', '[1,2,"x",4]');
    const result = await replay(folder.write('bad.jsonl', lines.join('\n')));
    expect(result.code).toBe(0);
    expect(result.output).toMatch(/bad\.jsonl:3: frames\[0\]\.objects\[0\]\.box: expected an array of 4 numbers; the line is left out/);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[0], [], [2], [3]]);
  });

  test('loses an object that metadata cannot hold, and that only', async () => {
    const result = await replay(folder.write('bad.jsonl', recording([{ objects: [box(1), { class: -5, box: [1, 2, 3, 4] }, box(3)] }])), '', 1);
    expect(result.output).toMatch(/bad\.jsonl:2: frames\[0\]\.objects\[1\]\. has a class below -1 and is left out/);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[1, 3]]);
  });

  test('that was cut off is used up to the cut', async () => {
    const result = await replay(folder.write('cut.jsonl', good.slice(0, -30)));
    expect(result.code).toBe(0);
    expect(result.output).toMatch(/cut\.jsonl:5: .*a JSON object was expected; the line is left out/);
    expect(classes(folder.readLines('out.jsonl'))).toEqual([[0], [1], [2], []]);
  });

  test('of gzip that was cut off is used up to the cut', async () => {
    const long = recording(Array.from({ length: 4000 }, (_, i) => ({ objects: [box(i), box((i * 7919) % 1000, { confidence: (i % 97) / 97 })] })));
    const packed = gzipSync(long);
    const location = folder.write('cut.jsonl.gz', packed.subarray(0, packed.length / 2));
    const result = await replay(location, '', 4000);
    expect(result.code).toBe(0);
    expect(result.output).toMatch(/cut\.jsonl\.gz:\d+: the gzip data end early: the file was cut off; what was read before is used/);
    const found = classes(folder.readLines('out.jsonl')).filter((objects) => objects.length === 2).length;
    expect(found).toBeGreaterThan(1000);
    expect(found).toBeLessThan(4000);
  });

  test('warns ten times, not a thousand', async () => {
    const lines = good.split('\n').slice(0, 1).concat(Array.from({ length: 1000 }, () => '{"frames":0}'));
    const result = await replay(folder.write('bad.jsonl', lines.join('\n')), '', 2);
    expect(result.code).toBe(0);
    expect(result.output.match(/WARNING: from element/g)?.length).toBe(10);
  });
});

describe('at the start', () => {
  test.each([
    ['an empty file', '', /the file is empty/],
    ['a damaged header', '{"nvts":"recor', /:1: .*expected the header of a recording/],
    ['a newer version', '{"nvts":"recording","version":2}\n', /version 2 of the format, expected version 1/],
    ['some other text', 'hello\n', /:1: this is no recording; expected/],
  ])('%s is refused', async (_, text, message) => {
    const result = await replay(folder.write('start.jsonl', text));
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/ERROR: from element/);
    expect(result.output).toMatch(message);
  });

  test('a missing file is refused by name', async () => {
    const result = await replay('/nonexistent/a.jsonl');
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/cannot read the recording '\/nonexistent\/a\.jsonl': No such file/);
  });

  test('a location that was not given is asked for', async () => {
    expect((await launch(`${video(1)} ! nvtsreplay ! fakesink`)).output).toMatch(/nvtsreplay needs location=PATH/);
    expect((await launch(`${video(1)} ! nvtsrecord ! fakesink`)).output).toMatch(/nvtsrecord needs location=FILE/);
  });

  test('time stamps that a CSV file does not have are refused', async () => {
    const result = await replay(folder.write('a.csv', '1,1,1,1,1,1,1\n'), 'match=pts');
    expect(result.output).toMatch(/no time stamps, use match=frame/);
  });

  test('a place that cannot be written to is refused by name', async () => {
    const result = await launch(`${video(1)} ! nvtsrecord location=/nonexistent/a.jsonl ! fakesink`);
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/cannot write the recording '\/nonexistent\/a\.jsonl': No such file/);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is refused', async () => {
    const result = await launch(`${video(1)} ! nvtsrecord location=/dev/full ! fakesink`);
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/No space left/);
  });
});

test('a disk that runs full ends the recording, and the video goes on', async () => {
  const location = folder.write('many.jsonl', recording(Array.from({ length: 200 }, () => ({ objects: Array.from({ length: 100 }, (_, i) => box(i)) }))));
  const out = folder.file('limited.jsonl');
  // A limit on the size of files stands in for the full disk.
  const line = `gst-launch-1.0 ${video(200)} ! nvtsreplay location=${location} ! nvtsrecord location=${out} ! fakesink`;
  const result = await run('bash', ['-c', `trap '' XFSZ; ulimit -f 100; exec ${line}`]);
  expect(result.output).toMatch(/cannot write the recording '.*limited\.jsonl': File too large; recording ends here, the video goes on/);
  expect(result.output).toMatch(/Got EOS/);
  expect(result.code, result.output).toBe(0);
});
