// SPDX-License-Identifier: MIT
// Calls of the engine's own whose work has no bound, made of loops in JavaScript, which can be stopped. They do what
// ECMAScript 2026 says; where a call is small the engine's own does it.
(host) => {
  'use strict';
  const { ownKeys } = host.engine;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const few = 2 ** 10; // items

  const isObject = (value) => value === Object(value);
  const method = (owner, name, make) => {
    const inner = owner[name];
    if (inner === undefined) return;
    const made = make(inner);
    defineProperty(made, 'name', { value: name });
    defineProperty(made, 'length', { value: inner.length });
    defineProperty(owner, name, { value: made });
  };

  // The engine's constructors walk what they are given without end.
  for (const [name, adder] of [['Map', 'set'], ['Set', 'add'], ['WeakMap', 'set'], ['WeakSet', 'add']]) {
    const Engine = globalThis[name];
    const Looping = function (items) {
      if (new.target === undefined) throw new TypeError(`${name} is a constructor: use new`);
      const made = new.target === Looping ? new Engine() : construct(Engine, [], new.target);
      if (items === undefined || items === null) return made;
      const add = made[adder];
      if (typeof add !== 'function') throw new TypeError(`${adder} is no function`);
      for (const item of items) {
        if (adder === 'add') {
          apply(add, made, [item]);
          continue;
        }
        if (!isObject(item)) throw new TypeError('an item is no object');
        apply(add, made, [item[0], item[1]]);
      }
      return made;
    };
    for (const key of ownKeys(Engine)) {
      const own = getOwnPropertyDescriptor(Engine, key);
      if (key === 'prototype') own.writable = false;
      defineProperty(Looping, key, own);
    }
    defineProperty(Engine.prototype, 'constructor', { value: Looping });
    defineProperty(globalThis, name, { value: Looping });
  }

  const join = (list, separator, write) => {
    const between = separator === undefined ? ',' : `${separator}`;
    const { length } = list;
    let text = '';
    for (let i = 0; i < length; i++) {
      const item = list[i];
      if (i > 0) text += between;
      if (item !== undefined && item !== null) text += write(item);
    }
    return text;
  };
  const plainly = (item) => `${item}`;
  const locally = (item) => `${item.toLocaleString()}`;
  const TypedArray = getPrototypeOf(Int8Array);
  for (const { prototype } of [Array, TypedArray]) {
    const isList = prototype === Array.prototype ? isArray : isView;
    const most = prototype === Array.prototype ? 2 ** 20 : Infinity; // the rest guards.js refuses
    const isLong = (list) => isList(list) && list.length > few && list.length <= most;
    method(prototype, 'join', (inner) => ({ join(separator) {
      return isLong(this) ? join(this, separator, plainly) : inner.call(this, separator);
    } }).join);
    method(prototype, 'toString', (inner) => ({ toString() {
      return isLong(this) && typeof this.join === 'function' ? this.join() : inner.call(this);
    } }).toString);
    method(prototype, 'toLocaleString', (inner) => ({ toLocaleString() {
      return isLong(this) ? join(this, undefined, locally) : inner.call(this);
    } }).toLocaleString);
  }
  // Numbers in the order of the language: -0 before 0, NaN last.
  const byNumber = (a, b) => {
    if (a < b) return -1;
    if (a > b) return 1;
    if (a !== a || b !== b) return (a !== a ? 1 : 0) - (b !== b ? 1 : 0);
    return a === 0 && b === 0 ? (1 / Number(a) < 0 ? 0 : 1) - (1 / Number(b) < 0 ? 0 : 1) : 0;
  };
  for (const name of ['sort', 'toSorted']) {
    method(TypedArray.prototype, name, (inner) => ({ sort(compare) {
      return inner.call(this, compare === undefined && isView(this) && this.length > few ? byNumber : compare);
    } }).sort);
  }

  const speciesOf = (list) => {
    if (!isArray(list)) return Array;
    let { constructor } = list;
    if (isObject(constructor)) constructor = constructor[Symbol.species] ?? undefined;
    return constructor === undefined ? Array : constructor;
  };
  const flatten = (list, length, depth, target) => {
    for (let i = 0; i < length; i++) {
      if (!(i in list)) continue;
      const item = list[i];
      if (depth > 0 && isArray(item)) flatten(item, item.length, depth - 1, target);
      else defineProperty(target, target.length, { value: item, writable: true, enumerable: true, configurable: true });
    }
  };
  method(Array.prototype, 'flat', () => ({ flat(depth) {
    if (this === undefined || this === null) throw new TypeError('flat() is called on nothing');
    const list = Object(this);
    const length = Math.min(Math.max(Math.trunc(+list.length) || 0, 0), Number.MAX_SAFE_INTEGER);
    const most = depth === undefined ? 1 : Math.trunc(+depth) || 0;
    const Species = speciesOf(list);
    const target = new Species(0);
    flatten(list, length, most, target);
    return target;
  } }).flat);

  // The engine's own takes room for all items at once: for a million 8 MB, which lasts 3 ms that nothing can stop.
  method(Array, 'from', (inner) => ({ from(items, map, self) {
    if (this !== Array || !isObject(items) || (items[Symbol.iterator] ?? undefined) !== undefined) return inner.call(this, items, map, self);
    if (map !== undefined && typeof map !== 'function') throw new TypeError('from(items, map): map is no function');
    const length = Math.min(Math.max(Math.trunc(+items.length) || 0, 0), Number.MAX_SAFE_INTEGER);
    const made = [];
    for (let i = 0; i < length; i++) {
      const item = map === undefined ? items[i] : apply(map, self, [items[i], i]);
      made[i] = item;
      // A setter that the script put on Array.prototype took it.
      if (made.length === i) defineProperty(made, i, { value: item, writable: true, enumerable: true, configurable: true });
    }
    return made;
  } }).from);

  // JSON: what is small the engine reads, what is large is taken apart for it.
  const { parse, stringify } = JSON;
  const chunk = 2 ** 13; // characters
  const maxUnits = 2 ** 20; // of a text that is a single value
  const maxItems = 2 ** 13; // of a typed array, each a key of its own
  const bounded = (value) => {
    if (typeof value === 'string' ? value.length <= maxUnits : !(isView(value) && value.length > maxItems)) return value;
    const message = typeof value === 'string' ? `JSON of a text of ${value.length} characters: a single one has at most ${maxUnits}`
      : `JSON of a typed array of ${value.length} items: it has at most ${maxItems}, a plain array may have more`;
    throw Object.assign(new RangeError(message), { code: 'NVTS_MEMORY' });
  };
  const own = (object, key, value) => {
    if (key === '__proto__') defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    else object[key] = value;
  };
  // The place behind the text that begins at `at`.
  const endOfText = (text, at) => {
    for (let end = at + 1; end < text.length; end++) {
      const unit = text.charCodeAt(end);
      if (unit === 0x5c) end++;
      else if (unit === 0x22) return end + 1;
    }
    return text.length;
  };
  // The place of the comma or bracket that ends the item which begins at `at`.
  const endOfItem = (text, at) => {
    let depth = 0;
    for (let end = at; end < text.length; end++) {
      const unit = text.charCodeAt(end);
      if (unit === 0x22) end = endOfText(text, end) - 1;
      else if (unit === 0x5b || unit === 0x7b) depth++;
      else if (unit === 0x5d || unit === 0x7d) {
        if (depth-- === 0) return end;
      } else if (unit === 0x2c && depth === 0) return end;
    }
    return text.length;
  };
  const isBlank = (unit) => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
  const skip = (text, at) => {
    let next = at;
    while (isBlank(text.charCodeAt(next))) next++;
    return next;
  };
  const parseLong = (given) => {
    if (given.length <= 2 * chunk) return parse(given);
    const text = given.slice(skip(given, 0));
    const open = text[0];
    if (open !== '[' && open !== '{') return parse(bounded(text));
    const close = open === '[' ? ']' : '}';
    const made = open === '[' ? [] : {};
    // Items one after another, as many as make a chunk, are read at once.
    const take = (items) => {
      const part = parse(open + items + close);
      if (open === '[') for (let i = 0; i < part.length; i++) own(made, made.length, part[i]);
      else for (const key in part) own(made, key, part[key]);
    };
    let start = 1;
    let at = 1;
    for (;;) {
      const end = endOfItem(text, at);
      if (end - skip(text, at) > chunk) {
        if (at > start) take(text.slice(start, at - 1));
        let value = at;
        let key;
        if (open === '{') {
          value = skip(text, at);
          const behind = endOfText(text, value);
          key = parse(text.slice(value, behind));
          value = skip(text, behind);
          if (typeof key !== 'string' || text[value] !== ':') parse(text.slice(at, at + 100));
          value++;
        }
        own(made, key ?? made.length, parseLong(text.slice(value, end)));
        start = end + 1;
      } else if (end - start > chunk || text[end] !== ',') {
        // Nothing between two commas, or behind the last one, is an error, nothing at all is not.
        const items = text.slice(start, end);
        const first = skip(text, start) < end;
        if (first || text[end] === ',' || start > 1) take(first ? items : ',');
        start = end + 1;
      }
      at = end + 1;
      if (text[end] === ',') continue;
      if (text[end] !== close || skip(text, at) < text.length) parse('[,');
      return made;
    }
  };
  const revive = (holder, key, reviver) => {
    const value = holder[key];
    if (isObject(value)) {
      const keys = isArray(value) ? undefined : Object.keys(value);
      const count = keys === undefined ? value.length : keys.length;
      for (let i = 0; i < count; i++) {
        const name = keys === undefined ? `${i}` : keys[i];
        const item = revive(value, name, reviver);
        if (item === undefined) delete value[name];
        else Reflect.defineProperty(value, name, { value: item, writable: true, enumerable: true, configurable: true });
      }
    }
    return apply(reviver, holder, [key, value]);
  };
  method(JSON, 'parse', () => ({ parse(value, reviver) {
    const text = `${value}`;
    if (text.length <= 2 * chunk) return parse(text, reviver);
    const made = parseLong(text);
    return typeof reviver === 'function' ? revive({ '': made }, '', reviver) : made;
  } }).parse);

  // A function that is asked for each item makes stringify() one that can be stopped.
  const every = (_, value) => bounded(value);
  method(JSON, 'stringify', () => ({ stringify(value, replacer, space) {
    if (typeof replacer === 'function')
      return stringify(value, function (key, item) { return bounded(apply(replacer, this, [key, item])); }, space);
    bounded(value);
    if (!isObject(value) && typeof value !== 'bigint') return stringify(value);
    if (!isArray(replacer)) return stringify(value, every, space);
    const keys = new Set();
    for (let i = 0; i < replacer.length; i++) {
      const key = replacer[i];
      if (typeof key === 'string' || typeof key === 'number' || key instanceof String || key instanceof Number) keys.add(`${key}`);
    }
    return stringify(value, (_, item) => {
      if (!isObject(item) || isArray(item) || typeof item === 'function') return bounded(item);
      if (item instanceof Number || item instanceof String || item instanceof Boolean) return item;
      const kept = {};
      for (const key of keys) {
        if (Object.prototype.propertyIsEnumerable.call(item, key)) own(kept, key, item[key]);
      }
      return kept;
    }, space);
  } }).stringify);
}
