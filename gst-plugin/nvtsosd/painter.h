// SPDX-License-Identifier: MIT
// Paints what the metadata of a batch says onto a picture.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <string>

#include "nvtsosd/text_cache.h"
#include "table/frame_table.h"

namespace nvts {

// The groups of the frame table that painting needs.
inline constexpr uint32_t kPaintedGroups = table::kGroupStyle | table::kGroupDisplay;

struct PaintOptions {
  bool boxes = true;
  bool texts = true;
  bool automatic_labels = true;  // for objects that are drawn but have no text
};

// A picture of 32 bits a pixel in memory.
struct Picture {
  uint8_t* pixels;
  int width;
  int height;
  int stride;
  bool has_alpha;
  bool red_first;  // RGBx, RGBA instead of BGRx, BGRA
};

class Painter {
 public:
  // `table` holds kPaintedGroups.
  void paint(const table::FrameTable& table, const Picture& picture, const PaintOptions& options);

 private:
  struct Rect {
    float left;
    float top;
    float width;
    float height;
  };
  struct Text {
    std::string_view value;
    std::string_view font;
    uint32_t size;
    const float* color;
    const float* background;  // null for none
  };

  void paint_boxes();
  void paint_texts();
  void paint_automatic_label(uint32_t row);
  void paint_items(bool texts);
  void paint_box(const Rect& box, uint32_t border_width, const float* border, const float* background);
  void paint_line(uint32_t row);
  void paint_circle(uint32_t row);
  void paint_arrow_head(float tip_x, float tip_y, float from_x, float from_y, float width);
  void paint_text(const Text& text, double x, double y);
  // False for a colour that shows nothing.
  [[nodiscard]] bool use(const float* color);
  [[nodiscard]] bool is_drawn(uint32_t row) const;
  [[nodiscard]] std::string_view text(uint32_t offset, int32_t length) const;

  TextCache m_texts;
  const table::FrameTable* m_table = nullptr;
  table::Objects m_objects{};
  table::Draw m_draw{};
  Picture m_picture{};
  float m_scale_x = 1;
  float m_scale_y = 1;
  cairo_t* m_cairo = nullptr;
  std::string m_label;
};

}  // namespace nvts
