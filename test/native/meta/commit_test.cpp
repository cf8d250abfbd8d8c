// SPDX-License-Identifier: MIT
// Frame table to metadata.
#include "scene.h"

TEST("commits edits of fields") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  object->text_params.display_text = g_strdup("old");
  REQUIRE(scene.pack(kAllGroups));
  const uint32_t text = *scene.table.append_text("Grüße");
  const table::Objects o = scene.table.objects();
  o.class_id[0] = 11;
  o.label[0] = scene.table.strings().intern("worker");
  o.track_id[0] = 0xFFFFFFFFFFFFFFFEull;
  o.confidence[0] = 0.25f;
  o.left[0] = 100;
  o.width[0] = 50.5f;
  o.border_width[0] = 5;
  for (int lane = 0; lane < 4; ++lane) o.border_color[lane] = o.font_color[lane] = 0.5f;
  o.text_offset[0] = text;
  o.text_length[0] = 7;
  o.text_x[0] = 12;
  o.font_name[0] = scene.table.strings().intern("Sans");
  o.font_size[0] = 14;
  scene.edit(0, object_edit::kClassId | object_edit::kLabel | object_edit::kTrackId | object_edit::kConfidence |
                    object_edit::kBox | object_edit::kBorder | object_edit::kText | object_edit::kTextStyle);
  Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->objects_edited, 1);
  CHECK_EQ(object->class_id, 11);
  CHECK_EQ(object->obj_label, "worker");
  CHECK_EQ(object->object_id, 0xFFFFFFFFFFFFFFFEull);
  CHECK_NEAR(object->confidence, 0.25, 0);
  CHECK_NEAR(object->rect_params.left, 100, 0);
  CHECK_NEAR(object->rect_params.width, 50.5, 0);
  CHECK_EQ(object->rect_params.border_width, 5);
  CHECK_NEAR(object->rect_params.border_color.green, 0.5, 0);
  CHECK_EQ(object->text_params.display_text, "Grüße");
  CHECK_EQ(object->text_params.x_offset, 12);
  CHECK_EQ(object->text_params.font_params.font_name, "Sans");
  CHECK_EQ(object->text_params.font_params.font_size, 14);
}

TEST("fields without an edit bit stay as they are") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  REQUIRE(scene.pack());
  scene.table.objects().class_id[0] = 11;
  scene.table.objects().left[0] = 500;
  scene.edit(0, object_edit::kClassId);
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(object->class_id, 11);
  CHECK_NEAR(object->rect_params.left, 10, 0);
}

TEST("one impossible edit refuses all of them") {
  Scene scene;
  NvDsObjectMeta* first = scene.add_object();
  NvDsObjectMeta* second = scene.add_object();
  REQUIRE(scene.pack());
  scene.table.objects().class_id[0] = 11;
  scene.edit(0, object_edit::kClassId);
  scene.table.objects().width[1] = std::numeric_limits<float>::quiet_NaN();
  scene.edit(1, object_edit::kBox);
  const Result<CommitStats> result = scene.bridge.commit();
  CHECK_EQ(result.status().code(), ErrorCode::kRange);
  CHECK(result.status().message().find("object 1 of source 0: width is NaN") != std::string::npos);
  CHECK_EQ(first->class_id, 2);
  CHECK_NEAR(second->rect_params.width, 30, 0);
}

TEST("refuses values that metadata cannot hold") {
  const struct {
    uint32_t bits;
    void (*spoil)(const table::Objects&);
  } cases[] = {
      {object_edit::kClassId, [](const table::Objects& o) { o.class_id[0] = -2; }},
      {object_edit::kBox, [](const table::Objects& o) { o.height[0] = -0.5f; }},
      {object_edit::kBox, [](const table::Objects& o) { o.left[0] = 2e6f; }},
      {object_edit::kConfidence, [](const table::Objects& o) { o.confidence[0] = INFINITY; }},
      {object_edit::kBorder, [](const table::Objects& o) { o.border_color[1] = 1.5f; }},
      {object_edit::kBackground, [](const table::Objects& o) { o.background_color[3] = NAN; }},
      {object_edit::kLabel, [](const table::Objects& o) { o.label[0] = 12345; }},
      {object_edit::kText, [](const table::Objects& o) { o.text_offset[0] = 1u << 30, o.text_length[0] = 4; }},
      {object_edit::kParent, [](const table::Objects& o) { o.parent[0] = 0; }},
      {object_edit::kParent, [](const table::Objects& o) { o.parent[0] = 77; }},
      {object_edit::kParent, [](const table::Objects& o) { o.parent[0] = 1, o.parent[1] = 0; }},
      {object_edit::kAdded, [](const table::Objects&) {}},
      {object_edit::kClassId, [](const table::Objects& o) { o.frame[0] = 9; }},
  };
  for (const auto& spoiled : cases) {
    Scene scene;
    scene.add_object();
    scene.add_object();
    REQUIRE(scene.pack(kAllGroups));
    spoiled.spoil(scene.table.objects());
    scene.edit(0, spoiled.bits);
    CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
  }
}

TEST("a label of more than 127 bytes is refused") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack());
  scene.table.objects().label[0] = scene.table.strings().intern(std::string(128, 'y'));
  scene.edit(0, object_edit::kLabel);
  CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
}

TEST("an edit of a row that does not exist is refused") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack());
  REQUIRE(scene.table.reserve(Section::kEdits, 1));
  scene.table.edits().row[0] = 4000;
  scene.table.set_count(Section::kEdits, 1);
  CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
}

TEST("removes objects, and with them their children's parent") {
  Scene scene;
  NvDsObjectMeta* car = scene.add_object();
  NvDsObjectMeta* plate = scene.add_object();
  plate->parent = car;
  REQUIRE(scene.pack());
  scene.edit(0, object_edit::kRemoved);
  scene.edit(0, object_edit::kRemoved);  // listed twice
  Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->objects_removed, 1);
  CHECK_EQ(object_count(scene.frame()), 1);
  CHECK_EQ(scene.frame()->num_obj_meta, 1);
  CHECK(plate->parent == nullptr);
  // nvdsosd draws what the pool calls full.
  CHECK_EQ(scene.batch->obj_meta_pool->num_full_elements, 1);
}

TEST("adds objects, with parents among them") {
  Scene scene(2);
  scene.add_object();
  REQUIRE(scene.pack(kAllGroups));
  const uint32_t car = scene.append_object(1);
  const uint32_t plate = scene.append_object(1);
  scene.table.objects().parent[plate] = static_cast<int32_t>(car);
  Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->objects_added, 2);
  REQUIRE(object_count(scene.frame(1)) == 2);
  auto* first = static_cast<NvDsObjectMeta*>(scene.frame(1)->obj_meta_list->data);
  auto* second = static_cast<NvDsObjectMeta*>(scene.frame(1)->obj_meta_list->next->data);
  CHECK_EQ(first->obj_label, "car");
  CHECK_EQ(first->object_id, 9);
  CHECK_EQ(first->unique_component_id, 4);
  CHECK_NEAR(first->rect_params.height, 4, 0);
  CHECK_EQ(first->rect_params.border_width, 2);
#if NVDS_ABI >= 90000
  CHECK_NEAR(first->rect_params.rotation_angle, 0, 0);
#endif
  CHECK(second->parent == first);
}

TEST("an object added and removed again leaves nothing") {
  Scene scene;
  REQUIRE(scene.pack(kAllGroups));
  const uint32_t row = scene.append_object();
  scene.table.objects().edits[row] |= object_edit::kRemoved;
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(object_count(scene.frame()), 0);
}

TEST("a row that is removed must be an object of the batch, or added before") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack(kAllGroups));
  const uint32_t row = scene.append_object();
  scene.table.objects().edits[row] = object_edit::kRemoved;
  Result<CommitStats> stats = scene.bridge.commit();
  CHECK_EQ(stats.status().message(), "added object 0 of source 0: the added flag does not fit the row");
  scene.table.objects().edits[row] |= object_edit::kAdded;
  scene.edit(0, object_edit::kAdded | object_edit::kRemoved);
  stats = scene.bridge.commit();
  CHECK_EQ(stats.status().message(), "object 0 of source 0: the added flag does not fit the row");
  CHECK_EQ(object_count(scene.frame()), 1);
}

TEST("classifier results of added objects are added") {
  Scene scene;
  REQUIRE(scene.pack(kAllGroups));
  const uint32_t object = scene.append_object();
  REQUIRE(scene.table.reserve(Section::kClassifiers, 1));
  REQUIRE(scene.table.reserve(Section::kClassLabels, 1));
  scene.table.set_count(Section::kClassifiers, 1);
  scene.table.set_count(Section::kClassLabels, 1);
  const table::Classifiers c = scene.table.classifiers();
  c.object[0] = object;
  c.component_id[0] = 6;
  c.type[0] = scene.table.strings().intern("make");
  c.first_label[0] = 0;
  c.label_count[0] = 1;
  const table::ClassLabels l = scene.table.class_labels();
  const std::string long_label(300, 'L');
  l.label[0] = scene.table.strings().intern(long_label);
  l.class_id[0] = 1;
  l.label_id[0] = 2;
  l.class_count[0] = 3;
  l.probability[0] = 0.5f;
  REQUIRE(scene.bridge.commit());
  auto* added = static_cast<NvDsObjectMeta*>(scene.frame()->obj_meta_list->data);
  REQUIRE(added->classifier_meta_list != nullptr);
  auto* classifier = static_cast<NvDsClassifierMeta*>(added->classifier_meta_list->data);
  CHECK_EQ(classifier->classifier_type, "make");
  auto* label = static_cast<NvDsLabelInfo*>(classifier->label_info_list->data);
  CHECK_EQ(label->pResult_label, long_label.c_str());
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.strings().at(scene.table.class_labels().label[0]), long_label);
}

TEST("drawing items fill as many display metas as they need, and can be packed again") {
  Scene scene;
  REQUIRE(scene.pack());
  for (int i = 0; i < 40; ++i) scene.append_draw(table::draw_kind::kLine);
  for (uint32_t kind : {table::draw_kind::kRect, table::draw_kind::kArrow, table::draw_kind::kCircle}) {
    scene.append_draw(kind);
  }
  const uint32_t text = scene.append_draw(table::draw_kind::kText);
  const uint32_t at = *scene.table.append_text("count 3");
  scene.table.draw().text_offset[text] = at;
  scene.table.draw().text_length[text] = 7;
  Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->draw_items, 44);
  CHECK_EQ(g_list_length(scene.frame()->display_meta_list), 3);
  CHECK_EQ(scene.batch->display_meta_pool->num_full_elements, 3);

  REQUIRE(scene.pack(table::kGroupDisplay));
  CHECK_EQ(scene.table.count(Section::kDraw), 44);
  const table::Draw c = scene.table.draw();
  uint32_t texts = 0;
  for (uint32_t row = 0; row < 44; ++row) {
    CHECK_EQ(c.origin[row], table::origin::kMetadata);
    if (c.kind[row] != table::draw_kind::kText) continue;
    ++texts;
    CHECK_EQ(*scene.table.text(c.text_offset[row], c.text_length[row]), "count 3");
    CHECK_EQ(c.font_size[row], 12);
  }
  CHECK_EQ(texts, 1);
}

TEST("a line that begins outside is cut at the edge, not bent") {
  Scene scene;
  REQUIRE(scene.pack());
  const uint32_t row = scene.append_draw(table::draw_kind::kLine);
  const table::Draw c = scene.table.draw();
  c.x1[row] = -100, c.y1[row] = 0, c.x2[row] = 100, c.y2[row] = 200;
  const uint32_t outside = scene.append_draw(table::draw_kind::kLine);
  scene.table.draw().x1[outside] = -100, scene.table.draw().x2[outside] = -1;
  REQUIRE(scene.bridge.commit());
  auto* display = static_cast<NvDsDisplayMeta*>(scene.frame()->display_meta_list->data);
  CHECK_EQ(display->num_lines, 1);
  CHECK_EQ(display->line_params[0].x1, 0);
  CHECK_EQ(display->line_params[0].y1, 100);
  CHECK_EQ(display->line_params[0].y2, 200);
}

TEST("10,000 drawing items on a frame are refused") {
  Scene scene;
  REQUIRE(scene.pack());
  for (int i = 0; i < 10000; ++i) scene.append_draw(table::draw_kind::kRect);
  CHECK_EQ(scene.commit_code(), ErrorCode::kLimit);
  CHECK(scene.frame()->display_meta_list == nullptr);
}

TEST("JSON of a frame is set, replaced, read again and removed") {
  Scene scene;
  REQUIRE(scene.pack());
  scene.append_json("counts", "{\"in\":1}");
  scene.append_json("other", "[]");
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(g_list_length(scene.frame()->frame_user_meta_list), 2);

  REQUIRE(scene.pack(table::kGroupJson));
  CHECK_EQ(scene.table.count(Section::kJson), 2);
  scene.append_json("counts", "{\"in\":2}");
  scene.append_json("other", "", table::json_op::kRemove);
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(g_list_length(scene.frame()->frame_user_meta_list), 1);
  auto* meta = static_cast<NvDsUserMeta*>(scene.frame()->frame_user_meta_list->data);
  CHECK_EQ(static_cast<NvtsFrameJson*>(meta->user_meta_data)->json, "{\"in\":2}");
}

TEST("JSON of a frame survives a copy of the buffer") {
  Scene scene;
  REQUIRE(scene.pack());
  scene.append_json("counts", "{\"in\":1}");
  REQUIRE(scene.bridge.commit());
  GstBuffer* copy = gst_buffer_copy(scene.buffer);
  REQUIRE(scene.bridge.pack(copy, table::kGroupJson));
  REQUIRE(scene.table.count(Section::kJson) == 1);
  const table::Json c = scene.table.json();
  CHECK_EQ(*scene.table.text(c.value_offset[0], c.value_length[0]), "{\"in\":1}");
  scene.bridge.release();
  gst_buffer_unref(copy);
}

TEST("what is no JSON is refused") {
  for (const char* value : {"", "{", "{\"a\":}", "nul", "\"\x01\"", "\"\xff\"", "1 2"}) {
    Scene scene;
    REQUIRE(scene.pack());
    scene.append_json("key", value);
    CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
  }
}

TEST("metadata that another branch changed is a conflict, and nothing is applied") {
  Scene scene;
  NvDsObjectMeta* first = scene.add_object();
  NvDsObjectMeta* second = scene.add_object();
  REQUIRE(scene.pack());
  scene.table.objects().class_id[1] = 11;
  scene.edit(1, object_edit::kClassId);
  nvds_remove_obj_meta_from_frame(scene.frame(), first);
  CHECK_EQ(scene.commit_code(), ErrorCode::kConflict);
  CHECK_EQ(second->class_id, 2);
  CHECK_EQ(scene.bridge.pack_more(table::kGroupStyle).code(), ErrorCode::kConflict);
}

TEST("counts that a script wrote beyond the capacity are cut") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack());
  auto* extents = reinterpret_cast<table::Extent*>(reinterpret_cast<uint8_t*>(&scene.table.header()) +
                                                   table::kExtentsOffset);
  scene.table.classifiers().object[0] = scene.table.capacity(Section::kObjects);
  for (uint32_t s = 0; s < table::kSectionCount; ++s) extents[s] = {0xFFFFFFF0u, 0xFFFFFFF0u, 0xFFFFFFF0u};
  CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.count(Section::kObjects), 1);
}

TEST("objects that another branch added are no conflict") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  REQUIRE(scene.pack());
  scene.table.objects().class_id[0] = 11;
  scene.edit(0, object_edit::kClassId);
  nvds_add_obj_meta_to_frame(scene.frame(), nvds_acquire_obj_meta_from_pool(scene.batch), nullptr);
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(object->class_id, 11);
}
