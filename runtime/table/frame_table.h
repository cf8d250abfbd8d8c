// SPDX-License-Identifier: MIT
// The frame table: one memory block of columns that C++ fills, JavaScript reads and edits, and C++ commits.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "support/status.h"
#include "table/schema.generated.h"
#include "table/string_table.h"
#include "table/track_keys.h"

namespace nvts::table {

inline constexpr uint64_t kNoTime = UINT64_MAX;
inline constexpr uint64_t kUntracked = UINT64_MAX;
// In the place of an object's row: the script has taken its row back.
inline constexpr uint32_t kTakenBack = UINT32_MAX;

inline constexpr uint32_t kAllGroups = [] {
  uint32_t groups = 0;
  for (const ColumnInfo& column : kColumns) groups |= column.group;
  return groups;
}();

using Capacities = std::array<uint32_t, kSectionCount>;

// A block and where its sections lie. A script may write any byte of the block, the header too, so offsets and
// capacities are kept outside of it and a count read from the header is never taken beyond its section's capacity.
class Block {
 public:
  explicit Block(const Capacities& capacity);
  // In memory that outlives it: as many bytes as the capacities take (kMaxBytes at most), aligned to 8. Its rows are
  // what the memory holds.
  Block(const Capacities& capacity, uint8_t* memory);

  static constexpr size_t kMaxBytes = [] {
    size_t bytes = kHeaderBytes;
    for (const SectionInfo& section : kSections) bytes += size_t{section.max_rows} * section.row_bytes;
    return bytes;
  }();

  [[nodiscard]] const std::shared_ptr<uint8_t>& memory() const { return m_memory; }
  [[nodiscard]] uint32_t bytes() const { return m_bytes; }
  [[nodiscard]] const Capacities& capacities() const { return m_capacity; }
  [[nodiscard]] Header& header() const { return *reinterpret_cast<Header*>(m_memory.get()); }

  [[nodiscard]] uint32_t capacity(Section section) const { return m_capacity[static_cast<size_t>(section)]; }
  [[nodiscard]] uint32_t count(Section section) const;
  void set_count(Section section, uint32_t rows) const;

  template <class Columns>
  [[nodiscard]] Columns columns(Section section) const {
    const auto s = static_cast<size_t>(section);
    return Columns::at(m_memory.get() + m_offset[s], m_capacity[s]);
  }
  // The first row of a column.
  [[nodiscard]] uint8_t* column(const ColumnInfo& column) const {
    const auto s = static_cast<size_t>(column.section);
    return m_memory.get() + m_offset[s] + size_t{m_capacity[s]} * column.before;
  }
  // Both blocks have room for these rows.
  void copy_rows_from(const Block& other, const ColumnInfo& column, uint32_t begin, uint32_t end) const {
    if (begin == end) return;
    const size_t at = size_t{begin} * column.row_bytes;
    std::memcpy(this->column(column) + at, other.column(column) + at, size_t{end - begin} * column.row_bytes);
  }

 private:
  // Sets where the sections lie.
  void lay_out();
  void write_header();
  [[nodiscard]] Extent& extent(Section section) const {
    return reinterpret_cast<Extent*>(m_memory.get() + kExtentsOffset)[static_cast<size_t>(section)];
  }

  std::shared_ptr<uint8_t> m_memory;
  uint32_t m_bytes = 0;
  Capacities m_offset{};
  Capacities m_capacity{};
};

class FrameTable {
 public:
  FrameTable();

  FrameTable(const FrameTable&) = delete;
  FrameTable& operator=(const FrameTable&) = delete;

  // What typed arrays view. Growing makes a new block; whoever still holds the old memory keeps it alive.
  [[nodiscard]] const Block& block() const { return m_block; }
  [[nodiscard]] uint32_t layout_serial() const { return m_layout_serial; }
  [[nodiscard]] Header& header() const { return m_block.header(); }

  [[nodiscard]] uint32_t capacity(Section section) const { return m_block.capacity(section); }
  // Rows in use as the header says, clamped to the capacity.
  [[nodiscard]] uint32_t count(Section section) const { return m_block.count(section); }
  // `rows` must not exceed the capacity.
  void set_count(Section section, uint32_t rows) { m_block.set_count(section, rows); }

  // Makes room for `rows` rows. The block may move: columns taken before are then those of the old block.
  // kLimit when `rows` is above the section's maximum.
  [[nodiscard]] Status reserve(Section section, uint32_t rows);

  [[nodiscard]] Frames frames() const { return m_block.columns<Frames>(Section::kFrames); }
  [[nodiscard]] Objects objects() const { return m_block.columns<Objects>(Section::kObjects); }
  [[nodiscard]] Classifiers classifiers() const { return m_block.columns<Classifiers>(Section::kClassifiers); }
  [[nodiscard]] ClassLabels class_labels() const { return m_block.columns<ClassLabels>(Section::kClassLabels); }
  [[nodiscard]] Edits edits() const { return m_block.columns<Edits>(Section::kEdits); }
  [[nodiscard]] Draw draw() const { return m_block.columns<Draw>(Section::kDraw); }
  [[nodiscard]] Json json() const { return m_block.columns<Json>(Section::kJson); }
  [[nodiscard]] Analytics analytics() const { return m_block.columns<Analytics>(Section::kAnalytics); }
  [[nodiscard]] Events events() const { return m_block.columns<Events>(Section::kEvents); }
  [[nodiscard]] Masks masks() const { return m_block.columns<Masks>(Section::kMasks); }
  [[nodiscard]] MaskValues mask_values() const { return m_block.columns<MaskValues>(Section::kMaskValues); }
  [[nodiscard]] Text text_bytes() const { return m_block.columns<Text>(Section::kText); }

  // Goes on in another block and keeps nothing of this one: what the block's memory holds are the table's rows.
  void continue_in(const Block& block);
  // Goes on in a block of its own with what there is.
  void continue_in_own_block();

  // Empties every section and numbers the batch. The string table starts a new generation when it has grown large.
  void begin_batch();
  // For a table that is filled from another one: goes on with that one's batch number and strings.
  void follow(uint32_t batch_serial, uint32_t string_generation);
  // Tells scripts, through the header, how many strings there are.
  void publish_strings();

  // Appends rows whose columns the caller then fills; the result is the first of them. As with reserve(), the block may move.
  [[nodiscard]] Result<uint32_t> append_rows(Section section, uint32_t rows = 1);
  // Appends bytes to the text section; the result is their offset.
  [[nodiscard]] Result<uint32_t> append_text(std::string_view bytes);
  // The bytes that a row points to; kRange when they lie outside the used part of the section.
  [[nodiscard]] Result<std::string_view> text(uint32_t offset, int32_t length) const;

  [[nodiscard]] StringTable& strings() { return m_strings; }
  [[nodiscard]] const StringTable& strings() const { return m_strings; }
  [[nodiscard]] TrackKeys& tracks() { return m_tracks; }

 private:
  void move_to(const Block& next);

  Block m_block;
  uint32_t m_layout_serial = 1;
  uint32_t m_batch_serial = 0;
  StringTable m_strings;
  TrackKeys m_tracks;
};

}  // namespace nvts::table
