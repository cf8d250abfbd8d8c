// SPDX-License-Identifier: MIT
// A file of rules in a real pipeline counts what the demo counts, and says what else was asked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventRecordSchema, type EventRecord } from '@nvtsprobe/sdk';
import { Folder, launch, root } from './gst.js';
import { recording, video } from './recordings.js';

let folder: Folder;
let events: EventRecord[];
beforeAll(async () => {
  folder = new Folder();
  const examples = join(root, 'examples');
  const result = await launch(
    `videotestsrc num-buffers=795 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1 ` +
      `! nvtsreplay 'location=${examples}/people-counter/recordings/vtest-yolox_nano.jsonl.gz' ` +
      `! nvtsprobe 'script=${examples}/tracker/dist/tracker.nvts.js' ` +
      `! nvtsprobe 'script=${examples}/rules/dist/rules.nvts.js' 'params-file=${examples}/rules/params/vtest.yaml' ` +
      `events=${folder.file('events.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  events = folder.readLines('events.jsonl').map((line) => line['data'] as EventRecord);
});
afterAll(() => folder.remove());

const last = (rule: string): Record<string, unknown> | undefined => events.findLast((event) => event.type === 'counters' && event.rule === rule)?.values;

test('lines and zones count what the demo counts', () => {
  expect(last('West walk')).toMatchObject({ in: 6, out: 9 });
  expect(last('North road')).toMatchObject({ in: 4, out: 4 });
  expect(last('East road')).toMatchObject({ in: 14, out: 9 });
  expect(last('Junction')).toMatchObject({ entered: 38 });
  expect(last('Lawn')).toMatchObject({ entered: 4 });
});

test('every event fits the schema', () => {
  expect(events.length).toBeGreaterThan(100);
  for (const event of events) expect(eventRecordSchema.parse(event)).toEqual(event);
});

test('counters come every 20 seconds and at the end', () => {
  const times = events.filter((event) => event.type === 'counters' && event.rule === 'Lawn').map((event) => event.time);
  expect(times.map((time) => Number(time.toFixed(3)))).toEqual([20, 40, 60, 79.4]);
});

test('near misses are told, and drawn on the video, by the launch line in the README', async () => {
  const example = join(root, 'examples', 'rules');
  const readme = readFileSync(join(example, 'README.md'), 'utf8').replaceAll('\\\n', ' ');
  const line = readme.match(/^gst-launch-1\.0 (.*why\.yaml.*)$/m)![1]!;
  const raw = folder.file('why.raw');
  // Where track 21 passes: the right part of the lower edge of the picture.
  const [left, top, width, height] = [600, 500, 168, 76];
  const here = line
    .replace(/filesrc .*? ! videoconvert/, 'videotestsrc num-buffers=560 pattern=black ! video/x-raw,format=BGRx,width=768,height=576,framerate=10/1')
    .replace('events=-', `events=${folder.file('why.jsonl')}`)
    .replace('! nvtsosd ! videoconvert ! autovideosink', `! nvtsosd display-bbox=false display-text=false ! videocrop left=${left} top=${top} ! filesink location=${raw}`);
  const result = await launch(here, { cwd: example });
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  const misses = folder.readLines('why.jsonl').map(({ data }) => data as EventRecord).filter(({ type }) => type === 'line-missed');
  expect(misses.map(({ rule, track, frame, values }) => [rule, track, frame, values['reason']])).toEqual([['East road', '21', 516, readme.match(/`(was not counted: .*)`/)![1]]]);
  const pixels = readFileSync(raw);
  const painted = (frame: number): boolean => pixels.subarray(frame * width * height * 4, (frame + 1) * width * height * 4).some((part, i) => i % 4 !== 3 && part > 100);
  expect([515, 516, 530, 557].map(painted)).toEqual([false, true, true, false]);
});

test('what no rule can judge is skipped, and counted in the counters', async () => {
  const good = { class: 0, label: 'person', track: '1', box: [20, 10, 10, 20] };
  // Worse boxes do not come through nvtsreplay.
  const garbage = [{ box: [20, 10, 0, 20] }, { box: [20, 10, 10, 0] }, { track: undefined }];
  const objects = [good, ...garbage.map((more, i) => ({ ...good, track: String(i + 2), ...more }))];
  const rules = { cameras: [{ rules: [{ kind: 'zone', polygon: [[0, 0], [60, 0], [60, 40], [0, 40]] }] }] };
  const result = await launch(
    `${video(5)} ! nvtsreplay location=${folder.write('garbage.jsonl', recording(Array.from({ length: 5 }, () => ({ objects }))))} scale=false ` +
      `! nvtsprobe 'script=${join(root, 'examples/rules/dist/rules.nvts.js')}' params-file=${folder.write('zone.json', JSON.stringify(rules))} ` +
      `events=${folder.file('garbage-events.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  const { values } = folder.readLines('garbage-events.jsonl').at(-1)!['data'] as EventRecord;
  expect(values).toMatchObject({ entered: 1, occupancy: 1, untracked: 5, invalid: 10 });
});
