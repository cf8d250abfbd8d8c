// SPDX-License-Identifier: MIT
// A network's output layer as DeepStream tells of it, to a parser library or in metadata. Nothing of it is trusted.
#pragma once

#include <cstdint>

#include "parser/model.h"
#include "support/status.h"

namespace nvts::parser {

struct DeepStreamLayer {
  const char* name;  // may be null
  int type;          // NvDsInferDataType
  uint32_t dim_count;
  const uint32_t* dims;  // 8 of them
};

// kTensor for a data type or a number of dimensions that cannot be.
[[nodiscard]] Status read_layer(const DeepStreamLayer& from, Layer* layer);

// Whether the CPU can read the layer's elements there; kTensor says what to do where it cannot.
[[nodiscard]] Status check_memory(const Layer& layer, const void* memory);

}  // namespace nvts::parser
