// SPDX-License-Identifier: MIT
// Packages in one bundle share the SDK: whatever they can reach of it must be frozen.
import { expect, test } from 'vitest';
import * as sdk from './index.js';
import { bindBundle } from './host.js';
import { TestHost } from './testing/index.js';

const builtin = new Set<unknown>([Object.prototype, Function.prototype, Array.prototype, Error.prototype, Object, Function, Array, Error]);

/** The prototypes and classes of `value` that can still be changed. */
function changeable(name: string, value: object): string[] {
  const found: string[] = [];
  for (let prototype: unknown = Object.getPrototypeOf(value); prototype !== null && !builtin.has(prototype); prototype = Object.getPrototypeOf(prototype)) {
    if (!Object.isFrozen(prototype)) found.push(`prototype of ${name}`);
    const { constructor } = prototype as object;
    if (!builtin.has(constructor) && !Object.isFrozen(constructor)) found.push(`class ${constructor.name} of ${name}`);
  }
  return found;
}

test('every class and every list that the SDK exports', () => {
  const found = Object.entries(sdk as Record<string, unknown>).flatMap(([name, value]) => {
    // Schemas are zod's, which fills them in as they are used.
    if (typeof value === 'object' && value !== null && !('_zod' in value)) return Object.isFrozen(value) ? [] : [name];
    if (typeof value !== 'function' || !String(value).startsWith('class')) return [];
    const { prototype } = value as { readonly prototype: object };
    return [...(Object.isFrozen(value) ? [] : [name]), ...(Object.isFrozen(prototype) ? [] : [`${name}.prototype`]), ...changeable(name, prototype)];
  });
  expect(found).toEqual([]);
});

test('the classes of all that a hook is given or can make', () => {
  const reached: Record<string, object> = {};
  const processor = sdk.defineProcessor({
    setup: (ctx) => ({ setup: ctx }),
    onFrame(frame, ctx) {
      const objects = [...frame.objects];
      const classifier = objects[0]!.classifiers[0]!;
      const line = new sdk.LineCrossing({ name: 'Door', line: [[0, 0], [1, 1]] });
      Object.assign(reached, {
        frame,
        list: frame.objects,
        walk: frame.objects[Symbol.iterator](),
        object: objects[0]!,
        classifier,
        label: classifier.labels[0]!,
        mask: objects[0]!.mask!,
        draw: frame.draw,
        context: ctx,
        line,
      });
    },
  });
  const batches = sdk.defineProcessor({ onBatch: (batch) => void Object.assign(reached, { batch }) });
  const scene = { objects: [{ left: 0, top: 0, width: 1, height: 1, mask: { width: 1, height: 1, data: [1] }, classifiers: [{ labels: [{ label: 'red' }] }] }] };
  new TestHost(processor).push(scene);
  new TestHost(batches).push(scene);
  expect(Object.keys(reached)).toHaveLength(11);
  expect(Object.entries(reached).flatMap(([name, value]) => changeable(name, value))).toEqual([]);
});

test.each([
  ['ctx.emit', (ctx: object) => ((ctx as { emit: unknown }).emit = () => {})],
  ['ctx.params', (ctx: object) => ((ctx as { params: unknown }).params = {})],
  ['ctx.state', (ctx: object) => ((ctx as { state: unknown }).state = {})],
  ['ctx.log.info', (ctx: { log: object }) => ((ctx.log as { info: unknown }).info = () => {})],
])('%s cannot be replaced in a hook', (_, replace) => {
  const host = new TestHost(sdk.defineProcessor({ onFrame: (__, ctx) => replace(ctx) }));
  expect(() => host.push({})).toThrow(TypeError);
});

test('a property of the views cannot be replaced', () => {
  const processor = sdk.defineProcessor({
    onFrame(frame) {
      Object.defineProperty(Object.getPrototypeOf(frame.objects.at(0)), 'label', { get: () => 'nobody' });
    },
  });
  expect(() => new TestHost(processor).push({ objects: [{ left: 0, top: 0, width: 1, height: 1 }] })).toThrow(TypeError);
});

test('the bundle shows a host its functions, and nothing to change', () => {
  const bundle = bindBundle({ default: sdk.defineProcessor({ onFrame() {} }) });
  expect(Object.isFrozen(bundle)).toBe(true);
  expect(Object.keys(bundle)).toEqual(['abi', 'kind', 'name', 'capabilities', 'load', 'attach', 'run', 'notify', 'save', 'restore']);
});

test('an error keeps its name where Error.prototype is frozen', () => {
  const error = new sdk.NvtsError('NVTS_RANGE', 'x');
  expect(Object.hasOwn(error, 'name')).toBe(false);
  expect(String(error)).toBe('NvtsError: x');
});
