// SPDX-License-Identifier: MIT
// Whoever includes this links GLib; nvts_support does not.
#pragma once

#include <glib.h>

#include <string>
#include <string_view>

namespace nvts {

// In hexadecimal digits.
inline std::string sha256(std::string_view bytes) {
  gchar* digits =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string copy(digits);
  g_free(digits);
  return copy;
}

}  // namespace nvts
