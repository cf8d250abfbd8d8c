// SPDX-License-Identifier: MIT
// A buffer with metadata, in the layout of the headers this is compiled against, and a bridge on a table.
#pragma once

#include <gstnvdsmeta.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "check.h"
#include "meta/bridge.h"
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
using nvts::table::kAllGroups;

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

inline guint object_count(NvDsFrameMeta* frame) {
  return g_list_length(frame->obj_meta_list);
}
