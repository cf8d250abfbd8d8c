// SPDX-License-Identifier: MIT
#include "recording/text_fields.h"

#include <charconv>
#include <cmath>

#include "support/text.h"

namespace nvts::recording {
namespace {

constexpr std::string_view kBlanks = " \t\r";

}  // namespace

void split(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  while (true) {
    const size_t end = line.find(separator);
    fields.push_back(trimmed(line.substr(0, end), kBlanks));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

void split_at_blanks(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  while (true) {
    const size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return;
    line.remove_prefix(begin);
    const size_t end = std::min(line.find_first_of(kBlanks), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<uint64_t> parse_unsigned(std::string_view text) {
  uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace nvts::recording
