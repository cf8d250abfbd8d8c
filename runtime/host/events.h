// SPDX-License-Identifier: MIT
// The events that a script left in the frame table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::host {

struct Event {
  std::string type;
  int32_t frame = -1;  // row in frames, -1 when it belongs to none
  std::string data;    // text of a JSON object, valid UTF-8
};

// Replaces `events` by those of the table, in order. An event that cannot be is refused together with its
// whole batch: kRange (unknown frame, bad text or JSON), kLimit (data above 1 MiB, or all of them above the
// text section).
[[nodiscard]] Status read_events(const table::FrameTable& table, std::vector<Event>* events);

}  // namespace nvts::host
