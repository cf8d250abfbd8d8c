// SPDX-License-Identifier: MIT
// Networks' outputs in the metadata, and segmentations made of them.
#include <cstring>
#include <utility>

#include "gstnvdsinfer.h"
#include "meta/abi_bridge.h"
#include "meta/meta_lock.h"
#include "meta/segmentation_meta.h"

namespace nvts::meta::NVTS_ABI_NAMESPACE {
namespace {

static_assert(kMaxTensorDims == NVDSINFER_MAX_DIMS);
static_assert(sizeof(NvDsInferTensorMeta) == (NVDS_ABI >= 80000 ? 72 : 64));

// What another version of DeepStream writes there may be no value of the enum that this one knows.
int type_number(const NvDsInferLayerInfo& layer) {
  static_assert(sizeof layer.dataType == sizeof(int));
  int number = 0;
  std::memcpy(&number, &layer.dataType, sizeof number);
  return number;
}

void read_layers(const NvDsInferTensorMeta& meta, FoundTensors& tensors) {
  tensors.layer_count = meta.num_output_layers;
  if (meta.num_output_layers > kMaxTensorLayers || meta.output_layers_info == nullptr) return;
  tensors.layers.resize(meta.num_output_layers);
  for (guint i = 0; i < meta.num_output_layers; ++i) {
    const NvDsInferLayerInfo& from = meta.output_layers_info[i];
    const void* data = meta.out_buf_ptrs_host != nullptr ? meta.out_buf_ptrs_host[i] : nullptr;
    tensors.layers[i] = {from.layerName, type_number(from), from.inferDims.numDims, from.inferDims.d, data};
  }
}

void read_list(GList* list, uint32_t unique_id, uint32_t frame, int32_t object, std::vector<FoundTensors>* found) {
  for (GList* node = list; node != nullptr; node = node->next) {
    const auto* user = static_cast<const NvDsUserMeta*>(node->data);
    if (user == nullptr || user->base_meta.meta_type != NVDSINFER_TENSOR_OUTPUT_META) continue;
    const auto* meta = static_cast<const NvDsInferTensorMeta*>(user->user_meta_data);
    if (meta == nullptr || (unique_id != 0 && meta->unique_id != unique_id)) continue;
    FoundTensors& tensors = found->emplace_back();
    tensors.frame = frame;
    tensors.object = object;
    tensors.unique_id = meta->unique_id;
    tensors.width = meta->network_info.width;
    tensors.height = meta->network_info.height;
    tensors.channels = meta->network_info.channels;
    tensors.keeps_aspect_ratio = meta->maintain_aspect_ratio != FALSE;
#if NVDS_ABI >= 80000
    tensors.symmetric_padding = meta->symmetric_padding != FALSE;
#endif
    read_layers(*meta, tensors);
  }
}

}  // namespace

Status AbiBridge::tensors(uint32_t unique_id, std::vector<FoundTensors>* found) {
  found->clear();
  if (m_audio) return Status::ok();
  const MetaLock lock(m_batch);
  if (Status status = check_unchanged(); !status) return status;
  for (uint32_t f = 0; f < m_frames.size(); ++f) {
    read_list(m_frames[f]->frame_user_meta_list, unique_id, f, -1, found);
    for (uint32_t row = m_first_rows[f]; row < m_first_rows[f + 1]; ++row) {
      read_list(m_objects[row]->obj_user_meta_list, unique_id, f, static_cast<int32_t>(row), found);
    }
  }
  return Status::ok();
}

void AbiBridge::write_class_maps() {
  for (const ClassMap& map : m_class_maps) {
    NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(m_batch);
    set_segmentation(meta, map);
    if (map.object < 0) nvds_add_user_meta_to_frame(m_frames[map.frame], meta);
    else nvds_add_user_meta_to_obj(m_objects[static_cast<size_t>(map.object)], meta);
    ++m_stats.class_maps;
  }
}

}  // namespace nvts::meta::NVTS_ABI_NAMESPACE
