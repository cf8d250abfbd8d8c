// SPDX-License-Identifier: MIT
#include "host/capabilities.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace nvts::host {
namespace {

struct Name {
  std::string_view text;
  bool Grants::*member;
};
constexpr std::array kGrantNames = {Name{"eval", &Grants::eval}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// How many letters have to be changed, added or taken away.
size_t distance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t k = 0; k < to.size(); ++k) {
      const size_t replaced = diagonal + (from[i] == to[k] ? 0 : 1);
      diagonal = std::exchange(row[k + 1], std::min({replaced, row[k] + 1, row[k + 1] + 1}));
    }
  }
  return row.back();
}

Status unknown_grant(std::string_view name) {
  std::string known;
  const Name* meant = nullptr;
  for (const Name& candidate : kGrantNames) {
    if (distance(name, candidate.text) <= 2) meant = &candidate;
    known += (known.empty() ? "" : ", ") + std::string(candidate.text);
  }
  const std::string hint =
      meant != nullptr ? "did you mean '" + std::string(meant->text) + "'?" : "known are: " + known;
  return {ErrorCode::kArgument, "grant: there is no '" + std::string(name.substr(0, 64)) + "'; " + hint};
}

}  // namespace

Result<Grants> parse_grants(std::string_view list) {
  Grants grants;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view name = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (name.empty()) continue;
    const auto known = std::find_if(kGrantNames.begin(), kGrantNames.end(),
                                    [&](const Name& candidate) { return candidate.text == name; });
    if (known == kGrantNames.end()) return unknown_grant(name);
    grants.*(known->member) = true;
  }
  return grants;
}

}  // namespace nvts::host
