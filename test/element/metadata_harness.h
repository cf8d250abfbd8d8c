// SPDX-License-Identifier: MIT
// One element, fed with buffers whose metadata are made here.
#pragma once

#include <gst/check/gstharness.h>
#include <gstnvdsmeta.h>

#include <string>
#include <vector>

#include "folder.h"

namespace nvts::element_test {

using check::Folder;

class MetadataHarness {
 public:
  static constexpr char kCaps[] = "video/x-raw,format=BGRx,width=64,height=48,framerate=10/1";
  static constexpr gsize kBytes = 64 * 48 * 4;

  MetadataHarness(const char* element, const std::string& location) {
    gst_init(nullptr, nullptr);
    m_element = gst_element_factory_make(element, nullptr);
    if (!location.empty()) g_object_set(m_element, "location", location.c_str(), nullptr);
    m_harness = gst_harness_new_with_element(m_element, "sink", "src");
    gst_harness_set_src_caps_str(m_harness, kCaps);
  }
  ~MetadataHarness() {
    gst_harness_teardown(m_harness);
    gst_object_unref(m_element);
  }
  MetadataHarness(const MetadataHarness&) = delete;
  MetadataHarness& operator=(const MetadataHarness&) = delete;

  [[nodiscard]] GstHarness* harness() { return m_harness; }

  GstBuffer* buffer(guint64 index) {
    GstBuffer* buffer = gst_harness_create_buffer(m_harness, kBytes);
    gst_buffer_memset(buffer, 0, 0, kBytes);
    GST_BUFFER_PTS(buffer) = index * 100 * GST_MSECOND;
    return buffer;
  }

  // A buffer with a batch of empty frames, one for each source.
  GstBuffer* batch(guint64 index, const std::vector<guint>& sources) {
    GstBuffer* out = buffer(index);
    NvDsBatchMeta* batch = nvds_create_batch_meta(sources.empty() ? 1 : static_cast<guint>(sources.size()));
    NvDsMeta* meta = gst_buffer_add_nvds_meta(out, batch, nullptr, nvds_batch_meta_copy_func,
                                              nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
    batch->base_meta.batch_meta = batch;
    for (const guint source : sources) {
      NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
      frame->source_id = frame->pad_index = source;
      frame->batch_id = batch->num_frames_in_batch;
      frame->frame_num = static_cast<gint>(index);
      frame->buf_pts = GST_BUFFER_PTS(out);
      frame->source_frame_width = frame->pipeline_width = 64;
      frame->source_frame_height = frame->pipeline_height = 48;
      nvds_add_frame_meta_to_batch(batch, frame);
    }
    return out;
  }

  // What comes out for a buffer that goes in; null when nothing does.
  GstBuffer* pass(GstBuffer* in) {
    return gst_harness_push(m_harness, in) == GST_FLOW_OK ? gst_harness_try_pull(m_harness) : nullptr;
  }
  bool swallow(GstBuffer* in) {
    GstBuffer* out = pass(in);
    if (out == nullptr) return false;
    gst_buffer_unref(out);
    return true;
  }

 private:
  GstElement* m_element;
  GstHarness* m_harness;
};

inline NvDsBatchMeta* batch_of(GstBuffer* buffer) {
  return gst_buffer_get_nvds_batch_meta(buffer);
}

inline NvDsFrameMeta* frame_of(GstBuffer* buffer, guint index = 0) {
  NvDsBatchMeta* batch = batch_of(buffer);
  return batch != nullptr ? nvds_get_nth_frame_meta(batch->frame_meta_list, index) : nullptr;
}

inline NvDsObjectMeta* add_object(NvDsFrameMeta* frame, gint class_id, const NvOSD_RectParams& rect) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(frame->base_meta.batch_meta);
  object->class_id = class_id;
  object->object_id = UNTRACKED_OBJECT_ID;
  object->rect_params = rect;
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
  return object;
}

inline NvOSD_RectParams rect(float left, float top, float width, float height) {
  NvOSD_RectParams params = {};
  params.left = left;
  params.top = top;
  params.width = width;
  params.height = height;
  return params;
}

// Class ids of a frame's objects in the order of the list.
inline std::vector<gint> classes_of(GstBuffer* buffer, guint index = 0) {
  std::vector<gint> classes;
  const NvDsFrameMeta* frame = frame_of(buffer, index);
  for (GList* node = frame != nullptr ? frame->obj_meta_list : nullptr; node != nullptr; node = node->next) {
    classes.push_back(static_cast<NvDsObjectMeta*>(node->data)->class_id);
  }
  return classes;
}

}  // namespace nvts::element_test
