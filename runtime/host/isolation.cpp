// SPDX-License-Identifier: MIT
#include "host/isolation.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace nvts::host {
namespace {

// A list of what stays, so that what a newer engine brings does not reach scripts unseen. Not on it:
// - Atomics, SharedArrayBuffer: Atomics.wait blocks the streaming thread, and there is nobody to share with
// - WebAssembly: its memory and its code lie outside of the heap, beyond every limit
// - WeakRef, FinalizationRegistry: show when the collector ran, which differs between two runs
// - Intl: reads the clock, the time zone and the language of the machine
constexpr const char* kGlobals = R"js(() => {
  'use strict';
  const kept = new Set(`NaN undefined Infinity isNaN isFinite escape unescape decodeURI decodeURIComponent encodeURI
    encodeURIComponent eval globalThis parseInt parseFloat ArrayBuffer EvalError RangeError ReferenceError SyntaxError
    TypeError URIError AggregateError SuppressedError Proxy Reflect JSON Math console Int8Array Int16Array Int32Array
    Uint8Array Uint8ClampedArray Uint16Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array
    BigUint64Array DataView Date Error Boolean Map Number Set WeakMap WeakSet Object Function Array RegExp Iterator
    String Promise BigInt Symbol DisposableStack`.split(/\s+/));
  for (const key of Reflect.ownKeys(globalThis)) if (!kept.has(key)) delete globalThis[key];
})js";

// The constructors stay, for `instanceof` and Function.prototype, but make no code.
constexpr const char* kNoEval = R"js(() => {
  'use strict';
  const denied = (what) => {
    const message = `${what} is off, for code made of text cannot be checked: grant=eval allows it to this script`;
    return Object.assign(new Error(message), { name: 'NvtsError', code: 'NVTS_DENIED' });
  };
  globalThis.eval = { eval() { throw denied('eval()'); } }.eval;
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const kind of kinds) {
    const prototype = Object.getPrototypeOf(kind);
    const { name } = prototype.constructor;
    const refusing = function () { throw denied(`${name}()`); };
    Object.defineProperty(refusing, 'name', { value: name });
    Object.defineProperty(refusing, 'length', { value: 1 });
    Object.defineProperty(refusing, 'prototype', { value: prototype, writable: false });
    Object.defineProperty(prototype, 'constructor', { value: refusing });
    if (name === 'Function') globalThis.Function = refusing;
  }
})js";

// xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (2018), seeded by splitmix32; two outputs make the 53
// bits of a number.
constexpr const char* kRandom = R"js((seed) => {
  'use strict';
  const { imul } = Math;
  let counter = seed;
  const splitmix32 = () => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = imul(counter ^ (counter >>> 16), 0x85ebca6b);
    z = imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [splitmix32(), splitmix32(), splitmix32(), splitmix32()];
  const next = () => {
    const five = imul(b, 5);
    const result = imul((five << 7) | (five >>> 25), 9);
    const t = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= t;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  Math.random = { random: () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000 }.random;
})js";

// Stream time for the clock, UTC for the time zone, American English for the language, whatever the machine has.
constexpr const char* kTime = R"js((now) => {
  'use strict';
  const { construct, defineProperty } = Reflect;
  const Engine = Date;
  const { prototype, UTC, parse } = Date;
  const method = (name, body) => defineProperty(prototype, name, { value: body });

  // A text with a time of day and no zone is in local time, and so is any other that does not begin as ISO 8601.
  const isoDate = /^\s*[+-]?\d{4,6}(?:-\d\d){0,2}\s*$/;
  const isoTime = /^\s*[+-]?\d{4,6}(?:-\d\d){0,2}T[\d:.,]+\s*$/;
  const zoned = /(?:\b(?:Z|GMT|UTC?|[ECMP][SD]T)|:\d\d(?:[.,]\d+)?Z|:\d\d(?:[.,]\d+)?\s*(?:GMT|UTC)?[+-]\d\d:?\d\d|(?:GMT|UTC)[+-]\d+)\s*(?:\(.*\))?\s*$/i;
  const parseUtc = (text) => {
    if (isoTime.test(text)) return parse(`${text.trim()}Z`);
    return isoDate.test(text) || zoned.test(text) ? parse(text) : parse(`${text} UTC`);
  };
  const HostDate = function (...parts) {
    if (new.target === undefined) return new HostDate().toString();
    let value = now();
    if (parts.length === 1) value = typeof parts[0] === 'string' ? parseUtc(parts[0]) : parts[0];
    if (parts.length > 1) value = UTC(...parts);
    return construct(Engine, [value], new.target);
  };
  for (const [name, value] of Object.entries({ name: 'Date', length: 7, prototype }))
    defineProperty(HostDate, name, { value, writable: false });
  const statics = { UTC, now: { now: () => now() }.now, parse: { parse: (text) => parseUtc(`${text}`) }.parse };
  for (const [name, value] of Object.entries(statics))
    defineProperty(HostDate, name, { value, writable: true, configurable: true });
  method('constructor', HostDate);
  globalThis.Date = HostDate;

  for (const part of ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Day']) {
    method(`get${part}`, prototype[`getUTC${part}`]);
    if (part !== 'Day') method(`set${part}`, prototype[`setUTC${part}`]);
  }
  const { getTime, toUTCString } = prototype;
  delete prototype.getYear;
  delete prototype.setYear;
  const written = (date) => {
    const text = toUTCString.call(date);
    const [, day, number, month, year, time] = /^(\w+), (\d+) (\w+) (-?\d+) (\S+) GMT$/.exec(text) ?? [];
    return day && { date: `${day} ${month} ${number} ${year}`, time: `${time} GMT+0000 (UTC)` };
  };
  const texts = {
    toString() { const text = written(this); return text ? `${text.date} ${text.time}` : 'Invalid Date'; },
    toDateString() { return written(this)?.date ?? 'Invalid Date'; },
    toTimeString() { return written(this)?.time ?? 'Invalid Date'; },
    getTimezoneOffset() { return getTime.call(this) * 0; },
  };
  for (const [name, body] of Object.entries(texts)) method(name, body);

  const language = (owner, name, at, zone) => {
    const inner = owner[name];
    const body = {
      [name](...values) {
        while (values.length < at) values.push(undefined);
        values[at] ??= 'en-US';
        if (zone) values[at + 1] = { ...values[at + 1], timeZone: values[at + 1]?.timeZone ?? zone };
        return inner.apply(this, values);
      },
    };
    defineProperty(owner, name, { value: body[name] });
  };
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])
    language(prototype, name, 0, 'UTC');
  for (const owner of [Number, BigInt]) language(owner.prototype, 'toLocaleString', 0);
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase']) language(String.prototype, name, 0);
  language(String.prototype, 'localeCompare', 1);
})js";

struct Name {
  std::string_view text;
  bool Grants::*member;
};
constexpr std::array kGrantNames = {Name{"eval", &Grants::eval}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// How many letters have to be changed, added or taken away.
size_t distance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t k = 0; k < to.size(); ++k) {
      const size_t replaced = diagonal + (from[i] == to[k] ? 0 : 1);
      diagonal = std::exchange(row[k + 1], std::min({replaced, row[k] + 1, row[k + 1] + 1}));
    }
  }
  return row.back();
}

Status unknown_grant(std::string_view name) {
  std::string known;
  const Name* meant = nullptr;
  for (const Name& candidate : kGrantNames) {
    if (distance(name, candidate.text) <= 2) meant = &candidate;
    known += (known.empty() ? "" : ", ") + std::string(candidate.text);
  }
  const std::string hint =
      meant != nullptr ? "did you mean '" + std::string(meant->text) + "'?" : "known are: " + known;
  return {ErrorCode::kArgument, "grant: there is no '" + std::string(name.substr(0, 64)) + "'; " + hint};
}

}  // namespace

Result<Grants> parse_grants(std::string_view list) {
  Grants grants;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view name = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (name.empty()) continue;
    const auto known = std::find_if(kGrantNames.begin(), kGrantNames.end(),
                                    [&](const Name& candidate) { return candidate.text == name; });
    if (known == kGrantNames.end()) return unknown_grant(name);
    grants.*(known->member) = true;
  }
  return grants;
}

Status isolate(jsc::Context& context, const Grants& grants, uint32_t seed, const jsc::Value& now) {
  const jsc::Value start = context.make_number(seed);
  struct Step {
    const char* code;
    const jsc::Value& argument;
    bool wanted = true;
  };
  const std::array steps = {Step{kGlobals, start}, Step{kNoEval, start, !grants.eval}, Step{kRandom, start},
                            Step{kTime, now}};
  for (const Step& step : steps) {
    if (!step.wanted) continue;
    const jsc::Value function = context.evaluate_builtin(step.code);
    if (!context.is_function(function)) return {ErrorCode::kInternal, "the isolation of scripts does not parse"};
    if (const auto error = context.call(function, {}, {step.argument.get()})) {
      return {ErrorCode::kInternal, "a script cannot be isolated in this JavaScriptCore: " + error->message};
    }
  }
  return Status::ok();
}

}  // namespace nvts::host
