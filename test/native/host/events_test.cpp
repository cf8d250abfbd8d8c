// SPDX-License-Identifier: MIT
#include "host/events.h"

#include "check.h"

using namespace nvts;
using namespace nvts::host;
using table::FrameTable;
using table::Section;

namespace {

void add_event(FrameTable& table, int32_t frame, std::string_view type, std::string_view data) {
  const uint32_t type_offset = *table.append_text(type);
  const uint32_t data_offset = *table.append_text(data);
  const uint32_t row = table.count(Section::kEvents);
  static_cast<void>(table.reserve(Section::kEvents, row + 1));
  table.set_count(Section::kEvents, row + 1);
  table.events().frame[row] = frame;
  table.events().type_offset[row] = type_offset;
  table.events().type_length[row] = static_cast<int32_t>(type.size());
  table.events().data_offset[row] = data_offset;
  table.events().data_length[row] = static_cast<int32_t>(data.size());
}

std::string refusal_of(const FrameTable& table) {
  std::vector<Event> events;
  const Status status = read_events(table, &events);
  return status ? "" : std::string(error_code_name(status.code())) + " " + status.message();
}

}  // namespace

TEST("events come in order, replacing those of before") {
  FrameTable table;
  table.set_count(Section::kFrames, 2);
  add_event(table, 1, "crossing", "{\"line\":\"a\"}");
  add_event(table, -1, "tick", "{}");
  std::vector<Event> events(5);
  CHECK(read_events(table, &events).is_ok());
  REQUIRE(events.size() == 2);
  CHECK_EQ(events[0].type, "crossing");
  CHECK_EQ(events[0].frame, 1);
  CHECK_EQ(events[0].data, "{\"line\":\"a\"}");
  CHECK_EQ(events[1].frame, -1);
}

TEST("line breaks within the data become spaces, so that a file of a line an event stays one") {
  FrameTable table;
  add_event(table, -1, "t", "{\n\"a\":\r\n\"\\n\"}");
  std::vector<Event> events;
  CHECK(read_events(table, &events).is_ok());
  CHECK_EQ(events[0].data, "{ \"a\":  \"\\n\"}");
}

TEST("text that is not UTF-8 is made so") {
  FrameTable table;
  add_event(table, -1, "t\xff", "{\"a\":\"\xff\"}");
  std::vector<Event> events;
  CHECK(read_events(table, &events).is_ok());
  CHECK_EQ(events[0].type, "t\xef\xbf\xbd");
  CHECK_EQ(events[0].data, "{\"a\":\"\xef\xbf\xbd\"}");
}

TEST("data that is no JSON object is refused") {
  FrameTable broken;
  add_event(broken, -1, "t", "{\"a\":}");
  CHECK_EQ(refusal_of(broken),
           "NVTS_RANGE event 0: its data is no valid JSON: line 1, column 6: expected a value");
  FrameTable list;
  add_event(list, -1, "t", "[]");
  CHECK_EQ(refusal_of(list), "NVTS_RANGE event 0: its data must be a JSON object");
}

TEST("a type that is empty or too long is refused") {
  FrameTable empty;
  add_event(empty, -1, "", "{}");
  CHECK_EQ(refusal_of(empty), "NVTS_RANGE event 0: its type must have 1 to 256 bytes");
  FrameTable lengthy;
  add_event(lengthy, -1, std::string(257, 'x'), "{}");
  CHECK_EQ(refusal_of(lengthy), "NVTS_RANGE event 0: its type must have 1 to 256 bytes");
}

TEST("an event of a frame that is not in the batch is refused") {
  FrameTable table;
  table.set_count(Section::kFrames, 1);
  add_event(table, 1, "t", "{}");
  CHECK_EQ(refusal_of(table), "NVTS_RANGE event 0: there is no frame 1 in the batch");
}

TEST("a row that points outside of the text is refused") {
  FrameTable table;
  add_event(table, -1, "t", "{}");
  table.events().data_offset[0] = 0xfffffff0;
  CHECK_EQ(refusal_of(table), "NVTS_RANGE event 0: a text row points outside the text section");
  table.events().data_offset[0] = 0;
  table.events().data_length[0] = -2;
  CHECK(refusal_of(table).find("NVTS_RANGE event 0") == 0);
}

TEST("data above 1 MiB is refused") {
  FrameTable table;
  add_event(table, -1, "t", "{\"a\":\"" + std::string(1 << 20, 'x') + "\"}");
  CHECK(refusal_of(table).find("NVTS_LIMIT event 0: its data has 1048584 bytes") == 0);
}

TEST("rows that all point to one long text meet the limit of a batch") {
  FrameTable table;
  add_event(table, -1, "t", "{\"a\":\"" + std::string(1000000, 'x') + "\"}");
  REQUIRE(table.reserve(Section::kEvents, 100).is_ok());
  table.set_count(Section::kEvents, 100);
  const table::Events rows = table.events();
  for (uint32_t row = 1; row < 100; ++row) {
    rows.frame[row] = -1;
    rows.type_offset[row] = rows.type_offset[0];
    rows.type_length[row] = rows.type_length[0];
    rows.data_offset[row] = rows.data_offset[0];
    rows.data_length[row] = rows.data_length[0];
  }
  CHECK_EQ(refusal_of(table), "NVTS_LIMIT event 16: the events of one batch exceed 16777216 bytes");
}
