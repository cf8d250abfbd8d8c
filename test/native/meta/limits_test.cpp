// SPDX-License-Identifier: MIT
// What a few bytes of a script could make the host copy again and again.
#include "scene.h"
#include "table/validate.h"

namespace {

TEST("many JSON rows on one long value are refused before it is copied") {
  Scene scene;
  REQUIRE(scene.pack());
  const std::string value = '"' + std::string(1 << 20, 'x') + '"';
  const uint32_t value_at = *scene.table.append_text(value.substr(0, table::kMaxJsonBytes));
  for (int i = 0; i < 100; ++i) {
    scene.append_json("key" + std::to_string(i), "1");
    scene.table.json().value_offset[i] = value_at;
    scene.table.json().value_length[i] = table::kMaxJsonBytes - 1;
  }
  scene.table.text_bytes().bytes[value_at + table::kMaxJsonBytes - 2] = '"';
  CHECK_EQ(scene.commit_code(), ErrorCode::kLimit);
  CHECK(scene.frame()->frame_user_meta_list == nullptr);
}

TEST("many objects with one long text are refused") {
  Scene scene;
  REQUIRE(scene.pack());
  const uint32_t text_at = *scene.table.append_text(std::string(table::kMaxTextBytes, 'x'));
  for (int i = 0; i < 5000; ++i) {
    const uint32_t row = scene.append_object();
    scene.table.objects().text_offset[row] = text_at;
    scene.table.objects().text_length[row] = table::kMaxTextBytes;
  }
  CHECK_EQ(scene.commit_code(), ErrorCode::kLimit);
  CHECK_EQ(object_count(scene.frame()), 0);
}

TEST("more changes of JSON on a frame than keys are looked for are refused") {
  Scene scene;
  REQUIRE(scene.pack());
  for (uint32_t i = 0; i <= table::kMaxJsonEntriesPerFrame; ++i) scene.append_json(std::to_string(i), "1");
  CHECK_EQ(scene.commit_code(), ErrorCode::kLimit);
}

TEST("classifier results that share labels are refused") {
  Scene scene;
  REQUIRE(scene.pack());
  const uint32_t object = scene.append_object();
  REQUIRE(scene.table.reserve(Section::kClassifiers, 2));
  REQUIRE(scene.table.reserve(Section::kClassLabels, 3));
  scene.table.set_count(Section::kClassifiers, 2);
  scene.table.set_count(Section::kClassLabels, 3);
  for (uint32_t row = 0; row < 3; ++row) scene.table.class_labels().label[row] = -1;
  for (uint32_t row = 0; row < 2; ++row) {
    const table::Classifiers c = scene.table.classifiers();
    c.object[row] = object;
    c.type[row] = -1;
    c.first_label[row] = 0;
    c.label_count[row] = 3;
  }
  CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
}

}  // namespace
