// SPDX-License-Identifier: MIT
// What a script finds in its context, and what it may not do.
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const global = globalThis as unknown as Record<string, (...args: readonly unknown[]) => unknown>;

const acts: Readonly<Record<string, () => unknown>> = {
  globals: () => Object.getOwnPropertyNames(globalThis).filter((name) => name !== '__nvts_bundle').sort(),
  absent: () => ['process', 'require', 'setTimeout', 'queueMicrotask', 'WebAssembly', 'Atomics', 'SharedArrayBuffer', 'WeakRef', 'FinalizationRegistry', 'Intl', 'fetch'].filter((name) => name in globalThis),
  time: () => [Date.now(), new Date().toISOString(), new Date(2026, 0, 2, 3).getTime(), new Date(0).toString(), new Date(0).getTimezoneOffset(), Date.parse('2026-01-02T03:04')],
  random: () => [Math.random(), Math.random(), Math.random()],
  eval: () => global['eval']!('1 + 1'),
  function: () => global['Function']!('return 5'),
  'generator function': () => Object.getPrototypeOf(function* () {}).constructor('yield 5'),
  promise: () => new Promise(() => {}),
  'promise of a value': () => Promise.resolve(5),
  'other map': () => {
    try {
      (Array.prototype as { map: unknown }).map = () => [];
    } catch {
      // In strict code it throws.
    }
    return [1].map((n) => n + 1)[0];
  },
  'key for all objects': () => {
    (Object.prototype as { evil?: number }).evil = 1;
  },
  'other iterator': () => {
    Array.prototype[Symbol.iterator] = function* () { yield 666; } as never;
  },
  'own toString': () => {
    const object: { toString?: () => string } = {};
    object.toString = () => 'own';
    return `${object}`;
  },
  console: () => {
    console.log('a', 1, { b: 2n });
    console.warn(new Map(), undefined, null);
    console.error('bad');
  },
  'long text': () => 'a'.repeat(2 ** 30),
  'long list': () => Array(2e7).fill(0),
  'endless loop': () => {
    for (;;);
  },
  'endless loop that catches': () => {
    for (;;) {
      try {
        for (;;);
      } catch {
        // Once more.
      }
    }
  },
  'much memory': () => {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(1000).fill({}));
  },
  'deep recursion': () => {
    const deeper = (n: number): number => deeper(n + 1) + 1;
    return deeper(0);
  },
};

export default defineProcessor({
  name: 'context',
  params: z.object({ act: z.string() }),
  setup: () => ({ calls: 0 }),
  onFrame(frame, { params, state }) {
    state.calls++;
    const result = acts[params.act]!();
    frame.emit('result', { result: result ?? null });
  },
  onEos: (_info, ctx) => ctx.emit('eos', { calls: ctx.state.calls }),
  save: ({ state }) => state.calls,
  restore: (saved, _version, { state }) => void (state.calls = saved as number),
});
