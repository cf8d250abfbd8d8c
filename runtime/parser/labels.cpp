// SPDX-License-Identifier: MIT
#include "parser/labels.h"

#include "support/text.h"
#include "support/utf8.h"

namespace nvts::parser {
namespace {

// What stands before the next separator; `text` goes on behind it.
std::string_view take_until(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return trimmed(part);
}

}  // namespace

Result<Labels> read_labels(std::string_view text, Output output) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  Labels labels;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_until(text, '\n');
    if (!is_utf8(line)) return Status{ErrorCode::kParams, "line " + std::to_string(number) + " is no UTF-8"};
    if (output == Output::kClasses) {
      if (line.empty()) continue;
      std::vector<std::string>& attribute = labels.emplace_back();
      while (!line.empty()) attribute.emplace_back(take_until(line, ';'));
    } else {
      // An empty line is a class without a name, but not at the end.
      if (labels.empty()) labels.emplace_back();
      labels[0].emplace_back(line);
    }
  }
  for (auto& list : labels) {
    while (!list.empty() && list.back().empty()) list.pop_back();
  }
  return labels;
}

}  // namespace nvts::parser
