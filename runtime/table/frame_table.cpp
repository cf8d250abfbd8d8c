// SPDX-License-Identifier: MIT
#include "table/frame_table.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace nvts::table {
namespace {

// Beyond these the string table starts anew with the next batch: labels such as licence plates never end.
constexpr uint32_t kStringsPerGeneration = 16384;
constexpr size_t kStringBytesPerGeneration = size_t{4} << 20;

Capacities initial_capacities() {
  Capacities capacity{};
  for (size_t s = 0; s < kSectionCount; ++s) capacity[s] = kSections[s].initial_rows;
  return capacity;
}

// Columns that lie a multiple of 4 KiB apart share their few places in the first-level cache, and the columns of a row
// would push each other out of it. Rows beyond a round number set the columns apart.
uint32_t grown_capacity(uint32_t capacity, uint32_t rows, uint32_t max_rows) {
  constexpr uint32_t kFirstAliased = 256;
  constexpr uint32_t kApart = 24;
  uint32_t grown = std::max(rows, capacity * 2);
  if (grown >= kFirstAliased) grown = ((grown + 63) & ~63u) + kApart;
  return (std::min(grown, max_rows) + 7) & ~7u;
}

}  // namespace

Block::Block(const Capacities& capacity) : m_capacity(capacity) {
  lay_out();
  // Aligned by hand: glibc's aligned allocations do not find the memory of those that were freed before, and a process
  // that builds many tables one after another grows by their sum.
  constexpr size_t kAlignment = 64;
  // Pages of large blocks come as zeros from the kernel once they are touched: writing those takes milliseconds.
  auto* memory = static_cast<uint8_t*>(std::calloc(1, m_bytes + kAlignment));
  if (memory == nullptr) std::abort();
  uint8_t* aligned = memory + (kAlignment - reinterpret_cast<uintptr_t>(memory) % kAlignment);
  m_memory = {aligned, [memory](uint8_t*) { std::free(memory); }};
  write_header();
}

Block::Block(const Capacities& capacity, uint8_t* memory)
    : m_memory(std::shared_ptr<void>(), memory), m_capacity(capacity) {
  lay_out();
  write_header();
}

void Block::lay_out() {
  uint32_t bytes = kHeaderBytes;
  for (size_t s = 0; s < kSectionCount; ++s) {
    assert(m_capacity[s] % 8 == 0);
    m_offset[s] = bytes;
    bytes += m_capacity[s] * kSections[s].row_bytes;
  }
  m_bytes = bytes;
}

void Block::write_header() {
  Header& fields = header();
  fields.magic = kMagic;
  fields.abi = kAbi;
  fields.block_bytes = m_bytes;
  fields.layout_serial = 1;
  for (size_t s = 0; s < kSectionCount; ++s) {
    extent(static_cast<Section>(s)) = {m_offset[s], m_capacity[s], 0};
  }
}

uint32_t Block::count(Section section) const {
  return std::min(extent(section).count, capacity(section));
}

void Block::set_count(Section section, uint32_t rows) const {
  assert(rows <= capacity(section));
  extent(section).count = rows;
}

FrameTable::FrameTable() : m_block(initial_capacities()) {}

Status FrameTable::reserve(Section section, uint32_t rows) {
  if (rows <= capacity(section)) return Status::ok();
  const SectionInfo& info = kSections[static_cast<size_t>(section)];
  if (rows > info.max_rows) {
    return {ErrorCode::kLimit, std::string("section '") + info.name + "' of a batch holds at most " +
                                   std::to_string(info.max_rows) + " rows, " + std::to_string(rows) +
                                   " were asked for"};
  }

  Capacities capacities = m_block.capacities();
  uint32_t& grown = capacities[static_cast<size_t>(section)];
  grown = grown_capacity(grown, rows, info.max_rows);

  move_to(Block(capacities));
  return Status::ok();
}

void FrameTable::continue_in(const Block& block) {
  m_block = block;
  header().layout_serial = ++m_layout_serial;
}

void FrameTable::continue_in_own_block() {
  move_to(Block(m_block.capacities()));
}

void FrameTable::move_to(const Block& next) {
  // What stands in the header between the layout's own fields and the extents belongs to the batch.
  constexpr size_t kBatchFields = offsetof(Header, batch_serial);
  std::memcpy(next.memory().get() + kBatchFields, m_block.memory().get() + kBatchFields,
              kExtentsOffset - kBatchFields);
  next.header().layout_serial = ++m_layout_serial;
  for (size_t s = 0; s < kSectionCount; ++s) {
    const auto section = static_cast<Section>(s);
    next.set_count(section, m_block.count(section));
  }
  for (const ColumnInfo& column : kColumns) next.copy_rows_from(m_block, column, 0, next.count(column.section));
  m_block = next;
}

void FrameTable::begin_batch() {
  if (m_strings.size() > kStringsPerGeneration || m_strings.bytes() > kStringBytesPerGeneration) {
    m_strings.start_generation();
  }
  Header& fields = header();
  fields.batch_serial = ++m_batch_serial;
  fields.packed_groups = kGroupCore;
  fields.hook = hook::kNone;
  fields.hook_frame = -1;
  fields.batch_pts = kNoTime;
  fields.batch_flags = 0;
  for (size_t s = 0; s < kSectionCount; ++s) m_block.set_count(static_cast<Section>(s), 0);
  publish_strings();
}

void FrameTable::follow(uint32_t batch_serial, uint32_t string_generation) {
  m_batch_serial = batch_serial;
  if (m_strings.generation() != string_generation) m_strings.start_generation(string_generation);
}

void FrameTable::publish_strings() {
  header().string_count = m_strings.size();
  header().string_generation = m_strings.generation();
}

Result<uint32_t> FrameTable::append_rows(Section section, uint32_t rows) {
  const uint32_t first = count(section);
  if (Status status = reserve(section, first + rows); !status) return status;
  set_count(section, first + rows);
  return first;
}

Result<uint32_t> FrameTable::append_text(std::string_view bytes) {
  const uint32_t offset = count(Section::kText);
  if (bytes.size() > kSections[static_cast<size_t>(Section::kText)].max_rows) {
    return Status{ErrorCode::kLimit, "a text of " + std::to_string(bytes.size()) + " bytes is too long"};
  }
  const auto end = static_cast<uint32_t>(offset + bytes.size());
  if (Status status = reserve(Section::kText, end); !status) return status;
  if (!bytes.empty()) std::memcpy(text_bytes().bytes + offset, bytes.data(), bytes.size());
  set_count(Section::kText, end);
  return offset;
}

Result<std::string_view> FrameTable::text(uint32_t offset, int32_t length) const {
  const uint32_t used = count(Section::kText);
  if (length < 0 || offset > used || static_cast<uint32_t>(length) > used - offset) {
    return Status{ErrorCode::kRange, "a text row points outside the text section"};
  }
  return std::string_view(reinterpret_cast<const char*>(text_bytes().bytes) + offset, static_cast<size_t>(length));
}

}  // namespace nvts::table
