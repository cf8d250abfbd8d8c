// SPDX-License-Identifier: MIT
// Recorded batches -> frame table, as metadata would be packed: for what runs scripts without a pipeline.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "recording/record.h"
#include "support/status.h"
#include "support/stream_clock.h"
#include "table/frame_table.h"
#include "table/validate.h"

namespace nvts::recording {

class BatchPacker {
 public:
  explicit BatchPacker(table::FrameTable& table) : m_table(table) {}

  // Begins a batch in the table and fills it; stream time advances by the first frame's PTS. kLimit when the batch is
  // larger than the table can be.
  [[nodiscard]] Status pack(const BatchRecord& batch);
  // For host::Services: what a recording holds is packed always, and of other groups it has nothing.
  [[nodiscard]] Status pack_more(uint32_t groups);

  // Of the last pack(), for table::validate().
  [[nodiscard]] const table::PackedRows& packed() const { return m_packed; }

 private:
  [[nodiscard]] Status pack_frame(const FrameRecord& frame, uint32_t row);
  void settle_objects(uint32_t frame, uint32_t first, uint32_t end, double time);
  [[nodiscard]] double frame_time(const FrameRecord& frame);

  table::FrameTable& m_table;
  table::PackedRows m_packed;
  StreamClock m_clock;
  std::unordered_map<uint32_t, StreamClock> m_source_clocks;
};

}  // namespace nvts::recording
