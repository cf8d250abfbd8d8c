// SPDX-License-Identifier: MIT
// The elements of an audio batch. Batch-level user metas are the same as in a video batch.
#include "contents.h"
#include "export.h"
#include "lists.h"

using namespace nvts::nvds;

NVDS_PUBLIC NvDsAudioFrameMeta* nvds_acquire_audio_frame_meta_from_pool(NvDsBatchMeta* batch_meta) {
  return acquire<NvDsAudioFrameMeta>(batch_meta);
}

NVDS_PUBLIC void nvds_add_audio_frame_meta_to_audio_batch(NvDsBatchMeta* batch_meta,
                                                          NvDsAudioFrameMeta* frame_meta) {
  if (!batch_meta || !frame_meta) return;
  BatchLock lock(batch_meta);
  attach_last(batch_meta->frame_meta_list, frame_meta);
  frame_meta->base_meta.batch_meta = batch_meta;
  ++batch_meta->num_frames_in_batch;
}

NVDS_PUBLIC void nvds_add_classifier_meta_to_audio_frame(NvDsAudioFrameMeta* frame_meta,
                                                         NvDsClassifierMeta* classifier_meta) {
  if (!frame_meta || !classifier_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  attach_last(frame_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_add_user_meta_to_audio_batch(NvDsBatchMeta* batch_meta, NvDsUserMeta* user_meta) {
  nvds_add_user_meta_to_batch(batch_meta, user_meta);
}

NVDS_PUBLIC void nvds_add_user_meta_to_audio_frame(NvDsAudioFrameMeta* frame_meta, NvDsUserMeta* user_meta) {
  if (!frame_meta || !user_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  attach_first(frame_meta->frame_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_remove_audio_frame_meta_from_audio_batch(NvDsBatchMeta* batch_meta,
                                                               NvDsAudioFrameMeta* frame_meta) {
  if (!batch_meta || !frame_meta) return;
  BatchLock lock(batch_meta);
  if (remove(batch_meta->frame_meta_list, frame_meta)) --batch_meta->num_frames_in_batch;
}

NVDS_PUBLIC void nvds_remove_classifier_meta_from_audio_frame(NvDsAudioFrameMeta* frame_meta,
                                                              NvDsClassifierMeta* classifier_meta) {
  if (frame_meta && classifier_meta) remove(frame_meta->classifier_meta_list, classifier_meta);
}

NVDS_PUBLIC void nvds_remove_user_meta_from_audio_batch(NvDsBatchMeta* batch_meta, NvDsUserMeta* user_meta) {
  nvds_remove_user_meta_from_batch(batch_meta, user_meta);
}

NVDS_PUBLIC void nvds_remove_user_meta_from_audio_frame(NvDsAudioFrameMeta* frame_meta,
                                                        NvDsUserMeta* user_meta) {
  if (frame_meta && user_meta) remove(frame_meta->frame_user_meta_list, user_meta);
}

NVDS_PUBLIC void nvds_clear_audio_frame_meta_list(NvDsBatchMeta* batch_meta, NvDsFrameMetaList* meta_list) {
  if (!batch_meta) return;
  BatchLock lock(batch_meta);
  clear_part<NvDsAudioFrameMeta>(batch_meta->frame_meta_list, meta_list);
  batch_meta->num_frames_in_batch = g_list_length(batch_meta->frame_meta_list);
}

NVDS_PUBLIC void nvds_clear_audio_classifier_meta_list(NvDsAudioFrameMeta* frame_meta,
                                                       NvDsClassifierMetaList* meta_list) {
  if (!frame_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  clear_part<NvDsClassifierMeta>(frame_meta->classifier_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_clear_audio_batch_user_meta_list(NvDsBatchMeta* batch_meta,
                                                       NvDsUserMetaList* meta_list) {
  nvds_clear_batch_user_meta_list(batch_meta, meta_list);
}

NVDS_PUBLIC void nvds_clear_audio_frame_user_meta_list(NvDsAudioFrameMeta* frame_meta,
                                                       NvDsUserMetaList* meta_list) {
  if (!frame_meta) return;
  BatchLock lock(frame_meta->base_meta.batch_meta);
  clear_part<NvDsUserMeta>(frame_meta->frame_user_meta_list, meta_list);
}

NVDS_PUBLIC void nvds_copy_audio_frame_meta(NvDsAudioFrameMeta* src_frame_meta,
                                            NvDsAudioFrameMeta* dst_frame_meta) {
  if (!src_frame_meta || !dst_frame_meta || src_frame_meta == dst_frame_meta) return;
  BatchLock lock(dst_frame_meta->base_meta.batch_meta);
  copy_audio_frame(src_frame_meta, dst_frame_meta);
}

NVDS_PUBLIC void nvds_copy_audio_frame_meta_list(NvDsFrameMetaList* src_frame_meta_list,
                                                 NvDsBatchMeta* dst_batch_meta) {
  copy_list<NvDsAudioFrameMeta>(src_frame_meta_list, dst_batch_meta, [=](NvDsAudioFrameMeta* copy) {
    nvds_add_audio_frame_meta_to_audio_batch(dst_batch_meta, copy);
  });
}

NVDS_PUBLIC void nvds_copy_audio_classification_list(NvDsClassifierMetaList* src_classifier_meta_list,
                                                     NvDsAudioFrameMeta* dst_frame_meta) {
  if (!dst_frame_meta) return;
  NvDsBatchMeta* batch = dst_frame_meta->base_meta.batch_meta;
  BatchLock lock(batch);
  copy_list_behind<NvDsClassifierMeta>(src_classifier_meta_list, batch, dst_frame_meta->classifier_meta_list);
}

NVDS_PUBLIC void nvds_copy_audio_batch_user_meta_list(NvDsUserMetaList* src_user_meta_list,
                                                      NvDsBatchMeta* dst_batch_meta) {
  nvds_copy_batch_user_meta_list(src_user_meta_list, dst_batch_meta);
}

NVDS_PUBLIC void nvds_copy_audio_frame_user_meta_list(NvDsUserMetaList* src_user_meta_list,
                                                      NvDsAudioFrameMeta* dst_frame_meta) {
  if (!dst_frame_meta) return;
  copy_list_backwards<NvDsUserMeta>(
      src_user_meta_list, dst_frame_meta->base_meta.batch_meta,
      [=](NvDsUserMeta* copy) { nvds_add_user_meta_to_audio_frame(dst_frame_meta, copy); });
}

NVDS_PUBLIC NvDsAudioFrameMeta* nvds_get_nth_audio_frame_meta(NvDsFrameMetaList* frame_meta_list,
                                                              guint index) {
  return static_cast<NvDsAudioFrameMeta*>(g_list_nth_data(frame_meta_list, index));
}
