// SPDX-License-Identifier: MIT
// The same stream gives the same bytes, whatever a script does with chance and time; and a script gets what it names and
// its operator grants, no more.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch } from './gst.js';
import { box, recording, video } from './recordings.js';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const FRAMES = 50;
const RECORDING = recording(
  Array.from({ length: FRAMES }, (_, i) => ({
    objects: Array.from({ length: 1 + (i % 4) }, (__, k) => box(k, { id: `${1000 + k}`, box: [i + k, 2, 3, 4] })),
  })),
);

/** Uses whatever could differ between two runs: chance, clock, zone, language, order, the collector's doing. */
const CHANCE = `import { defineProcessor } from '@nvtsprobe/sdk';
const seen = new Map<string, number>();
export default defineProcessor({
  setup: () => ({ start: Date.now(), garbage: [] as object[] }),
  onFrame(frame, { state }) {
    for (const object of frame.objects) seen.set(\`\${object.trackId}/\${Math.random().toString(36).slice(2, 5)}\`, Math.random());
    state.garbage = Array.from({ length: 1000 }, (_, i) => ({ i }));
    const order = Array.from({ length: 20 }, (_, i) => i).sort(() => Math.random() - 0.5);
    frame.emit('draw', {
      chance: Math.random(), keys: [...seen.keys()], order, start: state.start, now: Date.now(),
      date: new Date().toISOString(), local: new Date().toLocaleString(), text: String(new Date(2026, 2, 29, 2, 30)),
      number: (1234567.891).toLocaleString(), json: JSON.stringify({ ...Object.fromEntries(seen) }).length,
      sorted: ['ä', 'a', 'z'].sort((a, b) => a.localeCompare(b)), error: new Error('here').stack,
    });
  },
});
`;

async function events(name: string, properties = '', env: Readonly<Record<string, string>> = {}): Promise<string> {
  const script = folder.write('chance.ts', CHANCE);
  const result = await launch(
    `${video(FRAMES)} ! nvtsreplay location=${folder.write('recording.jsonl', RECORDING)} ! ` +
      `nvtsprobe name=p script=${script} events=${folder.file(name)} ${properties} ! fakesink`,
    { env },
  );
  expect(result.code, result.output).toBe(0);
  return readFileSync(folder.file(name), 'utf8');
}

describe('a recording that is played twice', () => {
  test('gives the same events byte by byte, in another time zone and language, too', async () => {
    const first = await events('first.jsonl');
    expect(first.trim().split('\n')).toHaveLength(FRAMES);
    expect(await events('second.jsonl')).toBe(first);
    expect(await events('third.jsonl', '', { TZ: 'America/New_York', LC_ALL: 'C', LANG: 'de_DE.UTF-8' })).toBe(first);
  });

  test('gives other numbers with another seed, the same with the same', async () => {
    const seeded = await events('seeded.jsonl', 'seed=1');
    expect(await events('again.jsonl', 'seed=1')).toBe(seeded);
    expect(seeded).not.toBe(await events('unseeded.jsonl'));
  });

  test('shows its own time', async () => {
    const times = (await events('times.jsonl')).trim().split('\n').map((line) => JSON.parse(line).data.now as number);
    expect(times.slice(0, 3)).toEqual([0, 100, 200]);
  });
});

describe('a script', () => {
  const script = (capabilities: string, body: string) =>
    folder.write('capable.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
      export default defineProcessor({ capabilities: ${capabilities}, onFrame(frame) { frame.emit('result', { value: ${body} }); } });`);
  const run = (path: string, properties: string) =>
    launch(`videotestsrc num-buffers=1 ! nvtsprobe script=${path} events=- ${properties} ! fakesink`);

  test('that names what it was granted has it', async () => {
    const path = script(`['eval', 'clock']`, `[new Function('return 6 * 7')(), Date.now() > 1e12]`);
    expect((await run(path, 'grant=clock,eval')).stdout).toContain('"value":[42,true]');
  });

  test.each([
    ['clock', `['clock']`, '', "NVTS_DENIED.*wants the capability 'clock'.*set grant=clock"],
    ['clok', `['clok'] as never`, '', "NVTS_DEFINITION.*there is no 'clok'; did you mean 'clock'"],
    ['nothing, with a grant', `[]`, 'grant=eval', "NVTS_ARGUMENT.*does not name 'eval' among its capabilities"],
    ['nothing, with an unknown grant', `[]`, 'grant=evil', "grant: there is no 'evil'; did you mean 'eval'"],
  ])('that names %s is refused when the element starts', async (_, capabilities, properties, message) => {
    const result = await run(script(capabilities, '0'), properties);
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(new RegExp(message));
  });

  test('that makes code of text without a grant is told how to get one, and the video goes on', async () => {
    const result = await run(script(`[]`, `new Function('return 1')()`), '');
    expect(result.code).toBe(0);
    expect(result.output).toMatch(/NVTS_DENIED in onFrame.*list 'eval' in the capabilities of defineProcessor and set grant=eval/);
  });
});
