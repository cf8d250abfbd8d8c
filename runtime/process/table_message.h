// SPDX-License-Identifier: MIT
// A batch on its way to the process of the script, and what the script made of it on the way back. Both processes
// have a frame table of their own, so that a script's process never writes to memory that the element reads twice.
#pragma once

#include <cstdint>
#include <vector>

#include "process/message.h"
#include "table/frame_table.h"

namespace nvts::process {

// What one side knows of the other side's table.
struct TableLink {
  // Strings that both tables have, as of one generation.
  uint32_t strings = 0;
  uint32_t generation = 0;
  // Rows of each section when the call began: a script appends behind them.
  table::Capacities rows{};
  // Rows of objects there were before that the script edited; kept for its memory only.
  std::vector<uint32_t> edited;
};

// The element's side. Columns of the groups that are packed, and the strings that the other side lacks. A call
// begins with the first batch that is written for it; `begins_call` is false for what was packed during the call.
void write_batch(const table::FrameTable& table, bool begins_call, TableLink& link, Writer& writer);
// What the script added and edited. False when the message is none that the script's side could have written;
// the table may then hold a part of it.
[[nodiscard]] bool read_results(Reader& reader, TableLink& link, table::FrameTable& table);

// The script's side. The table takes over the number of the batch, or stays one behind for a call that begins a
// batch itself.
[[nodiscard]] bool read_batch(Reader& reader, bool begins_call, bool begins_batch, TableLink& link,
                              table::FrameTable& table);
void write_results(const table::FrameTable& table, TableLink& link, Writer& writer);

}  // namespace nvts::process
