// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { TestHost } from '../testing/test-host.js';
import { bindBundle } from './bind.js';
import { type Context, defineProcessor, type Processor } from './define.js';

interface Options {
  readonly name?: string;
  readonly version?: number;
  readonly save?: (ctx: Context<unknown, { count: number }>) => unknown;
  readonly restore?: (saved: unknown, fromVersion: number, ctx: Context<unknown, { count: number }>) => void;
}

/** A processor that counts frames and carries the count over. */
function counter({ name = 'counter', version = 1, save, restore }: Options = {}): Processor {
  return defineProcessor({
    name,
    version,
    setup: () => ({ count: 0 }),
    onFrame: (frame, ctx) => frame.emit('count', { count: ++ctx.state.count }),
    save: save ?? ((ctx) => ({ count: ctx.state.count })),
    restore:
      restore ??
      ((saved, _, ctx) => {
        ctx.state.count = (saved as { count: number }).count;
      }),
  }) as never;
}

const saving = (state: unknown): TestHost => new TestHost(counter({ save: () => state }));
const refusal = (message: string): unknown => expect.objectContaining({ code: 'NVTS_STATE', message: expect.stringContaining(message) as string });

describe('a state goes on', () => {
  test('in the next run', () => {
    const host = new TestHost(counter());
    host.push({});
    host.push({});
    const next = new TestHost(counter());
    next.restore(host.save());
    expect(next.push({}).events[0]?.data).toEqual({ count: 3 });
  });

  test('after a reload, with frames that count on', () => {
    const host = new TestHost(counter());
    host.push({});
    const next = host.reload(counter());
    expect(next.push({}).events[0]?.data).toEqual({ count: 2 });
    expect(next.time).toBeCloseTo(1 / 30);
  });

  test('in a later version, which is told the earlier one', () => {
    const text = new TestHost(counter({ version: 2, save: () => 7 })).save();
    const seen: unknown[] = [];
    new TestHost(counter({ version: 5, restore: (...values) => void seen.push(values.slice(0, 2)) })).restore(text);
    expect(seen).toEqual([[7, 2]]);
  });

  test('as it was: text, numbers, bigint, null, nested objects and arrays', () => {
    const state = { text: '“x”', n: -1.5, ids: [1n, 2n ** 64n - 1n], none: null, yes: true, deep: { a: [{ 'odd key': [] }] } };
    let restored: unknown;
    new TestHost(counter({ restore: (saved) => (restored = saved) })).restore(saving(state).save());
    expect(restored).toEqual(state);
  });

  test('without a property that is undefined', () => {
    expect(JSON.parse(saving({ a: undefined, b: 1 }).save())).toEqual({ name: 'counter', version: 1, state: { b: 1 } });
  });

  test('restore may emit events', () => {
    const host = new TestHost(counter({ restore: (saved, version, ctx) => ctx.emit('restored', { saved, version }) }));
    expect(host.restore(saving(3).save()).events).toEqual([{ type: 'restored', data: { saved: 3, version: 1 }, frame: undefined }]);
  });
});

describe('there is no state', () => {
  test('of a processor without save', () => {
    expect(new TestHost(defineProcessor({ onFrame() {} })).save()).toBe('');
  });

  test('when save returns undefined', () => {
    expect(saving(undefined).save()).toBe('');
  });

  test('of a script whose setup failed', () => {
    const fail = (): never => {
      throw new Error('no camera');
    };
    const bundle = bindBundle({ default: defineProcessor({ setup: fail, save: () => 1, restore() {} }) });
    expect(() => new TestHost(bundle)).toThrow('no camera');
    expect(bundle.save?.()).toBe('');
  });

  test('to take up in a text of no length', () => {
    const host = new TestHost(counter());
    host.restore('');
    expect(host.push({}).events[0]?.data).toEqual({ count: 1 });
  });
});

describe('a state is refused', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = { again: cycle };
  const deep = Array.from({ length: 300 }).reduce<unknown>((inner) => [inner], 0);
  class Track {}

  test.each([
    ['a number that is not finite', { tracks: [{ at: 0 }, { at: NaN }] }, 'state.tracks[1].at is NaN'],
    ['an infinite number', Infinity, 'state is Infinity'],
    ['a Map', { tracks: [new Map()] }, 'state.tracks[0] is a Map: save an array of it, [...value]'],
    ['a Set', { seen: new Set() }, 'state.seen is a Set: save an array of it'],
    ['a typed array', { sums: new Float64Array(2) }, 'state.sums is a Float64Array: save an array of it'],
    ['a Date', { since: new Date(0) }, 'state.since is a Date: save its getTime()'],
    ['an object of a class', { 'by id': { 7: new Track() } }, 'state["by id"]["7"] is an object of class Track'],
    ['a function', [() => 1], 'state[0] is a function'],
    ['a symbol', { a: Symbol('x') }, 'state.a is a symbol'],
    ['a hole in an array', [1, undefined], 'state[1] is undefined'],
    ['a circle', cycle, 'state.self.again leads back to an object that it is part of'],
    ['a depth without end', deep, 'lies more than 256 objects deep'],
    ['the mark of a bigint', { $bigint: '5' }, 'state has the key "$bigint"'],
    ['a promise', { then() {} }, 'save returned a promise'],
  ])('with %s', (_, state, message) => {
    const host = saving(state);
    expect(() => host.save()).toThrow(message);
  });

  test.each([
    ['cut in half', '{"name":"counter","versi', 'the state is damaged, or none that a script saved'],
    ['not a state', '{"count":3}', 'the state is damaged, or none that a script saved: got {"count":3}'],
    ['without a version', '{"name":"counter","state":1}', 'the state is damaged'],
    ['of version 0', '{"name":"counter","version":0,"state":1}', 'the state is damaged'],
    ['with a bigint that is none', '{"name":"counter","version":1,"state":{"$bigint":"x"}}', 'the state is damaged'],
    ['of another processor', '{"name":"door","version":1,"state":1}', 'the state is that of processor "door", this is processor "counter"'],
    ['of an unnamed processor', '{"name":"","version":1,"state":1}', 'the state is that of a processor without a name'],
    ['of a later version', '{"name":"counter","version":3,"state":1}', 'the state was saved by version 3 of the processor, this is version 1'],
  ])('that is %s', (_, text, message) => {
    const host = new TestHost(counter());
    expect(() => host.restore(text)).toThrow(refusal(message));
    expect(host.push({}).events[0]?.data).toEqual({ count: 1 });
  });

  test('by what restore throws', () => {
    const host = new TestHost(
      counter({
        restore() {
          throw new TypeError('no lines');
        },
      }),
    );
    expect(() => host.restore(saving(1).save())).toThrow(new TypeError('no lines'));
  });

  test('with a warning by a processor that keeps none', () => {
    const host = new TestHost(defineProcessor({ name: 'counter', onFrame() {} }));
    expect(host.restore(saving(1).save()).logs).toEqual([
      { level: 'warn', message: 'the state that was saved by version 1 is dropped: this processor has no restore' },
    ]);
  });
});

describe('save', () => {
  test('may emit no events', () => {
    const host = new TestHost(counter({ save: (ctx) => ctx.emit('bye') }));
    expect(() => host.save()).toThrow(refusal('save may emit no events, got "bye"'));
  });

  test('works after a hook that threw half-way', () => {
    let fail = true;
    const host = new TestHost(
      defineProcessor({
        setup: () => ({ frames: 0 }),
        onFrame(frame, ctx) {
          ctx.state.frames++;
          for (const object of frame.objects) object.text = 'x'.repeat(4000);
          if (fail) throw new Error('half-way');
        },
        save: (ctx) => ctx.state.frames,
        restore() {},
      }),
    );
    const box = { left: 0, top: 0, width: 1, height: 1 };
    expect(() => host.push({ objects: [box, box] })).toThrow('half-way');
    expect(JSON.parse(host.save())).toEqual({ name: '', version: 1, state: 1 });
    fail = false;
    host.push({ objects: [box] });
    expect(JSON.parse(host.save())).toMatchObject({ state: 2 });
  });
});
