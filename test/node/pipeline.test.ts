// SPDX-License-Identifier: MIT
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Pipeline, type PipelineMessage } from '../../runtime/node/src/index.js';
import type { Folder } from '../pipelines/gst.js';
import { all, makeFolder, missing, useBuild } from './binding.js';

let folder: Folder;
beforeAll(async () => {
  useBuild();
  folder = await makeFolder();
});
afterAll(() => folder.remove());

const source = (frames: number, live = false): string =>
  `videotestsrc ${frames > 0 ? `num-buffers=${frames}` : ''} is-live=${live} pattern=black ! video/x-raw,width=32,height=24,framerate=25/1`;
const probe = (settings = ''): string => `nvtsprobe name=probe script="${folder.file('counter.nvts.js')}" ${settings}`;
const line = (frames: number, settings = '', live = false): string => `${source(frames, live)} ! ${probe(settings)} ! fakesink sync=${live}`;

describe.skipIf(missing)('a pipeline', () => {
  test('gives the events of its script, in order, and ends with the stream', async () => {
    await using pipeline = await Pipeline.launch(line(20));
    const events = pipeline.events();
    await pipeline.play();
    const seen = await all(events);
    expect(seen.map(({ data }) => data['frames'])).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(seen[3]).toEqual({ type: 'seen', element: 'probe', source: 0, frame: 3, pts: 120_000_000, data: { frames: 4, objects: 0, said: '' } });
    expect(await pipeline.finished).toBe('eos');
  });

  test('keeps events for a reader that comes late, and tells what it dropped', async () => {
    await using pipeline = await Pipeline.launch(line(30), { queue: 10 });
    await pipeline.play();
    await pipeline.finished;
    const seen = await all(pipeline.events());
    // Where states came in between they took the place of events.
    expect(seen.length).toBeLessThanOrEqual(10);
    expect(seen.at(-1)).toMatchObject({ frame: 29 });
    expect(seen.length + pipeline.dropped).toBe(30);
  });

  test('has statistics as plain objects, also after its end', async () => {
    await using pipeline = await Pipeline.launch(line(10));
    await pipeline.play();
    await pipeline.finished;
    const stats = pipeline.element('probe').get('stats');
    expect(stats).toMatchObject({ buffers: 10, frames: 10, events: 10, errors: 0, breaker: 'closed', failures: {} });
    expect(stats.hooks['batch']).toMatchObject({ calls: 10, failures: {} });
    expect(stats.hooks['batch']!.timeP50).toBeGreaterThan(0);
  });

  test('sets and reads properties, and sends messages to the script', async () => {
    await using pipeline = await Pipeline.launch(line(0, '', true));
    const element = pipeline.element('probe');
    element.set('params', { step: 10 });
    element.set('on-error', 'drop');
    expect(element.get('params')).toBe('{"step":10}');
    expect(element.get('on-error')).toBe('drop');
    expect(element.get('deadline-ms')).toBe(50);
    const events = pipeline.events();
    await pipeline.play();
    await events.next();
    pipeline.send('probe', 'hello');
    for await (const { data } of events) {
      if (data['said'] !== 'hello') continue;
      expect(Number(data['frames']) % 10).toBe(0);
      break;
    }
  });

  test('reloads a script with other parameters and says so', async () => {
    await using pipeline = await Pipeline.launch(line(0, '', true));
    const messages = pipeline.messages();
    const events = pipeline.events();
    await pipeline.play();
    await events.next();
    pipeline.element('probe').set('params', '{"step":1000}');
    const reload = await first(messages, ({ kind }) => kind === 'reload');
    expect(reload).toMatchObject({ element: 'probe', result: 'live', state: 'restored' });
    pipeline.element('probe').reload();
    const again = await first(messages, (message) => message.kind === 'reload' && message.result === 'live');
    expect(again).toMatchObject({ reason: expect.stringContaining('reload') });
  });

  test('tells a failure of the script, and goes on', async () => {
    await using pipeline = await Pipeline.launch(line(5, 'params="{\\"fail\\":true}"'));
    const messages = pipeline.messages();
    await pipeline.play();
    const told = await all(messages);
    expect(told.find(({ kind }) => kind === 'script-error')).toMatchObject({ code: 'NVTS_SCRIPT', message: 'asked to fail', hook: 'onFrame', location: expect.stringMatching(/counter\.ts:13:\d+$/) });
    expect(told.at(-1)?.kind).toMatch(/eos|state|warning/);
    expect(await pipeline.finished).toBe('eos');
  });

  test('ends its stream when asked to, and all that is under way is told', async () => {
    await using pipeline = await Pipeline.launch(line(0, '', true));
    const events = pipeline.events();
    await pipeline.play();
    await events.next();
    await pipeline.eos();
    expect(await pipeline.finished).toBe('eos');
    expect((await all(events)).every(({ type }) => type === 'seen')).toBe(true);
  });

  test('is one of several that run at once', async () => {
    const pipelines = await Promise.all(Array.from({ length: 4 }, () => Pipeline.launch(line(50))));
    const counts = await Promise.all(
      pipelines.map(async (pipeline) => {
        const events = all(pipeline.events());
        await pipeline.play();
        return (await events).length;
      }),
    );
    await Promise.all(pipelines.map((pipeline) => pipeline.close()));
    expect(counts).toEqual([50, 50, 50, 50]);
  });

  test('is closed by a signal; what waits fails with its reason', async () => {
    const abort = new AbortController();
    const pipeline = await Pipeline.launch(line(0, '', true), { signal: abort.signal });
    const events = pipeline.events();
    await pipeline.play();
    await events.next();
    abort.abort(new Error('enough'));
    await expect(all(events)).rejects.toThrow('enough');
    await expect(pipeline.finished).rejects.toThrow('enough');
    await pipeline.close();
  });
});

describe.skipIf(missing)('what cannot be', () => {
  const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);

  test.each([
    ['', 'NVTS_PIPELINE', 'empty'],
    ['videotestsrc ! nosuchthing ! fakesink', 'NVTS_PIPELINE', 'nosuchthing'],
    ['videotestsrc nope=3 ! fakesink', 'NVTS_PIPELINE', 'nope'],
    ['nvtsnothing ! fakesink', 'NVTS_PIPELINE', 'GST_PLUGIN_PATH'],
  ])('the line %j is refused', async (text, code, message) => {
    expect(await failure(Pipeline.launch(text))).toMatchObject({ name: 'NvtsError', code, message: expect.stringContaining(message) });
  });

  test('a property that is not there is no want of the plugin', async () => {
    expect(String(await failure(Pipeline.launch('videotestsrc ! nvtsprobe nope=3 ! fakesink')))).not.toContain('GST_PLUGIN_PATH');
  });

  test('a script that is not there, with the code that nvtsprobe gives', async () => {
    await using pipeline = await Pipeline.launch(`${source(5)} ! nvtsprobe name=probe script=/none.ts ! fakesink`);
    const error = { code: 'NVTS_NOT_FOUND', message: expect.stringContaining('/none.ts') };
    expect(await failure(pipeline.play())).toMatchObject(error);
    expect(await failure(pipeline.finished)).toMatchObject(error);
    expect(await failure(all(pipeline.events()))).toMatchObject(error);
    expect(await failure(pipeline.play())).toMatchObject(error);
  });

  test('parameters that do not fit name their place', async () => {
    await using pipeline = await Pipeline.launch(line(5, 'params="{\\"stpe\\":1}"'));
    expect(await failure(pipeline.play())).toMatchObject({ code: 'NVTS_PARAMS', message: expect.stringContaining('step') });
  });

  test('elements, properties and values that do not exist', async () => {
    await using pipeline = await Pipeline.launch(line(0, '', true));
    expect(() => pipeline.element('other')).toThrow(expect.objectContaining({ code: 'NVTS_ELEMENT', message: expect.stringMatching(/"other".*probe/) }));
    const element = pipeline.element('probe');
    const refusal = (call: () => void): unknown => {
      try {
        call();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(refusal(() => element.set('parms', 1))).toMatchObject({ code: 'NVTS_ELEMENT', message: expect.stringContaining('gst-inspect-1.0 nvtsprobe') });
    expect(refusal(() => element.get('parms'))).toMatchObject({ code: 'NVTS_ELEMENT' });
    expect(refusal(() => element.set('stats', 1))).toMatchObject({ code: 'NVTS_ARGUMENT' });
    expect(refusal(() => element.set('on-error', 'explode'))).toMatchObject({ code: 'NVTS_ARGUMENT', message: expect.stringContaining('pass, drop, disable, fail') });
    expect(refusal(() => element.set('deadline-ms', 'soon'))).toMatchObject({ code: 'NVTS_ARGUMENT' });
    expect(refusal(() => element.set('log-rate', 2_000_000))).toMatchObject({ code: 'NVTS_RANGE' });
    expect(refusal(() => element.reload())).toMatchObject({ code: 'NVTS_PIPELINE' });
    expect(refusal(() => element.send(undefined as never))).toMatchObject({ code: 'NVTS_JSON' });
    await pipeline.play();
    expect(refusal(() => element.set('deadline-ms', 10))).toMatchObject({ code: 'NVTS_ARGUMENT', message: expect.stringContaining('before the pipeline plays') });
    await pipeline.close();
    expect(refusal(() => element.get('stats'))).toMatchObject({ code: 'NVTS_PIPELINE' });
    expect(await failure(pipeline.play())).toMatchObject({ code: 'NVTS_PIPELINE', message: expect.stringContaining('launch another') });
  });
});

async function first(messages: AsyncIterator<PipelineMessage>, wanted: (message: PipelineMessage) => boolean): Promise<PipelineMessage> {
  while (true) {
    const { value, done } = await messages.next();
    if (done) throw new Error('the message did not come');
    if (wanted(value as PipelineMessage)) return value as PipelineMessage;
  }
}
