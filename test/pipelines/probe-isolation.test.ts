// SPDX-License-Identifier: MIT
// The same stream gives the same bytes, whatever a script does with chance and time.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch } from './gst.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const PROCESSOR = `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) { frame.emit('draw', { chance: Math.random(), now: Date.now(), date: new Date().toISOString() }); },
});
`;

async function events(name: string, properties = ''): Promise<string> {
  const script = folder.write('chance.ts', PROCESSOR);
  const result = await launch(
    `videotestsrc num-buffers=20 ! video/x-raw,width=64,height=48,framerate=25/1 ! ` +
      `nvtsprobe name=p script=${script} events=${folder.file(name)} ${properties} ! fakesink`,
  );
  expect(result.code, result.output).toBe(0);
  return readFileSync(folder.file(name), 'utf8');
}

test('two runs of a script that uses chance and time write the same bytes', async () => {
  const first = await events('first.jsonl');
  expect(first.split('\n')).toHaveLength(21);
  expect(await events('second.jsonl')).toBe(first);
});

test('another seed gives other numbers', async () => {
  expect(await events('seeded.jsonl', 'seed=1')).not.toBe(await events('unseeded.jsonl'));
});

test('the clock follows the stream', async () => {
  const times = (await events('times.jsonl')).trim().split('\n').map((line) => JSON.parse(line).data.now as number);
  expect(times.slice(0, 3)).toEqual([0, 40, 80]);
});

test('an unknown grant is refused when the element starts', async () => {
  const script = folder.write('chance.ts', PROCESSOR);
  const result = await launch(`videotestsrc num-buffers=1 ! nvtsprobe script=${script} grant=evil ! fakesink`);
  expect(result.code).not.toBe(0);
  expect(result.output).toContain("grant: there is no 'evil'; did you mean 'eval'?");
});
