// SPDX-License-Identifier: MIT
#include "nvtsosd/painter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace nvts {
namespace {

using table::Section;

constexpr std::string_view kDefaultFont = "Serif";
constexpr uint32_t kDefaultFontSize = 10;
constexpr std::string_view kLabelFont = "Sans Bold";
constexpr uint32_t kLabelFontSize = 8;
constexpr int kLabelPadding = 3;
constexpr float kLabelAlpha = 0.85f;
constexpr float kWhite[] = {1, 1, 1, 1};
constexpr float kBlack[] = {0, 0, 0, 1};

// Beyond the picture nothing shows; cairo's fixed-point numbers end at 2^23.
constexpr float kFarAway = 1e6f;
constexpr uint32_t kMaxLineWidth = 1000;
constexpr float kMargin = 2.0f * kMaxLineWidth;

bool is_near(std::initializer_list<float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::abs(value) <= kFarAway; });
}

int to_pixel(float value, int size) {
  return static_cast<int>(std::lround(std::clamp(value, -kMargin, static_cast<float>(size) + kMargin)));
}

// Relative luminance after ITU-R BT.709, on gamma-coded values: enough to choose between black and white.
bool is_light(const float* color) {
  return 0.2126f * color[0] + 0.7152f * color[1] + 0.0722f * color[2] > 0.5f;
}

}  // namespace

void Painter::paint(const table::FrameTable& table, const Picture& picture, const PaintOptions& options) {
  m_table = &table;
  m_objects = table.objects();
  m_draw = table.draw();
  m_picture = picture;
  m_scale_x = m_scale_y = 1;
  // A single frame that was scaled after its metadata were made; pictures of several frames (tiles) are drawn
  // as given.
  const table::Frames frames = table.frames();
  if (table.count(Section::kFrames) == 1 && frames.pipeline_width[0] != 0 && frames.pipeline_height[0] != 0) {
    m_scale_x = static_cast<float>(picture.width) / static_cast<float>(frames.pipeline_width[0]);
    m_scale_y = static_cast<float>(picture.height) / static_cast<float>(frames.pipeline_height[0]);
  }

  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      picture.pixels, picture.has_alpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, picture.width,
      picture.height, picture.stride);
  m_cairo = cairo_create(surface);
  if (options.boxes) paint_boxes();
  paint_items(false);
  if (options.texts) {
    paint_texts();
    for (uint32_t row = table.count(Section::kObjects); options.automatic_labels && row-- > 0;) {
      if (m_objects.text_length[row] < 0 && is_drawn(row)) paint_automatic_label(row);
    }
  }
  paint_items(true);
  cairo_destroy(m_cairo);
  cairo_surface_flush(surface);
  cairo_surface_destroy(surface);
  m_cairo = nullptr;
}

// DeepStream's convention for an object that is not to be seen: no border, no background, no text.
bool Painter::is_drawn(uint32_t row) const {
  return m_objects.border_width[row] > 0 || m_objects.has_background[row] != 0;
}

// The newest object is the first of its frame; painted last, it lies on top.
void Painter::paint_boxes() {
  for (uint32_t row = m_table->count(Section::kObjects); row-- > 0;) {
    if (!is_drawn(row)) continue;
    paint_box({m_objects.left[row], m_objects.top[row], m_objects.width[row], m_objects.height[row]},
              m_objects.border_width[row], m_objects.border_color + size_t{4} * row,
              m_objects.has_background[row] != 0 ? m_objects.background_color + size_t{4} * row : nullptr);
  }
}

void Painter::paint_texts() {
  for (uint32_t row = m_table->count(Section::kObjects); row-- > 0;) {
    if (m_objects.text_length[row] <= 0) continue;
    const Text text{this->text(m_objects.text_offset[row], m_objects.text_length[row]),
                    m_table->strings().at(m_objects.font_name[row]), m_objects.font_size[row],
                    m_objects.font_color + size_t{4} * row,
                    m_objects.has_text_background[row] != 0
                        ? m_objects.text_background_color + size_t{4} * row
                        : nullptr};
    paint_text(text, m_objects.text_x[row] * static_cast<double>(m_scale_x),
               m_objects.text_y[row] * static_cast<double>(m_scale_y));
  }
}

void Painter::paint_automatic_label(uint32_t row) {
  const std::string_view name = m_table->strings().at(m_objects.label[row]);
  m_label.assign(name);
  if (name.empty()) m_label = "class " + std::to_string(m_objects.class_id[row]);
  if (m_objects.track_id[row] != table::kUntracked) m_label += " #" + std::to_string(m_objects.track_id[row]);
  if (const float confidence = m_objects.confidence[row]; confidence > 0 && confidence <= 1) {
    char digits[16];
    std::snprintf(digits, sizeof digits, " %.2f", static_cast<double>(confidence));
    m_label += digits;
  }

  const float left = m_objects.left[row] * m_scale_x;
  const float top = m_objects.top[row] * m_scale_y;
  if (!is_near({left, top})) return;
  const TextCache::Entry& entry = m_texts.get(m_label, kLabelFont, kLabelFontSize);
  const auto border = static_cast<double>(m_objects.border_width[row] / 2);
  const double width = entry.width + 2.0 * kLabelPadding;
  const double x = std::clamp(std::round(left - border), 0.0, std::max(0.0, m_picture.width - width));
  double y = std::round(top - border) - entry.height;
  if (y < 0) y = std::max(0.0, std::round(static_cast<double>(top)));

  const float* border_color = m_objects.border_color + size_t{4} * row;
  const bool bordered = m_objects.border_width[row] > 0;
  const float background[] = {bordered ? border_color[0] : 0, bordered ? border_color[1] : 0,
                              bordered ? border_color[2] : 0, kLabelAlpha};
  if (use(background)) {
    cairo_rectangle(m_cairo, x, y, width, entry.height);
    cairo_fill(m_cairo);
  }
  if (use(is_light(background) ? kBlack : kWhite)) {
    cairo_move_to(m_cairo, x + kLabelPadding, y);
    pango_cairo_show_layout(m_cairo, entry.layout);
  }
}

void Painter::paint_items(bool texts) {
  const uint32_t count = m_table->count(Section::kDraw);
  for (uint32_t row = 0; row < count; ++row) {
    const float* color = m_draw.color + size_t{4} * row;
    const float* background =
        m_draw.has_background[row] != 0 ? m_draw.background_color + size_t{4} * row : nullptr;
    if ((m_draw.kind[row] == table::draw_kind::kText) != texts) continue;
    switch (m_draw.kind[row]) {
      case table::draw_kind::kRect:
        paint_box({m_draw.x1[row], m_draw.y1[row], m_draw.x2[row], m_draw.y2[row]}, m_draw.width[row], color,
                  background);
        break;
      case table::draw_kind::kText:
        paint_text({text(m_draw.text_offset[row], m_draw.text_length[row]),
                    m_table->strings().at(m_draw.font_name[row]), m_draw.font_size[row], color, background},
                   static_cast<double>(m_draw.x1[row] * m_scale_x),
                   static_cast<double>(m_draw.y1[row] * m_scale_y));
        break;
      case table::draw_kind::kLine:
      case table::draw_kind::kArrow:
        paint_line(row);
        break;
      case table::draw_kind::kCircle:
        paint_circle(row);
        break;
    }
  }
}

// The border lies half inside and half outside of the box, on whole pixels.
void Painter::paint_box(const Rect& box, uint32_t border_width, const float* border,
                        const float* background) {
  if (!is_near({box.left, box.top, box.width, box.height}) || box.width < 0 || box.height < 0) return;
  const int left = to_pixel(box.left * m_scale_x, m_picture.width);
  const int top = to_pixel(box.top * m_scale_y, m_picture.height);
  const int right = to_pixel((box.left + box.width) * m_scale_x, m_picture.width);
  const int bottom = to_pixel((box.top + box.height) * m_scale_y, m_picture.height);
  if (background != nullptr && use(background)) {
    cairo_rectangle(m_cairo, left, top, right - left, bottom - top);
    cairo_fill(m_cairo);
  }
  if (border_width == 0 || !use(border)) return;

  const int width = static_cast<int>(std::min(border_width, kMaxLineWidth));
  const int outside = width / 2;
  const int inside = width - outside;
  cairo_rectangle(m_cairo, left - outside, top - outside, right - left + 2 * outside,
                  bottom - top + 2 * outside);
  if (right - left > 2 * inside && bottom - top > 2 * inside) {
    cairo_rectangle(m_cairo, left + inside, top + inside, right - left - 2 * inside,
                    bottom - top - 2 * inside);
  }
  cairo_set_fill_rule(m_cairo, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill(m_cairo);
}

void Painter::paint_line(uint32_t row) {
  const float x1 = m_draw.x1[row] * m_scale_x;
  const float y1 = m_draw.y1[row] * m_scale_y;
  const float x2 = m_draw.x2[row] * m_scale_x;
  const float y2 = m_draw.y2[row] * m_scale_y;
  const auto width = static_cast<float>(std::min(m_draw.width[row], kMaxLineWidth));
  if (width == 0 || !is_near({x1, y1, x2, y2}) || !use(m_draw.color + size_t{4} * row)) return;

  cairo_set_line_width(m_cairo, width);
  cairo_move_to(m_cairo, x1, y1);
  cairo_line_to(m_cairo, x2, y2);
  cairo_stroke(m_cairo);
  if (m_draw.kind[row] != table::draw_kind::kArrow) return;
  const uint32_t head = m_draw.arrow_head[row];
  if (head != table::arrow_head::kEnd) paint_arrow_head(x1, y1, x2, y2, width);
  if (head != table::arrow_head::kStart) paint_arrow_head(x2, y2, x1, y1, width);
}

void Painter::paint_arrow_head(float tip_x, float tip_y, float from_x, float from_y, float width) {
  const float length = std::hypot(tip_x - from_x, tip_y - from_y);
  if (length == 0) return;
  const float along_x = (tip_x - from_x) / length;
  const float along_y = (tip_y - from_y) / length;
  const float depth = 6 + 3 * width;
  const float half = depth / 2;
  // The tip lies a little ahead, so that it covers the end of the shaft.
  cairo_move_to(m_cairo, tip_x + along_x * width, tip_y + along_y * width);
  cairo_line_to(m_cairo, tip_x - along_x * depth - along_y * half, tip_y - along_y * depth + along_x * half);
  cairo_line_to(m_cairo, tip_x - along_x * depth + along_y * half, tip_y - along_y * depth - along_x * half);
  cairo_close_path(m_cairo);
  cairo_fill(m_cairo);
}

void Painter::paint_circle(uint32_t row) {
  const float x = m_draw.x1[row] * m_scale_x;
  const float y = m_draw.y1[row] * m_scale_y;
  const float radius = m_draw.x2[row] * std::sqrt(m_scale_x * m_scale_y);
  if (!is_near({x, y, radius}) || radius <= 0) return;
  if (m_draw.has_background[row] != 0 && use(m_draw.background_color + size_t{4} * row)) {
    cairo_arc(m_cairo, x, y, radius, 0, 2 * G_PI);
    cairo_fill(m_cairo);
  }
  if (!use(m_draw.color + size_t{4} * row)) return;
  // Before DeepStream 8.0 circles have no width.
  cairo_set_line_width(m_cairo, std::clamp(m_draw.width[row], 1u, kMaxLineWidth));
  cairo_arc(m_cairo, x, y, radius, 0, 2 * G_PI);
  cairo_stroke(m_cairo);
}

void Painter::paint_text(const Text& text, double x, double y) {
  if (text.value.empty() || x >= m_picture.width || y >= m_picture.height) return;
  const TextCache::Entry& entry = m_texts.get(text.value, text.font.empty() ? kDefaultFont : text.font,
                                              text.size != 0 ? text.size : kDefaultFontSize);
  if (text.background != nullptr && use(text.background)) {
    cairo_rectangle(m_cairo, std::round(x), std::round(y), entry.width, entry.height);
    cairo_fill(m_cairo);
  }
  if (!use(text.color)) return;
  cairo_move_to(m_cairo, std::round(x), std::round(y));
  pango_cairo_show_layout(m_cairo, entry.layout);
}

bool Painter::use(const float* color) {
  const bool finite = std::all_of(color, color + 4, [](float part) { return std::isfinite(part); });
  if (!finite || color[3] <= 0) return false;
  const float red = color[m_picture.red_first ? 2 : 0];
  const float blue = color[m_picture.red_first ? 0 : 2];
  cairo_set_source_rgba(m_cairo, red, color[1], blue, color[3]);
  return true;
}

std::string_view Painter::text(uint32_t offset, int32_t length) const {
  const Result<std::string_view> bytes = m_table->text(offset, std::max(length, 0));
  return bytes ? *bytes : std::string_view();
}

}  // namespace nvts
