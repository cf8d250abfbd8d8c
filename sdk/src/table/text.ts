// SPDX-License-Identifier: MIT
// UTF-8 without TextEncoder and TextDecoder, which a bare JavaScript engine does not have.

/** Bytes that `text` takes as UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isPair(text, i, unit)) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Writes `text` at `offset`; the result is the offset behind it. The caller has made room. */
export function writeUtf8(bytes: Uint8Array, offset: number, text: string): number {
  let at = offset;
  const length = text.length;
  let i = 0;
  for (; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) break;
    bytes[at++] = unit;
  }
  for (; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if (isPair(text, i, unit)) {
      const point = 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      const whole = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
      bytes[at++] = 0xe0 | (whole >> 12);
      bytes[at++] = 0x80 | ((whole >> 6) & 0x3f);
      bytes[at++] = 0x80 | (whole & 0x3f);
    }
  }
  return at;
}

function isPair(text: string, index: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

/** The text in `bytes[offset, offset + length)`; bytes that are no UTF-8 become U+FFFD. */
export function readUtf8(bytes: Uint8Array, offset: number, length: number): string {
  const end = Math.min(offset + length, bytes.length);
  let out = '';
  let i = offset;
  while (i < end) {
    const lead = bytes[i++]!;
    if (lead < 0x80) {
      out += String.fromCharCode(lead);
      continue;
    }
    const extra = lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    let point = extra === 1 ? lead & 0x1f : extra === 2 ? lead & 0x0f : lead & 0x07;
    let read = 0;
    while (read < extra && i < end) {
      const next = bytes[i]!;
      // The second byte's bounds keep overlong forms, surrogates and values beyond U+10FFFF out.
      const low = read > 0 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = read > 0 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) break;
      point = (point << 6) | (next & 0x3f);
      i++;
      read++;
    }
    out += extra > 0 && read === extra ? String.fromCodePoint(point) : '\ufffd';
  }
  return out;
}
