// SPDX-License-Identifier: MIT
// Text from outside (labels, files, scripts) is not always valid UTF-8; what leaves nvtsprobe is.
#pragma once

#include <string>
#include <string_view>

namespace nvts {

[[nodiscard]] bool is_utf8(std::string_view bytes);
// The same text with each ill-formed sequence replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
[[nodiscard]] std::u16string to_utf16(std::string_view bytes);
// Lone surrogates become U+FFFD.
[[nodiscard]] std::string to_utf8(std::u16string_view units);

void append_utf8(std::string& text, char32_t character);

// At most `bytes` bytes from the front of valid UTF-8, no character cut in two.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, size_t bytes);

}  // namespace nvts
