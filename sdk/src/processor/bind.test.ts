// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { HostError } from '../testing/memory-table.js';
import { TestHost } from '../testing/test-host.js';
import * as Header from '../table/schema/header.generated.js';
import * as Hook from '../table/schema/hook.generated.js';
import { bindBundle } from './bind.js';
import { type Context, defineProcessor } from './define.js';

const box = { left: 10, top: 20, width: 30, height: 40 };

describe('what a script may export', () => {
  const load = (module: Record<string, unknown>): unknown => new TestHost(bindBundle(module));

  test('no default export is refused with what to write', () => {
    expect(() => load({})).toThrow('the script has no default export; write: export default defineProcessor(');
    expect(() => load({})).toThrow(expect.objectContaining({ code: 'NVTS_NO_DEFAULT_EXPORT' }));
  });

  test('a processor under another name is pointed out', () => {
    expect(() => load({ counter: defineProcessor({ onFrame() {} }) })).toThrow('exports its processor as "counter", not as default');
  });

  test('a default export that is no processor is refused', () => {
    expect(() => load({ default: { onFrame() {} } })).toThrow("the script's default export is not a processor");
  });

  test.each([
    ['a misspelled hook', { onframe() {} }, 'there is no "onframe"; did you mean "onFrame"?'],
    ['both onFrame and onBatch', { onFrame() {}, onBatch() {} }, 'onFrame or onBatch, not both'],
    ['no hook', {}, 'it has no hook'],
    ['a hook that is no function', { onFrame: 5 }, 'onFrame must be a function, got 5'],
    ['parameters that are no schema', { params: { a: 1 }, onFrame() {} }, 'params must be a zod schema'],
    ['messages that are no schema', { messages: {}, onMessage() {} }, 'messages must be a zod schema'],
    ['messages without onMessage', { messages: z.string(), onFrame() {} }, 'messages is the schema for onMessage, which is missing'],
    ['save without restore', { save() {} }, 'what save returns is taken up by restore, which is missing'],
    ['restore without save', { restore() {} }, 'restore takes up what save returns, which is missing'],
    ['a version that is no whole number', { version: 1.5, onFrame() {} }, 'version must be a whole number from 1, got 1.5'],
    ['a version below 1', { version: 0, onFrame() {} }, 'version must be a whole number from 1, got 0'],
    ['a name that is no string', { name: 5, onFrame() {} }, 'name must be a string, got 5'],
    ['capabilities that are no array', { capabilities: 'clock', onFrame() {} }, 'capabilities must be an array, got "clock"'],
    ['a misspelled capability', { capabilities: ['clok'], onFrame() {} }, 'there is no capability "clok"; did you mean "clock"?'],
    ['an unknown capability', { capabilities: ['network'], onFrame() {} }, 'there is no capability "network"; known are clock, eval'],
    ['a capability that is no text', { capabilities: [5], onFrame() {} }, 'there is no capability 5'],
  ])('%s is refused', (_, definition, message) => {
    expect(() => load({ default: defineProcessor(definition as never) })).toThrow(message);
  });

  test('a bundle has the name of its processor', () => {
    expect(bindBundle({ default: defineProcessor({ name: 'door', onFrame() {} }) }).name).toBe('door');
  });

  test('a bundle tells the capabilities of its processor before it is loaded', () => {
    expect(bindBundle({ default: defineProcessor({ capabilities: ['eval', 'clock'], onFrame() {} }) }).capabilities).toEqual(['eval', 'clock']);
    expect(bindBundle({ default: defineProcessor({ onFrame() {} }) }).capabilities).toEqual([]);
    expect(bindBundle({}).capabilities).toEqual([]);
  });

  test('a host with another version of the frame table is refused', () => {
    const bundle = bindBundle({ default: defineProcessor({ onFrame() {} }) });
    const block = new ArrayBuffer(4096);
    expect(() => bundle.load({} as never, block, '', '{}')).toThrow(expect.objectContaining({ code: 'NVTS_ABI' }));
  });
});

describe('hooks', () => {
  test('setup gets the parameters, and what it returns is the state', () => {
    const host = new TestHost(
      defineProcessor({
        params: z.object({ step: z.number().default(2) }),
        setup: (ctx) => ({ sum: ctx.params.step }),
        onFrame(frame, ctx) {
          ctx.state.sum += ctx.params.step;
          frame.emit('sum', { sum: ctx.state.sum });
        },
      }),
      { params: { step: 5 } },
    );
    host.push({});
    expect(host.push({}).events).toEqual([{ type: 'sum', data: { sum: 15 }, frame: 0 }]);
  });

  test('onFrame runs for each frame, in order', () => {
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('frame', { source: frame.sourceId }) }));
    const { events } = host.push({ frames: [{ sourceId: 3 }, { sourceId: 1 }] });
    expect(events.map(({ data, frame }) => [data['source'], frame])).toEqual([[3, 0], [1, 1]]);
  });

  test('onBatch sees all frames at once', () => {
    const host = new TestHost(
      defineProcessor({
        onBatch(batch, ctx) {
          ctx.emit('batch', { frames: batch.length, objects: batch.frames.map((frame) => frame.objects.length), pts: batch.pts });
        },
      }),
      { fps: 10 },
    );
    host.push({});
    const { events } = host.push({ frames: [{ objects: [box] }, {}] });
    expect(events).toEqual([{ type: 'batch', data: { frames: 2, objects: [1, 0], pts: '100000000' }, frame: undefined }]);
  });

  test('stream events reach their hooks with their data', () => {
    const seen: unknown[] = [];
    const host = new TestHost(
      defineProcessor({
        onStreamStart: (info) => void seen.push(['start', info.sourceId]),
        onSourceAdded: (source) => void seen.push(['added', source.sourceId]),
        onSourceRemoved: (source) => void seen.push(['removed', source.sourceId]),
        onEos: () => void seen.push(['eos']),
      }),
    );
    host.streamStart(4);
    host.addSource(5);
    host.removeSource(5);
    host.eos();
    expect(seen).toEqual([['start', 4], ['added', 5], ['removed', 5], ['eos']]);
  });

  test('an event without a hook is nothing', () => {
    expect(new TestHost(defineProcessor({ onFrame() {} })).eos().events).toEqual([]);
  });

  test('setup and onEos can emit', () => {
    const host = new TestHost(defineProcessor({ setup: (ctx) => ctx.emit('ready'), onEos: (_, ctx) => ctx.emit('done', { n: 1 }) }));
    expect(host.setup.events).toEqual([{ type: 'ready', data: {}, frame: undefined }]);
    expect(host.eos().events).toEqual([{ type: 'done', data: { n: 1 }, frame: undefined }]);
  });

  test.each([
    ['onFrame', defineProcessor({ onFrame: (async () => {}) as never })],
    ['onBatch', defineProcessor({ onBatch: (async () => {}) as never })],
    ['the callback of every()', defineProcessor({ setup: (ctx) => void ctx.every(1, (async () => {}) as never) })],
  ])('%s may not be async', (hook, processor) => {
    const host = new TestHost(processor, { fps: 1 });
    const run = (): void => [1, 2].forEach(() => host.push({}));
    expect(run).toThrow(`${hook} returned a promise`);
    expect(run).toThrow(expect.objectContaining({ code: 'NVTS_ASYNC_HOOK' }));
  });

  test('an async setup and an async onEos are refused, too', () => {
    expect(() => new TestHost(defineProcessor({ setup: async () => 1, onFrame() {} }))).toThrow('setup returned a promise');
    expect(() => new TestHost(defineProcessor({ onEos: (async () => {}) as never })).eos()).toThrow('onEos returned a promise');
  });

  test('what a hook throws comes out as it is', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame() {
          throw new TypeError('broken');
        },
      }),
    );
    expect(() => host.push({})).toThrow(new TypeError('broken'));
  });

  test('the header says which hook and frame failed', () => {
    let header: Uint32Array | undefined;
    const bundle = bindBundle({
      default: defineProcessor({
        onFrame(frame) {
          if (frame.sourceId === 7) throw new Error('here');
        },
      }),
    });
    const load: typeof bundle.load = (functions, block, params, info) => {
      header = new Uint32Array(block);
      bundle.load(functions, block, params, info);
    };
    const host = new TestHost({ ...bundle, load });
    expect(() => host.push({ frames: [{}, { sourceId: 7 }] })).toThrow('here');
    expect([header?.[Header.hook], header?.[Header.hookFrame]]).toEqual([Hook.onFrame, 1]);
    host.push({});
    expect([header?.[Header.hook], header?.[Header.hookFrame]]).toEqual([Hook.none, 0xffff_ffff]);
  });
});

describe('messages', () => {
  const Command = z.discriminatedUnion('kind', [z.object({ kind: z.literal('reset') }), z.object({ kind: z.literal('limit'), value: z.number().default(5) })]);
  const controlled = (): TestHost =>
    new TestHost(defineProcessor({ messages: Command, onMessage: (message, ctx) => ctx.emit('got', { message }) }));

  test('a message reaches onMessage as its schema has it', () => {
    expect(controlled().send({ kind: 'limit' }).events).toEqual([{ type: 'got', data: { message: { kind: 'limit', value: 5 } }, frame: undefined }]);
  });

  test.each([{ a: [1, null] }, 'text', 5, null, []])('without a schema any JSON is a message: %j', (message) => {
    const host = new TestHost(defineProcessor({ onMessage: (got, ctx) => ctx.emit('got', { got }) }));
    expect(host.send(message).events[0]?.data['got']).toEqual(message);
  });

  test('a message that does not fit the schema is refused before the hook runs', () => {
    const host = controlled();
    expect(() => host.send({ kind: 'limit', value: 'high' })).toThrow(
      expect.objectContaining({ code: 'NVTS_MESSAGE', message: 'the message was refused: a field is wrong: value: expected a number, got a string ("high")' }),
    );
    expect(host.send({ kind: 'reset' }).events).toHaveLength(1);
  });

  test('an unknown field is refused, with a suggestion', () => {
    const host = new TestHost(defineProcessor({ messages: z.object({ limit: z.number().optional() }), onMessage() {} }));
    expect(() => host.send({ limt: 5 })).toThrow('a field is wrong: limt: no such field; did you mean "limit"?');
  });

  test('a message that is no JSON is refused', () => {
    let bundle: ReturnType<typeof bindBundle> | undefined;
    const host = new TestHost((bundle = bindBundle({ default: defineProcessor({ onMessage() {} }) })));
    expect(() => bundle?.notify(Hook.onMessage, '{limit: 5}')).toThrow(expect.objectContaining({ code: 'NVTS_MESSAGE' }));
    expect(host.send(1).events).toEqual([]);
  });

  test('a processor without onMessage refuses every message', () => {
    const host = new TestHost(defineProcessor({ onFrame() {} }));
    expect(() => host.send({})).toThrow(expect.objectContaining({ code: 'NVTS_MESSAGE', message: expect.stringContaining('has no onMessage') as string }));
  });

  test('onMessage may not be async', () => {
    const host = new TestHost(defineProcessor({ onMessage: (async () => {}) as never }));
    expect(() => host.send(1)).toThrow('onMessage returned a promise');
  });
});

describe('time', () => {
  const timed = (milliseconds: number, body?: (ctx: Context<unknown, unknown>, stop: () => void) => void): TestHost => {
    const processor = defineProcessor({
      setup(ctx) {
        const stop = ctx.every(milliseconds, (time) => {
          ctx.emit('tick', { time });
          body?.(ctx as never, stop);
        });
      },
    });
    return new TestHost(processor, { fps: 10 });
  };
  const ticks = (host: TestHost, frames: number): unknown[] =>
    Array.from({ length: frames }, () => host.push({}).events.map(({ data }) => data['time'])).flat();

  test('every() fires on stream time, at the first batch that is due', () => {
    expect(ticks(timed(250), 11)).toEqual([0.3, 0.5, 0.8, 1]);
  });

  test('every() does not drift where the frame time is no exact number', () => {
    expect(ticks(timed(100), 40)).toHaveLength(39);
  });

  test('every() fires once after a gap', () => {
    const host = timed(1000);
    host.push({ time: 0 });
    expect(host.push({ time: 600.5 }).events).toHaveLength(1);
    expect(host.push({ time: 600.9 }).events).toHaveLength(0);
    expect(host.push({ time: 601 }).events).toHaveLength(1);
  });

  test('every() can be stopped, also from its callback', () => {
    expect(ticks(timed(100, (_, stop) => stop()), 10)).toHaveLength(1);
  });

  test.each([0, -5, NaN, Infinity])('every(%d) is refused', (milliseconds) => {
    expect(() => timed(milliseconds)).toThrow('every() takes a period in milliseconds above 0');
  });
});

describe('log and events', () => {
  test('log joins its values, writes objects as JSON, and keeps its levels', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame(_, { log }) {
          log.error('a', 1, { b: 2n });
          log.warn(null, undefined);
          log.info([1]);
          log.debug(3n);
        },
      }),
    );
    expect(host.push({}).logs).toEqual([
      { level: 'error', message: 'a 1 {"b":"2n"}' },
      { level: 'warn', message: 'null undefined' },
      { level: 'info', message: '[1]' },
      { level: 'debug', message: '3n' },
    ]);
  });

  test('an error in the log has its stack', () => {
    const host = new TestHost(defineProcessor({ onFrame: (_, { log }) => log.error(new Error('why')) }));
    expect(host.push({}).logs[0]?.message).toMatch(/^Error: why\n.*bind\.test/s);
  });

  test('a track id in an event stays exact', () => {
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('x', { id: 2n ** 63n + 1n }) }));
    expect(host.push({}).events[0]?.data).toEqual({ id: '9223372036854775809' });
  });

  test('in onFrame ctx.emit belongs to the frame at hand', () => {
    const host = new TestHost(defineProcessor({ onFrame: (_, ctx) => ctx.emit('x') }));
    expect(host.push({ frames: [{}, {}] }).events.map(({ frame }) => frame)).toEqual([0, 1]);
  });

  test('in onBatch an event can be given to a frame', () => {
    const host = new TestHost(defineProcessor({ onBatch: (batch, ctx) => ctx.emit('x', {}, { frame: batch.frames[1]! }) }));
    expect(host.push({ frames: [{}, {}] }).events.map(({ frame }) => frame)).toEqual([1]);
  });

  test.each([
    ['an empty type', '', {}, 'NVTS_RANGE'],
    ['data that is an array', 'x', [], 'NVTS_JSON'],
    ['data that is no object', 'x', 5, 'NVTS_JSON'],
    ['data with a circle', 'x', circle(), 'NVTS_JSON'],
    ['data above 1 MiB', 'x', { text: 'y'.repeat(1 << 20) }, 'NVTS_LIMIT'],
  ])('an event with %s is refused', (_, type, data, code) => {
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit(type, data as never) }));
    expect(() => host.push({})).toThrow(expect.objectContaining({ code }));
  });

  test('more events than the table holds are refused by the host', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          for (let i = 0; i < 70_000; i++) frame.emit('x');
        },
      }),
    );
    expect(() => host.push({})).toThrow(HostError);
  });
});

function circle(): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

test('functions can be taken out of the context', () => {
  const ticks: number[] = [];
  const host = new TestHost(
    defineProcessor({
      setup: ({ every }) => every(100, (time) => ticks.push(time)),
      onEos: (_info, { emit, log, state: stop }) => {
        stop();
        log.info('the end');
        emit('summary', { ticks: ticks.length });
      },
    }),
  );
  host.push({ time: 0 });
  host.push({ time: 0.1 });
  expect(host.eos()).toMatchObject({ events: [{ type: 'summary', data: { ticks: 1 } }], logs: [{ message: 'the end' }] });
});
