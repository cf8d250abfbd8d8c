// SPDX-License-Identifier: MIT
#include "meta/frame_json_meta.h"

#include "meta/user_meta.h"

namespace nvts::meta {
namespace {

constexpr unsigned int kVersion = 1;

NvDsMetaType frame_json_type() {
  static char descriptor[] = NVTS_FRAME_JSON_DESCRIPTOR;
  static const NvDsMetaType type = nvds_get_user_meta_type(descriptor);
  return type;
}

NvtsFrameJson* make_entry(std::string_view key, std::string_view json) {
  auto* entry = g_new0(NvtsFrameJson, 1);
  entry->version = kVersion;
  entry->key = g_strndup(key.data(), key.size());
  entry->json = g_strndup(json.data(), json.size());
  return entry;
}

void free_entry(NvtsFrameJson* entry) {
  if (entry == nullptr) return;
  g_free(entry->key);
  g_free(entry->json);
  g_free(entry);
}

gpointer copy_entry(gpointer data, gpointer) {
  const auto* entry = static_cast<const NvtsFrameJson*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  return entry != nullptr ? make_entry(entry->key, entry->json) : nullptr;
}

void release_entry(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  free_entry(static_cast<NvtsFrameJson*>(meta->user_meta_data));
  meta->user_meta_data = nullptr;
}

}  // namespace

const NvtsFrameJson* frame_json(const NvDsUserMeta* meta) {
  if (meta == nullptr || meta->base_meta.meta_type != frame_json_type()) return nullptr;
  const auto* entry = static_cast<const NvtsFrameJson*>(meta->user_meta_data);
  if (entry == nullptr || entry->version != kVersion || entry->key == nullptr || entry->json == nullptr) return nullptr;
  return entry;
}

void set_frame_json(NvDsUserMeta* meta, std::string_view key, std::string_view json) {
  fill_user_meta(meta, make_entry(key, json), frame_json_type(), copy_entry, release_entry);
}

void replace_frame_json(NvDsUserMeta* meta, std::string_view json) {
  auto* entry = static_cast<NvtsFrameJson*>(meta->user_meta_data);
  g_free(entry->json);
  entry->json = g_strndup(json.data(), json.size());
}

}  // namespace nvts::meta
