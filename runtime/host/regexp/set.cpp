// SPDX-License-Identifier: MIT
#include "host/regexp/set.h"

#include <algorithm>
#include <initializer_list>

namespace nvts::host::regexp {
namespace {

Set make(std::initializer_list<std::pair<char32_t, char32_t>> ranges) {
  Set set;
  for (const auto& [first, last] : ranges) set.add(first, last);
  set.finish();
  return set;
}

}  // namespace

void Set::add(char32_t first, char32_t last) {
  ranges.emplace_back(first, last);
}

void Set::add(const Set& other) {
  ranges.insert(ranges.end(), other.ranges.begin(), other.ranges.end());
}

void Set::finish() {
  std::sort(ranges.begin(), ranges.end());
  std::vector<std::pair<char32_t, char32_t>> merged;
  for (const auto& range : ranges) {
    if (!merged.empty() && range.first <= merged.back().second + 1) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  ranges = std::move(merged);
  ascii = {};
  for (const auto& [first, last] : ranges) {
    for (char32_t c = first; c <= last && c < 128; ++c) ascii[c >> 6] |= uint64_t{1} << (c & 63);
  }
}

void Set::negate() {
  std::vector<std::pair<char32_t, char32_t>> others;
  char32_t next = 0;
  for (const auto& [first, last] : ranges) {
    if (first > next) others.emplace_back(next, first - 1);
    next = last + 1;
  }
  if (next <= kLastCodePoint) others.emplace_back(next, kLastCodePoint);
  ranges = std::move(others);
  finish();
}

bool Set::contains(char32_t character) const {
  if (character < 128) return (ascii[character >> 6] >> (character & 63) & 1) != 0;
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), character,
                                      [](char32_t c, const auto& range) { return c < range.first; });
  return after != ranges.begin() && character <= std::prev(after)->second;
}

std::u16string to_text(char32_t character) {
  if (character < 0x10000) return {static_cast<char16_t>(character)};
  character -= 0x10000;
  return {static_cast<char16_t>(0xd800 + (character >> 10)), static_cast<char16_t>(0xdc00 + (character & 0x3ff))};
}

Set digits() {
  return make({{'0', '9'}});
}

Set spaces() {
  return make({{'\t', '\r'}, {' ', ' '}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029},
               {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}});
}

Set line_ends() {
  return make({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}});
}

Set word_characters() {
  return make({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
}

}  // namespace nvts::host::regexp
