// SPDX-License-Identifier: MIT
// A list of what stays, so that what a newer engine brings does not reach scripts unseen. Not on it:
// - Atomics, SharedArrayBuffer: Atomics.wait blocks the streaming thread, and there is nobody to share with
// - WebAssembly: its memory and its code lie outside of the heap, beyond every limit
// - WeakRef, FinalizationRegistry: show when the collector ran, which differs between two runs
// - Intl: reads the clock, the time zone and the language of the machine
// - queueMicrotask, Promise and all else that queues jobs: the engine works a queue off to its end after a call, each
//   job with the whole time limit again, so that jobs which queue jobs would never be stopped
(host) => {
  'use strict';
  host.engine = { freeze: Object.freeze, ownKeys: Reflect.ownKeys };
  const kept = new Set(`NaN undefined Infinity isNaN isFinite escape unescape decodeURI decodeURIComponent encodeURI
    encodeURIComponent eval globalThis parseInt parseFloat ArrayBuffer EvalError RangeError ReferenceError SyntaxError
    TypeError URIError AggregateError SuppressedError Proxy Reflect JSON Math console Int8Array Int16Array Int32Array
    Uint8Array Uint8ClampedArray Uint16Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array
    BigUint64Array DataView Date Error Boolean Map Number Set WeakMap WeakSet Object Function Array RegExp Iterator
    String Promise BigInt Symbol DisposableStack`.split(/\s+/));
  for (const key of Reflect.ownKeys(globalThis)) {
    if (!kept.has(key)) {
      delete globalThis[key];
      continue;
    }
    const value = globalThis[key];
    if (typeof value !== 'function') continue;
    for (const owner of [value, value.prototype ?? {}]) {
      for (const name of Object.getOwnPropertyNames(owner)) if (/Async/.test(name)) delete owner[name];
    }
  }

  // Packages ask `instanceof Promise`; making one is what cannot be.
  const refuse = () => {
    const message = 'promises are off: a script must finish before it returns, so neither await nor make promises';
    throw Object.assign(new Error(message), { name: 'NvtsError', code: 'NVTS_ASYNC_HOOK' });
  };
  const Refusing = function () { refuse(); };
  for (const name of Object.getOwnPropertyNames(Promise)) {
    if (name === 'prototype' || typeof Promise[name] !== 'function') continue;
    const value = { [name]() { refuse(); } }[name];
    Object.defineProperty(Refusing, name, { value, writable: true, configurable: true });
  }
  Object.defineProperty(Refusing, 'name', { value: 'Promise' });
  Object.defineProperty(Refusing, 'length', { value: 1 });
  Object.defineProperty(Refusing, 'prototype', { writable: false });
  globalThis.Promise = Refusing;
}
