// SPDX-License-Identifier: MIT
// What the README shows is run: its processor in its launch line, its unit test, and its table of elements.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch, root, run } from './gst.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const clip = join(root, 'build', 'data', 'vtest.avi');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return Array.from(readme.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g')), ([, code]) => code!);
}

/** A shell block's launch line as one line. */
function launchLine(block: string): string {
  return block.replaceAll('\\\n', ' ').match(/gst-launch-1\.0 (.*)/)![1]!;
}

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.write('people.ts', blocks('ts')[0]!);
});
afterAll(() => folder.remove());

test('the processor has ten lines', () => {
  expect(blocks('ts')[0]!.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
});

describe('the launch line without DeepStream', () => {
  const line = () =>
    launchLine(blocks('sh')[1]!)
      .replace('script=people.ts', `script=${folder.file('people.ts')}`)
      .replace('autovideosink', 'fakesink');

  test.skipIf(!existsSync(clip))('runs on the clip (skipped where npm run demo has not fetched it)', async () => {
    const result = await launch(line());
    expect(result.output).not.toMatch(/WARNING|ERROR/);
    expect(result.code).toBe(0);
  });

  test('runs on a test picture', async () => {
    const result = await launch(
      line().replace(/filesrc .*? ! decodebin/, 'videotestsrc num-buffers=30 ! video/x-raw,width=768,height=576,framerate=10/1'),
    );
    expect(result.output).not.toMatch(/WARNING|ERROR/);
    expect(result.code).toBe(0);
  });
});

test('the unit test passes under vitest', async () => {
  const test = new Folder(join(root, 'build'));
  try {
    test.write('people.ts', blocks('ts')[0]!);
    test.write('people.test.ts', blocks('ts')[1]!);
    // Without a configuration of its own, vitest would take the project's.
    test.write('vitest.config.mjs', 'export default {};\n');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const result = await run(process.execPath, [vitest, 'run', '--root', test.path], { cwd: test.path, env: { NO_COLOR: '1' } });
    expect(result.output).toMatch(/Tests {2}1 passed/);
    expect(result.code).toBe(0);
  } finally {
    test.remove();
  }
});

test('every element it names is there', async () => {
  const names = Array.from(readme.matchAll(/^\| `(nvts\w+)` \|/gm), ([, name]) => name!);
  expect(names).toHaveLength(5);
  for (const name of names) expect((await run('gst-inspect-1.0', [name])).code, name).toBe(0);
});

test('every file it links to is there', () => {
  const links = Array.from(readme.matchAll(/\]\(([^)#:]+)\)/g), ([, path]) => path!);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
});
