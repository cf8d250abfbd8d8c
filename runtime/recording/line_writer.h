// SPDX-License-Identifier: MIT
// Frame table -> line of a recording (FORMAT.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "table/frame_table.h"

namespace nvts::recording {

inline constexpr int kVersion = 1;

// The groups that a table must hold for everything a recording keeps.
inline constexpr uint32_t kGroups =
    table::kGroupStyle | table::kGroupDetail | table::kGroupDisplay | table::kGroupJson | table::kGroupMask;

// Cells of all masks of a line: as base64 they take 11 MB, and no reader refuses lines below 16 MiB.
inline constexpr uint32_t kMaxMaskCells = 1u << 21;
// What a mask's threshold is where a line does not say.
inline constexpr float kMaskThreshold = 0.5f;

// The first line of every recording, without the line end.
[[nodiscard]] std::string header_line();

class LineWriter {
 public:
  // The line of the batch that `table` holds, without the line end; valid until the next call.
  [[nodiscard]] std::string_view write(const table::FrameTable& table);

  // Objects left out because their numbers are not finite, which no JSON reader would take.
  [[nodiscard]] uint64_t left_out() const { return m_left_out; }
  // Masks left out because of such numbers, or because there were too many cells.
  [[nodiscard]] uint64_t masks_left_out() const { return m_masks_left_out; }

 private:
  void write_frame(uint32_t row);
  void write_objects(uint32_t frame);
  void write_object(uint32_t row, uint32_t first);
  void write_style(uint32_t row);
  void find_masks();
  void write_mask(uint32_t row);
  void write_classifiers(uint32_t row);
  void write_draw(uint32_t frame);
  void write_draw_item(uint32_t row);
  void write_json(uint32_t frame);

  void begin(char bracket);
  void end(char bracket);
  void key(std::string_view name);
  void comma();
  void string(std::string_view text);
  void decimal_string(uint64_t value);
  void number(float value);
  void integer(int64_t value);
  void numbers(const float* values, size_t count);
  void integers(uint32_t first, uint32_t second);
  // Nothing where the value is the default.
  void optional(std::string_view name, std::string_view text);
  void optional(std::string_view name, int64_t value);
  void box(std::string_view name, const float* values);
  [[nodiscard]] std::string_view text(uint32_t offset, int32_t length) const;
  [[nodiscard]] std::string_view interned(int32_t index) const;

  const table::FrameTable* m_table = nullptr;
  table::Frames m_frames{};
  table::Objects m_objects{};
  table::Draw m_draw{};
  std::string m_line;
  bool m_first = true;               // no comma before the next element
  std::vector<int32_t> m_positions;  // of a frame's objects in its line, -1 left out
  std::vector<uint32_t> m_rows;
  std::vector<int32_t> m_masks;      // of the table's objects, -1 none; empty where no object has one
  uint32_t m_mask_cells = 0;         // in the line so far
  uint64_t m_left_out = 0;
  uint64_t m_masks_left_out = 0;
};

}  // namespace nvts::recording
