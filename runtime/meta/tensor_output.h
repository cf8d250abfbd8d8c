// SPDX-License-Identifier: MIT
// A network's raw outputs as metadata of a frame or its objects, the way nvinfer attaches them with output-tensor-meta=1.
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "meta/tensors.h"
#include "support/status.h"

namespace nvts::meta {

// The numbers that metadata has for them; releases before 8.0 name no kInt64 and kUint8.
enum class TensorType : uint32_t { kFloat32 = 0, kFloat16 = 1, kInt8 = 2, kInt32 = 3, kInt64 = 4, kUint8 = 5 };

[[nodiscard]] size_t size_of(TensorType type);

struct OutputLayer {
  std::string name;
  TensorType type = TensorType::kFloat32;
  std::vector<uint32_t> dims;  // without the batch; at most kMaxTensorDims
  void* data = nullptr;        // the part of this frame or object
};

// What a network gave for one frame or object.
struct TensorOutput {
  uint32_t unique_id = 0;
  uint32_t width = 0;  // of the network's input
  uint32_t height = 0;
  uint32_t channels = 0;
  bool maintain_aspect_ratio = false;
  bool symmetric_padding = false;  // has a place in the metadata since DeepStream 8.0
  std::vector<OutputLayer> layers;
  std::shared_ptr<const void> memory;  // keeps the layers' data; let go when the last copy of the metadata is released
};

// How many video frames the batch of a buffer has; nullopt where it has no batch of video frames.
[[nodiscard]] std::optional<uint32_t> video_frame_count(GstBuffer* buffer);

// Adds tensor metadata to the frame at `index` of the buffer's batch and marks the frame as inferred.
[[nodiscard]] Status attach_tensor_output(GstBuffer* buffer, uint32_t index, std::shared_ptr<const TensorOutput> output);

// An object, as far as it tells whether and on what a secondary network runs.
struct FrameObject {
  uint32_t index = 0;  // in its frame
  int32_t component_id = 0;
  int32_t class_id = 0;
  std::optional<uint64_t> track_id{};
  float left = 0;  // of its box, which is finite
  float top = 0;
  float width = 0;
  float height = 0;
};

struct FrameObjects {
  uint32_t source_id = 0;
  int32_t frame_num = 0;
  std::vector<FrameObject> objects;  // those with a box that is finite
};

// Of the frame at `index` of the buffer's batch.
[[nodiscard]] Result<FrameObjects> frame_objects(GstBuffer* buffer, uint32_t index);

struct ObjectOutput {
  uint32_t object = 0;  // its index
  std::shared_ptr<const TensorOutput> output;
};

// Adds tensor metadata to objects of the frame at `index`; `outputs` are in the order of the objects. kConflict, and nothing
// was added, when the frame does not have so many objects any more.
[[nodiscard]] Status attach_object_outputs(GstBuffer* buffer, uint32_t index, std::span<const ObjectOutput> outputs);

}  // namespace nvts::meta
