// SPDX-License-Identifier: MIT
// eval and the constructors of functions: refused, or, when granted, only for code that queues no jobs. The latter are
// functions of their own, so that `eval` never sees the variables of its caller.
(host) => {
  'use strict';
  const { evalGranted, check } = host;
  const { construct, defineProperty, getPrototypeOf } = Reflect;
  const engineEval = eval;
  const denied = (what) => {
    const message = `${what} is off, for code made of text cannot be checked: list 'eval' in the capabilities of defineProcessor and set grant=eval`;
    throw Object.assign(new Error(message), { name: 'NvtsError', code: 'NVTS_DENIED' });
  };
  globalThis.eval = {
    eval(code) {
      if (!evalGranted) denied('eval()');
      if (typeof code !== 'string') return code;
      check(code);
      return engineEval(code);
    },
  }.eval;

  for (const [start, kind] of [['function', function () {}], ['function*', function* () {}]]) {
    const prototype = getPrototypeOf(kind);
    const Engine = prototype.constructor;
    const { name } = Engine;
    const Checked = function (...parts) {
      if (!evalGranted) denied(`${name}()`);
      let parameters = '';
      let body = '';
      // Texts are made once, and what is checked is what the engine puts together of them.
      for (let i = 0; i < parts.length; i++) {
        const part = `${parts[i]}`;
        if (i === parts.length - 1) body = part;
        else parameters += i === 0 ? part : `,${part}`;
      }
      check(`(${start} anonymous(${parameters}\n) {\n${body}\n})`);
      return construct(Engine, [parameters, body], new.target ?? Checked);
    };
    const fixed = { name, length: 1, prototype };
    for (const key of ['name', 'length', 'prototype']) defineProperty(Checked, key, { value: fixed[key], writable: false });
    defineProperty(prototype, 'constructor', { value: Checked });
    if (name === 'Function') globalThis.Function = Checked;
  }
}
