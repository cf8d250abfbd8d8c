// SPDX-License-Identifier: MIT
// Events in a table whose every byte a script may have written.
#include "host/events.h"

#include "fuzz.h"
#include "support/json.h"
#include "support/utf8.h"

using nvts::table::FrameTable;
using nvts::table::Section;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nvts::fuzz::Input input(data, size);
  FrameTable table;
  table.begin_batch();
  const uint32_t frames = input.below(4);
  table.set_count(Section::kFrames, frames);
  const uint32_t rows = 1 + input.below(8);
  FUZZ_REQUIRE(table.reserve(Section::kEvents, rows));
  const bool lies = input.byte() % 2 == 1;
  for (uint32_t row = 0; row < rows; ++row) {
    const nvts::table::Events events = table.events();
    events.frame[row] = static_cast<int32_t>(input.below(6)) - 1;
    if (lies) {
      events.type_offset[row] = input.take<uint32_t>();
      events.type_length[row] = input.take<int32_t>();
      events.data_offset[row] = input.take<uint32_t>();
      events.data_length[row] = input.take<int32_t>();
      continue;
    }
    const std::string_view type = input.text(20);
    const std::string_view text = input.text(200);
    events.type_offset[row] = *table.append_text(type);
    table.events().type_length[row] = static_cast<int32_t>(type.size());
    table.events().data_offset[row] = *table.append_text(text);
    table.events().data_length[row] = static_cast<int32_t>(text.size());
  }
  table.set_count(Section::kEvents, rows);
  const std::string_view tail = input.rest();
  static_cast<void>(table.append_text(tail));
  if (lies && tail.size() >= 4) std::memcpy(table.block().memory().get() + nvts::table::kExtentsOffset, tail.data(), 4);

  std::vector<nvts::host::Event> found;
  if (nvts::host::read_events(table, &found)) {
    for (const nvts::host::Event& event : found) {
      FUZZ_REQUIRE(nvts::is_utf8(event.type) && nvts::is_utf8(event.data));
      FUZZ_REQUIRE(nvts::json::members(event.data) || nvts::json::check(event.data));
      FUZZ_REQUIRE(event.frame >= -1 && event.frame < static_cast<int32_t>(table.count(Section::kFrames)));
    }
  }
  return 0;
}
