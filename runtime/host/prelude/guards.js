// SPDX-License-Identifier: MIT
// The engine asks for the time, and the host for the memory, only where a script loops or calls. A single call of the
// engine's own that makes or walks a hundred million items can be stopped by nothing, so those that a few letters of
// code make that large are bounded here.
() => {
  'use strict';
  const { apply, construct, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
  const maxUnits = 2 ** 24; // of a text
  const maxItems = 2 ** 20; // of an array
  const maxBytes = 2 ** 25; // of a buffer
  const maxSorted = 2 ** 10; // by the engine's own order
  const refuse = (what, size, unit, max) => {
    const message = `${what} of ${size} ${unit}: a single call takes or makes at most ${max}`;
    throw Object.assign(new RangeError(message), { code: 'NVTS_MEMORY' });
  };

  // `check` may convert arguments in place, so that they are converted once.
  const guard = (owner, name, check) => {
    const inner = owner[name];
    if (inner === undefined) return;
    const guarded = {
      [name](...values) {
        check(this, values);
        return apply(inner, this, values);
      },
    }[name];
    defineProperty(guarded, 'length', { value: inner.length });
    defineProperty(owner, name, { value: guarded });
  };

  guard(String.prototype, 'repeat', (text, values) => {
    if (text === undefined || text === null) return;
    values[0] = +values[0];
    const units = `${text}`.length * values[0];
    if (units > maxUnits && units < Infinity) refuse('repeat', units, 'characters', maxUnits);
  });
  for (const name of ['padStart', 'padEnd']) {
    guard(String.prototype, name, (_, values) => {
      values[0] = +values[0];
      if (values[0] > maxUnits) refuse(name, values[0], 'characters', maxUnits);
    });
  }

  // An array of four thousand million holes takes no memory, and minutes to search.
  const boundItems = (name, list) => {
    const length = list?.length;
    if (length > maxItems) refuse(name, length, 'items', maxItems);
  };
  for (const name of ['copyWithin', 'fill', 'includes', 'indexOf', 'join', 'lastIndexOf', 'reverse', 'shift', 'slice',
    'splice', 'toLocaleString', 'toReversed', 'toSpliced', 'toString', 'unshift', 'with'])
    guard(Array.prototype, name, (list) => boundItems(name, list));
  guard(Array.prototype, 'concat', (list, values) => {
    let count = list?.length ?? 1;
    for (let i = 0; i < values.length; i++) count += values[i]?.length ?? 1;
    if (count > maxItems) refuse('concat', count, 'items', maxItems);
  });
  // A comparison in JavaScript can be stopped, the engine's own cannot.
  const byText = (a, b) => {
    const x = `${a}`;
    const y = `${b}`;
    return x < y ? -1 : x > y ? 1 : 0;
  };
  for (const name of ['sort', 'toSorted']) {
    guard(Array.prototype, name, (list, values) => {
      boundItems(name, list);
      if (values[0] === undefined && list?.length > maxSorted) values[0] = byText;
    });
  }

  for (const name of ['resize', 'transfer', 'transferToFixedLength']) {
    guard(ArrayBuffer.prototype, name, (_, values) => {
      if (values[0] === undefined) return;
      values[0] = +values[0];
      if (values[0] > maxBytes) refuse(name, values[0], 'bytes', maxBytes);
    });
  }
  // No buffer is larger, so that no method of a typed array takes long.
  const boundMaker = (name, bytesPerItem) => {
    const Engine = globalThis[name];
    if (Engine === undefined) return;
    const max = maxBytes / bytesPerItem;
    const Bounded = function (...values) {
      if (new.target === undefined) throw new TypeError(`${name} is a constructor: use new`);
      const source = values[0];
      const isView = source === Object(source);
      if (!isView) values[0] = source === undefined ? 0 : +source;
      const count = isView ? source.length : values[0];
      if (count > max) refuse(name, count, bytesPerItem === 1 ? 'bytes' : 'items', max);
      return construct(Engine, values, new.target);
    };
    const { prototype } = Engine;
    setPrototypeOf(Bounded, getPrototypeOf(Engine));
    for (const key of Reflect.ownKeys(Engine)) {
      const own = Reflect.getOwnPropertyDescriptor(Engine, key);
      defineProperty(Bounded, key, key === 'prototype' ? { value: prototype, writable: false } : own);
    }
    defineProperty(prototype, 'constructor', { value: Bounded });
    defineProperty(globalThis, name, { value: Bounded });
  };
  boundMaker('ArrayBuffer', 1);
  for (const name of ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Float16', 'Int32', 'Uint32', 'Float32', 'Float64',
    'BigInt64', 'BigUint64'])
    boundMaker(`${name}Array`, globalThis[`${name}Array`]?.BYTES_PER_ELEMENT);
}
