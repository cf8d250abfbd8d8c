// SPDX-License-Identifier: MIT
// A batch on its way to the process of the script, and what the script made of it on the way back. The script's table
// lies in memory that both processes share, so that the element writes a batch to where the script finds it; its own
// table is its own, and takes over what the script made of it once and before the first look at it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "process/message.h"
#include "table/frame_table.h"

namespace nvts::process {

// What one side knows of the other side's table.
struct TableLink {
  // Where the script's table lies: table::Block::kMaxBytes, of which only what batches have used is really there.
  uint8_t* memory = nullptr;
  // The block in it, with the room that the element's table had when the call began, or what the script needed before.
  // Its header is the script's: the element never reads it.
  std::optional<table::Block> shared;
  table::Capacities wanted{};
  // Strings that both tables have, as of one generation.
  uint32_t strings = 0;
  uint32_t generation = 0;
  // Rows of each section when the call began: a script appends behind them.
  table::Capacities rows{};
  // Rows of objects there were before that the script edited; kept for its memory only.
  std::vector<uint32_t> edited;
};

// The element's side. Columns of the groups that are packed, and the strings that the other side lacks. A call
// begins with the first batch that is written for it, its columns to the shared block; `begins_call` is false for what
// was packed during the call, all of which goes into the message: the shared block is the script's until it answers.
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
