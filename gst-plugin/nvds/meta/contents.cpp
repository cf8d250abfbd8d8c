// SPDX-License-Identifier: MIT
#include "contents.h"

#include <algorithm>

#include "lists.h"

namespace nvts::nvds {
namespace {

guint clamped(guint count) {
  return std::min<guint>(count, MAX_ELEMENTS_IN_DISPLAY_META);
}

// Everything but the batch that the target belongs to. What the source owns is then shared: the
// caller replaces it by copies.
template <typename Element>
void copy_fields(const Element& source, Element& target) {
  NvDsBatchMeta* batch = target.base_meta.batch_meta;
  target = source;
  target.base_meta.batch_meta = batch;
}

void copy_text(const NvOSD_TextParams& source, NvOSD_TextParams& target) {
  target = source;
  target.display_text = g_strdup(source.display_text);
}

}  // namespace

void release_frame(gpointer frame_meta, gpointer) noexcept {
  auto* frame = static_cast<NvDsFrameMeta*>(frame_meta);
  clear<NvDsObjectMeta>(frame->obj_meta_list);
  clear<NvDsDisplayMeta>(frame->display_meta_list);
  clear<NvDsUserMeta>(frame->frame_user_meta_list);
  frame->num_obj_meta = 0;
}

void release_audio_frame(gpointer frame_meta, gpointer) noexcept {
  auto* frame = static_cast<NvDsAudioFrameMeta*>(frame_meta);
  clear<NvDsClassifierMeta>(frame->classifier_meta_list);
  clear<NvDsUserMeta>(frame->frame_user_meta_list);
}

void release_object(gpointer object_meta, gpointer) noexcept {
  auto* object = static_cast<NvDsObjectMeta*>(object_meta);
  clear<NvDsClassifierMeta>(object->classifier_meta_list);
  clear<NvDsUserMeta>(object->obj_user_meta_list);
  g_clear_pointer(&object->text_params.display_text, g_free);
  g_clear_pointer(&object->mask_params.data, g_free);
  object->mask_params.size = 0;
  object->parent = nullptr;
}

void release_classifier(gpointer classifier_meta, gpointer) noexcept {
  auto* classifier = static_cast<NvDsClassifierMeta*>(classifier_meta);
  clear<NvDsLabelInfo>(classifier->label_info_list);
  classifier->num_labels = 0;
}

void release_label(gpointer label_info, gpointer) noexcept {
  g_clear_pointer(&static_cast<NvDsLabelInfo*>(label_info)->pResult_label, g_free);
}

void release_display(gpointer display_meta, gpointer) noexcept {
  auto* display = static_cast<NvDsDisplayMeta*>(display_meta);
  for (guint i = 0; i < clamped(display->num_labels); ++i) {
    g_clear_pointer(&display->text_params[i].display_text, g_free);
  }
  display->num_labels = 0;
}

void release_user(gpointer user_meta, gpointer) noexcept {
  auto* user = static_cast<NvDsUserMeta*>(user_meta);
  if (user->base_meta.release_func) user->base_meta.release_func(user, nullptr);
  user->base_meta.release_func = nullptr;
  user->base_meta.copy_func = nullptr;
  user->user_meta_data = nullptr;
}

gpointer copy_frame(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsFrameMeta*>(source);
  auto* to = static_cast<NvDsFrameMeta*>(target);
  release_frame(to, nullptr);
  copy_fields(*from, *to);
  to->num_obj_meta = 0;
  to->obj_meta_list = nullptr;
  to->display_meta_list = nullptr;
  to->frame_user_meta_list = nullptr;
  // As NVIDIA's library leaves them; the muxer sets them again on batches of its own.
  to->pipeline_width = 0;
  to->pipeline_height = 0;
  nvds_copy_obj_meta_list(from->obj_meta_list, to);
  nvds_copy_display_meta_list(from->display_meta_list, to);
  nvds_copy_frame_user_meta_list(from->frame_user_meta_list, to);
  return to;
}

gpointer copy_audio_frame(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsAudioFrameMeta*>(source);
  auto* to = static_cast<NvDsAudioFrameMeta*>(target);
  release_audio_frame(to, nullptr);
  copy_fields(*from, *to);
  to->classifier_meta_list = nullptr;
  to->frame_user_meta_list = nullptr;
  nvds_copy_audio_classification_list(from->classifier_meta_list, to);
  nvds_copy_audio_frame_user_meta_list(from->frame_user_meta_list, to);
  return to;
}

gpointer copy_object(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsObjectMeta*>(source);
  auto* to = static_cast<NvDsObjectMeta*>(target);
  release_object(to, nullptr);
  copy_fields(*from, *to);
  // A parent belongs to the source's batch, whose elements are recycled independently.
  to->parent = nullptr;
  to->classifier_meta_list = nullptr;
  to->obj_user_meta_list = nullptr;
  copy_text(from->text_params, to->text_params);
  to->mask_params.data = from->mask_params.data
                             ? static_cast<float*>(g_memdup2(from->mask_params.data, from->mask_params.size))
                             : nullptr;
  nvds_copy_classification_list(from->classifier_meta_list, to);
  nvds_copy_obj_user_meta_list(from->obj_user_meta_list, to);
  return to;
}

gpointer copy_classifier(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsClassifierMeta*>(source);
  auto* to = static_cast<NvDsClassifierMeta*>(target);
  release_classifier(to, nullptr);
  copy_fields(*from, *to);
  to->num_labels = 0;
  to->label_info_list = nullptr;
  nvds_copy_label_info_list(from->label_info_list, to);
  return to;
}

gpointer copy_label(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsLabelInfo*>(source);
  auto* to = static_cast<NvDsLabelInfo*>(target);
  release_label(to, nullptr);
  copy_fields(*from, *to);
  to->pResult_label = g_strdup(from->pResult_label);
  return to;
}

gpointer copy_display(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsDisplayMeta*>(source);
  auto* to = static_cast<NvDsDisplayMeta*>(target);
  release_display(to, nullptr);
  copy_fields(*from, *to);
  to->num_labels = clamped(from->num_labels);
  for (guint i = 0; i < MAX_ELEMENTS_IN_DISPLAY_META; ++i) {
    to->text_params[i].display_text =
        i < to->num_labels ? g_strdup(from->text_params[i].display_text) : nullptr;
  }
  return to;
}

// Data without a copy function cannot be shared between two owners, so the copy goes without it.
gpointer copy_user(gpointer source, gpointer target) noexcept {
  auto* from = static_cast<NvDsUserMeta*>(source);
  auto* to = static_cast<NvDsUserMeta*>(target);
  if (!from->base_meta.copy_func) return nullptr;
  gpointer data = from->base_meta.copy_func(from, nullptr);
  if (!data) return nullptr;
  copy_fields(*from, *to);
  to->user_meta_data = data;
  return to;
}

}  // namespace nvts::nvds
