// SPDX-License-Identifier: MIT
// Regular expressions that end. All that searches for one does so by `search` below, a search at a time: the host has
// rehearsed it, where its source and the length of the text do not already tell that it is short. Between two searches
// the script can be stopped. The methods follow ECMAScript 2026, 22.2.6, to the letter: what they do can be observed.
(host) => {
  'use strict';
  const { expressionLimit, rehearse } = host;
  const { ownKeys } = host.engine;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { create, is } = Object;
  const { trunc, min } = Math;
  const Engine = RegExp;
  const { prototype } = RegExp;
  const { exec: engineExec } = prototype;
  const getter = (name) => getOwnPropertyDescriptor(prototype, name).get;
  const getSource = getter('source');
  const letters = ['g', 'i', 'm', 's', 'u', 'v', 'y'];
  const getters = ['global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'unicodeSets', 'sticky'].map(getter);
  const maxUnits = 2 ** 24; // of a text, as in guards.js

  const fail = (what) => { throw new TypeError(what); };
  const isObject = (value) => value === Object(value);
  const receiver = (value, name) => {
    if (!isObject(value)) fail(`RegExp.prototype.${name} is called on what is no object`);
  };
  const toLength = (value) => {
    const length = trunc(+value);
    return length > 0 ? min(length, Number.MAX_SAFE_INTEGER) : 0;
  };

  // What is made of text is small: of a large one the making alone takes seconds, and a set of Unicode's takes a quarter of
  // a millisecond each time that it is named.
  const maxSource = 8192;
  const maxProperties = 16;
  const bounded = (source) => {
    let count = 0;
    if (source.length <= maxSource) {
      for (let i = source.indexOf('{'); i > 0; i = source.indexOf('{', i + 1)) {
        if (source[i - 1] !== 'p' && source[i - 1] !== 'P') continue;
        // Those of texts take a hundred times as long.
        count += /^(?:RGI_|Basic_Emoji|Emoji_Keycap)/.test(source.slice(i + 1, i + 16)) ? maxProperties : 1;
      }
      if (count <= maxProperties) return source;
    }
    const message = `a regular expression of ${source.length} characters and ${count} Unicode properties: one that is made of ` +
      `text has at most ${maxSource} and ${maxProperties}`;
    throw Object.assign(new RangeError(message), { code: 'NVTS_LIMIT' });
  };
  const isEngine = (value) => {
    try { getSource.call(value); return value !== prototype; } catch { return false; }
  };
  // The arguments of the engine's own constructor, every text in them read once.
  const readPattern = (pattern, flags) => {
    let source = pattern;
    let by = flags;
    if (isObject(pattern) && isEngine(pattern)) {
      source = getSource.call(pattern);
      if (by === undefined) by = pattern.flags;
    } else if (isLike(pattern)) {
      source = pattern.source;
      if (by === undefined) by = pattern.flags;
    }
    return { source: bounded(source === undefined ? '' : `${source}`), flags: by === undefined ? '' : `${by}` };
  };
  const isLike = (pattern) => {
    if (!isObject(pattern)) return false;
    const matcher = pattern[Symbol.match];
    return matcher === undefined ? isEngine(pattern) : !!matcher;
  };
  const Bounded = function (pattern, flags) {
    if (new.target === undefined && flags === undefined && isLike(pattern) && pattern.constructor === Bounded) return pattern;
    const read = readPattern(pattern, flags);
    return construct(Engine, [read.source, read.flags], new.target ?? Bounded);
  };
  const { compile } = prototype;

  // By source. Literals make a new expression each time they are met, so the object tells nothing.
  const limits = new Map();
  const learn = (source) => {
    const limit = expressionLimit(source);
    if (limits.size >= 256) limits.clear();
    limits.set(source, limit);
    return limit;
  };
  const ask = (source, flags, character) => engineExec.call(new Engine(`^(?:${source})$`, flags), character) !== null;
  const search = (expression, text) => {
    let source = getSource.call(expression);
    if (typeof expression.lastIndex !== 'number') {
      // What it is converted by may make another expression of this one.
      expression.lastIndex = toLength(expression.lastIndex);
      source = getSource.call(expression);
    }
    if (text.length > (limits.get(source) ?? learn(source))) {
      let flags = '';
      for (let i = 0; i < letters.length; i++) if (getters[i].call(expression)) flags += letters[i];
      const start = flags[0] === 'g' || flags[flags.length - 1] === 'y' ? toLength(expression.lastIndex) : 0;
      if (start <= text.length) rehearse(source, flags, text, start, ask);
    }
    return engineExec.call(expression, text);
  };

  const methods = {
    exec(text) {
      if (typeof text === 'string') return search(this, text);
      getSource.call(this);
      return search(this, `${text}`);
    },
  };
  const { exec } = methods;
  const execute = (expression, text) => {
    const own = expression.exec;
    if (own === exec || typeof own !== 'function') return search(expression, text);
    const found = apply(own, expression, [text]);
    if (found !== null && !isObject(found)) fail('exec() gave neither an object nor null');
    return found;
  };
  const advance = (text, index, byCharacters) => {
    const step = byCharacters && index + 1 < text.length && text.codePointAt(index) > 0xffff ? 2 : 1;
    return index + step;
  };
  const speciesOf = (expression) => {
    const { constructor } = expression;
    if (constructor === undefined) return Engine;
    if (!isObject(constructor)) fail('the constructor is no object');
    const Species = constructor[Symbol.species] ?? Engine;
    return Species === Bounded ? Engine : Species;
  };

  // Each match of a global expression.
  const executeAll = (expression, text, flags, take) => {
    const byCharacters = flags.includes('u') || flags.includes('v');
    expression.lastIndex = 0;
    for (;;) {
      const found = execute(expression, text);
      if (found === null) return;
      if (take(found) === '') expression.lastIndex = advance(text, toLength(expression.lastIndex), byCharacters);
    }
  };

  // The text that stands for a match: $1 and its like in `template`. Of use to searches.js, too.
  const expand = host.engine.expand = (template, text, matched, at, captures, groups) => {
    let result = '';
    let done = 0;
    for (let i = template.indexOf('$'); i >= 0; i = template.indexOf('$', i)) {
      const next = template[i + 1];
      let end = i + 2;
      let part;
      if (next === '$') part = '$';
      else if (next === '&') part = matched;
      else if (next === '`') part = text.slice(0, at);
      else if (next === "'") part = text.slice(min(at + matched.length, text.length));
      else if (next >= '0' && next <= '9') {
        let number = +next;
        const second = template[end];
        if (second >= '0' && second <= '9' && number * 10 + +second <= captures.length && number * 10 + +second > 0) {
          number = number * 10 + +second;
          end++;
        }
        if (number >= 1 && number <= captures.length) part = captures[number - 1] ?? '';
      } else if (next === '<' && groups !== undefined) {
        const close = template.indexOf('>', end);
        if (close >= 0) {
          const captured = groups[template.slice(end, close)];
          part = captured === undefined ? '' : `${captured}`;
          end = close + 1;
        }
      }
      if (part === undefined) {
        i++;
        continue;
      }
      result += template.slice(done, i) + part;
      done = i = end;
    }
    return result + template.slice(done);
  };
  const replacement = (found, text, value, matched) => {
    const count = toLength(found.length);
    const at = min(trunc(+found.index) > 0 ? trunc(+found.index) : 0, text.length);
    const captures = [];
    for (let i = 1; i < count; i++) captures[i - 1] = found[i] === undefined ? undefined : `${found[i]}`;
    const { groups } = found;
    let by;
    if (typeof value === 'function') {
      const values = [matched];
      for (let i = 0; i < captures.length; i++) values[i + 1] = captures[i];
      values[values.length] = at;
      values[values.length] = text;
      if (groups !== undefined) values[values.length] = groups;
      by = `${apply(value, undefined, values)}`;
    } else {
      by = expand(value, text, matched, at, captures, groups === undefined ? undefined : Object(groups));
    }
    return { at, by };
  };

  const species = {
    match(subject) {
      receiver(this, '[Symbol.match]');
      const text = `${subject}`;
      const flags = `${this.flags}`;
      if (!flags.includes('g')) return execute(this, text);
      const all = [];
      executeAll(this, text, flags, (found) => (all[all.length] = `${found[0]}`));
      return all.length === 0 ? null : all;
    },
    matchAll(subject) {
      receiver(this, '[Symbol.matchAll]');
      const text = `${subject}`;
      const Species = speciesOf(this);
      const flags = `${this.flags}`;
      const matcher = new Species(this, flags);
      matcher.lastIndex = toLength(this.lastIndex);
      return new Matches(matcher, text, flags.includes('g'), flags.includes('u') || flags.includes('v'));
    },
    replace(subject, by) {
      receiver(this, '[Symbol.replace]');
      const text = `${subject}`;
      const value = typeof by === 'function' ? by : `${by}`;
      const flags = `${this.flags}`;
      const all = [];
      if (flags.includes('g')) {
        executeAll(this, text, flags, (found) => `${(all[all.length] = found)[0]}`);
      } else {
        const found = execute(this, text);
        if (found !== null) all[0] = found;
      }
      let result = '';
      let done = 0;
      for (let i = 0; i < all.length; i++) {
        const matched = `${all[i][0]}`;
        const { at, by: part } = replacement(all[i], text, value, matched);
        if (at < done) continue;
        result += text.slice(done, at) + part;
        done = at + matched.length;
        if (result.length > maxUnits) {
          const message = `replace makes a text of more than ${maxUnits} characters`;
          throw Object.assign(new RangeError(message), { code: 'NVTS_MEMORY' });
        }
      }
      return done >= text.length ? result : result + text.slice(done);
    },
    search(subject) {
      receiver(this, '[Symbol.search]');
      const text = `${subject}`;
      const before = this.lastIndex;
      if (!is(before, 0)) this.lastIndex = 0;
      const found = execute(this, text);
      if (!is(this.lastIndex, before)) this.lastIndex = before;
      return found === null ? -1 : found.index;
    },
    split(subject, limit) {
      receiver(this, '[Symbol.split]');
      const text = `${subject}`;
      const Species = speciesOf(this);
      const flags = `${this.flags}`;
      const byCharacters = flags.includes('u') || flags.includes('v');
      // One step for each character, or where the expression is the engine's own one for each match.
      const jumps = Species === Engine;
      let splitting = flags.includes('y') ? flags : `${flags}y`;
      if (jumps) splitting = splitting.split('y').join(flags.includes('g') ? '' : 'g');
      const splitter = new Species(this, splitting);
      const parts = [];
      const most = limit === undefined ? 2 ** 32 - 1 : limit >>> 0;
      if (most === 0) return parts;
      if (text.length === 0) {
        if (execute(splitter, text) === null) parts[0] = text;
        return parts;
      }
      let done = 0;
      let at = 0;
      while (at < text.length) {
        splitter.lastIndex = at;
        const found = execute(splitter, text);
        if (jumps) at = found === null ? text.length : found.index;
        if (at >= text.length) break;
        const end = found === null ? done : min(toLength(splitter.lastIndex), text.length);
        if (end === done) {
          at = advance(text, at, byCharacters);
          continue;
        }
        parts[parts.length] = text.slice(done, at);
        if (parts.length === most) return parts;
        done = at = end;
        const count = toLength(found.length);
        for (let i = 1; i < count; i++) {
          parts[parts.length] = found[i];
          if (parts.length === most) return parts;
        }
      }
      parts[parts.length] = text.slice(done);
      return parts;
    },
  };
  methods.compile = {
    compile(pattern, flags) {
      getSource.call(this);
      const read = readPattern(pattern, flags);
      return compile.call(this, read.source, read.flags);
    },
  }.compile;
  methods.test = {
    test(text) {
      receiver(this, 'test');
      return execute(this, `${text}`) !== null;
    },
  }.test;

  // What matchAll() gives keeps the engine's prototype.
  const MatchesPrototype = getPrototypeOf(''.matchAll(/a/g));
  class Given {
    constructor(object) { return object; }
  }
  class Matches extends Given {
    #matcher; #text; #isGlobal; #byCharacters;
    #done = false;
    constructor(matcher, text, isGlobal, byCharacters) {
      super(create(MatchesPrototype));
      this.#matcher = matcher;
      this.#text = text;
      this.#isGlobal = isGlobal;
      this.#byCharacters = byCharacters;
    }
    static methods = {
      next() {
        if (this.#done) return { value: undefined, done: true };
        const found = execute(this.#matcher, this.#text);
        this.#done = found === null || !this.#isGlobal;
        if (found === null) return { value: undefined, done: true };
        if (this.#isGlobal && `${found[0]}` === '') {
          this.#matcher.lastIndex = advance(this.#text, toLength(this.#matcher.lastIndex), this.#byCharacters);
        }
        return { value: found, done: false };
      },
    };
  }
  defineProperty(MatchesPrototype, 'next', { value: Matches.methods.next });

  // The engine's own takes ten times as long once exec is another.
  const { get } = getOwnPropertyDescriptor({
    get flags() {
      receiver(this, 'flags');
      let text = this.hasIndices ? 'd' : '';
      if (this.global) text += 'g';
      if (this.ignoreCase) text += 'i';
      if (this.multiline) text += 'm';
      if (this.dotAll) text += 's';
      if (this.unicode) text += 'u';
      if (this.unicodeSets) text += 'v';
      if (this.sticky) text += 'y';
      return text;
    },
  }, 'flags');
  defineProperty(prototype, 'flags', { get });

  for (const key of ownKeys(Engine)) {
    const own = getOwnPropertyDescriptor(Engine, key);
    if (key === 'prototype') own.writable = false;
    // The last search is known to the engine's own.
    else if (typeof key === 'string' && (own.get || own.set)) Object.assign(own, { get: () => Engine[key], set: (value) => { Engine[key] = value; } });
    defineProperty(Bounded, key, own);
  }
  defineProperty(prototype, 'constructor', { value: Bounded });
  globalThis.RegExp = Bounded;
  for (const name of ['compile', 'exec', 'test']) defineProperty(prototype, name, { value: methods[name] });
  for (const [name, value] of Object.entries(species)) {
    const symbol = Symbol[name];
    defineProperty(value, 'name', { value: `[Symbol.${name}]` });
    defineProperty(prototype, symbol, { value });
  }
}
