// SPDX-License-Identifier: MIT
// Batches and elements for the metadata tests.
#pragma once

#include <memory>

#include "gstnvdsmeta.h"
#include "nvds_audio_meta.h"
#include "nvdsmeta.h"

namespace nvts::nvds_test {

struct DestroyBatch {
  void operator()(NvDsBatchMeta* batch) const { nvds_destroy_batch_meta(batch); }
};
struct DestroyAudioBatch {
  void operator()(NvDsBatchMeta* batch) const { nvds_destroy_audio_batch_meta(batch); }
};
struct UnrefBuffer {
  void operator()(GstBuffer* buffer) const { gst_buffer_unref(buffer); }
};
using Batch = std::unique_ptr<NvDsBatchMeta, DestroyBatch>;
using AudioBatch = std::unique_ptr<NvDsBatchMeta, DestroyAudioBatch>;
using Buffer = std::unique_ptr<GstBuffer, UnrefBuffer>;

inline Batch make_batch(guint frames = 4) {
  return Batch(nvds_create_batch_meta(frames));
}

inline NvDsFrameMeta* add_frame(NvDsBatchMeta* batch, gint frame_num = 0) {
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->frame_num = frame_num;
  nvds_add_frame_meta_to_batch(batch, frame);
  return frame;
}

inline NvDsObjectMeta* add_object(NvDsFrameMeta* frame, guint64 id = 0, NvDsObjectMeta* parent = nullptr) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(frame->base_meta.batch_meta);
  object->object_id = id;
  nvds_add_obj_meta_to_frame(frame, object, parent);
  return object;
}

inline NvDsClassifierMeta* add_classifier(NvDsObjectMeta* object, gint component = 0) {
  NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(object->base_meta.batch_meta);
  classifier->unique_component_id = component;
  nvds_add_classifier_meta_to_object(object, classifier);
  return classifier;
}

inline NvDsLabelInfo* add_label(NvDsClassifierMeta* classifier, const char* text) {
  NvDsLabelInfo* label = nvds_acquire_label_info_meta_from_pool(classifier->base_meta.batch_meta);
  g_strlcpy(label->result_label, text, sizeof label->result_label);
  nvds_add_label_info_meta_to_classifier(classifier, label);
  return label;
}

// User metadata that counts how often it was copied and released.
struct Counted {
  int copies = 0;
  int releases = 0;
};

inline gpointer copy_counted(gpointer user_meta, gpointer) {
  auto* counted = static_cast<Counted*>(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data);
  ++counted->copies;
  return counted;
}

inline void release_counted(gpointer user_meta, gpointer) {
  ++static_cast<Counted*>(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data)->releases;
}

inline NvDsUserMeta* make_user(NvDsBatchMeta* batch, Counted* counted) {
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
  user->base_meta.meta_type = NVDS_START_USER_META;
  user->base_meta.copy_func = copy_counted;
  user->base_meta.release_func = release_counted;
  user->user_meta_data = counted;
  return user;
}

template <typename Element>
Element* nth(GList* list, guint index) {
  return static_cast<Element*>(g_list_nth_data(list, index));
}

// The counters of a pool agree with its lists, and nothing was lost.
inline bool consistent(const NvDsMetaPool* pool) {
  return g_list_length(pool->full_list) == pool->num_full_elements &&
         g_list_length(pool->empty_list) == pool->num_empty_elements &&
         pool->num_full_elements + pool->num_empty_elements == pool->max_elements_in_pool;
}

inline bool consistent(const NvDsBatchMeta* batch) {
  return consistent(batch->frame_meta_pool) && consistent(batch->obj_meta_pool) &&
         consistent(batch->classifier_meta_pool) && consistent(batch->display_meta_pool) &&
         consistent(batch->user_meta_pool) && consistent(batch->label_info_meta_pool);
}

// Nothing is in use any more.
inline bool all_returned(const NvDsBatchMeta* batch) {
  return consistent(batch) && !batch->frame_meta_pool->full_list && !batch->obj_meta_pool->full_list &&
         !batch->classifier_meta_pool->full_list && !batch->display_meta_pool->full_list &&
         !batch->user_meta_pool->full_list && !batch->label_info_meta_pool->full_list;
}

}  // namespace nvts::nvds_test
