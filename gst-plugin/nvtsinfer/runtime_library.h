// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "nvtsinfer/onnx_api.h"

namespace nvts::infer {

// ONNX Runtime's shared library: `named` (the property runtime-library), else what NVTS_ONNXRUNTIME says, else that of
// npm's onnxruntime-node in the next node_modules upward from the plugin or the working directory, else the system's.
// A failure says where it was looked for and how to get it.
[[nodiscard]] Result<const ort::Library*> open_runtime_library(const std::string& named);

// The library within the package onnxruntime-node that the next node_modules upward from `folder` has for this machine;
// empty when none has it.
[[nodiscard]] std::string find_in_node_modules(std::string_view folder);

}  // namespace nvts::infer
