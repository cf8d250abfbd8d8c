// SPDX-License-Identifier: MIT
#include "parser/found_tensors.h"

#include <string>
#include <utility>
#include <vector>

#include "check.h"

using namespace nvts;

namespace {

constexpr uint32_t kDims[meta::kMaxTensorDims] = {2, 3};
constexpr float kValues[6] = {};

meta::FoundTensors tensors_of(std::vector<meta::FoundLayer> layers) {
  meta::FoundTensors tensors;
  tensors.width = 64;
  tensors.height = 32;
  tensors.channels = 3;
  tensors.layer_count = static_cast<uint32_t>(layers.size());
  tensors.layers = std::move(layers);
  return tensors;
}

std::string read(const meta::FoundTensors& tensors) {
  parser::Model model;
  std::vector<const void*> buffers;
  return parser::read_tensors(tensors, &model, &buffers).message();
}

}  // namespace

TEST("what metadata says of a network's output becomes a model and its buffers") {
  parser::Model model;
  std::vector<const void*> buffers = {nullptr, nullptr, nullptr};
  const auto tensors = tensors_of({{"boxes", 0, 2, kDims, kValues}, {nullptr, 5, 1, kDims, kValues}});
  REQUIRE(parser::read_tensors(tensors, &model, &buffers));
  CHECK(model.width == 64 && model.height == 32 && model.channels == 3);
  REQUIRE(model.layers.size() == 2);
  CHECK((model.layers[0] == parser::Layer{"boxes", parser::DataType::kFloat32, {2, 3}}));
  CHECK((model.layers[1] == parser::Layer{"", parser::DataType::kUint8, {2}}));
  CHECK((buffers == std::vector<const void*>{kValues, kValues}));
}

TEST("layers that the metadata counts and does not describe are told by their number") {
  meta::FoundTensors tensors = tensors_of({});
  CHECK_EQ(read(tensors), "the network has no output layers");
  tensors.layer_count = meta::kMaxTensorLayers + 1;
  CHECK_EQ(read(tensors), "the metadata says 257 output layers, and describes none that could be read");
}
