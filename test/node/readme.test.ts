// SPDX-License-Identifier: MIT
// The programs that runtime/node/README.md shows are run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, root } from '../pipelines/gst.js';
import { box, recording } from '../pipelines/recordings.js';
import { COUNTER, makeFolder, missing, runProgram } from './binding.js';

const page = readFileSync(join(root, 'runtime/node/README.md'), 'utf8');
const blocks = Array.from(page.matchAll(/```js\n([^]*?)```/g), ([, code]) => code!.replace('@nvtsprobe/node', './node.mjs'));

let folder: Folder;
beforeAll(async () => {
  folder = await makeFolder();
  folder.write('frames.ts', COUNTER);
  folder.write('frames.jsonl', recording([{ objects: [box(1)] }, {}]));
});
afterAll(() => folder.remove());

test.skipIf(missing)('the pipeline runs', async () => {
  const run = await runProgram(folder, blocks[0]!);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout.split('\n')[99]).toMatch(/^seen 99 \{ frames: 100, objects: 0/);
  expect(run.stdout).toMatch(/\neos \d+ ns\n$/);
});

test.skipIf(missing)('the replay runs', async () => {
  const run = await runProgram(folder, blocks[1]!);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/^seen 0 \{ frames: 5, objects: 1, said: '' \}\nseen 1 [^]* µs a batch\n$/);
});
