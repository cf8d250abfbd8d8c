// SPDX-License-Identifier: MIT
// The GstMeta that carries a batch's metadata.
#include "gstnvdsmeta.h"

#include "../meta/export.h"

namespace {

constexpr char kApiName[] = "NvDsMetaAPI";
constexpr char kImplementationName[] = "NvDsMeta";

gboolean init_meta(GstMeta* meta, gpointer, GstBuffer*) noexcept {
  auto* nvds = reinterpret_cast<NvDsMeta*>(meta);
  nvds->meta_data = nullptr;
  nvds->user_data = nullptr;
  nvds->meta_type = NVDS_GST_INVALID_META;
  nvds->copyfunc = nullptr;
  nvds->freefunc = nullptr;
  nvds->gst_to_nvds_meta_transform_func = nullptr;
  nvds->gst_to_nvds_meta_release_func = nullptr;
  return TRUE;
}

void free_meta(GstMeta* meta, GstBuffer*) noexcept {
  auto* nvds = reinterpret_cast<NvDsMeta*>(meta);
  if (nvds->freefunc && nvds->meta_data) nvds->freefunc(nvds->meta_data, nvds->user_data);
}

// Anything but a copy (scaling, for one) would leave the coordinates wrong, so it carries nothing.
gboolean transform_meta(GstBuffer* target, GstMeta* meta, GstBuffer*, GQuark type, gpointer) noexcept {
  auto* nvds = reinterpret_cast<NvDsMeta*>(meta);
  if (!GST_META_TRANSFORM_IS_COPY(type) || !nvds->copyfunc || !nvds->meta_data) return FALSE;
  gpointer data = nvds->copyfunc(nvds->meta_data, nvds->user_data);
  if (!data) return FALSE;
  NvDsMeta* copy = gst_buffer_add_nvds_meta(target, data, nvds->user_data, nvds->copyfunc, nvds->freefunc);
  if (!copy) {
    if (nvds->freefunc) nvds->freefunc(data, nvds->user_data);
    return FALSE;
  }
  copy->meta_type = nvds->meta_type;
  copy->gst_to_nvds_meta_transform_func = nvds->gst_to_nvds_meta_transform_func;
  copy->gst_to_nvds_meta_release_func = nvds->gst_to_nvds_meta_release_func;
  return TRUE;
}

// Types and metas can be registered once per process; another copy of this library may be loaded.
GType register_api() {
  if (const GType existing = g_type_from_name(kApiName)) return existing;
  static const gchar* tags[] = {NVDS_META_STRING, nullptr};
  return gst_meta_api_type_register(kApiName, tags);
}

const GstMetaInfo* register_meta() {
  if (const GstMetaInfo* existing = gst_meta_get_info(kImplementationName)) return existing;
  return gst_meta_register(nvds_meta_api_get_type(), kImplementationName, sizeof(NvDsMeta), init_meta,
                           free_meta, transform_meta);
}

}  // namespace

NVDS_PUBLIC GType nvds_meta_api_get_type(void) {
  static const GType type = register_api();
  return type;
}

NVDS_PUBLIC const GstMetaInfo* nvds_meta_get_info(void) {
  static const GstMetaInfo* const info = register_meta();
  return info;
}

NVDS_PUBLIC NvDsMeta* gst_buffer_add_nvds_meta(GstBuffer* buffer, gpointer meta_data, gpointer user_data,
                                               NvDsMetaCopyFunc copy_func, NvDsMetaReleaseFunc release_func) {
  if (!buffer) return nullptr;
  auto* meta = reinterpret_cast<NvDsMeta*>(gst_buffer_add_meta(buffer, NVDS_META_INFO, nullptr));
  if (!meta) return nullptr;
  meta->meta_data = meta_data;
  meta->user_data = user_data;
  meta->copyfunc = copy_func;
  meta->freefunc = release_func;
  return meta;
}

NVDS_PUBLIC NvDsMeta* gst_buffer_get_nvds_meta(GstBuffer* buffer) {
  if (!buffer) return nullptr;
  GstMeta* last = nullptr;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(buffer, &state, NVDS_META_API_TYPE)) {
    if (!last || gst_meta_compare_seqnum(meta, last) > 0) last = meta;
  }
  return reinterpret_cast<NvDsMeta*>(last);
}

NVDS_PUBLIC NvDsBatchMeta* gst_buffer_get_nvds_batch_meta(GstBuffer* buffer) {
  if (!buffer) return nullptr;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(buffer, &state, NVDS_META_API_TYPE)) {
    auto* nvds = reinterpret_cast<NvDsMeta*>(meta);
    if (nvds->meta_type == NVDS_BATCH_GST_META) {
      return static_cast<NvDsBatchMeta*>(nvds->meta_data);
    }
  }
  return nullptr;
}
