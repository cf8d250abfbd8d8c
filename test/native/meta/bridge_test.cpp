// SPDX-License-Identifier: MIT
// The bridge on real metadata, in the layout of the headers this file is compiled against.
#include "meta/bridge.h"

#include <gstnvdsmeta.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "check.h"
#include "nvts/frame_json.h"

using nvts::ErrorCode;
using nvts::Result;
using nvts::Status;
using nvts::meta::Bridge;
using nvts::meta::CommitStats;
using nvts::table::FrameTable;
using nvts::table::Section;
namespace table = nvts::table;
namespace object_edit = nvts::table::object_edit;

namespace {

constexpr uint32_t kAllGroups = table::kGroupCore | table::kGroupStyle | table::kGroupDetail | table::kGroupDisplay |
                                table::kGroupJson;

// A buffer with a batch, and a bridge on a table.
struct Scene {
  GstBuffer* buffer = gst_buffer_new();
  NvDsBatchMeta* batch = nullptr;
  FrameTable table;
  Bridge bridge{table};

  explicit Scene(guint frames = 1) {
    gst_init(nullptr, nullptr);
    GST_BUFFER_PTS(buffer) = GST_SECOND;
    batch = nvds_create_batch_meta(frames);
    NvDsMeta* meta =
        gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
    batch->base_meta.batch_meta = batch;
    for (guint i = 0; i < frames; ++i) add_frame(i);
  }
  ~Scene() { gst_buffer_unref(buffer); }

  NvDsFrameMeta* add_frame(guint source) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = frame->pad_index = frame->batch_id = source;
    frame->frame_num = 7;
    frame->buf_pts = GST_SECOND;
    frame->source_frame_width = 1920;
    frame->source_frame_height = 1080;
    nvds_add_frame_meta_to_batch(batch, frame);
    return frame;
  }
  NvDsFrameMeta* frame(guint index = 0) { return nvds_get_nth_frame_meta(batch->frame_meta_list, index); }
  NvDsObjectMeta* add_object(guint frame_index = 0, guint64 id = 5, const char* label = "person") {
    NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
    object->class_id = 2;
    object->object_id = id;
    object->confidence = 0.5f;
    object->unique_component_id = 1;
    object->rect_params.left = 10;
    object->rect_params.top = 20;
    object->rect_params.width = 30;
    object->rect_params.height = 40;
    std::strncpy(object->obj_label, label, sizeof object->obj_label - 1);
    nvds_add_obj_meta_to_frame(frame(frame_index), object, nullptr);
    // The library adds at the front; the tests are easier to read in the order of adding.
    GList*& list = frame(frame_index)->obj_meta_list;
    GList* node = list;
    list = g_list_remove_link(list, node);
    list = g_list_concat(list, node);
    return object;
  }

  void edit(uint32_t row, uint32_t bits) {
    const uint32_t count = table.count(Section::kEdits);
    CHECK(table.reserve(Section::kEdits, count + 1));
    table.edits().row[count] = row;
    table.set_count(Section::kEdits, count + 1);
    table.objects().edits[row] |= bits;
  }
  // A script's new object, every column filled.
  uint32_t append_object(uint32_t frame_row = 0) {
    const uint32_t row = table.count(Section::kObjects);
    CHECK(table.reserve(Section::kObjects, row + 1));
    table.set_count(Section::kObjects, row + 1);
    const table::Objects c = table.objects();
    c.frame[row] = frame_row;
    c.class_id[row] = 3;
    c.label[row] = table.strings().intern("car");
    c.track_id[row] = 9;
    c.confidence[row] = 0.75f;
    c.left[row] = 1;
    c.top[row] = 2;
    c.width[row] = 3;
    c.height[row] = 4;
    c.parent[row] = -1;
    c.edits[row] = 0;
    c.component_id[row] = 4;
    c.tracker_confidence[row] = 0;
    for (float* column : {c.detector_left, c.detector_top, c.detector_width, c.detector_height, c.tracker_left,
                          c.tracker_top, c.tracker_width, c.tracker_height}) {
      column[row] = 0;
    }
    c.border_width[row] = 2;
    c.has_background[row] = c.has_text_background[row] = 0;
    for (float* color : {c.border_color, c.background_color, c.font_color, c.text_background_color}) {
      for (int lane = 0; lane < 4; ++lane) color[row * 4 + lane] = 1;
    }
    c.text_offset[row] = 0;
    c.text_length[row] = -1;
    c.text_x[row] = c.text_y[row] = c.font_size[row] = 0;
    c.font_name[row] = -1;
    edit(row, object_edit::kAdded);
    return row;
  }
  uint32_t append_draw(uint32_t kind) {
    const uint32_t row = table.count(Section::kDraw);
    CHECK(table.reserve(Section::kDraw, row + 1));
    table.set_count(Section::kDraw, row + 1);
    const table::Draw c = table.draw();
    c.frame[row] = 0;
    c.origin[row] = table::origin::kScript;
    c.kind[row] = kind;
    c.x1[row] = 1;
    c.y1[row] = 2;
    c.x2[row] = 30;
    c.y2[row] = 40;
    c.width[row] = 2;
    for (int lane = 0; lane < 4; ++lane) c.color[row * 4 + lane] = c.background_color[row * 4 + lane] = 0.5f;
    c.has_background[row] = 0;
    c.arrow_head[row] = 1;
    c.text_offset[row] = 0;
    c.text_length[row] = -1;
    c.font_name[row] = -1;
    c.font_size[row] = 12;
    return row;
  }
  void append_json(const std::string& key, const std::string& value, uint32_t op = table::json_op::kSet) {
    const uint32_t row = table.count(Section::kJson);
    CHECK(table.reserve(Section::kJson, row + 1));
    const uint32_t key_at = *table.append_text(key);
    const uint32_t value_at = *table.append_text(value);
    table.set_count(Section::kJson, row + 1);
    const table::Json c = table.json();
    c.frame[row] = 0;
    c.origin[row] = table::origin::kScript;
    c.op[row] = op;
    c.key_offset[row] = key_at;
    c.key_length[row] = static_cast<int32_t>(key.size());
    c.value_offset[row] = value_at;
    c.value_length[row] = static_cast<int32_t>(value.size());
  }

  Status pack(uint32_t groups = table::kGroupCore) { return bridge.pack(buffer, groups); }
  ErrorCode commit_code() { return bridge.commit().status().code(); }
};

guint object_count(NvDsFrameMeta* frame) {
  return g_list_length(frame->obj_meta_list);
}

}  // namespace

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

CHECK_MAIN()
