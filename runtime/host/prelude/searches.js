// SPDX-License-Identifier: MIT
// The engine compares what is searched for with each place where it may stand: a search takes the product of two lengths,
// and nothing stops it. Where that is large the text is searched in pieces, between which the script can be stopped.
(host) => {
  'use strict';
  const { engine } = host;
  const { apply, defineProperty } = Reflect;
  const { isArray } = Array;
  const { floor, max, min, trunc } = Math;
  const { indexOf, lastIndexOf, slice } = String.prototype;
  const most = 2 ** 22; // characters that are compared at once: 4 ms at most
  const maxUnits = 2 ** 24; // of a text, as in guards.js

  const isObject = (value) => value === Object(value);
  const isExpression = (value) => {
    if (!isObject(value)) return false;
    const matcher = value[Symbol.match];
    return matcher === undefined ? value instanceof RegExp : !!matcher;
  };
  const isNothing = (value) => value === undefined || value === null;
  const isShort = (text, part) => text.length * part.length <= most;
  const method = (owner, name, make) => {
    const inner = owner[name];
    const made = make(inner);
    defineProperty(made, 'name', { value: name });
    defineProperty(made, 'length', { value: inner.length });
    defineProperty(owner, name, { value: made });
  };

  const find = (text, part, from) => {
    if (part.length < 2 || isShort(text, part)) return indexOf.call(text, part, from);
    const step = max(floor(most / part.length), 1);
    for (let at = from; at <= text.length - part.length; at += step) {
      const found = indexOf.call(slice.call(text, at, at + step + part.length - 1), part);
      if (found >= 0) return at + found;
    }
    return -1;
  };
  const findLast = (text, part, from) => {
    if (part.length < 2 || isShort(text, part)) return lastIndexOf.call(text, part, from);
    const step = max(floor(most / part.length), 1);
    for (let last = min(from, text.length - part.length); last >= 0; last -= step) {
      const at = max(last - step + 1, 0);
      const found = lastIndexOf.call(slice.call(text, at, last + part.length), part);
      if (found >= 0) return at + found;
    }
    return -1;
  };
  const start = (text, position) => min(max(trunc(+position) || 0, 0), text.length);

  const { prototype } = String;
  method(prototype, 'indexOf', (inner) => ({ indexOf(search, position) {
    if (typeof this === 'string' && typeof search === 'string' && isShort(this, search)) return inner.call(this, search, position);
    if (isNothing(this)) return inner.call(this, search);
    const text = `${this}`;
    const part = `${search}`;
    return find(text, part, start(text, position));
  } }).indexOf);
  method(prototype, 'includes', (inner) => ({ includes(search, position) {
    if (typeof this === 'string' && typeof search === 'string' && isShort(this, search)) return inner.call(this, search, position);
    if (isNothing(this)) return inner.call(this, search);
    const text = `${this}`;
    if (isExpression(search)) throw new TypeError('includes(search): search is a regular expression, and must be a text');
    const part = `${search}`;
    return find(text, part, start(text, position)) >= 0;
  } }).includes);
  method(prototype, 'lastIndexOf', (inner) => ({ lastIndexOf(search, position) {
    if (typeof this === 'string' && typeof search === 'string' && isShort(this, search)) return inner.call(this, search, position);
    if (isNothing(this)) return inner.call(this, search);
    const text = `${this}`;
    const part = `${search}`;
    const from = +position;
    return findLast(text, part, from !== from ? text.length : start(text, from));
  } }).lastIndexOf);

  // Whether a method of the text, which is given something to search for, leaves that to nobody else and takes long.
  const takesLong = (text, search, handler) => {
    if (typeof text === 'string' && typeof search === 'string') return !isShort(text, search);
    return !isNothing(text) && (isNothing(search) || isNothing(search[handler]));
  };
  method(prototype, 'split', (inner) => ({ split(separator, limit) {
    if (!takesLong(this, separator, Symbol.split)) return inner.call(this, separator, limit);
    const text = `${this}`;
    const count = limit === undefined ? 2 ** 32 - 1 : limit >>> 0;
    const part = `${separator}`;
    if (separator === undefined || count === 0 || isShort(text, part)) return inner.call(text, separator === undefined ? separator : part, count);
    const parts = [];
    const add = (value) => defineProperty(parts, parts.length, { value, writable: true, enumerable: true, configurable: true });
    let done = 0;
    for (let at = find(text, part, 0); at >= 0; at = find(text, part, done)) {
      add(slice.call(text, done, at));
      if (parts.length === count) return parts;
      done = at + part.length;
    }
    add(slice.call(text, done));
    return parts;
  } }).split);
  for (const name of ['replace', 'replaceAll']) {
    method(prototype, name, (inner) => ({ replace(search, by) {
      if (!takesLong(this, search, Symbol.replace)) return inner.call(this, search, by);
      const text = `${this}`;
      if (name === 'replaceAll' && isExpression(search)) return inner.call(text, search, by);
      const part = `${search}`;
      const value = typeof by === 'function' ? by : `${by}`;
      if (isShort(text, part)) return inner.call(text, part, value);
      let made = '';
      let done = 0;
      for (let at = find(text, part, 0); at >= 0; at = find(text, part, done)) {
        // expressions.js, which runs after this, puts it there.
        const put = typeof value === 'function' ? `${apply(value, undefined, [part, at, text])}` : engine.expand(value, text, part, at, []);
        made += slice.call(text, done, at) + put;
        done = at + part.length;
        if (made.length > maxUnits) {
          const message = `${name} makes a text of more than ${maxUnits} characters`;
          throw Object.assign(new RangeError(message), { code: 'NVTS_MEMORY' });
        }
        if (name === 'replace') break;
      }
      return made + slice.call(text, done);
    } }).replace);
  }

  // Lists of texts: those of one length are compared to their ends.
  for (const name of ['indexOf', 'includes', 'lastIndexOf']) {
    method(Array.prototype, name, (inner) => ({ [name](item, from) {
      const isGiven = arguments.length > 1;
      if (typeof item !== 'string' || isNothing(this) || (isArray(this) && isShort(this, item)))
        return isGiven ? inner.call(this, item, from) : inner.call(this, item);
      const list = Object(this);
      const length = min(max(trunc(+list.length) || 0, 0), Number.MAX_SAFE_INTEGER);
      const isLast = name === 'lastIndexOf';
      const given = isGiven ? trunc(+from) || 0 : isLast ? length - 1 : 0;
      const first = given < 0 ? length + given : given;
      if (isLast) {
        for (let i = min(first, length - 1); i >= 0; i--) if (i in list && list[i] === item) return i;
        return -1;
      }
      for (let i = max(first, 0); i < length; i++) {
        if (name === 'includes') {
          if (list[i] === item) return true;
        } else if (i in list && list[i] === item) {
          return i;
        }
      }
      return name === 'includes' ? false : -1;
    } })[name]);
  }
}
