// SPDX-License-Identifier: MIT
// Stream time for the clock, UTC for the time zone, American English for the language, whatever the machine has.
(host) => {
  'use strict';
  const { now } = host;
  const { construct, defineProperty } = Reflect;
  const Engine = Date;
  const { prototype, UTC, parse } = Date;
  const method = (name, body) => defineProperty(prototype, name, { value: body });

  // A text with a time of day and no zone is in local time, and so is any other that does not begin as ISO 8601.
  const isoDate = /^\s*[+-]?\d{4,6}(?:-\d\d){0,2}\s*$/;
  const isoTime = /^\s*[+-]?\d{4,6}(?:-\d\d){0,2}T[\d:.,]+\s*$/;
  const zoned = /(?:\b(?:Z|GMT|UTC?|[ECMP][SD]T)|:\d\d(?:[.,]\d+)?Z|:\d\d(?:[.,]\d+)?\s*(?:GMT|UTC)?[+-]\d\d:?\d\d|(?:GMT|UTC)[+-]\d+)\s*(?:\(.*\))?\s*$/i;
  const maxUnits = 256; // no date is longer, and what looks for one takes long where there are many blanks
  const parseUtc = (text) => {
    if (text.length > maxUnits) return NaN;
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

  // The engine walks what it is given, however long that is.
  const languageOf = (value) => {
    const name = Array.isArray(value) ? value[0] : value;
    if (typeof name !== 'string' || name.length > maxUnits) throw new RangeError('a language is a text such as en-US');
    return name;
  };
  const language = (owner, name, at, zone) => {
    const inner = owner[name];
    const body = {
      [name](...values) {
        while (values.length < at) values.push(undefined);
        values[at] = languageOf(values[at] ?? 'en-US');
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
}
