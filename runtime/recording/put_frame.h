// SPDX-License-Identifier: MIT
// Record -> rows of the frame table, as a script would add them.
#pragma once

#include "recording/record.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::recording {

struct Scale {
  float x = 1;
  float y = 1;
};

// From the picture that was recorded to the one of frame `row`; no change where either size is unknown.
[[nodiscard]] Scale scale_to_frame(const FrameRecord& record, const table::FrameTable& table, uint32_t row);

// Adds the record's objects, drawing items and JSON to frame `row` of a packed table. kLimit when it is full.
[[nodiscard]] Status put_frame(const FrameRecord& record, const Scale& scale, table::FrameTable& table,
                               uint32_t row);

// Marks every packed object of frame `row` as removed.
[[nodiscard]] Status remove_objects(table::FrameTable& table, uint32_t row);

}  // namespace nvts::recording
