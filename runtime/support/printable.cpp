// SPDX-License-Identifier: MIT
#include "support/printable.h"

#include <cstdio>

#include "support/utf8.h"

namespace nvts {
namespace {

void append_escaped(std::string& out, unsigned character) {
  char escape[8];
  std::snprintf(escape, sizeof escape, "\\x%02x", character);
  out += escape;
}

}  // namespace

std::string printable(std::string_view text, size_t bytes, std::string_view newline) {
  // Cut before checking, so that a text of megabytes costs no more than what is shown of it.
  std::string valid = to_utf8(text.substr(0, bytes));
  const std::string_view shown = utf8_prefix(valid, bytes);
  std::string out;
  out.reserve(shown.size());
  for (size_t i = 0; i < shown.size(); ++i) {
    const auto byte = static_cast<unsigned char>(shown[i]);
    if (byte == '\n') {
      out += newline;
    } else if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
      append_escaped(out, byte);
    } else if (byte == 0xc2 && static_cast<unsigned char>(shown[i + 1]) < 0xa0) {
      // U+0080 to U+009F: some terminals take them for escape sequences.
      append_escaped(out, static_cast<unsigned char>(shown[++i]));
    } else {
      out += shown[i];
    }
  }
  if (text.size() > bytes) out += "... (" + std::to_string(text.size()) + " bytes in all)";
  return out;
}

}  // namespace nvts
