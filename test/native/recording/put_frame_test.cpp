// SPDX-License-Identifier: MIT
#include "recording/put_frame.h"

#include "fixture.h"

namespace nvts::recording {
namespace {

using table::Section;

void begin(table::FrameTable& table, uint32_t width, uint32_t height) {
  table.begin_batch();
  table.set_count(Section::kFrames, 1);
  const table::Frames frames = table.frames();
  frames.pipeline_width[0] = width;
  frames.pipeline_height[0] = height;
  frames.first_object[0] = frames.object_count[0] = 0;
}

ObjectRecord object_at(float left, float top, float width, float height) {
  ObjectRecord object;
  object.box = {left, top, width, height};
  return object;
}

TEST("coordinates follow the size of the picture") {
  table::FrameTable table;
  begin(table, 960, 540);
  FrameRecord record;
  record.pipeline_width = 1920;
  record.pipeline_height = 1080;
  record.objects.push_back(object_at(100, 200, 50, 60));
  DrawRecord circle;
  circle.kind = table::draw_kind::kCircle;
  circle.geometry = {10, 20, 8, 0};
  record.draw.push_back(circle);
  REQUIRE(put_frame(record, scale_to_frame(record, table, 0), table, 0).is_ok());
  CHECK_EQ(table.objects().left[0], 50.0f);
  CHECK_EQ(table.objects().top[0], 100.0f);
  CHECK_EQ(table.objects().height[0], 30.0f);
  CHECK_EQ(table.draw().x2[0], 4.0f);
}

TEST("a recording without a size is not scaled") {
  table::FrameTable table;
  begin(table, 960, 540);
  const Scale scale = scale_to_frame(FrameRecord{}, table, 0);
  CHECK_EQ(scale.x, 1.0f);
  CHECK_EQ(scale.y, 1.0f);
}

TEST("parents that go round in a circle, or lead nowhere, are dropped") {
  table::FrameTable table;
  begin(table, 0, 0);
  FrameRecord record;
  for (int32_t parent : {1, 0, 9, -1, 3}) {
    record.objects.push_back(object_at(0, 0, 1, 1));
    record.objects.back().parent = parent;
  }
  REQUIRE(put_frame(record, {}, table, 0).is_ok());
  CHECK_EQ(table.objects().parent[0], -1);
  CHECK_EQ(table.objects().parent[1], -1);
  CHECK_EQ(table.objects().parent[2], -1);
  CHECK_EQ(table.objects().parent[4], 3);
}

TEST("an unusable object takes no row and leaves its children without a parent") {
  table::FrameTable table;
  begin(table, 0, 0);
  FrameRecord record;
  record.objects.assign(2, object_at(0, 0, 1, 1));
  record.objects[0].usable = false;
  record.objects[1].parent = 0;
  REQUIRE(put_frame(record, {}, table, 0).is_ok());
  CHECK_EQ(table.count(Section::kObjects), 1);
  CHECK_EQ(table.objects().parent[0], -1);
}

TEST("removing marks the packed objects of one frame only") {
  table::FrameTable table;
  begin(table, 0, 0);
  FrameRecord record;
  record.objects.assign(3, object_at(0, 0, 1, 1));
  REQUIRE(put_frame(record, {}, table, 0).is_ok());
  table.set_count(Section::kEdits, 0);
  table.frames().first_object[0] = 1;
  table.frames().object_count[0] = 2;
  REQUIRE(remove_objects(table, 0).is_ok());
  CHECK_EQ(table.count(Section::kEdits), 2);
  CHECK_EQ(table.objects().edits[0] & table::object_edit::kRemoved, 0);
  CHECK(table.objects().edits[1] & table::object_edit::kRemoved);
}

TEST("a frame with more objects than a table holds is an error, not a crash") {
  table::FrameTable table;
  begin(table, 0, 0);
  FrameRecord record;
  record.objects.assign(300'000, object_at(0, 0, 1, 1));
  CHECK(put_frame(record, {}, table, 0).code() == ErrorCode::kLimit);
}

}  // namespace
}  // namespace nvts::recording
