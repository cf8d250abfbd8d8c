// SPDX-License-Identifier: MIT
#include "jsc/string.h"

#include <algorithm>

#include "support/utf8.h"

namespace nvts::jsc {

size_t length_of(JSContextRef context, JSValueRef string) {
  const JSObjectRef object = JSValueToObject(context, string, nullptr);
  if (object == nullptr) return 0;
  // A property of the object's own that cannot be changed, so no code of the script runs.
  const JSValueRef length = JSObjectGetProperty(context, object, String::from_utf8("length").get(), nullptr);
  return length == nullptr ? 0 : static_cast<size_t>(JSValueToNumber(context, length, nullptr));
}

String String::from_utf8(std::string_view text) {
  // The engine keeps ASCII in one byte a character, but only when it comes as a C string.
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
  if (plain) return String(JSStringCreateWithUTF8CString(std::string(text).c_str()));
  return from_units(to_utf16(text));
}

String String::from_units(std::u16string_view units) {
  return String(JSStringCreateWithCharacters(reinterpret_cast<const JSChar*>(units.data()), units.size()));
}

std::u16string_view String::units() const {
  return {reinterpret_cast<const char16_t*>(JSStringGetCharactersPtr(m_string)), JSStringGetLength(m_string)};
}

std::string String::to_utf8(size_t max_units) const {
  return nvts::to_utf8(units().substr(0, max_units));
}

}  // namespace nvts::jsc
