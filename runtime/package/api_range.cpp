// SPDX-License-Identifier: MIT
#include "package/api_range.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace nvts::package {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr size_t kMaxDigits = 6;

struct Bounds {
  Version from{};
  std::optional<Version> to{};  // the first version that is too high
};

// A version of which the last numbers may be left open.
struct Partial {
  Version version{};
  size_t given = 0;
};

std::string_view take_operator(std::string_view& text) {
  for (const std::string_view known : {">=", "<=", "^", "~", ">", "<", "="}) {
    if (text.substr(0, known.size()) != known) continue;
    text.remove_prefix(known.size());
    return known;
  }
  return "=";
}

std::optional<Partial> read_partial(std::string_view text) {
  Partial partial;
  bool open = false;
  for (size_t part = 0; part < partial.version.size(); ++part) {
    const size_t dot = std::min(text.find('.'), text.size());
    const std::string_view number = text.substr(0, dot);
    if (number == "*" || number == "x" || number == "X") {
      open = true;
    } else {
      const bool digits = !number.empty() && number.size() <= kMaxDigits &&
                          number.find_first_not_of("0123456789") == std::string_view::npos;
      if (!digits) return std::nullopt;
      uint32_t value = 0;
      std::from_chars(number.data(), number.data() + number.size(), value);
      if (!open) partial.version[partial.given++] = value;
    }
    if (dot == text.size()) return partial;
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

// The next version in which one of the first `digits` numbers is another.
Version raise(const Version& version, size_t digits) {
  if (digits == 1) return {version[0] + 1, 0, 0};
  if (digits == 2) return {version[0], version[1] + 1, 0};
  return {version[0], version[1], version[2] + 1};
}

std::optional<Bounds> read_comparator(std::string_view text) {
  const std::string_view sign = take_operator(text);
  const std::optional<Partial> partial = read_partial(text);
  if (!partial) return std::nullopt;
  const auto& [from, given] = *partial;
  if (given == 0) {
    if (sign == "<" || sign == ">") return Bounds{{}, Version{}};
    return Bounds{};
  }
  // The first version behind all that the given numbers name.
  const Version behind = raise(from, given);
  if (sign == "^") return Bounds{from, raise(from, from[0] > 0 || given == 1 ? 1 : from[1] > 0 || given == 2 ? 2 : 3)};
  if (sign == "~") return Bounds{from, raise(from, std::min<size_t>(given, 2))};
  if (sign == ">=") return Bounds{from, std::nullopt};
  if (sign == ">") return Bounds{behind, std::nullopt};
  if (sign == "<") return Bounds{{}, from};
  if (sign == "<=") return Bounds{{}, behind};
  return Bounds{from, behind};
}

// Whether it lies in all of the comparators between blanks.
std::optional<bool> alternative_holds(std::string_view text, const Version& version) {
  bool holds = true;
  bool any = false;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) break;
    const size_t end = std::min(text.find_first_of(kBlanks), text.size());
    const std::optional<Bounds> bounds = read_comparator(text.substr(0, end));
    if (!bounds) return std::nullopt;
    holds = holds && bounds->from <= version && (!bounds->to || version < *bounds->to);
    any = true;
    text.remove_prefix(end);
  }
  if (!any) return std::nullopt;
  return holds;
}

}  // namespace

std::string to_string(const Version& version) {
  return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." + std::to_string(version[2]);
}

std::optional<bool> range_holds(std::string_view range, const Version& version) {
  constexpr std::string_view kOr = "||";
  bool holds = false;
  for (;;) {
    const size_t end = std::min(range.find(kOr), range.size());
    const std::optional<bool> one = alternative_holds(range.substr(0, end), version);
    if (!one) return std::nullopt;
    holds = holds || *one;
    if (end == range.size()) return holds;
    range.remove_prefix(end + kOr.size());
  }
}

}  // namespace nvts::package
