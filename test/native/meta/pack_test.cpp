// SPDX-License-Identifier: MIT
// Metadata to frame table.
#include "scene.h"

TEST("objects of one class keep labels of their own") {
  Scene scene;
  const char* labels[] = {"person", "persona", "person", "", "car"};
  for (const char* label : labels) scene.add_object(0, 5, label);
  REQUIRE(scene.bridge.pack(scene.buffer, 0).is_ok());
  for (uint32_t row = 0; row < 5; ++row) {
    CHECK_EQ(scene.table.strings().at(scene.table.objects().label[row]), labels[row]);
  }
}

TEST("labels are found again after the string table has started anew") {
  Scene scene;
  scene.add_object(0, 5, "person");
  REQUIRE(scene.bridge.pack(scene.buffer, 0).is_ok());
  scene.table.strings().start_generation();
  CHECK_EQ(scene.table.strings().intern("something else"), 0);
  REQUIRE(scene.bridge.pack(scene.buffer, 0).is_ok());
  CHECK_EQ(scene.table.strings().at(scene.table.objects().label[0]), "person");
}

TEST("packs frames and objects in order") {
  Scene scene(2);
  scene.add_object(0, 5, "person");
  scene.add_object(1, 6, "car");
  scene.add_object(1, UNTRACKED_OBJECT_ID, "person");
  REQUIRE(scene.pack());

  CHECK_EQ(scene.table.count(Section::kFrames), 2);
  CHECK_EQ(scene.table.count(Section::kObjects), 3);
  const table::Frames f = scene.table.frames();
  CHECK_EQ(f.source_id[1], 1);
  CHECK_EQ(f.frame_num[0], 7);
  CHECK_EQ(f.first_object[1], 1);
  CHECK_EQ(f.object_count[1], 2);
  CHECK_NEAR(f.time[0], 1.0, 1e-9);
  const table::Objects o = scene.table.objects();
  CHECK_EQ(o.class_id[0], 2);
  CHECK_NEAR(o.left[1], 10, 0);
  CHECK_NEAR(o.height[1], 40, 0);
  CHECK_EQ(scene.table.strings().at(o.label[1]), "car");
  CHECK_EQ(o.label[0], o.label[2]);
  CHECK_EQ(o.track_key[2], -1);
  CHECK_EQ(o.track_serial[2], 0);
  CHECK(o.track_key[0] != o.track_key[1]);
}

TEST("takes the size of the source where the pipeline's is not set") {
  Scene scene;
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.frames().pipeline_width[0], 1920);
  scene.frame()->pipeline_width = 640;
  scene.frame()->pipeline_height = 360;
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.frames().pipeline_width[0], 640);
  CHECK_EQ(scene.table.frames().source_width[0], 1920);
}

TEST("track ids keep all 64 bits") {
  Scene scene;
  scene.add_object(0, 0x7FFFFFFFFFFFFFF1ull);
  scene.add_object(0, 0x7FFFFFFFFFFFFFF2ull);
  REQUIRE(scene.pack());
  const table::Objects o = scene.table.objects();
  CHECK_EQ(o.track_id[0], 0x7FFFFFFFFFFFFFF1ull);
  CHECK(o.track_key[0] != o.track_key[1]);
}

TEST("packs groups only when asked, also in the middle of a batch") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  object->rect_params.border_width = 3;
  object->rect_params.border_color = {0.25, 0.5, 0.75, 1};
  object->text_params.display_text = g_strdup("hello");
  object->detector_bbox_info.org_bbox_coords.left = 99;
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.header().packed_groups, table::kGroupCore);
  CHECK_EQ(scene.table.objects().border_width[0], 0);
  REQUIRE(scene.bridge.pack_more(table::kGroupStyle | table::kGroupDetail));
  const table::Objects o = scene.table.objects();
  CHECK_EQ(o.border_width[0], 3);
  CHECK_NEAR(o.border_color[2], 0.75, 0);
  CHECK_EQ(*scene.table.text(o.text_offset[0], o.text_length[0]), "hello");
  CHECK_NEAR(o.detector_left[0], 99, 0);
}

TEST("objects keep texts and fonts of their own, however many and long") {
  Scene scene;
  const std::string long_font(200, 'f');
  const char* fonts[] = {"Serif", "Serif", "Sans", "Sans Bold", nullptr, "", long_font.c_str(), long_font.c_str(), "Serif"};
  constexpr uint32_t kObjects = 900;
  for (uint32_t i = 0; i < kObjects; ++i) {
    NvDsObjectMeta* object = scene.add_object(0, i);
    if (i % 10 != 9) object->text_params.display_text = g_strdup((std::to_string(i) + std::string(i % 500, 'x')).c_str());
    object->text_params.font_params.font_name = const_cast<char*>(fonts[i % std::size(fonts)]);
  }
  for (int again = 0; again < 2; ++again) {
    REQUIRE(scene.bridge.pack(scene.buffer, table::kGroupStyle));
    const table::Objects o = scene.table.objects();
    for (uint32_t i = 0; i < kObjects; ++i) {
      const char* font = fonts[i % std::size(fonts)];
      CHECK_EQ(scene.table.strings().at(o.font_name[i]), font != nullptr ? font : "");
      CHECK_EQ(o.text_length[i] < 0, i % 10 == 9);
      if (i % 10 == 9) continue;
      CHECK_EQ(*scene.table.text(o.text_offset[i], o.text_length[i]), std::to_string(i) + std::string(i % 500, 'x'));
    }
    scene.table.strings().start_generation();
    CHECK_EQ(scene.table.strings().intern("something else"), 0);
  }
  for (GList* node = scene.frame()->obj_meta_list; node != nullptr; node = node->next)
    static_cast<NvDsObjectMeta*>(node->data)->text_params.font_params.font_name = nullptr;
}

TEST("packs classifiers and their labels") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(scene.batch);
  classifier->unique_component_id = 3;
  classifier->classifier_type = "colour";
  NvDsLabelInfo* label = nvds_acquire_label_info_meta_from_pool(scene.batch);
  std::strcpy(label->result_label, "red");
  label->result_prob = 0.5f;
  label->result_class_id = 8;
  nvds_add_label_info_meta_to_classifier(classifier, label);
  nvds_add_classifier_meta_to_object(object, classifier);
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.objects().classifier_count[0], 1);
  const table::Classifiers c = scene.table.classifiers();
  CHECK_EQ(scene.table.strings().at(c.type[0]), "colour");
  CHECK_EQ(c.label_count[0], 1);
  const table::ClassLabels l = scene.table.class_labels();
  CHECK_EQ(scene.table.strings().at(l.label[c.first_label[0]]), "red");
  CHECK_EQ(l.class_id[0], 8);
}

TEST("parents become rows; a dangling one is flagged and never followed") {
  Scene scene;
  NvDsObjectMeta* car = scene.add_object();
  NvDsObjectMeta* plate = scene.add_object();
  NvDsObjectMeta* orphan = scene.add_object();
  plate->parent = car;
  orphan->parent = reinterpret_cast<NvDsObjectMeta*>(0x1234);
  REQUIRE(scene.pack());
  const table::Objects o = scene.table.objects();
  CHECK_EQ(o.parent[0], -1);
  CHECK_EQ(o.parent[1], 0);
  CHECK_EQ(o.parent[2], -1);
  CHECK((o.flags[2] & table::object_flag::kDanglingParent) != 0);
}

TEST("parents in a circle are only rows") {
  Scene scene;
  NvDsObjectMeta* a = scene.add_object();
  NvDsObjectMeta* b = scene.add_object();
  a->parent = b;
  b->parent = a;
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.objects().parent[0], 1);
  CHECK_EQ(scene.table.objects().parent[1], 0);
}

TEST("a label without end mark is read up to its field's end") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  std::memset(object->obj_label, 'x', sizeof object->obj_label);
  REQUIRE(scene.pack());
  CHECK_EQ(scene.table.strings().at(scene.table.objects().label[0]), std::string(128, 'x'));
}

TEST("a box that is not finite or negative is flagged") {
  Scene scene;
  scene.add_object()->rect_params.left = std::numeric_limits<float>::quiet_NaN();
  scene.add_object()->rect_params.width = -1;
  scene.add_object()->rect_params.height = std::numeric_limits<float>::infinity();
  scene.add_object();
  REQUIRE(scene.pack());
  const table::Objects o = scene.table.objects();
  for (int row = 0; row < 3; ++row) CHECK((o.flags[row] & table::object_flag::kInvalidBox) != 0);
  CHECK((o.flags[3] & table::object_flag::kInvalidBox) == 0);
}

TEST("packs 50,000 objects") {
  Scene scene;
  for (guint i = 0; i < 50000; ++i) scene.add_object(0, i);
  REQUIRE(scene.pack(kAllGroups));
  CHECK_EQ(scene.table.count(Section::kObjects), 50000);
  CHECK_EQ(scene.table.objects().track_id[49999], 49999);
}

TEST("an object list without end is refused") {
  Scene scene;
  scene.add_object();
  scene.add_object();
  GList* last = g_list_last(scene.frame()->obj_meta_list);
  last->next = scene.frame()->obj_meta_list;
  CHECK_EQ(scene.pack().code(), ErrorCode::kLimit);
  last->next = nullptr;
}

TEST("a batch without frames is an empty table") {
  Scene scene(0);
  REQUIRE(scene.pack(kAllGroups));
  CHECK_EQ(scene.table.count(Section::kFrames), 0);
  CHECK(scene.bridge.commit());
}

TEST("packs 1,000 frames") {
  Scene scene(1000);
  REQUIRE(scene.pack(kAllGroups));
  CHECK_EQ(scene.table.count(Section::kFrames), 1000);
}

TEST("a buffer without metadata is refused") {
  Scene scene;
  GstBuffer* plain = gst_buffer_new();
  CHECK_EQ(scene.bridge.pack(plain, table::kGroupCore).code(), ErrorCode::kMetadata);
  gst_buffer_unref(plain);
}

TEST("a layout of no known release is refused") {
  Scene scene;
  const guint size = scene.batch->obj_meta_pool->element_size;
  scene.batch->obj_meta_pool->element_size = 999;
  const Status status = scene.pack();
  CHECK_EQ(status.code(), ErrorCode::kMetadata);
  CHECK(status.message().find("999") != std::string::npos);
  scene.batch->obj_meta_pool->element_size = size;
}

TEST("a buffer can be given a batch of one frame") {
  Scene scene;
  GstBuffer* buffer = gst_buffer_new();
  CHECK(!nvts::meta::has_batch_meta(buffer));
  nvts::meta::FrameOrigin origin;
  origin.source_id = 4;
  origin.frame_num = 12;
  origin.pts = 2 * GST_SECOND;
  origin.width = 768;
  origin.height = 576;
  origin.sensor_id = "cam-7";
  origin.sensor_name = "Gate";
  REQUIRE(nvts::meta::attach_batch_meta(buffer, origin));
  REQUIRE(scene.bridge.pack(buffer, kAllGroups));
  const table::Frames f = scene.table.frames();
  CHECK_EQ(scene.table.count(Section::kFrames), 1);
  CHECK_EQ(f.source_id[0], 4);
  CHECK_EQ(f.frame_num[0], 12);
  CHECK_EQ(f.pipeline_width[0], 768);
  CHECK_EQ(f.pts[0], 2 * GST_SECOND);
#if NVDS_ABI >= 80000
  CHECK_EQ(scene.table.strings().at(f.sensor_id[0]), "cam-7");
  CHECK_EQ(scene.table.strings().at(f.sensor_name[0]), "Gate");
  CHECK_EQ(f.sensor_uri[0], -1);
#else
  CHECK_EQ(f.sensor_id[0], -1);
#endif
  scene.bridge.release();
  gst_buffer_unref(buffer);
}

TEST("audio batches have frames, no objects, and carry JSON") {
  Scene scene;
  GstBuffer* buffer = gst_buffer_new();
  NvDsBatchMeta* batch = nvds_create_audio_batch_meta(1);
  NvDsMeta* meta = gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_audio_batch_meta_copy_func,
                                            nvds_audio_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  NvDsAudioFrameMeta* frame = nvds_acquire_audio_frame_meta_from_pool(batch);
  frame->source_id = 3;
  nvds_add_audio_frame_meta_to_audio_batch(batch, frame);
  REQUIRE(scene.bridge.pack(buffer, kAllGroups));
  CHECK_EQ(scene.table.frames().source_id[0], 3);
  CHECK_EQ(scene.table.count(Section::kObjects), 0);
  scene.append_json("sound", "\"siren\"");
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(g_list_length(frame->frame_user_meta_list), 1);
  REQUIRE(scene.bridge.pack(buffer, kAllGroups));
  scene.append_draw(table::draw_kind::kRect);
  CHECK_EQ(scene.commit_code(), ErrorCode::kRange);
  scene.bridge.release();
  gst_buffer_unref(buffer);
}
