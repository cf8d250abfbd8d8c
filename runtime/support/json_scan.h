// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nvts {

// Deeper documents are refused before they reach a parser that recurses.
inline constexpr int kMaxJsonDepth = 64;

// Whether `text` is one JSON document (RFC 8259) in valid UTF-8, nested at most kMaxJsonDepth deep. Allocates nothing.
[[nodiscard]] bool is_json(std::string_view text);

}  // namespace nvts
