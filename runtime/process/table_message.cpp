// SPDX-License-Identifier: MIT
#include "process/table_message.h"

#include <algorithm>
#include <type_traits>

namespace nvts::process {
namespace {

using table::Block;
using table::ColumnInfo;
using table::FrameTable;
using table::Section;

// The header's fields that belong to the batch.
constexpr size_t kBatchFields = offsetof(table::Header, batch_serial);
constexpr size_t kBatchBytes = table::kExtentsOffset - kBatchFields;

size_t index_of(Section section) {
  return static_cast<size_t>(section);
}

void write_strings(const FrameTable& table, TableLink& link, Writer& writer) {
  const table::StringTable& strings = table.strings();
  if (link.generation != strings.generation()) {
    link.generation = strings.generation();
    link.strings = 0;
  }
  writer.put(link.generation);
  writer.put(link.strings);
  writer.put(strings.size());
  for (; link.strings < strings.size(); ++link.strings) {
    writer.put_text(strings.at(static_cast<int32_t>(link.strings)));
  }
}

void write_rows(const Block& block, const ColumnInfo& column, uint32_t begin, uint32_t end, Writer& writer) {
  const size_t row_bytes = column.row_bytes;
  writer.put_bytes(block.column(column) + begin * row_bytes, (end - begin) * row_bytes);
}

bool read_rows(Reader& reader, const ColumnInfo& column, uint32_t begin, uint32_t end, const Block& block) {
  const size_t row_bytes = column.row_bytes;
  const size_t bytes = (end - begin) * row_bytes;
  const uint8_t* from = reader.take(bytes);
  if (from == nullptr) return false;
  std::memcpy(block.column(column) + begin * row_bytes, from, bytes);
  return true;
}

// Calls `work` with the size of an object column's rows as a constant: the compiler copies such rows without a call.
template <class Work>
void with_row_bytes(const ColumnInfo& column, const Work& work) {
  switch (column.row_bytes) {
    case 4: return work(std::integral_constant<size_t, 4>());
    case 8: return work(std::integral_constant<size_t, 8>());
    default: return work(std::integral_constant<size_t, 16>());
  }
}

// Copies rows that lie apart.
template <size_t row_bytes>
void copy_apart(const uint8_t* from, uint8_t* to, const std::vector<uint32_t>& rows) {
  for (const uint32_t row : rows) std::memcpy(to + row * row_bytes, from + row * row_bytes, row_bytes);
}

template <size_t row_bytes>
void gather(uint8_t* to, const uint8_t* column, const std::vector<uint32_t>& rows) {
  for (const uint32_t row : rows) {
    std::memcpy(to, column + row * row_bytes, row_bytes);
    to += row_bytes;
  }
}

template <size_t row_bytes>
void scatter(const uint8_t* from, uint8_t* column, const std::vector<uint32_t>& rows) {
  for (const uint32_t row : rows) {
    std::memcpy(column + row * row_bytes, from, row_bytes);
    from += row_bytes;
  }
}

// The rows of objects that were there before the call and that section `edits` names.
void find_edited(const FrameTable& table, TableLink& link) {
  link.edited.clear();
  const uint32_t before = link.rows[index_of(Section::kObjects)];
  const table::Edits edits = table.edits();
  for (uint32_t i = 0; i < table.count(Section::kEdits); ++i) {
    if (edits.row[i] < before) link.edited.push_back(edits.row[i]);
  }
}

bool read_new_strings(Reader& reader, TableLink& link, table::StringTable& strings) {
  const auto generation = reader.get<uint32_t>();
  const auto begin = reader.get<uint32_t>();
  const auto end = reader.get<uint32_t>();
  if (!reader.good() || generation != strings.generation() || begin != strings.size() || end < begin) return false;
  if (end != begin && end > table::kMaxScriptStrings) return false;
  for (uint32_t i = begin; i < end; ++i) {
    const std::string_view text = reader.get_text();
    if (!reader.good() || text.size() > table::kMaxScriptStringBytes) return false;
    if (strings.bytes() + text.size() > table::kMaxScriptStringsBytes) return false;
    if (strings.intern(text) != static_cast<int32_t>(i)) return false;
  }
  link.generation = generation;
  link.strings = end;
  return true;
}

// The block in the shared memory that is laid out like that.
const Block& shared_block(const table::Capacities& capacities, TableLink& link) {
  if (!link.shared || link.shared->capacities() != capacities) link.shared.emplace(capacities, link.memory);
  return *link.shared;
}

// The script's side: a table that has grown since lies elsewhere.
bool is_shared(const FrameTable& table, const TableLink& link) {
  return link.shared && table.block().memory().get() == link.memory && table.block().capacities() == link.shared->capacities();
}

// How many rows of each section there are after the call, in the script's table.
table::Capacities rows_after(const FrameTable& table, const TableLink& link) {
  table::Capacities rows{};
  for (size_t s = 0; s < rows.size(); ++s) {
    const auto section = static_cast<Section>(s);
    // A script writes the block's counts as it likes; it can add rows, but neither frames nor take rows away.
    rows[s] = section == Section::kFrames ? link.rows[s] : std::max(table.count(section), link.rows[s]);
  }
  return rows;
}

void write_added_and_edited(const FrameTable& table, const table::Capacities& rows, TableLink& link, Writer& writer) {
  const Block& block = table.block();
  for (const ColumnInfo& column : table::kColumns) {
    const size_t s = index_of(column.section);
    if (rows[s] != link.rows[s]) write_rows(block, column, link.rows[s], rows[s], writer);
  }
  find_edited(table, link);
  if (link.edited.empty()) return;
  for (const ColumnInfo& column : table::kColumns) {
    if (column.section != Section::kObjects) continue;
    uint8_t* to = writer.room(link.edited.size() * column.row_bytes);
    if (to == nullptr) return;
    const uint8_t* from = block.column(column);
    with_row_bytes(column, [&](auto row_bytes) { gather<row_bytes>(to, from, link.edited); });
  }
}

bool read_added_and_edited(Reader& reader, const table::Capacities& rows, TableLink& link, const FrameTable& table) {
  const Block& block = table.block();
  for (const ColumnInfo& column : table::kColumns) {
    const size_t s = index_of(column.section);
    if (rows[s] != link.rows[s] && !read_rows(reader, column, link.rows[s], rows[s], block)) return false;
  }
  find_edited(table, link);
  if (link.edited.empty()) return true;
  for (const ColumnInfo& column : table::kColumns) {
    if (column.section != Section::kObjects) continue;
    const uint8_t* from = reader.take(link.edited.size() * column.row_bytes);
    if (from == nullptr) return false;
    uint8_t* to = block.column(column);
    with_row_bytes(column, [&](auto row_bytes) { scatter<row_bytes>(from, to, link.edited); });
  }
  return true;
}

// The same where they stand in the shared block. Each byte is read once, so it is of no account what becomes of it after.
void take_added_and_edited(const table::Capacities& rows, TableLink& link, const FrameTable& table) {
  const Block& block = table.block();
  for (const ColumnInfo& column : table::kColumns) {
    const size_t s = index_of(column.section);
    block.copy_rows_from(*link.shared, column, link.rows[s], rows[s]);
  }
  find_edited(table, link);
  if (link.edited.empty()) return;
  for (const ColumnInfo& column : table::kColumns) {
    if (column.section != Section::kObjects) continue;
    const uint8_t* from = link.shared->column(column);
    uint8_t* to = block.column(column);
    with_row_bytes(column, [&](auto row_bytes) { copy_apart<row_bytes>(from, to, link.edited); });
  }
}

}  // namespace

void write_batch(const FrameTable& table, bool begins_call, TableLink& link, Writer& writer) {
  const Block& block = table.block();
  table::Capacities room = block.capacities();
  if (begins_call) {
    for (size_t s = 0; s < room.size(); ++s) {
      room[s] = std::max(room[s], link.wanted[s]);
      writer.put(room[s]);
    }
  }
  writer.put_bytes(block.memory().get() + kBatchFields, kBatchBytes);
  write_strings(table, link, writer);

  table::Capacities rows{};
  for (size_t s = 0; s < rows.size(); ++s) {
    rows[s] = table.count(static_cast<Section>(s));
    writer.put(rows[s]);
  }
  const uint32_t groups = table.header().packed_groups;
  writer.put(groups);
  if (begins_call) {
    link.rows = rows;
    const Block& shared = shared_block(room, link);
    for (const ColumnInfo& column : table::kColumns) {
      if ((column.group & groups) != 0) shared.copy_rows_from(block, column, 0, rows[index_of(column.section)]);
    }
    return;
  }
  for (const ColumnInfo& column : table::kColumns) {
    if ((column.group & groups) != 0) write_rows(block, column, 0, rows[index_of(column.section)], writer);
  }
}

bool read_batch(Reader& reader, bool begins_call, bool begins_batch, TableLink& link, FrameTable& table) {
  if (begins_call) {
    table::Capacities capacities{};
    for (uint32_t& capacity : capacities) capacity = reader.get<uint32_t>();
    if (!reader.good()) return false;
    const Block& shared = shared_block(capacities, link);
    if (!is_shared(table, link)) table.continue_in(shared);
  } else if (is_shared(table, link)) {
    // The element's table may have grown, the shared block has not.
    table.continue_in_own_block();
  }
  const uint8_t* fields = reader.take(kBatchBytes);
  if (fields == nullptr) return false;
  const table::Header before = table.header();
  std::memcpy(table.block().memory().get() + kBatchFields, fields, kBatchBytes);
  table::Header& header = table.header();
  if (!begins_call) {
    // The script is in the middle of a hook, of which the other side does not know.
    header.hook = before.hook;
    header.hook_frame = before.hook_frame;
  }
  table.follow(header.batch_serial - (begins_batch ? 1 : 0), header.string_generation);

  const auto generation = reader.get<uint32_t>();
  const auto begin = reader.get<uint32_t>();
  const auto end = reader.get<uint32_t>();
  if (generation != header.string_generation || begin != table.strings().size()) return false;
  for (uint32_t i = begin; i < end && reader.good(); ++i) {
    if (table.strings().intern(reader.get_text()) != static_cast<int32_t>(i)) return false;
  }
  link.generation = generation;
  link.strings = end;

  table::Capacities rows{};
  for (uint32_t& count : rows) count = reader.get<uint32_t>();
  const auto groups = reader.get<uint32_t>();
  if (!reader.good()) return false;
  for (size_t s = 0; s < rows.size(); ++s) {
    const auto section = static_cast<Section>(s);
    if (!table.reserve(section, rows[s])) return false;
    table.set_count(section, rows[s]);
  }
  if (begins_call) {
    link.rows = rows;
    return true;
  }
  for (const ColumnInfo& column : table::kColumns) {
    if ((column.group & groups) == 0) continue;
    if (!read_rows(reader, column, 0, rows[index_of(column.section)], table.block())) return false;
  }
  return true;
}

void write_results(const FrameTable& table, TableLink& link, Writer& writer) {
  write_strings(table, link, writer);
  const table::Capacities rows = rows_after(table, link);
  for (const uint32_t count : rows) writer.put(count);
  const bool stay = is_shared(table, link);
  writer.put(stay);
  if (stay) return;
  for (const uint32_t capacity : table.block().capacities()) writer.put(capacity);
  write_added_and_edited(table, rows, link, writer);
}

bool read_results(Reader& reader, TableLink& link, FrameTable& table) {
  if (!read_new_strings(reader, link, table.strings())) return false;
  table.publish_strings();

  table::Capacities rows{};
  for (uint32_t& count : rows) count = reader.get<uint32_t>();
  const bool stay = reader.get<uint8_t>() != 0;
  if (!stay) {
    for (size_t s = 0; s < rows.size(); ++s) {
      // Only shared memory, and of that only what is written is really there.
      link.wanted[s] = std::min(reader.get<uint32_t>(), table::kSections[s].max_rows) & ~7u;
    }
  }
  if (!reader.good() || rows[index_of(Section::kFrames)] != link.rows[index_of(Section::kFrames)]) return false;
  size_t bytes = 0;
  for (size_t s = 0; s < rows.size(); ++s) {
    if (rows[s] < link.rows[s]) return false;
    if (stay && rows[s] > link.shared->capacities()[s]) return false;
    bytes += size_t{rows[s] - link.rows[s]} * table::kSections[s].row_bytes;
  }
  // No memory for rows that were not sent.
  if (!stay && bytes > reader.left()) return false;
  for (size_t s = 0; s < rows.size(); ++s) {
    const auto section = static_cast<Section>(s);
    if (!table.reserve(section, rows[s])) return false;
    table.set_count(section, rows[s]);
  }
  if (!stay) return read_added_and_edited(reader, rows, link, table);
  take_added_and_edited(rows, link, table);
  return true;
}

}  // namespace nvts::process
