// SPDX-License-Identifier: MIT
// Batches: creation with their pools, the lock, deep copy and release.
#include <algorithm>
#include <iterator>

#include "contents.h"
#include "export.h"
#include "lists.h"

namespace nvts::nvds {
namespace {

// A first guess per frame; pools double when they run out.
constexpr guint kObjectsPerFrame = 16;
constexpr guint kMinObjects = 32;
constexpr guint kMinClassifiers = 16;
constexpr guint kMinDisplays = 4;
constexpr guint kMinUsers = 16;

NvDsMetaPool* make_pool(NvDsMetaType type, gsize element_size, guint elements, NvDsMetaCopyFunc copy,
                        NvDsMetaReleaseFunc release) {
  return Pool::create(type, static_cast<guint>(element_size), elements, copy, release)->to_public();
}

NvDsBatchMeta* create_batch(guint max_frames, NvDsMetaType type, NvDsMetaPool* frames, NvDsMetaCopyFunc copy,
                            NvDsMetaReleaseFunc release) {
  auto* batch = g_new0(NvDsBatchMeta, 1);
  batch->base_meta.batch_meta = batch;
  batch->base_meta.meta_type = type;
  batch->base_meta.copy_func = copy;
  batch->base_meta.release_func = release;
  batch->max_frames_in_batch = max_frames;
  g_rec_mutex_init(&batch->meta_mutex);

  const guint guess = std::min(max_frames, 64u) * kObjectsPerFrame;
  batch->frame_meta_pool = frames;
  batch->obj_meta_pool = make_pool(NVDS_OBJ_META, sizeof(NvDsObjectMeta), std::max(kMinObjects, guess),
                                   copy_object, release_object);
  batch->classifier_meta_pool = make_pool(NVDS_CLASSIFIER_META, sizeof(NvDsClassifierMeta), kMinClassifiers,
                                          copy_classifier, release_classifier);
  batch->display_meta_pool =
      make_pool(NVDS_DISPLAY_META, sizeof(NvDsDisplayMeta), kMinDisplays, copy_display, release_display);
  batch->user_meta_pool = make_pool(NVDS_USER_META, sizeof(NvDsUserMeta), kMinUsers, copy_user, release_user);
  batch->label_info_meta_pool =
      make_pool(NVDS_LABEL_INFO_META, sizeof(NvDsLabelInfo), kMinClassifiers, copy_label, release_label);
  return batch;
}

template <typename Frame>
gboolean destroy_batch(NvDsBatchMeta* batch) {
  if (!batch) return FALSE;
  {
    BatchLock lock(batch);
    clear<Frame>(batch->frame_meta_list);
    clear<NvDsUserMeta>(batch->batch_user_meta_list);
    // What was acquired and never added (or was added to a region of interest, which belongs to no
    // frame) is still in its pool; owners go before what they own.
    for (NvDsMetaPool* pool :
         {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
          batch->label_info_meta_pool, batch->display_meta_pool, batch->user_meta_pool}) {
      Pool::from_public(pool)->release_all();
    }
  }
  for (NvDsMetaPool* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                             batch->label_info_meta_pool, batch->display_meta_pool, batch->user_meta_pool}) {
    Pool::destroy(Pool::from_public(pool));
  }
  g_rec_mutex_clear(&batch->meta_mutex);
  g_free(batch);
  return TRUE;
}

void copy_batch_fields(const NvDsBatchMeta* from, NvDsBatchMeta* to) {
  to->base_meta.uContext = from->base_meta.uContext;
  to->base_meta.copy_func = from->base_meta.copy_func;
  to->base_meta.release_func = from->base_meta.release_func;
  std::copy(std::begin(from->misc_batch_info), std::end(from->misc_batch_info),
            std::begin(to->misc_batch_info));
  std::copy(std::begin(from->reserved), std::end(from->reserved), std::begin(to->reserved));
}

}  // namespace
}  // namespace nvts::nvds

using namespace nvts::nvds;

NVDS_PUBLIC void nvds_acquire_meta_lock(NvDsBatchMeta* batch_meta) {
  if (batch_meta) g_rec_mutex_lock(&batch_meta->meta_mutex);
}

NVDS_PUBLIC void nvds_release_meta_lock(NvDsBatchMeta* batch_meta) {
  if (batch_meta) g_rec_mutex_unlock(&batch_meta->meta_mutex);
}

NVDS_PUBLIC NvDsBatchMeta* nvds_create_batch_meta(guint max_batch_size) {
  return create_batch(
      max_batch_size, NVDS_BATCH_META,
      make_pool(NVDS_FRAME_META, sizeof(NvDsFrameMeta), max_batch_size, copy_frame, release_frame),
      nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
}

NVDS_PUBLIC gboolean nvds_destroy_batch_meta(NvDsBatchMeta* batch_meta) {
  return destroy_batch<NvDsFrameMeta>(batch_meta);
}

NVDS_PUBLIC gpointer nvds_batch_meta_copy_func(gpointer data, gpointer) {
  auto* from = static_cast<NvDsBatchMeta*>(data);
  if (!from) return nullptr;
  BatchLock lock(from);
  NvDsBatchMeta* to = nvds_create_batch_meta(from->max_frames_in_batch);
  copy_batch_fields(from, to);
  nvds_copy_frame_meta_list(from->frame_meta_list, to);
  nvds_copy_batch_user_meta_list(from->batch_user_meta_list, to);
  return to;
}

NVDS_PUBLIC void nvds_batch_meta_release_func(gpointer data, gpointer) {
  nvds_destroy_batch_meta(static_cast<NvDsBatchMeta*>(data));
}

NVDS_PUBLIC NvDsBatchMeta* nvds_create_audio_batch_meta(guint max_batch_size) {
  return create_batch(max_batch_size, NVDS_AUDIO_BATCH_META,
                      make_pool(NVDS_AUDIO_FRAME_META, sizeof(NvDsAudioFrameMeta), max_batch_size,
                                copy_audio_frame, release_audio_frame),
                      nvds_audio_batch_meta_copy_func, nvds_audio_batch_meta_release_func);
}

NVDS_PUBLIC gboolean nvds_destroy_audio_batch_meta(NvDsBatchMeta* batch_meta) {
  return destroy_batch<NvDsAudioFrameMeta>(batch_meta);
}

NVDS_PUBLIC gpointer nvds_audio_batch_meta_copy_func(gpointer data, gpointer) {
  auto* from = static_cast<NvDsBatchMeta*>(data);
  if (!from) return nullptr;
  BatchLock lock(from);
  NvDsBatchMeta* to = nvds_create_audio_batch_meta(from->max_frames_in_batch);
  copy_batch_fields(from, to);
  nvds_copy_audio_frame_meta_list(from->frame_meta_list, to);
  nvds_copy_audio_batch_user_meta_list(from->batch_user_meta_list, to);
  return to;
}

NVDS_PUBLIC void nvds_audio_batch_meta_release_func(gpointer data, gpointer) {
  nvds_destroy_audio_batch_meta(static_cast<NvDsBatchMeta*>(data));
}
