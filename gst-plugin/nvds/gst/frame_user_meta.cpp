// SPDX-License-Identifier: MIT
// What a muxer does with the metas of the buffers that it batches: they become user metadata of
// their frame, since the batch has a buffer of its own.
#include "gstnvdsmeta.h"

#include "../meta/export.h"

namespace {

gpointer copy_holder(gpointer user_meta, gpointer) noexcept {
  auto* source = static_cast<GstBuffer*>(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data);
  GstBuffer* copy = gst_buffer_new();
  gst_buffer_copy_into(copy, source, GST_BUFFER_COPY_META, 0, -1);
  return copy;
}

void release_holder(gpointer user_meta, gpointer) noexcept {
  gst_buffer_unref(static_cast<GstBuffer*>(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data));
}

// A buffer without memory that holds copies of the plain metas, or null when there are none.
GstBuffer* hold_plain_metas(GstBuffer* source) {
  GstBuffer* holder = gst_buffer_new();
  GstMetaTransformCopy whole = {FALSE, 0, static_cast<gsize>(-1)};
  bool any = false;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(source, &state)) {
    const GstMetaInfo* info = meta->info;
    if (info->api == NVDS_META_API_TYPE || !info->transform_func) continue;
    // A pooled meta belongs to the buffer pool, and is there again on the pool's next buffer.
    if (GST_META_FLAG_IS_SET(meta, GST_META_FLAG_POOLED)) continue;
    any |=
        info->transform_func(holder, meta, source, g_quark_from_static_string("gst-copy"), &whole) != FALSE;
  }
  if (any) return holder;
  gst_buffer_unref(holder);
  return nullptr;
}

// Adds one user meta per NvDsMeta that can be transformed, and one for all plain metas together.
template <typename AddUserMeta>
void copy_metas(GstBuffer* source, NvDsBatchMeta* batch, AddUserMeta add) {
  nvds_acquire_meta_lock(batch);
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(source, &state, NVDS_META_API_TYPE)) {
    auto* nvds = reinterpret_cast<NvDsMeta*>(meta);
    if (!nvds->gst_to_nvds_meta_transform_func) continue;
    // The function copies what it finds in the user meta that it is given.
    NvDsUserMeta source_meta{};
    source_meta.user_meta_data = nvds->meta_data;
    gpointer data = nvds->gst_to_nvds_meta_transform_func(&source_meta, nvds->user_data);
    if (!data) continue;
    NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
    user->base_meta.meta_type = static_cast<NvDsMetaType>(nvds->meta_type);
    user->base_meta.copy_func = nvds->gst_to_nvds_meta_transform_func;
    user->base_meta.release_func = nvds->gst_to_nvds_meta_release_func;
    user->user_meta_data = data;
    add(user);
  }
  if (GstBuffer* holder = hold_plain_metas(source)) {
    NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
    user->base_meta.meta_type = static_cast<NvDsMetaType>(NVDS_BUFFER_GST_AS_FRAME_USER_META);
    user->base_meta.copy_func = copy_holder;
    user->base_meta.release_func = release_holder;
    user->user_meta_data = holder;
    add(user);
  }
  nvds_release_meta_lock(batch);
}

}  // namespace

NVDS_PUBLIC void nvds_copy_gst_meta_to_frame_meta(GstBuffer* src_gst_buffer, NvDsBatchMeta* batch_meta,
                                                  NvDsFrameMeta* frame_meta) {
  if (!src_gst_buffer || !batch_meta || !frame_meta) return;
  copy_metas(src_gst_buffer, batch_meta,
             [=](NvDsUserMeta* user) { nvds_add_user_meta_to_frame(frame_meta, user); });
}

NVDS_PUBLIC void nvds_copy_gst_meta_to_audio_frame_meta(GstBuffer* src_gst_buffer, NvDsBatchMeta* batch_meta,
                                                        NvDsAudioFrameMeta* frame_meta) {
  if (!src_gst_buffer || !batch_meta || !frame_meta) return;
  copy_metas(src_gst_buffer, batch_meta,
             [=](NvDsUserMeta* user) { nvds_add_user_meta_to_audio_frame(frame_meta, user); });
}
