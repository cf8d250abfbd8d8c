// SPDX-License-Identifier: MIT
// Checks and takes apart JSON text (RFC 8259) without building a tree: scripts, files and users send it, C++
// hardly ever looks inside.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::json {

// Deeper nesting is refused: whoever reads the text next may recurse.
inline constexpr int kMaxDepth = 64;

enum class Kind { kObject, kArray, kString, kNumber, kTrue, kFalse, kNull };

struct Member {
  std::string key;         // decoded
  std::string_view value;  // text of the value, part of the text given
};

// All of these report kParams with "line 3, column 14: what is wrong", also for nesting beyond kMaxDepth.
// Text is not checked for being UTF-8.
[[nodiscard]] Result<Kind> check(std::string_view text);
// The members of an object; a key that occurs twice is refused.
[[nodiscard]] Result<std::vector<Member>> members(std::string_view text);
[[nodiscard]] Result<std::vector<std::string_view>> elements(std::string_view text);
[[nodiscard]] Result<std::string> string_value(std::string_view text);

// The text of a JSON string.
[[nodiscard]] std::string quote(std::string_view utf8);
// The shortest text that reads back as the number; JSON has none for what is not finite, that is 0.
[[nodiscard]] std::string number(float value);
void append_number(std::string& text, float value);

}  // namespace nvts::json
