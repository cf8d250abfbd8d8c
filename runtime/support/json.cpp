// SPDX-License-Identifier: MIT
#include "support/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <unordered_set>

#include "support/utf8.h"

namespace nvts::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_text(text) {}

  // Called at each direct member or element of the outermost value: where its key (empty in an array) and
  // value lie.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;

  bool document(const Visit& visit, Kind* kind) {
    skip_space();
    if (!value(0, visit, kind)) return false;
    skip_space();
    return m_at == m_text.size() || fail("there is text behind the value");
  }

  bool fail(std::string what) {
    if (m_error.empty()) m_error = std::move(what);
    return false;
  }

  [[nodiscard]] Status status() const {
    const std::string_view before = m_text.substr(0, std::min(m_at, m_text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t start = before.rfind('\n');
    const size_t column = 1 + (start == std::string_view::npos ? before.size() : before.size() - start - 1);
    return {ErrorCode::kParams,
            "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + m_error};
  }

 private:
  [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
  [[nodiscard]] bool at_end() const { return m_at >= m_text.size(); }

  void skip_space() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
      ++m_at;
  }

  bool unexpected(const char* expected) {
    if (at_end()) return fail(std::string("the text ends where ") + expected + " should be");
    if (peek() == '/') return fail("JSON has no comments");
    return fail(std::string("expected ") + expected);
  }

  bool value(int depth, const Visit& visit, Kind* kind) {
    const auto found = [&](Kind which) {
      if (kind != nullptr) *kind = which;
      return true;
    };
    switch (peek()) {
      case '{':
        return found(Kind::kObject) && container(depth, visit, true);
      case '[':
        return found(Kind::kArray) && container(depth, visit, false);
      case '"':
        return found(Kind::kString) && string();
      case 't':
        return found(Kind::kTrue) && word("true");
      case 'f':
        return found(Kind::kFalse) && word("false");
      case 'n':
        return found(Kind::kNull) && word("null");
      default:
        break;
    }
    if (peek() == '-' || is_digit(peek())) return found(Kind::kNumber) && number();
    return unexpected("a value");
  }

  bool container(int depth, const Visit& visit, bool object) {
    if (depth >= kMaxDepth) return fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
    const char close = object ? '}' : ']';
    ++m_at;
    skip_space();
    if (peek() == close) {
      ++m_at;
      return true;
    }
    for (;;) {
      std::string_view key;
      if (object) {
        if (peek() == '}') return fail("a comma before '}' is one too many");
        if (peek() != '"') return unexpected("a key in double quotes");
        const size_t start = m_at;
        if (!string()) return false;
        key = m_text.substr(start, m_at - start);
        skip_space();
        if (peek() != ':') return unexpected("':'");
        ++m_at;
        skip_space();
      } else if (peek() == ']') {
        return fail("a comma before ']' is one too many");
      }
      const size_t start = m_at;
      if (!value(depth + 1, visit, nullptr)) return false;
      if (depth == 0 && visit && !visit(key, m_text.substr(start, m_at - start))) return false;
      skip_space();
      if (peek() == close) {
        ++m_at;
        return true;
      }
      if (peek() != ',') return unexpected(object ? "',' or '}'" : "',' or ']'");
      ++m_at;
      skip_space();
    }
  }

  bool string() {
    for (++m_at; !at_end(); ++m_at) {
      const char c = peek();
      if (c == '"') {
        ++m_at;
        return true;
      }
      if (static_cast<uint8_t>(c) < 0x20) return fail("a control character in a string must be escaped");
      if (c != '\\') continue;
      ++m_at;
      if (at_end()) break;
      if (peek() == 'u') {
        for (size_t i = 1; i <= 4; ++i) {
          if (m_at + i >= m_text.size() || !is_hex(m_text[m_at + i]))
            return fail("\\u needs four hex digits");
        }
        m_at += 4;
      } else if (std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos) {
        return fail("this escape does not exist in JSON");
      }
    }
    return fail("the string is not closed");
  }

  static bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

  bool digits() {
    if (!is_digit(peek())) return unexpected("a digit");
    while (is_digit(peek()))
      ++m_at;
    return true;
  }

  bool number() {
    if (peek() == '-') ++m_at;
    if (peek() == '0') {
      ++m_at;
      if (is_digit(peek())) return fail("a number must not begin with 0");
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.') {
      ++m_at;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++m_at;
      if (peek() == '+' || peek() == '-') ++m_at;
      if (!digits()) return false;
    }
    return true;
  }

  bool word(std::string_view expected) {
    if (m_text.substr(m_at, expected.size()) != expected) return unexpected("a value");
    m_at += expected.size();
    return true;
  }

  std::string_view m_text;
  size_t m_at = 0;
  std::string m_error;
};

uint32_t hex4(std::string_view text) {
  uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    value = value * 16 + static_cast<uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// `text` is a string that the scanner has accepted, with its quotes.
std::string decode_string(std::string_view text) {
  text = text.substr(1, text.size() - 2);
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      decoded.push_back(text[i]);
      continue;
    }
    switch (text[++i]) {
      case 'b':
        decoded.push_back('\b');
        break;
      case 'f':
        decoded.push_back('\f');
        break;
      case 'n':
        decoded.push_back('\n');
        break;
      case 'r':
        decoded.push_back('\r');
        break;
      case 't':
        decoded.push_back('\t');
        break;
      case 'u': {
        std::u16string units;
        units.push_back(static_cast<char16_t>(hex4(text.substr(i + 1))));
        i += 4;
        const bool pair = units[0] >= 0xd800 && units[0] < 0xdc00 && i + 6 < text.size() &&
                          text[i + 1] == '\\' && text[i + 2] == 'u';
        if (pair) {
          const auto low = static_cast<char16_t>(hex4(text.substr(i + 3)));
          if (low >= 0xdc00 && low < 0xe000) {
            units.push_back(low);
            i += 6;
          }
        }
        decoded += to_utf8(units);
        break;
      }
      default:
        decoded.push_back(text[i]);
    }
  }
  return decoded;
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kObject:
      return "an object";
    case Kind::kArray:
      return "an array";
    case Kind::kString:
      return "a string";
    case Kind::kNumber:
      return "a number";
    case Kind::kTrue:
    case Kind::kFalse:
      return "a boolean";
    case Kind::kNull:
      return "null";
  }
  return "";
}

Status wrong_kind(Kind expected, Kind found) {
  return {ErrorCode::kParams,
          std::string("line 1, column 1: expected ") + kind_name(expected) + ", found " + kind_name(found)};
}

}  // namespace

Result<Kind> check(std::string_view text) {
  Scanner scanner(text);
  Kind kind{};
  if (!scanner.document({}, &kind)) return scanner.status();
  return kind;
}

Result<std::vector<Member>> members(std::string_view text) {
  Scanner scanner(text);
  Kind kind{};
  std::vector<Member> found;
  std::unordered_set<std::string> keys;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (key.empty()) return true;
    Member member{decode_string(key), value};
    if (!keys.insert(member.key).second) return scanner.fail("the key \"" + member.key + "\" occurs twice");
    found.push_back(std::move(member));
    return true;
  };
  if (!scanner.document(visit, &kind)) return scanner.status();
  if (kind != Kind::kObject) return wrong_kind(Kind::kObject, kind);
  return found;
}

Result<std::vector<std::string_view>> elements(std::string_view text) {
  Scanner scanner(text);
  Kind kind{};
  std::vector<std::string_view> found;
  const auto visit = [&](std::string_view, std::string_view value) {
    found.push_back(value);
    return true;
  };
  if (!scanner.document(visit, &kind)) return scanner.status();
  if (kind != Kind::kArray) return wrong_kind(Kind::kArray, kind);
  return found;
}

Result<std::string> string_value(std::string_view text) {
  Result<Kind> kind = check(text);
  if (!kind) return kind.status();
  if (*kind != Kind::kString) return wrong_kind(Kind::kString, *kind);
  const size_t open = text.find('"');
  return decode_string(text.substr(open, text.rfind('"') - open + 1));
}

std::string quote(std::string_view utf8) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "\"";
  text.reserve(utf8.size() + 2);
  for (const char c : utf8) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '"' || c == '\\') {
      text.push_back('\\');
      text.push_back(c);
    } else if (c == '\n') {
      text += "\\n";
    } else if (byte < 0x20) {
      text += "\\u00";
      text.push_back(kHex[byte >> 4]);
      text.push_back(kHex[byte & 15]);
    } else {
      text.push_back(c);
    }
  }
  text.push_back('"');
  return text;
}

std::string number(float value) {
  std::string text;
  append_number(text, value);
  return text;
}

void append_number(std::string& text, float value) {
  std::array<char, 32> digits;
  text.append(digits.begin(), std::to_chars(digits.begin(), digits.end(), std::isfinite(value) ? value : 0.0f).ptr);
}

}  // namespace nvts::json
