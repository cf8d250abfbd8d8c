// SPDX-License-Identifier: MIT
// Acquiring, adding, removing and clearing the elements of a video batch.
#include "export.h"
#include "lists.h"

using namespace nvts::nvds;

NVDS_PUBLIC NvDsFrameMeta* nvds_acquire_frame_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsFrameMeta>(batch_meta);
}

NVDS_PUBLIC NvDsObjectMeta* nvds_acquire_obj_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsObjectMeta>(batch_meta);
}

NVDS_PUBLIC NvDsClassifierMeta* nvds_acquire_classifier_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsClassifierMeta>(batch_meta);
}

NVDS_PUBLIC NvDsDisplayMeta* nvds_acquire_display_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsDisplayMeta>(batch_meta);
}

NVDS_PUBLIC NvDsLabelInfo* nvds_acquire_label_info_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsLabelInfo>(batch_meta);
}

NVDS_PUBLIC NvDsUserMeta* nvds_acquire_user_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsUserMeta>(batch_meta);
}

// Frames keep the order in which they were added: nvds_get_nth_frame_meta counts on it.
NVDS_PUBLIC void nvds_add_frame_meta_to_batch(NvDsBatchMeta* batch_meta, NvDsFrameMeta* frame_meta) {
  if (!batch_meta || !frame_meta) return;
  BatchLock lock(batch_meta);
  attach_last(batch_meta->frame_meta_list, frame_meta);
  frame_meta->base_meta.batch_meta = batch_meta;
  ++batch_meta->num_frames_in_batch;
}

NVDS_PUBLIC void nvds_add_obj_meta_to_frame(NvDsFrameMeta* frame_meta, NvDsObjectMeta* obj_meta,
                                            NvDsObjectMeta* obj_parent) {
  if (!frame_meta || !obj_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  attach_first(frame_meta->obj_meta_list, obj_meta);
  obj_meta->parent = obj_parent;
  ++frame_meta->num_obj_meta;
}

NVDS_PUBLIC void nvds_add_classifier_meta_to_object(NvDsObjectMeta* obj_meta,
                                                    NvDsClassifierMeta* classifier_meta) {
  if (!obj_meta || !classifier_meta) return;
  BatchLock lock(obj_meta->base_meta.batch_meta);
  attach_last(obj_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_add_classifier_meta_to_roi(NvDsRoiMeta* roi_meta, NvDsClassifierMeta* classifier_meta) {
  if (!roi_meta || !classifier_meta) return;
  BatchLock lock(classifier_meta->base_meta.batch_meta);
  attach_last(roi_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_add_display_meta_to_frame(NvDsFrameMeta* frame_meta, NvDsDisplayMeta* display_meta) {
  if (!frame_meta || !display_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  attach_first(frame_meta->display_meta_list, display_meta);
}

NVDS_PUBLIC void nvds_add_label_info_meta_to_classifier(NvDsClassifierMeta* classifier_meta,
                                                        NvDsLabelInfo* label_info_meta) {
  if (!classifier_meta || !label_info_meta) return;
  BatchLock lock(classifier_meta->base_meta.batch_meta);
  attach_last(classifier_meta->label_info_list, label_info_meta);
  // Counted, not incremented: some callers set the field themselves before they add the labels.
  classifier_meta->num_labels = g_list_length(classifier_meta->label_info_list);
}

NVDS_PUBLIC void nvds_add_user_meta_to_batch(NvDsBatchMeta* batch_meta, NvDsUserMeta* user_meta) {
  if (!batch_meta || !user_meta) return;
  BatchLock lock(batch_meta);
  attach_first(batch_meta->batch_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_add_user_meta_to_frame(NvDsFrameMeta* frame_meta, NvDsUserMeta* user_meta) {
  if (!frame_meta || !user_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  attach_first(frame_meta->frame_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_add_user_meta_to_obj(NvDsObjectMeta* obj_meta, NvDsUserMeta* user_meta) {
  if (!obj_meta || !user_meta) return;
  BatchLock lock(obj_meta->base_meta.batch_meta);
  attach_first(obj_meta->obj_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_add_user_meta_to_roi(NvDsRoiMeta* roi_meta, NvDsUserMeta* user_meta) {
  if (!roi_meta || !user_meta) return;
  BatchLock lock(user_meta->base_meta.batch_meta);
  attach_first(roi_meta->roi_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_remove_frame_meta_from_batch(NvDsBatchMeta* batch_meta, NvDsFrameMeta* frame_meta) {
  if (!batch_meta || !frame_meta) return;
  BatchLock lock(batch_meta);
  if (remove(batch_meta->frame_meta_list, frame_meta)) --batch_meta->num_frames_in_batch;
}

NVDS_PUBLIC void nvds_remove_obj_meta_from_frame(NvDsFrameMeta* frame_meta, NvDsObjectMeta* obj_meta) {
  if (!frame_meta || !obj_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  if (remove(frame_meta->obj_meta_list, obj_meta) && frame_meta->num_obj_meta > 0) {
    --frame_meta->num_obj_meta;
  }
}

NVDS_PUBLIC void nvds_remove_classifier_meta_from_obj(NvDsObjectMeta* obj_meta,
                                                      NvDsClassifierMeta* classifier_meta) {
  if (obj_meta && classifier_meta) remove(obj_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_remove_classifier_meta_from_roi(NvDsRoiMeta* roi_meta,
                                                      NvDsClassifierMeta* classifier_meta) {
  if (roi_meta && classifier_meta) remove(roi_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_remove_display_meta_from_frame(NvDsFrameMeta* frame_meta,
                                                     NvDsDisplayMeta* display_meta) {
  if (frame_meta && display_meta) remove(frame_meta->display_meta_list, display_meta);
}

NVDS_PUBLIC void nvds_remove_label_info_meta_from_classifier(NvDsClassifierMeta* classifier_meta,
                                                             NvDsLabelInfo* label_info_meta) {
  if (!classifier_meta || !label_info_meta) return;
  BatchLock lock(classifier_meta->base_meta.batch_meta);
  if (remove(classifier_meta->label_info_list, label_info_meta)) {
    classifier_meta->num_labels = g_list_length(classifier_meta->label_info_list);
  }
}

NVDS_PUBLIC void nvds_remove_user_meta_from_batch(NvDsBatchMeta* batch_meta, NvDsUserMeta* user_meta) {
  if (batch_meta && user_meta) remove(batch_meta->batch_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_remove_user_meta_from_frame(NvDsFrameMeta* frame_meta, NvDsUserMeta* user_meta) {
  if (frame_meta && user_meta) remove(frame_meta->frame_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_remove_user_meta_from_object(NvDsObjectMeta* obj_meta, NvDsUserMeta* user_meta) {
  if (obj_meta && user_meta) remove(obj_meta->obj_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_remove_user_meta_from_roi(NvDsRoiMeta* roi_meta, NvDsUserMeta* user_meta) {
  if (roi_meta && user_meta) remove(roi_meta->roi_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_clear_frame_meta_list(NvDsBatchMeta* batch_meta, NvDsFrameMetaList* meta_list) {
  if (!batch_meta) return;
  BatchLock lock(batch_meta);
  clear_part<NvDsFrameMeta>(batch_meta->frame_meta_list, meta_list);
  batch_meta->num_frames_in_batch = g_list_length(batch_meta->frame_meta_list);
}

NVDS_PUBLIC void nvds_clear_obj_meta_list(NvDsFrameMeta* frame_meta, NvDsObjectMetaList* meta_list) {
  if (!frame_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  clear_part<NvDsObjectMeta>(frame_meta->obj_meta_list, meta_list);
  frame_meta->num_obj_meta = g_list_length(frame_meta->obj_meta_list);
}

NVDS_PUBLIC void nvds_clear_classifier_meta_list(NvDsObjectMeta* obj_meta,
                                                 NvDsClassifierMetaList* meta_list) {
  if (!obj_meta) return;
  BatchLock lock(obj_meta->base_meta.batch_meta);
  clear_part<NvDsClassifierMeta>(obj_meta->classifier_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_clear_label_info_meta_list(NvDsClassifierMeta* classifier_meta,
                                                 NvDsLabelInfoList* meta_list) {
  if (!classifier_meta) return;
  BatchLock lock(classifier_meta->base_meta.batch_meta);
  clear_part<NvDsLabelInfo>(classifier_meta->label_info_list, meta_list);
  classifier_meta->num_labels = g_list_length(classifier_meta->label_info_list);
}

NVDS_PUBLIC void nvds_clear_display_meta_list(NvDsFrameMeta* frame_meta, NvDisplayMetaList* meta_list) {
  if (!frame_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  clear_part<NvDsDisplayMeta>(frame_meta->display_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_clear_batch_user_meta_list(NvDsBatchMeta* batch_meta, NvDsUserMetaList* meta_list) {
  if (!batch_meta) return;
  BatchLock lock(batch_meta);
  clear_part<NvDsUserMeta>(batch_meta->batch_user_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_clear_frame_user_meta_list(NvDsFrameMeta* frame_meta, NvDsUserMetaList* meta_list) {
  if (!frame_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  clear_part<NvDsUserMeta>(frame_meta->frame_user_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_clear_obj_user_meta_list(NvDsObjectMeta* object_meta, NvDsUserMetaList* meta_list) {
  if (!object_meta) return;
  BatchLock lock(object_meta->base_meta.batch_meta);
  clear_part<NvDsUserMeta>(object_meta->obj_user_meta_list, meta_list);
}

NVDS_PUBLIC NvDsMetaList* nvds_clear_meta_list(NvDsBatchMeta* batch_meta, NvDsMetaList* meta_list,
                                               NvDsMetaPool* meta_pool) {
  BatchLock lock(batch_meta);
  for (GList* l = meta_list; l && meta_pool; l = l->next) {
    Pool::from_public(meta_pool)->release(l->data);
  }
  g_list_free(meta_list);
  return nullptr;
}
