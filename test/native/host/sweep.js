// SPDX-License-Identifier: MIT
// What sweep_test.cpp runs, a call each time: whatever can be reached from the globals, with what makes it work hard. One
// that a newer engine brings is reached as well.
(() => {
  // In a text of b's almost everywhere, and almost equal to one of its length: what is compared differs in the middle.
  const almost = (half) => `${'b'.repeat(half)}ac${'b'.repeat(half)}`;
  const values = {
    bs: () => 'b'.repeat(2 ** 20),
    manyBs: () => 'b'.repeat(2 ** 17),
    texts: () => Array(2 ** 17).fill('b'.repeat(2 ** 16 + 2)),
    text: () => 'ab'.repeat(2 ** 20),
    digits: () => '9'.repeat(2 ** 18),
    json: () => `[${'[],'.repeat(2 ** 16)}1]`,
    numbers: () => Array.from({ length: 2 ** 17 }, (_, i) => (i * 7919) % 1000003),
    nested: () => { let list = []; for (let i = 0; i < 20; i++) list = [list, list]; return list; },
    arguments: () => ({ length: 2 ** 53 - 1 }),
    map: () => new Map(Array.from({ length: 2 ** 14 }, (_, i) => [i, i])),
    set: () => new Set(Array.from({ length: 2 ** 14 }, (_, i) => i)),
    floats: () => Float64Array.from({ length: 2 ** 19 }, (_, i) => (i * 7919) % 1000003),
    integer: () => (1n << 200000n) - 1n,
  };
  const ways = {
    'f(x)': (f, x) => f(x),
    'new f(x)': (f, x) => new f(x),
    'x.f()': (f, x) => Reflect.apply(f, x, []),
    'x.f(x)': (f, x) => Reflect.apply(f, x, [x]),
    "x.f('', 'b')": (f, x) => Reflect.apply(f, x, ['', 'b']),
    'x.f(almost)': (f, x) => Reflect.apply(f, x, [almost(Math.min(x.length / 8, 2 ** 15))]),
    "x.f(almost, 'c')": (f, x) => Reflect.apply(f, x, [almost(Math.min(x.length / 8, 2 ** 15)), 'c']),
    'x.f(Infinity)': (f, x) => Reflect.apply(f, x, [Infinity]),
    'x.f(function)': (f, x) => Reflect.apply(f, x, [(a) => a]),
  };
  const functions = new Map();
  const seen = new Set();
  const walk = (owner, path) => {
    for (const key of Reflect.ownKeys(owner)) {
      const { value, get } = Reflect.getOwnPropertyDescriptor(owner, key);
      for (const next of [value, get]) {
        if (next !== Object(next) || seen.has(next)) continue;
        seen.add(next);
        const name = `${path}.${String(key)}`;
        if (typeof next === 'function') functions.set(name, next);
        walk(next, name);
        if (Object.getPrototypeOf(next)) walk(Object.getPrototypeOf(next), `${name}.__proto__`);
      }
    }
  };
  walk(globalThis, '');
  for (const [name, object] of Object.entries({ arrayIterator: [].values(), mapIterator: new Map().keys(), setIterator: new Set().keys(),
    textIterator: ''[Symbol.iterator](), matches: ''.matchAll(/a/g) })) walk(Object.getPrototypeOf(object), name);

  const names = [...functions.keys()];
  const wayNames = Object.keys(ways);
  const valueNames = Object.keys(values);
  const kinds = { bs: '', manyBs: '', texts: [], text: '', digits: '', json: '', numbers: [], nested: [], arguments: [], map: new Map(), set: new Set(), floats: new Float64Array(1), integer: 1n };
  const known = {};
  const methodsOf = (value) => (known[value] ??= findMethods(value));
  const findMethods = (value) => {
    const methods = new Set();
    for (let object = Object.getPrototypeOf(kinds[value]); object !== null; object = Object.getPrototypeOf(object)) {
      for (const key of Reflect.ownKeys(object)) {
        const own = Reflect.getOwnPropertyDescriptor(object, key);
        methods.add(own.value ?? own.get);
      }
    }
    return methods;
  };
  const count = valueNames.length * names.length * wayNames.length;
  // undefined where the function does not go with the value.
  const callAt = (index) => {
    const way = wayNames[index % wayNames.length];
    const rest = Math.floor(index / wayNames.length);
    const name = names[rest % names.length];
    const value = valueNames[Math.floor(rest / names.length)];
    const f = functions.get(name);
    if (way.includes('almost') !== ['bs', 'manyBs', 'texts'].includes(value)) return undefined;
    const isMethod = way.startsWith('x.');
    if (isMethod !== /prototype|__proto__|Iterator|matches/.test(name)) return undefined;
    // Methods of other kinds of objects are called once, some take any.
    if (isMethod && (value === 'digits' || value === 'json')) return undefined;
    if (isMethod && way !== 'x.f()' && !methodsOf(value).has(f)) return undefined;
    return { value, f, call: ways[way], name: `${way} of f = ${name}, x = ${value}` };
  };
  let host;
  let x;
  let length;
  let at;
  globalThis.__nvts_bundle = {
    abi: 1, kind: 'processor', name: 'sweep',
    load(functionsOfHost, block, params) {
      host = functionsOfHost;
      ({ at } = JSON.parse(params));
      while (callAt(at) === undefined) at++;
      x = values[callAt(at).value]();
      ({ length } = x);
    },
    attach() {}, notify() {},
    // The call at `at`, and what stands behind it.
    run() {
      const { value, f, call, name } = callAt(at);
      host.log(2, `${at} ${name}`);
      let result;
      try { result = call(f, x); } catch {}
      try { result?.next?.(); } catch {}
      do at++; while (at < count && callAt(at) === undefined);
      if (at === count) host.log(2, 'end');
      else host.log(2, callAt(at).value === value && x.length === length && Object.isExtensible(x) === (x === Object(x)) ? 'next' : 'new');
    },
  };
})();
