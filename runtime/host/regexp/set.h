// SPDX-License-Identifier: MIT
// Characters that one place of a regular expression takes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nvts::host::regexp {

struct Flags {
  bool ignore_case = false;
  bool multiline = false;
  bool dot_all = false;
  bool unicode = false;  // u
  bool sets = false;     // v

  [[nodiscard]] bool code_points() const { return unicode || sets; }
};

constexpr char32_t kLastCodePoint = 0x10ffff;

struct Set {
  void add(char32_t first, char32_t last);
  void add(const Set& other);
  // Sorts and merges what was added. Needed before what follows.
  void finish();
  void negate();
  [[nodiscard]] bool contains(char32_t character) const;

  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::array<uint64_t, 2> ascii{};

  // Where Unicode's tables decide, only the engine knows which characters those are: then this is what stands in the
  // expression.
  std::u16string source;
  Flags flags;
};

// In UTF-16.
[[nodiscard]] std::u16string to_text(char32_t character);

[[nodiscard]] Set digits();
[[nodiscard]] Set spaces();
[[nodiscard]] Set line_ends();
[[nodiscard]] Set word_characters();

}  // namespace nvts::host::regexp
