// SPDX-License-Identifier: MIT
// The launch line in each example's README runs as it stands, and counts what the README says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventRecordSchema } from '@nvtsprobe/sdk';
import { Folder, launch, root } from './gst.js';

type Counters = Readonly<Record<string, number>>;

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

test('a restart goes on counting where the last run ended', async () => {
  const example = join(root, 'examples', 'doorway');
  const crossings = async (): Promise<unknown> => {
    const result = await launch(
      `videotestsrc num-buffers=560 pattern=black ! video/x-raw,width=96,height=54,framerate=10/1 ! nvtsreplay location=recordings/doorway.jsonl.gz scale=false ` +
        `! nvtsprobe script=dist/doorway.nvts.js params-file=params/entrance.yaml save-state=${folder.file('doorway.state')} events=${folder.file('restart.jsonl')} ! fakesink`,
      { cwd: example },
    );
    expect(result.output).not.toMatch(/WARNING|ERROR/);
    const { values } = folder.readLines('restart.jsonl').at(-1)!['data'] as { values: Counters };
    return { in: values['in'], out: values['out'] };
  };
  expect([await crossings(), await crossings()]).toEqual([{ in: 10, out: 5 }, { in: 20, out: 10 }]);
});

describe.each(['doorway', 'parking', 'retail-queue', 'social-distance', 'wrong-way'])('%s', (name) => {
  const example = join(root, 'examples', name);
  const readme = readFileSync(join(example, 'README.md'), 'utf8');
  const line = readme.replaceAll('\\\n', ' ').match(/^gst-launch-1\.0 (.*)$/m)![1]!;
  const events = () => folder.readLines(`${name}.jsonl`).map(({ data }) => data as Record<string, unknown>);

  test('the launch line runs', async () => {
    const here = line.replace('events=events.jsonl', `events=${folder.file(`${name}.jsonl`)}`).replace('autovideosink', 'fakesink');
    const result = await launch(here, { cwd: example });
    expect(result.output).not.toMatch(/WARNING|ERROR/);
    expect(result.code).toBe(0);
  });

  test('it counts what the README says', () => {
    const last = Object.fromEntries(events().filter(({ type }) => type === 'counters').map(({ rule, values }) => [rule, values as Counters]));
    const rows = Array.from(readme.matchAll(/^\| .* \| `([^`]*)\.(\w+)` \| ([\d.]+) \|$/gm));
    expect(rows.length).toBeGreaterThan(0);
    for (const [, rule, counter, value] of rows) {
      const digits = value!.split('.')[1]?.length ?? 0;
      expect([rule, counter, last[rule!]?.[counter!]?.toFixed(digits)]).toEqual([rule, counter, value]);
    }
  });

  test('every event fits the schema', () => {
    expect(events().length).toBeGreaterThan(1);
    for (const event of events()) expect(eventRecordSchema.parse(event)).toEqual(event);
  });

  test('its recording is what its scene makes', async () => {
    const scene = join(root, 'scripts', 'scenes', `${name}.ts`);
    const seconds = Number(readFileSync(scene, 'utf8').match(/SECONDS = (\d+);/)![1]);
    const result = await launch(
      `videotestsrc num-buffers=${seconds * 10} pattern=black ! video/x-raw,format=BGRx,width=960,height=540,framerate=10/1 ` +
        `! nvtsprobe 'script=${scene}' 'params={"paint":false}' ! nvtsrecord location=${folder.file(`${name}-scene.jsonl`)} ! fakesink`,
    );
    expect(result.code).toBe(0);
    const made = folder.read(`${name}-scene.jsonl`).split('\n');
    const recorded = gunzipSync(readFileSync(join(example, 'recordings', `${name}.jsonl.gz`))).toString().split('\n');
    expect(made).toHaveLength(recorded.length);
    expect(made.findIndex((line, i) => line !== recorded[i]), 'the first line that differs').toBe(-1);
  });

  test('every file that the README links to is there', () => {
    for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(join(example, path!)), path).toBe(true);
  });
});
