// SPDX-License-Identifier: MIT
// A network's raw outputs as metadata of a frame, the way nvinfer attaches them with output-tensor-meta=1.
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/status.h"

namespace nvts::meta {

// The numbers that metadata has for them; releases before 8.0 name no kInt64 and kUint8.
enum class TensorType : uint32_t { kFloat32 = 0, kFloat16 = 1, kInt8 = 2, kInt32 = 3, kInt64 = 4, kUint8 = 5 };

[[nodiscard]] size_t size_of(TensorType type);

inline constexpr size_t kMaxOutputRank = 8;

struct OutputLayer {
  std::string name;
  TensorType type = TensorType::kFloat32;
  std::vector<uint32_t> dims;  // without the batch; at most kMaxOutputRank
  void* data = nullptr;        // this frame's part
};

// What a network gave for one frame.
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

}  // namespace nvts::meta
