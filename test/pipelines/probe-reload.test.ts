// SPDX-License-Identifier: MIT
// A script that is edited while the video runs, and its state over two runs.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Folder, launch, type Run } from './gst.js';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

interface Running {
  readonly result: Promise<Run>;
  /** The data of the events so far. */
  events(): { readonly version: string; readonly n: number; readonly step?: number }[];
  /** Waits for an event. */
  until(what: string, arrived: (events: ReturnType<Running['events']>) => boolean): Promise<void>;
  stop(): Promise<Run>;
}

/** A live stream of 100 frames a second through the script, until it is stopped. */
function start(script: string, properties = 'watch=true'): Running {
  writeFileSync(folder.file('events.jsonl'), '');
  let stop = () => {};
  const result = launch(
    `videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=100/1 ! ` +
      `nvtsprobe name=p script=${script} events=${folder.file('events.jsonl')} ${properties} ! ` +
      `identity name=after silent=false ! fakesink`,
    { flags: ['-e', '-m', '-v'], interrupt: new Promise<void>((resolve) => (stop = resolve)) },
  );
  const events = () => folder.readLines('events.jsonl').map((event) => event['data']) as ReturnType<Running['events']>;
  return {
    result,
    events,
    async until(what, arrived) {
      const end = Date.now() + 20_000;
      while (!arrived(events())) {
        if (Date.now() > end) {
          stop();
          throw new Error(`no ${what}:\n${(await result).output.replace(/.*last-message.*\n/g, '').slice(-4000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop() {
      stop();
      return result;
    },
  };
}

/** What the bus was told of reloads, a message a line, without gst-launch's escapes. */
const reloads = (result: Run) =>
  result.stdout
    .split('\n')
    .filter((line) => line.includes('nvts-reload'))
    .join('\n')
    .replaceAll('\\', '');

/** Counts frames and emits `version` and the count with every frame. */
const counter = (version: string, more = '') => `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  name: 'counter',
  setup: () => ({ n: 0 }),
  onFrame(frame, ctx) { ${more} frame.emit('frame', { version: '${version}', n: ++ctx.state.n }); },
  save: (ctx) => ctx.state.n,
  restore(state, _version, ctx) { ctx.state.n = state as number; },
});
`;

const seen = (version: string) => (events: { readonly version: string }[]) => events.some((event) => event.version === version);

/** Every frame was counted once, whichever version counted it, and came out behind the element. */
function expectNothingLost(running: Running, result: Run): void {
  const counts = running.events().map((event) => event.n);
  expect(counts).toEqual(counts.map((_, index) => index + 1));
  expect(result.stdout.match(/after: last-message = chain/g)?.length).toBe(counts.length);
}

describe('watch', () => {
  test('an edited script takes over with its state, and no frame is lost', async () => {
    const script = folder.write('s.ts', counter('one'));
    const running = start(script);
    await running.until('frame', seen('one'));
    folder.write('s.ts', counter('two'));
    await running.until('reload', seen('two'));
    const result = await running.stop();
    expect(result.code).toBe(0);
    expect(reloads(result)).toMatch(/s\.ts changed.*state=\(string\)restored.*result=\(string\)live/);
    expectNothingLost(running, result);
  });

  test('an imported file, written by an editor that replaces it', async () => {
    const part = (version: string) => `export const version = '${version}';\n`;
    folder.write('part.ts', part('one'));
    const script = folder.write(
      's.ts',
      counter('X').replace("version: 'X'", 'version').replace('\n', `\nimport { version } from './part.js';\n`),
    );
    const running = start(script);
    await running.until('frame', seen('one'));
    folder.write('part.ts.new', part('two'));
    renameSync(folder.file('part.ts.new'), folder.file('part.ts'));
    await running.until('reload', seen('two'));
    const result = await running.stop();
    expect(reloads(result)).toMatch(/part\.ts changed/);
    expectNothingLost(running, result);
  });

  test('the parameter file', async () => {
    const script = folder.write(
      's.ts',
      `import { defineProcessor } from '@nvtsprobe/sdk';\nimport * as z from 'zod/mini';
export default defineProcessor({ params: z.object({ version: z.string() }),
  onFrame(frame, ctx) { frame.emit('frame', { version: ctx.params.version, n: 1 }); } });\n`,
    );
    const params = folder.write('p.yaml', 'version: one\n');
    const running = start(script, `watch=true params-file=${params}`);
    await running.until('frame', seen('one'));
    folder.write('p.yaml', 'version: two\n');
    await running.until('reload', seen('two'));
    expect(reloads(await running.stop())).toMatch(/p\.yaml changed/);
  });

  test('a half-written script is told and left, and the repaired one taken', async () => {
    const script = folder.write('s.ts', counter('one'));
    const running = start(script);
    await running.until('frame', seen('one'));
    folder.write('s.ts', counter('two').slice(0, 150));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const before = running.events().length;
    await running.until('frame after the broken edit', (events) => events.length > before + 10);
    folder.write('s.ts', counter('three'));
    await running.until('reload', seen('three'));
    const result = await running.stop();
    expect(reloads(result)).toMatch(/result=\(string\)failed.*NVTS_BUNDLER/);
    expect(result.output).toMatch(/the script was not reloaded.*s\.ts:\d+:\d+/s);
    expect(seen('two')(running.events())).toBe(false);
    expectNothingLost(running, result);
  });

  test('a script that throws in its tenth frame is rolled back', async () => {
    const script = folder.write('s.ts', counter('one'));
    const running = start(script);
    await running.until('frame', seen('one'));
    folder.write('s.ts', counter('two', `if (++tries === 10) throw new Error('tenth');`) + 'let tries = 0;\n');
    await running.until('reload', seen('two'));
    await running.until('rollback', (events) => events.at(-1)?.version === 'one');
    const result = await running.stop();
    expect(reloads(result)).toMatch(/result=\(string\)rolled-back/);
    expect(result.output).toMatch(/the reloaded script failed .*s\.ts:5:\d+: tenth; the script before goes on/);
    const versions = running.events().map((event) => event.version);
    expect(versions.filter((version) => version === 'two')).toHaveLength(9);
    expect(result.stdout.match(/after: last-message = chain/g)?.length).toBe(versions.length);
  });

  test('a script that vanishes goes on, and is loaded again when it is back', async () => {
    const script = folder.write('s.ts', counter('one'));
    const running = start(script);
    await running.until('frame', seen('one'));
    rmSync(script);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const before = running.events().length;
    await running.until('frame after it vanished', (events) => events.length > before + 10);
    folder.write('s.ts', counter('two'));
    await running.until('reload', seen('two'));
    const result = await running.stop();
    expect(result.output).toMatch(/s\.ts has vanished; the script goes on as it was loaded/);
    expectNothingLost(running, result);
  });

  test('the package.json of the package, when it says something to nvtsprobe', async () => {
    mkdirSync(folder.file('src'));
    const script = folder.write('src/s.ts', counter('one'));
    folder.write('package.json', '{"name":"x","nvts":{}}');
    const running = start(script);
    await running.until('frame', seen('one'));
    folder.write('package.json', '{"name":"x","nvts":{"main":"src/s.ts"}}');
    const end = Date.now() + 2500;
    await running.until('time', () => Date.now() > end);
    const result = await running.stop();
    expect(reloads(result)).toMatch(/package\.json changed.*result=\(string\)live/);
    expectNothingLost(running, result);
  });

  test('without watch an edit changes nothing', async () => {
    const script = folder.write('s.ts', counter('one'));
    const running = start(script, '');
    await running.until('frame', seen('one'));
    folder.write('s.ts', counter('two'));
    const end = Date.now() + 2500;
    await running.until('time', () => Date.now() > end);
    await running.stop();
    expect(seen('two')(running.events())).toBe(false);
  });
});

describe('save-state', () => {
  const frames = (script: string, count: number) =>
    launch(
      `videotestsrc num-buffers=${count} ! video/x-raw,width=64,height=48 ! ` +
        `nvtsprobe script=${script} save-state=${folder.file('state')} events=${folder.file('events.jsonl')} ! fakesink`,
      { flags: ['-m'] },
    );
  const last = () => (folder.readLines('events.jsonl').at(-1)?.['data'] as { n: number }).n;

  test('the counts of one process go on in the next', async () => {
    const script = folder.write('s.ts', counter('one'));
    await frames(script, 12);
    expect(last()).toBe(12);
    await frames(script, 5);
    expect(last()).toBe(17);
  });

  test('a state of a later version of the script is kept aside, and the counts begin anew', async () => {
    await frames(folder.write('s.ts', counter('one').replace("name: 'counter',", "name: 'counter', version: 3,")), 12);
    const result = await frames(folder.write('s.ts', counter('one')), 5);
    expect(last()).toBe(5);
    expect(result.output).toMatch(/NVTS_STATE.*saved by version 3.*begins anew, the file is kept as .*state\.bad/s);
    expect(folder.read('state.bad')).toContain('"version":3');
  });

  test('two elements with one state are refused with its path', async () => {
    const script = folder.write('s.ts', counter('one'));
    const result = await launch(
      `videotestsrc num-buffers=3 ! nvtsprobe script=${script} save-state=${folder.file('state')} ! ` +
        `nvtsprobe script=${script} save-state=${join(folder.path, '.', 'state')} ! fakesink`,
    );
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(`save-state ${folder.file('state')}: another element keeps its state there`);
  });
});
