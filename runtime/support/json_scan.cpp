// SPDX-License-Identifier: MIT
#include "support/json_scan.h"

#include <glib.h>

#include <cstdint>

namespace nvts {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_text(text) {}

  // A loop instead of recursion: m_objects remembers, a bit a level, which levels are objects.
  bool document() {
    bool want_value = true;
    for (;;) {
      skip_space();
      if (want_value) {
        if (at('{') || at('[')) {
          const bool object = take() == '{';
          if (m_depth == kMaxJsonDepth) return false;
          m_objects = (m_objects << 1) | (object ? 1 : 0);
          ++m_depth;
          skip_space();
          if (at(object ? '}' : ']')) {
            take();
            pop();
            want_value = false;
          } else if (object && !key()) {
            return false;
          }
        } else {
          if (!scalar()) return false;
          want_value = false;
        }
        continue;
      }
      if (m_depth == 0) return m_at == m_text.size();
      const bool object = (m_objects & 1) != 0;
      if (at(',')) {
        take();
        skip_space();
        if (object && !key()) return false;
        want_value = true;
      } else if (at(object ? '}' : ']')) {
        take();
        pop();
      } else {
        return false;
      }
    }
  }

 private:
  [[nodiscard]] bool at(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }
  char take() { return m_text[m_at++]; }
  void pop() {
    m_objects >>= 1;
    --m_depth;
  }
  void skip_space() {
    while (at(' ') || at('\t') || at('\n') || at('\r')) ++m_at;
  }

  bool key() {
    if (!string()) return false;
    skip_space();
    if (!at(':')) return false;
    take();
    return true;
  }

  bool scalar() {
    if (at('"')) return string();
    for (const std::string_view word : {std::string_view("true"), std::string_view("false"), std::string_view("null")}) {
      if (m_text.substr(m_at, word.size()) == word) {
        m_at += word.size();
        return true;
      }
    }
    return number();
  }

  bool digits() {
    const size_t first = m_at;
    while (m_at < m_text.size() && is_digit(m_text[m_at])) ++m_at;
    return m_at > first;
  }

  bool number() {
    if (at('-')) take();
    if (at('0')) {
      take();
    } else if (!digits()) {
      return false;
    }
    if (at('.')) {
      take();
      if (!digits()) return false;
    }
    if (at('e') || at('E')) {
      take();
      if (at('+') || at('-')) take();
      if (!digits()) return false;
    }
    return true;
  }

  bool string() {
    if (!at('"')) return false;
    take();
    while (m_at < m_text.size()) {
      const char c = take();
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    if (m_at == m_text.size()) return false;
    const char c = take();
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (m_at == m_text.size() || !g_ascii_isxdigit(m_text[m_at])) return false;
      ++m_at;
    }
    return true;
  }

  const std::string_view m_text;
  size_t m_at = 0;
  int m_depth = 0;
  uint64_t m_objects = 0;
  static_assert(kMaxJsonDepth <= 64);
};

}  // namespace

bool is_json(std::string_view text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE && Scanner(text).document();
}

}  // namespace nvts
