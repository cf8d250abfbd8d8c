// SPDX-License-Identifier: MIT
// What inference elements leave in the metadata with output-tensor-meta=1, and what can be made of it that the frame
// table has no place for.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace nvts::meta {

// An output layer as the metadata describes it: nothing of it has been checked. Valid as long as the metadata.
struct FoundLayer {
  const char* name = nullptr;
  int type = 0;  // NvDsInferDataType
  uint32_t dim_count = 0;
  const uint32_t* dims = nullptr;  // kMaxTensorDims of them
  const void* data = nullptr;      // in the host's memory
};

inline constexpr uint32_t kMaxTensorDims = 8;
inline constexpr uint32_t kMaxTensorLayers = 256;

// A network's output for a frame or an object.
struct FoundTensors {
  uint32_t frame = 0;   // row in frames
  int32_t object = -1;  // row in objects, -1 for a whole frame
  uint32_t unique_id = 0;
  uint32_t width = 0;  // of the network's input
  uint32_t height = 0;
  uint32_t channels = 0;
  bool keeps_aspect_ratio = false;
  std::optional<bool> symmetric_padding;  // unknown before DeepStream 8.0
  uint32_t layer_count = 0;               // as the metadata says
  std::vector<FoundLayer> layers;        // none when they cannot be: above kMaxTensorLayers, or without descriptions
};

// A segmentation's classes, for a frame or an object.
struct ClassMap {
  uint32_t frame = 0;
  int32_t object = -1;
  uint32_t unique_id = 0;
  uint32_t classes = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  std::vector<int32_t> ids;  // width * height, -1 for none
};

}  // namespace nvts::meta
