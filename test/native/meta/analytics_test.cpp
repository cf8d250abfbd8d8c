// SPDX-License-Identifier: MIT
// What nvdsanalytics found: metadata to table and back.
#include "nvds_analytics_meta.h"
#include "scene.h"

namespace kind = table::analytics_kind;

namespace {

uint32_t append_row(Scene& scene, uint32_t row_kind, int32_t object, const char* label, double value = 0) {
  const uint32_t row = scene.table.count(Section::kAnalytics);
  CHECK(scene.table.reserve(Section::kAnalytics, row + 1));
  scene.table.set_count(Section::kAnalytics, row + 1);
  const table::Analytics c = scene.table.analytics();
  c.frame[row] = 0;
  c.origin[row] = table::origin::kScript;
  c.kind[row] = row_kind;
  c.object[row] = object;
  c.key[row] = scene.table.strings().intern(label);
  c.value[row] = value;
  return row;
}

template <class Info>
const Info* info_in(GList* list, NvDsMetaType type) {
  const Info* found = nullptr;
  for (GList* node = list; node != nullptr; node = node->next) {
    const auto* meta = static_cast<NvDsUserMeta*>(node->data);
    if (meta->base_meta.meta_type == type) found = static_cast<const Info*>(meta->user_meta_data);
  }
  return found;
}

const NvDsAnalyticsFrameMeta* frame_info(NvDsFrameMeta* frame) {
  return info_in<NvDsAnalyticsFrameMeta>(frame->frame_user_meta_list, NVDS_USER_FRAME_META_NVDSANALYTICS);
}

const NvDsAnalyticsObjInfo* object_info(NvDsObjectMeta* object) {
  return info_in<NvDsAnalyticsObjInfo>(object->obj_user_meta_list, NVDS_USER_OBJ_META_NVDSANALYTICS);
}

void append_frame(Scene& scene, double unique_id) {
  append_row(scene, kind::kFrame, -1, "", unique_id);
  append_row(scene, kind::kOvercrowded, -1, "hall", 1);
  append_row(scene, kind::kInRoi, -1, "hall", 4);
  append_row(scene, kind::kCrossed, -1, "gate", 2);
  append_row(scene, kind::kCrossedTotal, -1, "gate", 5000000000.0);
  const uint32_t row = append_row(scene, kind::kClassCount, -1, "", 3);
  scene.table.analytics().key[row] = 2;
}

void append_object(Scene& scene, int32_t object) {
  append_row(scene, kind::kObject, object, "", 17);
  append_row(scene, kind::kObjectRoi, object, "hall");
  append_row(scene, kind::kObjectRoi, object, "desk");
  append_row(scene, kind::kObjectOvercrowding, object, "hall");
  append_row(scene, kind::kObjectCrossed, object, "gate");
  append_row(scene, kind::kObjectDirection, object, "south");
  append_row(scene, kind::kObjectStatus, object, "moving");
}

void check_object(const NvDsAnalyticsObjInfo* info) {
  REQUIRE(info != nullptr);
  CHECK_EQ(info->unique_id, 17u);
  REQUIRE(info->roiStatus.size() == 2);
  CHECK_EQ(info->roiStatus[0], "hall");
  CHECK_EQ(info->roiStatus[1], "desk");
  REQUIRE(info->ocStatus.size() == 1 && info->lcStatus.size() == 1);
  CHECK_EQ(info->ocStatus[0], "hall");
  CHECK_EQ(info->lcStatus[0], "gate");
  CHECK_EQ(info->dirStatus, "south");
  CHECK_EQ(info->objStatus, "moving");
}

}  // namespace

TEST("a frame's analytics become NvDsAnalyticsFrameMeta") {
  Scene scene;
  REQUIRE(scene.pack());
  append_frame(scene, 17);
  const Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->analytics, 1u);
  const NvDsAnalyticsFrameMeta* info = frame_info(scene.frame());
  REQUIRE(info != nullptr);
  CHECK_EQ(info->unique_id, 17u);
  CHECK_EQ(info->ocStatus.at("hall"), true);
  CHECK_EQ(info->objInROIcnt.at("hall"), 4u);
  CHECK_EQ(info->objLCCurrCnt.at("gate"), 2u);
  CHECK_EQ(info->objLCCumCnt.at("gate"), 5000000000u);
  CHECK_EQ(info->objCnt.at(2), 3u);
}

TEST("an object's analytics become NvDsAnalyticsObjInfo") {
  Scene scene;
  NvDsObjectMeta* other = scene.add_object();
  NvDsObjectMeta* object = scene.add_object();
  REQUIRE(scene.pack());
  append_object(scene, 1);
  REQUIRE(scene.bridge.commit());
  check_object(object_info(object));
  CHECK(object_info(other) == nullptr);
}

TEST("analytics that a batch carries are read as rows, in the same order each time") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  REQUIRE(scene.pack());
  append_frame(scene, 17);
  append_object(scene, 0);
  REQUIRE(scene.bridge.commit());
  scene.bridge.release();

  REQUIRE(scene.pack(table::kGroupAnalytics));
  const table::Analytics c = scene.table.analytics();
  std::string rows;
  for (uint32_t row = 0; row < scene.table.count(Section::kAnalytics); ++row) {
    CHECK_EQ(c.origin[row], table::origin::kMetadata);
    rows += std::to_string(c.kind[row]) + ":" + std::to_string(c.object[row]) + ":";
    rows += c.kind[row] == kind::kClassCount ? std::to_string(c.key[row])
                                             : std::string(scene.table.strings().at(c.key[row]));
    rows += "=" + std::to_string(static_cast<uint64_t>(c.value[row])) + " ";
  }
  CHECK_EQ(rows,
           "0:-1:=17 1:-1:hall=1 2:-1:hall=4 3:-1:gate=2 4:-1:gate=5000000000 5:-1:2=3 "
           "6:0:=17 7:0:hall=0 7:0:desk=0 8:0:hall=0 9:0:gate=0 10:0:south=0 11:0:moving=0 ");
  check_object(object_info(object));
}

TEST("analytics of the same unique id replace each other, of another stand beside") {
  Scene scene;
  for (const double unique_id : {17.0, 17.0, 18.0}) {
    REQUIRE(scene.pack());
    append_row(scene, kind::kFrame, -1, "", unique_id);
    REQUIRE(scene.bridge.commit());
    scene.bridge.release();
  }
  CHECK_EQ(g_list_length(scene.frame()->frame_user_meta_list), 2u);
}

TEST("a copied buffer carries a copy of the analytics") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack());
  append_frame(scene, 17);
  append_object(scene, 0);
  REQUIRE(scene.bridge.commit());
  scene.bridge.release();
  GstBuffer* copy = gst_buffer_copy_deep(scene.buffer);
  NvDsFrameMeta* frame = nvds_get_nth_frame_meta(gst_buffer_get_nvds_batch_meta(copy)->frame_meta_list, 0);
  const NvDsAnalyticsFrameMeta* info = frame_info(frame);
  REQUIRE(info != nullptr);
  CHECK(info != frame_info(scene.frame()));
  CHECK_EQ(info->objInROIcnt.at("hall"), 4u);
  check_object(object_info(static_cast<NvDsObjectMeta*>(frame->obj_meta_list->data)));
  gst_buffer_unref(copy);
}

TEST("analytics of an object that the script removed go with it") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack());
  append_object(scene, 0);
  scene.edit(0, object_edit::kRemoved);
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(object_count(scene.frame()), 0u);
}

TEST("analytics that cannot be are refused with all other edits") {
  const auto refused = [](auto spoil) {
    Scene scene;
    scene.add_object();
    if (!scene.pack()) return std::string("no batch");
    append_frame(scene, 17);
    append_object(scene, 0);
    spoil(scene.table.analytics(), scene);
    const std::string message = scene.bridge.commit().status().message();
    return frame_info(scene.frame()) == nullptr ? message : std::string("something was attached");
  };
  using Columns = table::Analytics;
  CHECK_EQ(refused([](Columns c, Scene&) { c.kind[2] = 99; }), "analytics row 2: unknown kind 99");
  CHECK_EQ(refused([](Columns c, Scene&) { c.frame[0] = 7; }), "analytics row 0: it names a frame that does not exist");
  CHECK_EQ(refused([](Columns c, Scene&) { c.object[6] = 1; }),
           "analytics row 6: it names an object that its frame does not have");
  CHECK_EQ(refused([](Columns c, Scene&) { c.object[1] = 0; }),
           "analytics row 1: what belongs to a frame names object 0");
  CHECK_EQ(refused([](Columns c, Scene&) { c.value[2] = NAN; }),
           "analytics row 2: its value is NaN; it must be a whole number from 0");
  CHECK_EQ(refused([](Columns c, Scene&) { c.value[0] = 5e9; }), "analytics row 0: the unique id has more than 32 bits");
  CHECK_EQ(refused([](Columns c, Scene&) { c.kind[0] = kind::kInRoi; }),
           "analytics row 0: it follows no row of the same frame or object");
  CHECK_EQ(refused([](Columns c, Scene&) { c.kind[6] = kind::kObjectRoi; }),
           "analytics row 6: it follows no row of the same frame or object");
  CHECK_EQ(refused([](Columns c, Scene&) { c.key[7] = 4000; }),
           "analytics row 7: its label is string 4000, which does not exist");
}
