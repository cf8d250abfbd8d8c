// SPDX-License-Identifier: MIT
// nvinfer's configuration file, as far as it concerns a model that runs on the CPU.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nvtsinfer/model.h"
#include "nvtsinfer/object_choice.h"
#include "nvtsinfer/preprocess.h"

namespace nvts::infer {

struct InferConfig {
  ModelOptions model;  // without threads, which are no matter of the file
  PreprocessOptions preprocess;
  uint32_t unique_id = 15;  // what nvinfer takes
  uint32_t batch_size = 0;  // 0: not told
  uint32_t interval = 0;
  std::optional<ObjectOptions> objects;  // a secondary model, which runs on them and not on whole frames
  std::string label_file;

  std::vector<std::string> unused;    // keys of nvinfer that mean nothing here, or in this mode
  std::vector<std::string> warnings;  // keys that nvinfer does not have either
};

// Paths in the file are relative to its folder. kNotFound, kIo or kArgument; messages name the file, and where a value is at
// fault its group and key.
[[nodiscard]] Result<InferConfig> read_config(const std::string& path);
[[nodiscard]] Result<InferConfig> parse_config(const std::string& path, std::string_view text);

}  // namespace nvts::infer
