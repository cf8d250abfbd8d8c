// SPDX-License-Identifier: MIT
#include "meta/segmentation_meta.h"

#include "gstnvdsinfer.h"
#include "meta/user_meta.h"

namespace nvts::meta {
namespace {

gint* copy_map(const gint* map, guint width, guint height) {
  return static_cast<gint*>(g_memdup2(map, gsize{width} * height * sizeof(gint)));
}

gpointer copy_segmentation(gpointer data, gpointer) {
  const auto* from = static_cast<const NvDsInferSegmentationMeta*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  if (from == nullptr) return nullptr;
  auto* to = g_new(NvDsInferSegmentationMeta, 1);
  *to = *from;
  to->class_map = copy_map(from->class_map, from->width, from->height);
  return to;
}

void release_segmentation(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  if (auto* segmentation = static_cast<NvDsInferSegmentationMeta*>(meta->user_meta_data)) {
    g_free(segmentation->class_map);
    g_free(segmentation);
  }
  meta->user_meta_data = nullptr;
}

}  // namespace

void set_segmentation(NvDsUserMeta* meta, const ClassMap& map) {
  auto* segmentation = g_new0(NvDsInferSegmentationMeta, 1);
  segmentation->classes = map.classes;
  segmentation->width = map.width;
  segmentation->height = map.height;
  segmentation->class_map = copy_map(map.ids.data(), map.width, map.height);
  segmentation->unique_id = static_cast<gint>(map.unique_id);
  fill_user_meta(meta, segmentation, NVDSINFER_SEGMENTATION_META, copy_segmentation, release_segmentation);
}

}  // namespace nvts::meta
