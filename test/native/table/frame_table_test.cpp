// SPDX-License-Identifier: MIT
#include "table/frame_table.h"

#include <cstring>

#include "check.h"

using namespace nvts;
using namespace nvts::table;

TEST("a new table is empty and says which layout it has") {
  FrameTable table;
  CHECK_EQ(table.header().magic, kMagic);
  CHECK_EQ(table.header().abi, kAbi);
  CHECK_EQ(table.header().block_bytes, table.block().bytes());
  CHECK_EQ(table.count(Section::kObjects), 0u);
}

TEST("growth keeps the rows of every section and the batch's header") {
  FrameTable table;
  table.begin_batch();
  table.header().batch_pts = 1234;
  table.header().hook_frame = 3;
  table.set_count(Section::kFrames, 2);
  table.frames().pts[1] = 77;
  table.set_count(Section::kObjects, 64);
  for (uint32_t row = 0; row < 64; ++row) {
    table.objects().track_id[row] = UINT64_MAX - row;
    table.objects().text_background_color[row * 4 + 3] = static_cast<float>(row);
  }
  REQUIRE(table.append_text("hello").is_ok());

  REQUIRE(table.reserve(Section::kObjects, 65).is_ok());
  CHECK_EQ(table.capacity(Section::kObjects), 128u);
  CHECK_EQ(table.count(Section::kObjects), 64u);
  for (uint32_t row = 0; row < 64; ++row) {
    CHECK_EQ(table.objects().track_id[row], UINT64_MAX - row);
    CHECK_EQ(table.objects().text_background_color[row * 4 + 3], static_cast<float>(row));
  }
  CHECK_EQ(table.frames().pts[1], 77u);
  CHECK_EQ(table.header().batch_pts, 1234u);
  CHECK_EQ(table.header().hook_frame, 3);
  CHECK_EQ(*table.text(0, 5), "hello");
}

TEST("growth raises the layout serial and leaves the old block readable to whoever holds it") {
  FrameTable table;
  const Block old = table.block();
  const uint32_t serial = table.layout_serial();
  table.set_count(Section::kEdits, 1);
  table.edits().row[0] = 9;
  REQUIRE(table.reserve(Section::kEdits, 1000).is_ok());
  CHECK_EQ(table.layout_serial(), serial + 1);
  CHECK_EQ(table.header().layout_serial, serial + 1);
  CHECK_EQ(old.columns<Edits>(Section::kEdits).row[0], 9u);
  CHECK(old.memory() != table.block().memory());
}

TEST("the columns of a large section do not share their places in the cache") {
  FrameTable table;
  for (uint32_t rows = 256; rows <= 65536; rows *= 2) {
    REQUIRE(table.reserve(Section::kObjects, rows).is_ok());
    CHECK(table.capacity(Section::kObjects) >= rows);
    const Objects c = table.objects();
    CHECK((reinterpret_cast<uintptr_t>(c.top) - reinterpret_cast<uintptr_t>(c.left)) % 4096 != 0);
    CHECK((reinterpret_cast<uintptr_t>(c.height) - reinterpret_cast<uintptr_t>(c.left)) % 4096 != 0);
  }
}

TEST("room that is there costs nothing") {
  FrameTable table;
  const uint32_t serial = table.layout_serial();
  CHECK(table.reserve(Section::kFrames, 8).is_ok());
  CHECK_EQ(table.layout_serial(), serial);
}

TEST("growth beyond a section's maximum is refused and changes nothing") {
  FrameTable table;
  const uint32_t serial = table.layout_serial();
  const Status status = table.reserve(Section::kFrames, 4097);
  CHECK(status.code() == ErrorCode::kLimit);
  CHECK_EQ(status.message(), "section 'frames' of a batch holds at most 4096 rows, 4097 were asked for");
  CHECK(table.reserve(Section::kFrames, UINT32_MAX).code() == ErrorCode::kLimit);
  CHECK_EQ(table.layout_serial(), serial);
  CHECK(table.reserve(Section::kFrames, 4096).is_ok());
}

TEST("rows are appended behind those that are there, and none beyond the maximum") {
  FrameTable table;
  CHECK_EQ(*table.append_rows(Section::kFrames), 0u);
  CHECK_EQ(*table.append_rows(Section::kFrames, 4095), 1u);
  CHECK_EQ(table.count(Section::kFrames), 4096u);
  CHECK(table.append_rows(Section::kFrames).status().code() == ErrorCode::kLimit);
  CHECK_EQ(table.count(Section::kFrames), 4096u);
}

TEST("a count above the capacity is read as the capacity, whatever the header says") {
  FrameTable table;
  std::memset(table.block().memory().get(), 0xff, kHeaderBytes);
  for (uint32_t s = 0; s < kSectionCount; ++s) {
    CHECK_EQ(table.count(static_cast<Section>(s)), table.capacity(static_cast<Section>(s)));
  }
  CHECK(table.reserve(Section::kObjects, 1000).is_ok());
  CHECK_EQ(table.header().block_bytes, table.block().bytes());
}

TEST("a text outside of the used part of the section is refused") {
  FrameTable table;
  REQUIRE(table.append_text("abc").is_ok());
  CHECK(table.text(3, 0).is_ok());
  CHECK(table.text(0, 4).status().code() == ErrorCode::kRange);
  CHECK(table.text(4, 0).status().code() == ErrorCode::kRange);
  CHECK(table.text(1, -1).status().code() == ErrorCode::kRange);
  CHECK(table.text(UINT32_MAX, INT32_MAX).status().code() == ErrorCode::kRange);
}

TEST("a batch begins empty, with its own number") {
  FrameTable table;
  table.begin_batch();
  const uint32_t serial = table.header().batch_serial;
  table.set_count(Section::kObjects, 5);
  table.header().packed_groups = ~0u;
  table.header().hook = hook::kOnFrame;
  table.begin_batch();
  CHECK_EQ(table.header().batch_serial, serial + 1);
  CHECK_EQ(table.count(Section::kObjects), 0u);
  CHECK_EQ(table.header().packed_groups, kGroupCore + 0u);
  CHECK_EQ(table.header().hook, hook::kNone + 0u);
  CHECK_EQ(table.header().hook_frame, -1);
}
