// SPDX-License-Identifier: MIT
// Laid-out texts. Most texts of a frame stood on the last one too, and laying out costs far more than
// painting.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace nvts {

class TextCache {
 public:
  struct Entry {
    PangoLayout* layout;  // owned by the cache
    int width;            // pixels
    int height;
  };

  TextCache();
  ~TextCache();
  TextCache(const TextCache&) = delete;
  TextCache& operator=(const TextCache&) = delete;

  // `font` is a family with an optional style ("Serif Bold"), `size` in points at 96 dpi. Valid until the
  // next call.
  [[nodiscard]] const Entry& get(std::string_view text, std::string_view font, unsigned size);

 private:
  void clear();

  PangoContext* m_context;
  std::unordered_map<std::string, Entry> m_entries;
  std::string m_key;
};

}  // namespace nvts
