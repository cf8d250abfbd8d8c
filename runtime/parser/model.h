// SPDX-License-Identifier: MIT
// What a network gives, as a parser is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parser/labels.h"
#include "parser/output_block.h"
#include "support/status.h"

namespace nvts::parser {

enum class DataType { kFloat32, kFloat16, kInt8, kUint8, kInt32, kInt64 };

[[nodiscard]] const char* data_type_name(DataType type);
[[nodiscard]] const char* output_name(Output output);

struct Layer {
  std::string name;
  DataType type = DataType::kFloat32;
  std::vector<uint32_t> dims;  // without the batch

  bool operator==(const Layer&) const = default;
};

struct Model {
  uint32_t width = 0;  // of the network's input
  uint32_t height = 0;
  uint32_t channels = 0;
  std::vector<Layer> layers;
  uint32_t classes = 0;           // 0: unknown
  std::vector<float> thresholds;  // per class, or one, before clustering; none when unknown
  Labels labels;                  // none when unknown
  Output wanted = Output::kDetections;

  bool operator==(const Model&) const = default;
};

// kTensor for a model that no parser could make anything of: no layers, an empty or a gigantic one, an input of no size.
[[nodiscard]] Status check_model(const Model& model);
// kDefinition where a parser that gives `output` does not give what is wanted of the model.
[[nodiscard]] Status check_output(Output output, const Model& model);
// Of one layer of a model that was checked.
[[nodiscard]] size_t layer_bytes(const Layer& layer);
// For the bundle's model().
[[nodiscard]] std::string model_json(const Model& model);

}  // namespace nvts::parser
