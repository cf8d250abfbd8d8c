// SPDX-License-Identifier: MIT
// The nvdsanalytics twin in a real pipeline: the answers it leaves on the frames are NVIDIA's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder, launch, root } from './gst.js';

const twin = join(root, 'examples', 'nvdsanalytics');
const fixture = (name: string) => join(twin, 'test', 'fixtures', name);

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

test('a tracked recording and an INI config give the expected answer on each frame', async () => {
  const expected = gunzipSync(readFileSync(fixture('synthetic-a--lines-1080.expected.jsonl.gz')))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { frame: number; lcCumulative: object; inRoi: object; overcrowding: object });
  const params = folder.write('params.json', JSON.stringify({ ini: readFileSync(fixture('lines-1080.ini'), 'utf8') }));
  const reader = folder.write(
    'reader.ts',
    `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) {
    frame.emit('answer', frame.getJson('nvdsanalytics') as Record<string, unknown>);
    const { overcrowded, inRoi, crossedTotal } = frame.analytics!;
    const objects = Array.from(frame.objects, (object) => object.analytics?.status).filter((status) => status !== undefined);
    frame.emit('metadata', { overcrowded, inRoi, crossedTotal, objects });
  },
});
`,
  );
  const result = await launch(
    `videotestsrc num-buffers=${expected.length} pattern=black ! video/x-raw,width=1920,height=1080,framerate=25/1 ` +
      `! nvtsreplay location='${fixture('synthetic-a.csv')}' ! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file=${params} ` +
      `! nvtsprobe script=${reader} events=${folder.file('answers.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  const events = folder.readLines('answers.jsonl') as { type: string; data: Record<string, unknown> }[];
  const dataOf = (type: string) => events.filter((event) => event.type === type).map((event) => event.data);
  const answers = dataOf('answer');
  const metadata = dataOf('metadata');
  expect(answers).toHaveLength(expected.length);
  expected.forEach(({ lcCumulative, inRoi, overcrowding }, frame) => {
    expect(answers[frame], `frame ${frame}`).toMatchObject({ lcCumulative, inRoi, overcrowding });
    const overcrowded = Object.fromEntries(Object.entries(overcrowding).map(([label, value]) => [label, value === 1]));
    expect(metadata[frame], `metadata of frame ${frame}`).toMatchObject({ crossedTotal: lcCumulative, inRoi, overcrowded });
    const statuses = (answers[frame]!['objects'] as { status: string }[]).map(({ status }) => status);
    expect(metadata[frame]!['objects'], `objects of frame ${frame}`).toEqual(statuses);
  });
});

test('its example config runs', async () => {
  const result = await launch(
    `videotestsrc num-buffers=20 ! video/x-raw,width=1920,height=1080,framerate=25/1 ! nvtsreplay location='${fixture('synthetic-a.csv')}' ` +
      `! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file='${twin}/params/example.yaml' events=${folder.file('example.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(folder.readLines('example.jsonl').at(-1)).toMatchObject({ type: 'summary' });
});
