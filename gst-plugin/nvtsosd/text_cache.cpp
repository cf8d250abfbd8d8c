// SPDX-License-Identifier: MIT
#include "nvtsosd/text_cache.h"

#include <algorithm>

#include "support/utf8.h"

namespace nvts {
namespace {

constexpr size_t kMaxEntries = 1024;
constexpr unsigned kMaxFontSize = 512;

}  // namespace

TextCache::TextCache() : m_context(pango_font_map_create_context(pango_cairo_font_map_get_default())) {
  // The video's red and blue may be swapped, which grey smoothing does not notice.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(m_context, options);
  cairo_font_options_destroy(options);
}

TextCache::~TextCache() {
  clear();
  g_object_unref(m_context);
}

void TextCache::clear() {
  for (const auto& [key, entry] : m_entries)
    g_object_unref(entry.layout);
  m_entries.clear();
}

const TextCache::Entry& TextCache::get(std::string_view text, std::string_view font, unsigned size) {
  size = std::min(size, kMaxFontSize);
  m_key.assign(font);
  m_key += '\0';
  m_key += std::to_string(size);
  m_key += '\0';
  m_key += text;
  const auto known = m_entries.find(m_key);
  if (known != m_entries.end()) return known->second;

  if (m_entries.size() >= kMaxEntries) clear();
  PangoLayout* layout = pango_layout_new(m_context);
  PangoFontDescription* description = pango_font_description_from_string(to_utf8(font).c_str());
  pango_font_description_set_size(description, static_cast<gint>(size) * PANGO_SCALE);
  pango_layout_set_font_description(layout, description);
  pango_font_description_free(description);
  const std::string valid = to_utf8(text);
  pango_layout_set_text(layout, valid.data(), static_cast<int>(valid.size()));
  Entry entry{layout, 0, 0};
  pango_layout_get_pixel_size(layout, &entry.width, &entry.height);
  return m_entries.emplace(m_key, entry).first->second;
}

}  // namespace nvts
