// SPDX-License-Identifier: MIT
// Fields of text lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace nvts::recording {

// The parts between `separator`, without blanks around them.
void split(std::string_view line, char separator, std::vector<std::string_view>& fields);
// The parts between runs of blanks.
void split_at_blanks(std::string_view line, std::vector<std::string_view>& fields);

// Finite numbers, written in full.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
[[nodiscard]] std::optional<uint64_t> parse_unsigned(std::string_view text);

}  // namespace nvts::recording
