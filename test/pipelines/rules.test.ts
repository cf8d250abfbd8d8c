// SPDX-License-Identifier: MIT
// A file of rules in a real pipeline counts what the demo counts, and says what else was asked.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventRecordSchema, type EventRecord } from '@nvtsprobe/sdk';
import { Folder, launch, root } from './gst.js';

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

test('every event of a frame fits the schema', () => {
  const framed = events.filter((event) => 'frame' in event);
  expect(framed.length).toBeGreaterThan(100);
  for (const event of framed) expect(eventRecordSchema.parse(event)).toEqual(event);
});

test('counters come every 20 seconds and at the end', () => {
  const times = events.filter((event) => event.type === 'counters' && event.rule === 'Lawn').map((event) => event.time);
  expect(times.map((time) => Number(time.toFixed(3)))).toEqual([20, 40, 60, 79.4]);
});
