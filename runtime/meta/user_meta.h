// SPDX-License-Identifier: MIT
#pragma once

#include "nvdsmeta.h"

namespace nvts::meta {

// Recycled user metas keep old values, so every field is set.
inline void fill_user_meta(NvDsUserMeta* meta, gpointer data, NvDsMetaType type, NvDsMetaCopyFunc copy,
                           NvDsMetaReleaseFunc release) {
  meta->user_meta_data = data;
  meta->base_meta.meta_type = type;
  meta->base_meta.uContext = nullptr;
  meta->base_meta.copy_func = copy;
  meta->base_meta.release_func = release;
}

}  // namespace nvts::meta
