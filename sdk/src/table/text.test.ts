// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { readUtf8, utf8Length, writeUtf8 } from './text.js';

const cases = ['', 'person', 'Fußgänger', 'Пешеход', '行人', '🚶🏽‍♀️', 'a\u0000b', '\ud800', 'x\udc00y', '\ud800\ud800\udc00'];

test.each(cases)('writes %j as the platform does', (text) => {
  const expected = new TextEncoder().encode(text);
  const bytes = new Uint8Array(64);
  const end = writeUtf8(bytes, 3, text);
  expect(bytes.slice(3, end)).toEqual(expected);
  expect(utf8Length(text)).toBe(expected.length);
});

test('reads back what it wrote', () => {
  const bytes = new Uint8Array(64);
  const end = writeUtf8(bytes, 0, 'ä🚶z');
  expect(readUtf8(bytes, 0, end)).toBe('ä🚶z');
});

test.each([
  [[0xff, 0x41]],
  [[0xc3]],
  [[0xe2, 0x82]],
  [[0xf0, 0x9f, 0x9a]],
  [[0xc0, 0x80]],
  [[0xe0, 0x80, 0x80]],
  [[0xed, 0xa0, 0x80]],
  [[0xf4, 0x90, 0x80, 0x80]],
  [[0x41, 0x80, 0x42]],
  [[0xe2, 0x41]],
])('replaces bytes that are no UTF-8 as the platform does: %j', (bytes) => {
  expect(readUtf8(Uint8Array.from(bytes), 0, bytes.length)).toBe(new TextDecoder().decode(Uint8Array.from(bytes)));
});

test('reads no further than the bytes there are', () => {
  expect(readUtf8(Uint8Array.from([0x41, 0x42]), 1, 100)).toBe('B');
});
