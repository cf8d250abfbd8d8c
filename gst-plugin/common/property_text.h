// SPDX-License-Identifier: MIT
#pragma once

#include <glib-object.h>

#include <string>

namespace nvts {

// What a property of type string was set to: no text is an empty one.
inline std::string text_of(const GValue* value) {
  const gchar* text = g_value_get_string(value);
  return text != nullptr ? text : "";
}

}  // namespace nvts
