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
      `! nvtsreplay location='${fixture('synthetic-a.csv')}' ! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file='${fixture('lines-1080.ini')}' ` +
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

test('a faulty INI config is refused with the file and the line of each fault', async () => {
  const config = folder.write('config_nvdsanalytics.txt', '[property]\nenable=1\nconfig-width=0\nconfig-height=1080\n[roi-filtering-stream-0]\nenable=1\nroi-a=1;1\n');
  const result = await launch(`videotestsrc num-buffers=1 ! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file=${config} ! fakesink`);
  expect(result.output).toMatch(/2 things in the nvdsanalytics config are wrong/);
  expect(result.output).toContain(`${config}:3: [property] config-width: expected an integer from 1`);
  expect(result.output).toContain(`${config}:7: [roi-filtering-stream-0] roi-a: an area needs at least 3 points`);
});

test('mode fixed leaves the same kinds of answers and metadata on the frames', async () => {
  const reader = folder.write(
    'fixed-reader.ts',
    `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) {
    const { inRoi, crossedTotal } = frame.analytics!;
    const objects = Array.from(frame.objects, (object) => object.analytics?.status).filter((status) => status !== undefined);
    frame.emit('metadata', { inRoi, crossedTotal, objects, answer: frame.getJson('nvdsanalytics') as Record<string, unknown> });
  },
});
`,
  );
  const result = await launch(
    `videotestsrc num-buffers=200 pattern=black ! video/x-raw,width=1920,height=1080,framerate=25/1 ` +
      `! nvtsreplay location='${fixture('synthetic-a.csv')}' ! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params='{"mode":"fixed"}' params-file='${fixture('lines-1080.ini')}' ` +
      `! nvtsprobe script=${reader} events=${folder.file('fixed.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  interface Answer {
    readonly inRoi: object;
    readonly lcCumulative: object;
    readonly objects: readonly { readonly status: string }[];
  }
  const frames = (folder.readLines('fixed.jsonl') as { type: string; data: { inRoi: object; crossedTotal: object; objects: string[]; answer: Answer } }[]).filter(({ type }) => type === 'metadata');
  expect(frames).toHaveLength(200);
  for (const { data: { inRoi, crossedTotal, objects, answer } } of frames) {
    expect({ inRoi, crossedTotal, objects }).toEqual({ inRoi: answer.inRoi, crossedTotal: answer.lcCumulative, objects: answer.objects.map(({ status }) => status) });
  }
  expect(frames.some(({ data }) => data.objects.some((status) => status.includes('LC:')))).toBe(true);
});

test('a faulty config stops the element from starting, with the file, the place and how to mend it', async () => {
  const yaml = folder.write('faulty.yaml', `property: { enable: 1, config-width: 0, config-height: 1080 }\nroi-filtering-stream-0:\n  enable: 1\n  roi-hall: 0;0;9;9;9;0;0;9\n`);
  const ini = folder.write('faulty.json', JSON.stringify({ ini: '[property]\nenable=1\nconfig-width=1920\nconfig-heigth=1080\n' }));
  const output = async (params: string): Promise<string> =>
    (await launch(`videotestsrc num-buffers=1 ! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file=${params} ! fakesink`)).output;
  const fromYaml = await output(yaml);
  expect(fromYaml).toContain('faulty.yaml');
  expect(fromYaml).toContain('property.config-width: expected an integer from 1');
  expect(fromYaml).toContain('roi-filtering-stream-0.roi-hall: the edges 0;0-9;9 and 9;0-0;9 cross');
  const fromIni = await output(ini);
  expect(fromIni).toContain('faulty.json');
  expect(fromIni).toContain('line 4, [property] config-heigth: there is no such key; did you mean "config-height"?');
});

test('its example config runs', async () => {
  const result = await launch(
    `videotestsrc num-buffers=20 ! video/x-raw,width=1920,height=1080,framerate=25/1 ! nvtsreplay location='${fixture('synthetic-a.csv')}' ` +
      `! nvtsprobe script='${twin}/dist/nvdsanalytics.nvts.js' params-file='${twin}/params/example.yaml' events=${folder.file('example.jsonl')} ! fakesink`,
  );
  expect(result.output).not.toMatch(/WARNING|ERROR/);
  expect(folder.readLines('example.jsonl').at(-1)).toMatchObject({ type: 'summary' });
});
