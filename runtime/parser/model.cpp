// SPDX-License-Identifier: MIT
#include "parser/model.h"

#include <array>

#include "support/json.h"
#include "support/printable.h"

namespace nvts::parser {
namespace {

constexpr uint32_t kMaxNetworkSize = 65536;
constexpr size_t kMaxLayers = 256;
constexpr uint64_t kMaxElements = uint64_t{1} << 29;

struct TypeName {
  const char* text;
  size_t bytes;
};

// In the order of DataType.
constexpr std::array<TypeName, 6> kTypes = {
    {{"float32", 4}, {"float16", 2}, {"int8", 1}, {"uint8", 1}, {"int32", 4}, {"int64", 8}}};

const TypeName& type_of(DataType type) {
  return kTypes[static_cast<size_t>(type)];
}

uint64_t elements_of(const Layer& layer) {
  uint64_t elements = 1;
  for (const uint32_t size : layer.dims) {
    elements *= size;
    if (elements > kMaxElements) return kMaxElements + 1;
  }
  return elements;
}

std::string labels_json(const Labels& labels) {
  if (labels.empty()) return "null";
  std::string text = "[";
  for (const auto& attribute : labels) {
    text += text.size() > 1 ? ",[" : "[";
    for (size_t i = 0; i < attribute.size(); ++i) text += (i == 0 ? "" : ",") + json::quote(attribute[i]);
    text += ']';
  }
  return text + ']';
}

}  // namespace

const char* data_type_name(DataType type) {
  return type_of(type).text;
}

const char* output_name(Output output) {
  constexpr std::array kNames = {"detections", "masks", "classes", "segmentation", "embedding"};
  return kNames[static_cast<size_t>(output)];
}

Status check_model(const Model& model) {
  if (model.width == 0 || model.height == 0 || model.width > kMaxNetworkSize || model.height > kMaxNetworkSize) {
    return {ErrorCode::kTensor, "the network's input is said to be " + std::to_string(model.width) + " x " +
                                    std::to_string(model.height) + " pixels"};
  }
  if (model.layers.empty()) return {ErrorCode::kTensor, "the network has no output layers"};
  if (model.layers.size() > kMaxLayers) {
    return {ErrorCode::kTensor, "the network has " + std::to_string(model.layers.size()) + " output layers"};
  }
  for (const Layer& layer : model.layers) {
    const uint64_t elements = elements_of(layer);
    if (elements > 0 && elements <= kMaxElements && !layer.dims.empty()) continue;
    std::string dims;
    for (const uint32_t size : layer.dims) dims += (dims.empty() ? "" : ", ") + std::to_string(size);
    return {ErrorCode::kTensor, "layer '" + printable(layer.name, 128) + "' is said to have the shape [" + dims + "]"};
  }
  return Status::ok();
}

Status check_output(Output output, const Model& model) {
  // Detections are masks whose masks nobody wants.
  if (output == model.wanted || (output == Output::kMasks && model.wanted == Output::kDetections)) return Status::ok();
  return {ErrorCode::kDefinition, std::string("gives ") + output_name(output) + ", and " + output_name(model.wanted) + " are wanted"};
}

size_t layer_bytes(const Layer& layer) {
  return static_cast<size_t>(elements_of(layer)) * type_of(layer.type).bytes;
}

std::string model_json(const Model& model) {
  std::string text = "{\"network\":{\"width\":" + std::to_string(model.width) +
                     ",\"height\":" + std::to_string(model.height) +
                     ",\"channels\":" + std::to_string(model.channels) + "},\"layers\":[";
  for (const Layer& layer : model.layers) {
    if (&layer != model.layers.data()) text += ',';
    text += "{\"name\":" + json::quote(layer.name) + ",\"type\":\"" + data_type_name(layer.type) + "\",\"dims\":[";
    for (size_t i = 0; i < layer.dims.size(); ++i) text += (i == 0 ? "" : ",") + std::to_string(layer.dims[i]);
    text += "]}";
  }
  text += "],\"classes\":" + std::to_string(model.classes) + ",\"thresholds\":";
  if (model.thresholds.empty()) {
    text += "null";
  } else {
    for (size_t i = 0; i < model.thresholds.size(); ++i) text += (i == 0 ? '[' : ',') + json::number(model.thresholds[i]);
    text += ']';
  }
  return text + ",\"labels\":" + labels_json(model.labels) + ",\"output\":\"" + output_name(model.wanted) + "\"}";
}

}  // namespace nvts::parser
