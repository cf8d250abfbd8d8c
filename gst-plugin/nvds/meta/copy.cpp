// SPDX-License-Identifier: MIT
// Deep copies between batches. As in NVIDIA's library, a copied frame's objects come in reverse
// order and without their parents, and user metas without a copy function stay behind.
#include "contents.h"
#include "export.h"
#include "lists.h"

using namespace nvts::nvds;

NVDS_PUBLIC void nvds_copy_frame_meta(NvDsFrameMeta* src_frame_meta, NvDsFrameMeta* dst_frame_meta) {
  if (!src_frame_meta || !dst_frame_meta || src_frame_meta == dst_frame_meta) return;
  BatchLock lock(dst_frame_meta->base_meta.batch_meta);
  copy_frame(src_frame_meta, dst_frame_meta);
}

NVDS_PUBLIC void nvds_copy_obj_meta(NvDsObjectMeta* src_object_meta, NvDsObjectMeta* dst_object_meta) {
  if (!src_object_meta || !dst_object_meta || src_object_meta == dst_object_meta) return;
  BatchLock lock(dst_object_meta->base_meta.batch_meta);
  copy_object(src_object_meta, dst_object_meta);
}

NVDS_PUBLIC void nvds_copy_classifier_meta(NvDsClassifierMeta* src_classifier_meta,
                                           NvDsClassifierMeta* dst_classifier_meta) {
  if (!src_classifier_meta || !dst_classifier_meta || src_classifier_meta == dst_classifier_meta) {
    return;
  }
  BatchLock lock(dst_classifier_meta->base_meta.batch_meta);
  copy_classifier(src_classifier_meta, dst_classifier_meta);
}

NVDS_PUBLIC void nvds_copy_label_info_meta(NvDsLabelInfo* src_label_info, NvDsLabelInfo* dst_label_info) {
  if (!src_label_info || !dst_label_info || src_label_info == dst_label_info) return;
  BatchLock lock(dst_label_info->base_meta.batch_meta);
  copy_label(src_label_info, dst_label_info);
}

NVDS_PUBLIC void nvds_copy_display_meta(NvDsDisplayMeta* src_display_meta,
                                        NvDsDisplayMeta* dst_display_meta) {
  if (!src_display_meta || !dst_display_meta || src_display_meta == dst_display_meta) return;
  BatchLock lock(dst_display_meta->base_meta.batch_meta);
  copy_display(src_display_meta, dst_display_meta);
}

NVDS_PUBLIC void nvds_copy_frame_meta_list(NvDsFrameMetaList* src_frame_meta_list,
                                           NvDsBatchMeta* dst_batch_meta) {
  copy_list<NvDsFrameMeta>(src_frame_meta_list, dst_batch_meta,
                           [=](NvDsFrameMeta* copy) { nvds_add_frame_meta_to_batch(dst_batch_meta, copy); });
}

NVDS_PUBLIC void nvds_copy_obj_meta_list(NvDsObjectMetaList* src_obj_meta_list,
                                         NvDsFrameMeta* dst_frame_meta) {
  if (!dst_frame_meta) return;
  copy_list<NvDsObjectMeta>(
      src_obj_meta_list, dst_frame_meta->base_meta.batch_meta,
      [=](NvDsObjectMeta* copy) { nvds_add_obj_meta_to_frame(dst_frame_meta, copy, nullptr); });
}

NVDS_PUBLIC void nvds_copy_classification_list(NvDsClassifierMetaList* src_classifier_meta_list,
                                               NvDsObjectMeta* dst_object_meta) {
  if (!dst_object_meta) return;
  NvDsBatchMeta* batch = dst_object_meta->base_meta.batch_meta;
  BatchLock lock(batch);
  copy_list_behind<NvDsClassifierMeta>(src_classifier_meta_list, batch, dst_object_meta->classifier_meta_list);
}

NVDS_PUBLIC void nvds_copy_label_info_list(NvDsLabelInfoList* src_label_info_list,
                                           NvDsClassifierMeta* dst_classifier_meta) {
  if (!dst_classifier_meta) return;
  NvDsBatchMeta* batch = dst_classifier_meta->base_meta.batch_meta;
  BatchLock lock(batch);
  copy_list_behind<NvDsLabelInfo>(src_label_info_list, batch, dst_classifier_meta->label_info_list);
  dst_classifier_meta->num_labels = g_list_length(dst_classifier_meta->label_info_list);
}

NVDS_PUBLIC void nvds_copy_display_meta_list(NvDisplayMetaList* src_display_meta_list,
                                             NvDsFrameMeta* dst_frame_meta) {
  if (!dst_frame_meta) return;
  copy_list_backwards<NvDsDisplayMeta>(
      src_display_meta_list, dst_frame_meta->base_meta.batch_meta,
      [=](NvDsDisplayMeta* copy) { nvds_add_display_meta_to_frame(dst_frame_meta, copy); });
}

NVDS_PUBLIC void nvds_copy_batch_user_meta_list(NvDsUserMetaList* src_user_meta_list,
                                                NvDsBatchMeta* dst_batch_meta) {
  copy_list_backwards<NvDsUserMeta>(src_user_meta_list, dst_batch_meta, [=](NvDsUserMeta* copy) {
    nvds_add_user_meta_to_batch(dst_batch_meta, copy);
  });
}

NVDS_PUBLIC void nvds_copy_frame_user_meta_list(NvDsUserMetaList* src_user_meta_list,
                                                NvDsFrameMeta* dst_frame_meta) {
  if (!dst_frame_meta) return;
  copy_list_backwards<NvDsUserMeta>(
      src_user_meta_list, dst_frame_meta->base_meta.batch_meta,
      [=](NvDsUserMeta* copy) { nvds_add_user_meta_to_frame(dst_frame_meta, copy); });
}

NVDS_PUBLIC void nvds_copy_obj_user_meta_list(NvDsUserMetaList* src_user_meta_list,
                                              NvDsObjectMeta* dst_object_meta) {
  if (!dst_object_meta) return;
  copy_list_backwards<NvDsUserMeta>(
      src_user_meta_list, dst_object_meta->base_meta.batch_meta,
      [=](NvDsUserMeta* copy) { nvds_add_user_meta_to_obj(dst_object_meta, copy); });
}
