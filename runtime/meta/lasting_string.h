// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace nvts::meta {

// A copy of `text` that lives as long as the process, for the fields that NvDs structs point to without owning them
// (font names, classifier types). nullptr for the empty string, and for a new one after kMaxLastingStrings.
[[nodiscard]] const char* lasting_string(std::string_view text);

inline constexpr size_t kMaxLastingStrings = 4096;

}  // namespace nvts::meta
