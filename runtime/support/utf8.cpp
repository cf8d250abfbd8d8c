// SPDX-License-Identifier: MIT
#include "support/utf8.h"

#include <cstdint>

namespace nvts {
namespace {

constexpr char32_t kReplacement = 0xfffd;

struct Decoded {
  char32_t character;
  size_t bytes;  // consumed, at least 1
  bool valid;
};

// One character from the front of `bytes`. An ill-formed sequence ends before the first byte that cannot
// belong to it (Unicode's "maximal subpart" rule), so a broken character never swallows the next one.
Decoded decode(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return {lead, 1, true};

  size_t length = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return {kReplacement, 1, false};
  }

  char32_t character = lead & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    if (i >= bytes.size() || at(i) < low || at(i) > high) return {kReplacement, i, false};
    character = (character << 6) | (at(i) & 0x3f);
    low = 0x80;
    high = 0xbf;
  }
  return {character, length, true};
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const Decoded next = decode(bytes);
    if (!next.valid) return false;
    bytes.remove_prefix(next.bytes);
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded next = decode(bytes);
    append_utf8(text, next.character);
    bytes.remove_prefix(next.bytes);
  }
  return text;
}

std::u16string to_utf16(std::string_view bytes) {
  std::u16string units;
  units.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded next = decode(bytes);
    if (next.character < 0x10000) {
      units.push_back(static_cast<char16_t>(next.character));
    } else {
      units.push_back(static_cast<char16_t>(0xd800 + ((next.character - 0x10000) >> 10)));
      units.push_back(static_cast<char16_t>(0xdc00 + ((next.character - 0x10000) & 0x3ff)));
    }
    bytes.remove_prefix(next.bytes);
  }
  return units;
}

std::string to_utf8(std::u16string_view units) {
  std::string text;
  text.reserve(units.size());
  for (size_t i = 0; i < units.size(); ++i) {
    char32_t character = units[i];
    if (character >= 0xd800 && character < 0xe000) {
      const char32_t next = i + 1 < units.size() ? units[i + 1] : 0;
      if (character < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        character = 0x10000 + ((character - 0xd800) << 10) + (next - 0xdc00);
        ++i;
      } else {
        character = kReplacement;
      }
    }
    append_utf8(text, character);
  }
  return text;
}

void append_utf8(std::string& text, char32_t character) {
  const auto push = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (character < 0x80) {
    push(character);
  } else if (character < 0x800) {
    push(0xc0 | (character >> 6));
    push(0x80 | (character & 0x3f));
  } else if (character < 0x10000) {
    push(0xe0 | (character >> 12));
    push(0x80 | ((character >> 6) & 0x3f));
    push(0x80 | (character & 0x3f));
  } else {
    push(0xf0 | (character >> 18));
    push(0x80 | ((character >> 12) & 0x3f));
    push(0x80 | ((character >> 6) & 0x3f));
    push(0x80 | (character & 0x3f));
  }
}

std::string_view utf8_prefix(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<uint8_t>(text[bytes]) & 0xc0) == 0x80)
    --bytes;
  return text.substr(0, bytes);
}

}  // namespace nvts
