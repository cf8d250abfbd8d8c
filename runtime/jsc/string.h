// SPDX-License-Identifier: MIT
// JavaScript strings from and to UTF-8. Private to this folder.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace nvts::jsc {

// The length of a string value in UTF-16 units. The engine keeps texts that a script puts together in parts; this does
// not join them, which for a text of some gigabytes would take as much memory.
[[nodiscard]] size_t length_of(JSContextRef context, JSValueRef string);

class String {
 public:
  [[nodiscard]] static String adopt(JSStringRef string) { return String(string); }
  // Invalid UTF-8 becomes U+FFFD.
  [[nodiscard]] static String from_utf8(std::string_view text);

  [[nodiscard]] static String from_units(std::u16string_view units);

  String(String&& other) noexcept : m_string(std::exchange(other.m_string, nullptr)) {}
  String& operator=(String&&) = delete;
  ~String() {
    if (m_string != nullptr) JSStringRelease(m_string);
  }

  [[nodiscard]] JSStringRef get() const { return m_string; }
  explicit operator bool() const { return m_string != nullptr; }

  // As long as this lives.
  [[nodiscard]] std::u16string_view units() const;
  // At most `max_units` UTF-16 units of it; lone surrogates become U+FFFD.
  [[nodiscard]] std::string to_utf8(size_t max_units) const;

 private:
  explicit String(JSStringRef string) : m_string(string) {}
  JSStringRef m_string;
};

}  // namespace nvts::jsc
