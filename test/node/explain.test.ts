// SPDX-License-Identifier: MIT
// An application asks a running pipeline why a track was counted on a line, or was not: the answer comes as an event, and is
// drawn on the video.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Pipeline } from '../../runtime/node/src/index.js';
import { type Folder, root } from '../pipelines/gst.js';
import { recording } from '../pipelines/recordings.js';
import { makeFolder, missing, runProgram, useBuild } from './binding.js';

const example = join(root, 'examples', 'rules');
const [width, height, frames] = [320, 240, 26];

let folder: Folder;
beforeAll(async () => {
  useBuild();
  folder = await makeFolder();
});
afterAll(() => folder.remove());

/** Track 17 walks down to the door and up again, track 18 over it. */
function walks(): string {
  const person = (track: number, x: number, feet: number) => ({ class: 0, label: 'person', track: String(track), box: [x - 10, feet - 40, 20, 40] });
  return recording(
    Array.from({ length: frames }, (_, i) => ({ size: [width, height], objects: [person(17, 80, i <= 12 ? 60 + 5 * i : 180 - 5 * Math.min(i, 24)), person(18, 240, 60 + 5 * Math.min(i, 24))] })),
  );
}

test.skipIf(missing)('why track 17 was not counted on the line Door: in a sentence, as data, and on the video', async () => {
  const rule = { kind: 'line-crossing', name: 'Door', line: [[0, 120], [320, 120]], explain: true, nearMisses: true };
  const params = folder.write('door.json', JSON.stringify({ cameras: [{ rules: [rule] }], draw: false }));
  const video = folder.file('video.raw');
  await using pipeline = await Pipeline.launch(
    `videotestsrc num-buffers=${frames} is-live=true pattern=black ! video/x-raw,format=BGRx,width=${width},height=${height},framerate=10/1 ` +
      `! nvtsreplay location="${folder.write('walks.jsonl', walks())}" ` +
      `! nvtsprobe name=probe script="${example}/dist/rules.nvts.js" params-file="${params}" ! nvtsosd display-bbox=false display-text=false ! filesink location="${video}"`,
  );
  const events = pipeline.events();
  await pipeline.play();
  const answers = [];
  let asked = NaN;
  for await (const { type, frame, data } of events) {
    if (type === 'line-missed') {
      asked = frame!;
      expect(data).toMatchObject({ rule: 'Door', track: '17', values: { gate: 'other side' } });
      for (const track of ['17', '18', '19']) pipeline.element('probe').send({ explain: { rule: 'Door', track, draw: track === '17' ? 60 : 0 } });
    }
    if (type === 'explanation') answers.push(data);
  }
  expect(answers).toEqual([
    {
      source: 0,
      rule: 'Door',
      track: '17',
      explanation: expect.objectContaining({
        trackId: '17',
        text: expect.stringMatching(/^track 17 was not counted: it met the line and returned at 1\.3\d? s without having reached the other side$/) as string,
        passed: ['one side'],
        stoppedBy: 'other side',
        side: 'left',
      }) as object,
    },
    { source: 0, rule: 'Door', track: '18', explanation: expect.objectContaining({ text: expect.stringMatching(/^track 18 was counted in/) as string }) as object },
    { source: 0, rule: 'Door', track: '19', explanation: null, error: expect.stringContaining('Door has not seen track 19 of source 0') as string },
  ]);
  const pixels = readFileSync(video);
  const painted = (frame: number): boolean => {
    const at = ((frame * height + 80) * width + 80) * 4;
    return pixels.subarray(at, at + 3).some((part) => part > 100);
  };
  // The way of track 17 leads over the point (80, 80).
  expect([painted(asked - 1), painted(frames - 1)]).toEqual([false, true]);
});

test.skipIf(missing)('the program in the README says why on the clip', async () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8');
  const code = readme
    .match(/```js\n([^]*?)```/)![1]!
    .replace('@nvtsprobe/node', './node.mjs')
    .replace(/filesrc .*? ! videoconvert /, 'videotestsrc num-buffers=795 pattern=black ! video/x-raw,width=768,height=576,framerate=10/1 ')
    .replace('autovideosink', 'identity sleep-time=3000 ! fakesink')
    .replace(/=((?:\.\.\/|dist\/|params\/)\S+)/g, (_, file: string) => `="${join(example, file)}"`);
  const run = await runProgram(folder, code);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toBe(`track 21 ${readme.match(/`(was not counted: .*)`/)![1]}\n`);
});
