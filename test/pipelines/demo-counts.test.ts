// SPDX-License-Identifier: MIT
// The demo counts what the README says. The counts come from the recording, so a test picture does for the clip.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, root } from './gst.js';

/** The rows of the README's table whose first column is called `name`: its numbers by the first cell. */
function readmeTable(name: string): Record<string, number[]> {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const table = readme.match(new RegExp(`\\| ${name} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`))![1]!;
  const rows = table.trim().split('\n').map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
  return Object.fromEntries(rows.map(([first, ...numbers]) => [first!, numbers.map(Number)]));
}

let folder: Folder;
let summary: { frames: number; lines: Record<string, unknown>[]; zones: Record<string, unknown>[] };
let errors: string;
beforeAll(async () => {
  folder = new Folder();
  const examples = join(root, 'examples');
  const result = await launch(
    `videotestsrc num-buffers=795 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1 ` +
      `! nvtsreplay 'location=${examples}/people-counter/recordings/vtest-yolox_nano.jsonl.gz' ` +
      `! nvtsprobe 'script=${examples}/tracker/dist/tracker.nvts.js' ` +
      `! nvtsprobe 'script=${examples}/people-counter/dist/people-counter.nvts.js' ` +
      `'params-file=${examples}/people-counter/params/vtest.json' events=${folder.file('events.jsonl')} ! fakesink`,
  );
  errors = result.output.match(/.*(WARNING|ERROR).*/)?.[0] ?? '';
  summary = folder.readLines('events.jsonl').find((event) => event['type'] === 'summary')!['data'] as typeof summary;
});
afterAll(() => folder.remove());

test('every frame was counted, without a warning', () => {
  expect(errors).toBe('');
  expect(summary.frames).toBe(795);
});

test('lines', () => {
  const counted = Object.fromEntries(summary.lines.map((line) => [line['name'], [line['in'], line['out']]]));
  expect(counted).toEqual(readmeTable('line'));
});

test('zones', () => {
  const counted = Object.fromEntries(summary.zones.map((zone) => [zone['name'], [zone['entered'], zone['left']]]));
  expect(counted).toEqual(readmeTable('zone'));
});

test('the events agree with the summary', () => {
  const events = folder.readLines('events.jsonl');
  for (const { name, in: ins, out } of summary.lines) {
    const crossings = events.filter((e) => e['type'] === 'line-crossed' && (e['data'] as { line: string }).line === name);
    const direction = (wanted: string) => crossings.filter((e) => (e['data'] as { direction: string }).direction === wanted).length;
    expect([direction('in'), direction('out')]).toEqual([ins, out]);
  }
});
