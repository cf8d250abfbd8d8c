// SPDX-License-Identifier: MIT
// A batch on its way to the script's table and back: through the shared block, and through the message where that does
// not do.
#include <cstring>
#include <vector>

#include "check.h"
#include "process/channel.h"
#include "process/table_message.h"

using namespace nvts;
using namespace nvts::process;
using table::FrameTable;
using table::Section;

namespace {

struct Side {
  FrameTable table;
  TableLink link;
};

struct Pair {
  Side element;
  Side script;
  std::unique_ptr<Channel> channel;
  std::vector<uint8_t> bytes = std::vector<uint8_t>(1 << 22);

  Pair() {
    auto ends = Channel::create();
    channel = std::move(ends->ours);
    element.link.memory = script.link.memory = channel->table_memory();
  }

  void begin(uint32_t objects) {
    FrameTable& table = element.table;
    table.begin_batch();
    static_cast<void>(table.reserve(Section::kObjects, objects));
    table.set_count(Section::kFrames, 1);
    table.set_count(Section::kObjects, objects);
    for (uint32_t row = 0; row < objects; ++row) table.objects().left[row] = static_cast<float>(row);
    table.publish_strings();
  }
  // From the element to the script.
  bool give(bool begins_call = true) {
    Writer writer(bytes);
    write_batch(element.table, begins_call, element.link, writer);
    Reader reader({bytes.data(), writer.used()});
    return writer.fits() && read_batch(reader, begins_call, false, script.link, script.table) && reader.left() == 0;
  }
  // Back, and how many bytes the message has.
  size_t take() {
    Writer writer(bytes);
    write_results(script.table, script.link, writer);
    Reader reader({bytes.data(), writer.used()});
    return writer.fits() && read_results(reader, element.link, element.table) && reader.left() == 0 ? writer.used() : 0;
  }

  [[nodiscard]] bool is_shared() const { return script.table.block().memory().get() == channel->table_memory(); }
};

void edit(FrameTable& table, uint32_t row, float left) {
  const uint32_t edits = table.count(Section::kEdits);
  static_cast<void>(table.reserve(Section::kEdits, edits + 1));
  table.set_count(Section::kEdits, edits + 1);
  table.edits().row[edits] = row;
  table.objects().left[row] = left;
}

}  // namespace

TEST("the script finds a batch in the shared block, and what it edits comes back") {
  Pair pair;
  for (int batch = 0; batch < 3; ++batch) {
    pair.begin(20);
    REQUIRE(pair.give());
    CHECK(pair.is_shared());
    CHECK_EQ(pair.script.table.count(Section::kObjects), 20u);
    CHECK_EQ(pair.script.table.count(Section::kEdits), 0u);
    CHECK_EQ(pair.script.table.objects().left[19], 19.0f);
    edit(pair.script.table, 7, -1);
    static_cast<void>(pair.script.table.append_text("text"));
    CHECK(pair.take() != 0);
    CHECK_EQ(pair.element.table.objects().left[7], -1.0f);
    CHECK_EQ(pair.element.table.count(Section::kEdits), 1u);
    CHECK_EQ(*pair.element.table.text(0, 4), "text");
  }
}

TEST("what a script writes without an edit stays in its table") {
  Pair pair;
  pair.begin(20);
  REQUIRE(pair.give());
  pair.script.table.objects().left[3] = -1;
  CHECK(pair.take() != 0);
  CHECK_EQ(pair.element.table.objects().left[3], 3.0f);
}

TEST("the shared block grows with the element's table") {
  Pair pair;
  for (const uint32_t objects : {20u, 3000u, 5u, 9000u}) {
    pair.begin(objects);
    REQUIRE(pair.give());
    CHECK(pair.is_shared());
    CHECK_EQ(pair.script.table.objects().left[objects - 1], static_cast<float>(objects - 1));
    edit(pair.script.table, objects - 1, -1);
    CHECK(pair.take() != 0);
    CHECK_EQ(pair.element.table.objects().left[objects - 1], -1.0f);
  }
}

TEST("rows that the shared block has no room for come in the message, and fit into it in the next batch") {
  Pair pair;
  pair.begin(20);
  REQUIRE(pair.give());
  const std::string text(100000, 'x');
  edit(pair.script.table, 7, -1);
  static_cast<void>(pair.script.table.append_text(text));
  CHECK(!pair.is_shared());
  CHECK(pair.take() > text.size());
  CHECK_EQ(*pair.element.table.text(0, 100000), text);
  CHECK_EQ(pair.element.table.objects().left[7], -1.0f);

  pair.begin(20);
  REQUIRE(pair.give());
  CHECK(pair.is_shared());
  static_cast<void>(pair.script.table.append_text(text));
  CHECK(pair.is_shared());
  const size_t bytes = pair.take();
  CHECK(bytes != 0 && bytes < 1000);
  CHECK_EQ(*pair.element.table.text(0, 100000), text);
}

TEST("room that a script asked for and did not use is there in the next batch too") {
  Pair pair;
  pair.begin(20);
  REQUIRE(pair.give());
  REQUIRE(pair.script.table.reserve(Section::kText, 100000));
  CHECK(pair.take() != 0);
  pair.begin(20);
  REQUIRE(pair.give());
  CHECK(pair.is_shared());
  CHECK(pair.script.table.capacity(Section::kText) >= 100000u);
  CHECK(pair.element.table.capacity(Section::kText) < 100000u);
  edit(pair.script.table, 19, -1);
  CHECK(pair.take() != 0);
  CHECK_EQ(pair.element.table.objects().left[19], -1.0f);
}

TEST("a group that is packed in the middle of a call leaves what the script has done so far") {
  Pair pair;
  pair.begin(20);
  REQUIRE(pair.give());
  edit(pair.script.table, 7, -1);
  static_cast<void>(pair.script.table.append_text("mine"));
  REQUIRE(pair.take() != 0);
  pair.element.table.header().packed_groups |= table::kGroupStyle;
  pair.element.table.objects().border_width[2] = 9;
  static_cast<void>(pair.element.table.append_text(std::string(100000, 'x')));
  REQUIRE(pair.give(/*begins_call=*/false));
  CHECK(!pair.is_shared());
  CHECK_EQ(pair.script.table.objects().border_width[2], 9u);
  CHECK_EQ(pair.script.table.objects().left[7], -1.0f);
  CHECK_EQ(*pair.script.table.text(0, 4), "mine");
  CHECK_EQ(pair.script.table.count(Section::kText), 100004u);
  edit(pair.script.table, 8, -2);
  CHECK(pair.take() != 0);
  CHECK_EQ(pair.element.table.objects().left[7], -1.0f);
  CHECK_EQ(pair.element.table.objects().left[8], -2.0f);
  pair.begin(20);
  REQUIRE(pair.give());
  CHECK(pair.is_shared());
}
