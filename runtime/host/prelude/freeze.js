// SPDX-License-Identifier: MIT
// Freezes what all packages of a bundle share, so that none can change it under another. The engine takes its fast
// paths for arrays only as long as some properties are just as it made them: these stay open (measured: copying and
// spreading an array 5 to 17 times slower). Returns a function that names what has since been changed of them, or ''.
(host) => {
  'use strict';
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, preventExtensions } = Reflect;
  const { freeze, ownKeys } = host.engine; // without their guards, which take a millisecond here
  const ArrayIteratorPrototype = getPrototypeOf([].values());

  // Object to the keys that stay open. Those that are extensible take new keys.
  const open = new Map([
    [globalThis, []],  // packages share settings there
    [Object.prototype, []],
    [Array.prototype, ['length', 'constructor', Symbol.iterator]],
    [Array, [Symbol.species]],
    [ArrayIteratorPrototype, ['next']],
    [Error, ['stackTraceLimit']],  // packages set it, and it changes nothing but the length of stacks
  ]);
  const extensible = new Set([globalThis, Object.prototype, Array.prototype]);

  // Assigning to a property that is inherited and read-only throws, and packages do give objects of their own a
  // toString, errors a name, prototypes a constructor. As accessors such properties can be assigned to: the setter makes
  // the property that the assignment would have made.
  const shared = new Set([globalThis]);
  const reach = (value) => {
    if (typeof value === 'function' || (typeof value === 'object' && value !== null)) shared.add(value);
  };
  const assignable = (prototype, names) => {
    for (const name of names) {
      const { value } = getOwnPropertyDescriptor(prototype, name) ?? {};
      if (value === undefined) continue;
      reach(value);
      const get = () => value;
      const set = function (assigned) {
        const own = { value: assigned, writable: true, enumerable: true, configurable: true };
        if (this === prototype || !defineProperty(this, name, own)) throw new TypeError(`${String(name)} is frozen: packages share it`);
      };
      defineProperty(prototype, name, { get, set });
    }
  };
  assignable(Object.prototype, ownKeys(Object.prototype));
  assignable(Function.prototype, ['toString', 'call', 'apply', 'bind', 'constructor']);
  for (const error of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError])
    assignable(error.prototype, ['name', 'message', 'toString', 'constructor']);
  for (const type of [Map, Set, WeakMap, WeakSet, Date, Number, Boolean, String, Symbol, BigInt])
    assignable(type.prototype, ['toString', 'valueOf', 'constructor']);

  const made = [function* () {}, (function* () {})(), [].values(), new Map().values(), new Set().values(),
    ''.matchAll(/a/g), ''[Symbol.iterator]()];
  if (globalThis.Iterator) made.push(Iterator.from({ next() {} }), [].values().map((item) => item));
  for (const object of made) reach(getPrototypeOf(object));
  // A Set hands out what is added while it is walked.
  for (const object of shared) {
    reach(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const own = getOwnPropertyDescriptor(object, key);
      if (own === undefined) continue;
      if (own.get === undefined && own.set === undefined) {
        reach(own.value);
        continue;
      }
      reach(own.get);
      reach(own.set);
    }
  }

  const parts = [];
  for (const object of shared) {
    const openKeys = open.get(object);
    if (openKeys === undefined) {
      freeze(object);
      continue;
    }
    for (const key of ownKeys(object)) {
      const { writable, configurable } = getOwnPropertyDescriptor(object, key);
      if (openKeys.includes(key) || !(writable || configurable)) continue;
      defineProperty(object, key, writable ? { writable: false, configurable: false } : { configurable: false });
    }
    if (!extensible.has(object)) preventExtensions(object);
    if (object === Error || object === globalThis) continue;
    for (const key of openKeys) parts.push({ object, key, was: getOwnPropertyDescriptor(object, key) });
  }

  const names = new Map([[Object.prototype, 'Object.prototype'], [Array.prototype, 'Array.prototype'], [Array, 'Array'],
    [ArrayIteratorPrototype, 'the iterators of arrays']]);
  const grown = [Object.prototype, Array.prototype].map((object) => ({ object, keys: ownKeys(object) }));
  // By index: what iterates over arrays is among what may have been changed.
  return () => {
    for (let i = 0; i < grown.length; i++) {
      const { object, keys } = grown[i];
      const now = ownKeys(object);
      for (let k = 0; k < now.length; k++) {
        if (!keys.includes(now[k])) return `${names.get(object)} (${String(now[k])})`;
      }
    }
    for (let i = 0; i < parts.length; i++) {
      const { object, key, was } = parts[i];
      const is = getOwnPropertyDescriptor(object, key);
      if (is?.value !== was?.value || is?.get !== was?.get) return `${names.get(object)} (${String(key)})`;
    }
    return '';
  };
}
