// SPDX-License-Identifier: MIT
#include "meta/tensor_output.h"

#include <gstnvdsinfer.h>
#include <gstnvdsmeta.h>

#include <algorithm>
#include <array>
#include <utility>

#include "meta/meta_lock.h"

namespace nvts::meta {
namespace {

// The sizes of NvDsFrameMeta in all releases; a batch of audio has frames of another one.
constexpr std::array kVideoFrameSizes = {200U, 232U};

// The layout of 8.0 and newer is that of before with a field at its end, which older readers do not look at. Layers and
// pointers are a copy for each frame: readers write the buffers into the layers.
struct AttachedTensors {
  explicit AttachedTensors(std::shared_ptr<const TensorOutput> from) : output(std::move(from)) {
    const size_t count = output->layers.size();
    layers.resize(count);
    host.resize(count);
    device.resize(count);
    for (size_t i = 0; i < count; ++i) {
      const OutputLayer& layer = output->layers[i];
      NvDsInferLayerInfo& info = layers[i];
      info.dataType = static_cast<NvDsInferDataType>(layer.type);
      info.inferDims.numDims = static_cast<unsigned int>(layer.dims.size());
      info.inferDims.numElements = 1;
      for (size_t axis = 0; axis < layer.dims.size(); ++axis) {
        info.inferDims.d[axis] = layer.dims[axis];
        info.inferDims.numElements *= layer.dims[axis];
      }
      // The network's input has number 0.
      info.bindingIndex = static_cast<int>(i) + 1;
      info.layerName = layer.name.c_str();
      host[i] = layer.data;
    }
    meta.unique_id = output->unique_id;
    meta.num_output_layers = static_cast<guint>(count);
    meta.output_layers_info = layers.data();
    meta.out_buf_ptrs_host = host.data();
    meta.out_buf_ptrs_dev = device.data();
    meta.priv_data = this;
    meta.network_info = {output->width, output->height, output->channels};
    meta.maintain_aspect_ratio = output->maintain_aspect_ratio ? TRUE : FALSE;
    meta.symmetric_padding = output->symmetric_padding ? TRUE : FALSE;
  }

  NvDsInferTensorMeta meta = {};
  std::vector<NvDsInferLayerInfo> layers;
  std::vector<void*> host;
  std::vector<void*> device;  // all null: nothing of it is in a GPU's memory
  std::shared_ptr<const TensorOutput> output;
};

AttachedTensors* attached(gpointer user_meta) {
  auto* meta = static_cast<NvDsInferTensorMeta*>(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data);
  return meta != nullptr ? static_cast<AttachedTensors*>(meta->priv_data) : nullptr;
}

gpointer copy_tensors(gpointer user_meta, gpointer) {
  const AttachedTensors* tensors = attached(user_meta);
  return tensors != nullptr ? &(new AttachedTensors(tensors->output))->meta : nullptr;
}

void release_tensors(gpointer user_meta, gpointer) {
  delete attached(user_meta);
  static_cast<NvDsUserMeta*>(user_meta)->user_meta_data = nullptr;
}

}  // namespace

size_t size_of(TensorType type) {
  switch (type) {
    case TensorType::kFloat32:
    case TensorType::kInt32: return 4;
    case TensorType::kFloat16: return 2;
    case TensorType::kInt8:
    case TensorType::kUint8: return 1;
    case TensorType::kInt64: return 8;
  }
  return 0;
}

std::optional<uint32_t> video_frame_count(GstBuffer* buffer) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (batch == nullptr || batch->frame_meta_pool == nullptr) return std::nullopt;
  const guint size = batch->frame_meta_pool->element_size;
  if (std::find(kVideoFrameSizes.begin(), kVideoFrameSizes.end(), size) == kVideoFrameSizes.end()) return std::nullopt;
  const MetaLock lock(batch);
  return g_list_length(batch->frame_meta_list);
}

Status attach_tensor_output(GstBuffer* buffer, uint32_t index, std::shared_ptr<const TensorOutput> output) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (batch == nullptr) return {ErrorCode::kMetadata, "the buffer carries no batch metadata"};
  for (const OutputLayer& layer : output->layers) {
    if (layer.dims.size() <= kMaxOutputRank) continue;
    return {ErrorCode::kTensor, "output '" + layer.name + "' has " + std::to_string(layer.dims.size()) +
                                    " dimensions, and metadata hold " + std::to_string(kMaxOutputRank)};
  }
  const MetaLock lock(batch);
  NvDsFrameMeta* frame = nvds_get_nth_frame_meta(batch->frame_meta_list, index);
  if (frame == nullptr) return {ErrorCode::kMetadata, "the batch has no frame " + std::to_string(index)};
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(batch);
  if (meta == nullptr) return {ErrorCode::kInternal, "the metadata library gave no user metadata"};
  // Recycled user metas keep old values, so every field is set.
  meta->user_meta_data = &(new AttachedTensors(std::move(output)))->meta;
  meta->base_meta.meta_type = NVDSINFER_TENSOR_OUTPUT_META;
  meta->base_meta.uContext = nullptr;
  meta->base_meta.copy_func = copy_tensors;
  meta->base_meta.release_func = release_tensors;
  nvds_add_user_meta_to_frame(frame, meta);
  frame->bInferDone = TRUE;
  return Status::ok();
}

}  // namespace nvts::meta
