// SPDX-License-Identifier: MIT
#include "scene.h"

#include <gstnvdsmeta.h>

#include <cmath>
#include <cstdio>
#include <cstring>

namespace nvts::bench {
namespace {

constexpr uint32_t kBuffers = 8;
constexpr float kBoxWidth = 60;
constexpr float kBoxHeight = 160;
constexpr NvOSD_ColorParams kRed = {1, 0, 0, 1};

// Frames after which somebody is back: with two crossings each time, one of a hundred crosses in a frame.
constexpr uint32_t kPeriod = 200;
constexpr float kStride = 4;

// The foot of somebody at a frame: up and down in steps of equal size, everybody at another point of the way.
float foot_y(uint32_t person, uint32_t step) {
  const uint32_t phase = (step + person * 37) % kPeriod;
  const auto from_middle = static_cast<float>(phase < kPeriod / 2 ? phase : kPeriod - phase) - kPeriod / 4.0f;
  return kSceneHeight / 2.0f + from_middle * kStride + 1.5f;
}

void place(NvDsObjectMeta* object, uint32_t person, uint32_t step) {
  NvOSD_RectParams& rect = object->rect_params;
  rect.top = foot_y(person, step) - kBoxHeight;
  object->detector_bbox_info.org_bbox_coords.top = rect.top;
  object->tracker_bbox_info.org_bbox_coords.top = rect.top;
  object->text_params.y_offset = static_cast<unsigned int>(std::fmax(0, rect.top - 10));
  rect.border_color = kRed;
  std::strcpy(object->obj_label, "person");
}

void add_person(NvDsBatchMeta* batch, NvDsFrameMeta* frame, uint32_t person, uint32_t step) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
  object->unique_component_id = 1;
  object->class_id = 0;
  // nvtracker fills the upper half too.
  object->object_id = (uint64_t{0x5eed} << 32) + person;
  object->confidence = 0.75f;
  object->tracker_confidence = 0.9f;
  NvOSD_RectParams& rect = object->rect_params;
  rect.left = static_cast<float>(person * 97 % static_cast<uint32_t>(kSceneWidth - kBoxWidth));
  rect.width = kBoxWidth;
  rect.height = kBoxHeight;
  rect.border_width = 3;
  object->detector_bbox_info.org_bbox_coords = {rect.left, 0, rect.width, rect.height};
  object->tracker_bbox_info.org_bbox_coords = {rect.left, 0, rect.width, rect.height};
  NvOSD_TextParams& text = object->text_params;
  text.display_text = g_strdup_printf("person %u", person);
  text.x_offset = static_cast<unsigned int>(rect.left);
  text.font_params = {const_cast<char*>("Serif"), 10, {1, 1, 1, 1}};
  text.set_bg_clr = 1;
  text.text_bg_clr = {0, 0, 0, 1};
  place(object, person, step);
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
}

void set_time(GstBuffer* buffer, NvDsFrameMeta* frame, uint32_t step) {
  GST_BUFFER_PTS(buffer) = step * kFrameInterval;
  frame->buf_pts = GST_BUFFER_PTS(buffer);
  frame->frame_num = static_cast<gint>(step);
}

}  // namespace

void add_scene(GstBuffer* buffer, uint32_t objects, uint32_t step) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  NvDsMeta* meta = gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func,
                                            nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;

  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->num_surfaces_per_frame = 1;
  frame->source_frame_width = frame->pipeline_width = kSceneWidth;
  frame->source_frame_height = frame->pipeline_height = kSceneHeight;
  frame->bInferDone = TRUE;
  set_time(buffer, frame, step);
  nvds_add_frame_meta_to_batch(batch, frame);
  for (uint32_t person = 0; person < objects; ++person)
    add_person(batch, frame, person, step);
}

Scene::Scene(uint32_t objects) {
  for (uint32_t i = 0; i < kBuffers; ++i) {
    GstBuffer* buffer = gst_buffer_new();
    add_scene(buffer, objects, i);
    m_buffers.push_back(buffer);
  }
}

Scene::~Scene() {
  for (GstBuffer* buffer : m_buffers)
    gst_buffer_unref(buffer);
}

GstBuffer* Scene::walk() {
  const uint32_t step = m_step;
  GstBuffer* buffer = next();
  NvDsFrameMeta* frame = nvds_get_nth_frame_meta(gst_buffer_get_nvds_batch_meta(buffer)->frame_meta_list, 0);
  set_time(buffer, frame, step);
  for (GList* node = frame->obj_meta_list; node != nullptr; node = node->next) {
    auto* object = static_cast<NvDsObjectMeta*>(node->data);
    place(object, static_cast<uint32_t>(object->object_id), step);
  }
  return buffer;
}

}  // namespace nvts::bench
