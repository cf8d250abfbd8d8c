// SPDX-License-Identifier: MIT
// What the host runs beside the script: it hands calls and texts in and out, whatever the script does to itself.
import * as Header from '../../table/schema/header.generated.js';

/**
 * The text of a function from the host's functions to those that the host calls. Texts cross as JSON, which carries every
 * one exactly: the engine's own interface ends a text at a 0 and has no lone surrogates. A host function fails by
 * returning `{"code","message"}`, and answers a text with `{"text"}`.
 */
export const DRIVER = `(natives) => {
  'use strict';
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
  const { Error, String, Uint8Array, Uint32Array } = globalThis;
  const { set } = Uint8Array.prototype;
  const names = ['load', 'attach', 'run', 'notify', 'save', 'restore'];

  const text = (value) => {
    try {
      return typeof value === 'string' ? value : String(value ?? '');
    } catch {
      return '';
    }
  };
  const read = (value, key) => {
    try {
      return value[key];
    } catch {
      return undefined;
    }
  };
  const answer = (given) => {
    if (typeof given !== 'string') return given;
    const { code, message, text } = parse(given);
    if (code === undefined) return text;
    const error = new Error(message);
    error.name = 'NvtsError';
    error.code = code;
    throw error;
  };

  let block;
  const moved = (given) => {
    const next = answer(given);
    if (next !== undefined) block = next;
    return block;
  };
  const host = {
    log: (level, message) => { natives.log(+level, stringify(text(message))); },
    grow: (section, rows) => moved(natives.grow(+section, +rows)),
    pack: (groups) => moved(natives.pack(+groups)),
    string: (index) => answer(natives.string(+index)),
    intern: (value) => {
      const index = answer(natives.intern(stringify(text(value))));
      const header = new Uint32Array(block, 0, ${Header.stringCount} + 1);
      if (index >= header[${Header.stringCount}]) header[${Header.stringCount}] = index + 1;
      return index;
    },
  };
  let bundle;
  return {
    log: host.log,
    isolation: (settings) => ({
      ...parse(settings),
      now: () => natives.now(),
      check: (code) => { answer(natives.check(stringify(text(code)))); },
    }),
    describe: (error) => {
      if (typeof error !== 'object' || error === null) return stringify({ name: '', message: text(error), code: '', stack: '' });
      const part = (key) => text(read(error, key));
      return stringify({ name: part('name'), message: part('message'), code: part('code'), stack: part('stack') });
    },
    bind: () => {
      bundle = globalThis.__nvts_bundle;
      if (typeof bundle !== 'object' || bundle === null) return 'null';
      const { abi, kind, name, capabilities } = bundle;
      return stringify({ abi, kind, name, capabilities, functions: names.filter((name) => typeof bundle[name] === 'function') });
    },
    load: (buffer, params, info) => {
      block = buffer;
      bundle.load(host, buffer, parse(params), parse(info));
    },
    fill: (buffer, bytes) => { apply(set, new Uint8Array(buffer), [new Uint8Array(bytes)]); },
    attach: (buffer) => {
      block = buffer;
      bundle.attach(buffer);
    },
    run: () => { bundle.run(); },
    notify: (hook, data) => { bundle.notify(hook, parse(data)); },
    save: () => stringify(text(bundle.save())),
    restore: (state) => { bundle.restore(parse(state)); },
  };
}`;
