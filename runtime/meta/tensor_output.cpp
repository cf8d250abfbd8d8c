// SPDX-License-Identifier: MIT
#include "meta/tensor_output.h"

#include <gstnvdsinfer.h>
#include <gstnvdsmeta.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "meta/meta_lock.h"
#include "meta/user_meta.h"

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

Status check_ranks(const TensorOutput& output) {
  for (const OutputLayer& layer : output.layers) {
    if (layer.dims.size() <= kMaxTensorDims) continue;
    return {ErrorCode::kTensor, "output '" + layer.name + "' has " + std::to_string(layer.dims.size()) +
                                    " dimensions, and metadata hold " + std::to_string(kMaxTensorDims)};
  }
  return Status::ok();
}

// Under the batch's lock.
Result<NvDsFrameMeta*> find_frame(NvDsBatchMeta* batch, uint32_t index) {
  NvDsFrameMeta* frame = nvds_get_nth_frame_meta(batch->frame_meta_list, index);
  if (frame == nullptr) return Status{ErrorCode::kMetadata, "the batch has no frame " + std::to_string(index)};
  return frame;
}

// Null when the library has none to give.
NvDsUserMeta* make_user_meta(NvDsBatchMeta* batch, std::shared_ptr<const TensorOutput> output) {
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(batch);
  if (meta == nullptr) return nullptr;
  fill_user_meta(meta, &(new AttachedTensors(std::move(output)))->meta, NVDSINFER_TENSOR_OUTPUT_META, copy_tensors,
                 release_tensors);
  return meta;
}

Status no_batch() {
  return {ErrorCode::kMetadata, "the buffer carries no batch metadata"};
}

Status no_user_meta() {
  return {ErrorCode::kInternal, "the metadata library gave no user metadata"};
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
  if (batch == nullptr) return no_batch();
  if (Status status = check_ranks(*output); !status) return status;
  const MetaLock lock(batch);
  const auto frame = find_frame(batch, index);
  if (!frame) return frame.status();
  NvDsUserMeta* meta = make_user_meta(batch, std::move(output));
  if (meta == nullptr) return no_user_meta();
  nvds_add_user_meta_to_frame(*frame, meta);
  (*frame)->bInferDone = TRUE;
  return Status::ok();
}

Result<FrameObjects> frame_objects(GstBuffer* buffer, uint32_t index) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (batch == nullptr) return no_batch();
  const MetaLock lock(batch);
  const auto frame = find_frame(batch, index);
  if (!frame) return frame.status();
  FrameObjects found{(*frame)->source_id, (*frame)->frame_num, {}};
  uint32_t number = 0;
  for (GList* node = (*frame)->obj_meta_list; node != nullptr; node = node->next, ++number) {
    // What is read here lies where it does in all releases.
    const auto* meta = static_cast<const NvDsObjectMeta*>(node->data);
    const NvOSD_RectParams& box = meta->rect_params;
    if (!std::isfinite(box.left + box.top + box.width + box.height)) continue;
    FrameObject& object = found.objects.emplace_back();
    object.index = number;
    object.component_id = meta->unique_component_id;
    object.class_id = meta->class_id;
    if (meta->object_id != UNTRACKED_OBJECT_ID) object.track_id = meta->object_id;
    object.left = box.left;
    object.top = box.top;
    object.width = box.width;
    object.height = box.height;
  }
  return found;
}

Status attach_object_outputs(GstBuffer* buffer, uint32_t index, std::span<const ObjectOutput> outputs) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (batch == nullptr) return no_batch();
  for (const ObjectOutput& each : outputs) {
    if (Status status = check_ranks(*each.output); !status) return status;
  }
  const MetaLock lock(batch);
  const auto frame = find_frame(batch, index);
  if (!frame) return frame.status();
  if (!outputs.empty() && outputs.back().object >= g_list_length((*frame)->obj_meta_list)) {
    return {ErrorCode::kConflict, "objects were removed from the metadata while the model ran on them"};
  }
  GList* node = (*frame)->obj_meta_list;
  uint32_t number = 0;
  for (const ObjectOutput& each : outputs) {
    for (; number < each.object; ++number) node = node->next;
    NvDsUserMeta* meta = make_user_meta(batch, each.output);
    if (meta == nullptr) return no_user_meta();
    nvds_add_user_meta_to_obj(static_cast<NvDsObjectMeta*>(node->data), meta);
  }
  return Status::ok();
}

}  // namespace nvts::meta
