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
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const maxSorted = 2 ** 10; // by the engine's own order
  const maxSortedUnits = 2 ** 20; // of texts, likewise
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
  // Each comparison may go to the texts' ends.
  const isHeavy = (list) => {
    const { length } = list;
    let units = 0;
    for (let i = 0; i < length && units <= maxSortedUnits; i++) {
      const item = list[i];
      units += typeof item === 'string' ? item.length : item === Object(item) ? Infinity : 0;
    }
    return units > maxSortedUnits;
  };
  for (const name of ['sort', 'toSorted']) {
    guard(Array.prototype, name, (list, values) => {
      boundItems(name, list);
      if (values[0] === undefined && (list?.length > maxSorted || (list === Object(list) && isHeavy(list)))) values[0] = byText;
    });
  }

  // By what a character takes the engine: five milliseconds a call.
  // With a `handler` an object that has this method does the work, not the engine.
  const boundText = (owner, name, max, handler) => {
    const inner = owner[name];
    if (inner === undefined) return;
    const isMethod = owner === String.prototype;
    const guarded = {
      [name](...values) {
        const subject = isMethod ? this : values[0];
        if (isMethod && (subject === undefined || subject === null)) return apply(inner, this, values);
        if (handler !== undefined && values[0]?.[handler] !== undefined) return apply(inner, this, values);
        const text = `${subject}`;
        if (text.length > max) refuse(name, text.length, 'characters', max);
        if (isMethod) return apply(inner, text, values);
        values[0] = text;
        return apply(inner, this, values);
      },
    }[name];
    defineProperty(guarded, 'length', { value: inner.length });
    defineProperty(owner, name, { value: guarded });
  };
  for (const name of ['toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'toWellFormed'])
    boundText(String.prototype, name, 2 ** 18);
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase', 'localeCompare']) boundText(String.prototype, name, 2 ** 17);
  boundText(String.prototype, 'normalize', 2 ** 15);
  boundText(String.prototype, 'split', 2 ** 17, Symbol.split);
  boundText(String.prototype, 'replaceAll', 2 ** 15, Symbol.replace);
  for (const name of ['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'])
    boundText(globalThis, name, 2 ** 16);
  guard(String.prototype, 'localeCompare', (_, values) => {
    values[0] = `${values[0]}`;
    if (values[0].length > 2 ** 17) refuse('localeCompare', values[0].length, 'characters', 2 ** 17);
  });
  // What stands for a match may hold the whole text again, and be put into it as often as it has characters.
  for (const name of ['replace', 'replaceAll']) {
    guard(String.prototype, name, (text, values) => {
      const search = values[0];
      if (text === undefined || text === null || search?.[Symbol.replace] !== undefined || typeof values[1] === 'function') return;
      values[1] = `${values[1]}`;
      const { length } = `${text}`;
      const units = values[1].length * (values[1].includes('$') ? length : 1) * (name === 'replace' ? 1 : length);
      if (units > maxUnits) refuse(name, units, 'characters', maxUnits);
    });
  }
  // A large number is made by an operator at once, its text takes the square of its length.
  const maxInteger = 1n << 16384n;
  const minInteger = -maxInteger; // made once: it takes 2 KB
  for (const name of ['toString', 'toLocaleString']) {
    guard(BigInt.prototype, name, (value) => {
      if (typeof value === 'bigint' && (value > maxInteger || value < minInteger)) refuse(name, 'more than 16384', 'bits', 16384);
    });
  }

  const EngineBigInt = BigInt;
  const maxDigits = 2 ** 13;
  for (const name of ['asIntN', 'asUintN']) {
    guard(BigInt, name, (_, values) => {
      if (typeof values[1] === 'string' && values[1].length > maxDigits) refuse(name, values[1].length, 'digits', maxDigits);
    });
  }
  const BoundedBigInt = function (value) {
    if (new.target !== undefined) throw new TypeError('BigInt is no constructor');
    if (typeof value === 'string' && value.length > maxDigits) refuse('BigInt', value.length, 'digits', maxDigits);
    return EngineBigInt(value);
  };
  for (const key of Reflect.ownKeys(EngineBigInt)) {
    const own = Reflect.getOwnPropertyDescriptor(EngineBigInt, key);
    if (key === 'prototype') own.writable = false;
    defineProperty(BoundedBigInt, key, own);
  }
  defineProperty(EngineBigInt.prototype, 'constructor', { value: BoundedBigInt });
  defineProperty(globalThis, 'BigInt', { value: BoundedBigInt });
  guard(RegExp, 'escape', (_, values) => {
    const { length } = values[0] ?? '';
    if (length > 2 ** 15) refuse('escape', length, 'characters', 2 ** 15);
  });

  // Each character of a text and each item of a list is a key of its own.
  const boundKeys = (owner, name, max) => {
    guard(owner, name, (_, values) => {
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (!(typeof value === 'string' || isArray(value) || isView(value) || value instanceof String)) continue;
        if (value.length > max) refuse(`${name}() of a text or list`, value.length, 'items', max);
      }
    });
  };
  for (const name of ['assign', 'defineProperties', 'entries', 'getOwnPropertyDescriptors', 'getOwnPropertyNames', 'keys', 'values'])
    boundKeys(Object, name, 2 ** 13);
  boundKeys(Reflect, 'ownKeys', 2 ** 13);
  for (const name of ['freeze', 'isFrozen', 'isSealed', 'preventExtensions', 'seal']) boundKeys(Object, name, 2 ** 14);

  const maxMembers = 2 ** 13;
  for (const name of ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']) {
    guard(Set.prototype, name, (set, values) => {
      for (const { size } of [set ?? {}, values[0] ?? {}]) if (size > maxMembers) refuse(name, size, 'members', maxMembers);
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
