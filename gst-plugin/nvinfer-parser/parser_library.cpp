// SPDX-License-Identifier: MIT
// What nvinfer looks up in its custom-lib-path. It calls from a thread of its own, and what would be thrown at it ends the
// process: nothing is.
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

#include "nvdsinfer_custom_impl.h"
#include "nvinfer-parser/deepstream_version.h"
#include "nvinfer-parser/thread_parser.h"

#define NVTS_EXPORT extern "C" [[gnu::visibility("default")]]

CHECK_CUSTOM_PARSE_FUNC_PROTOTYPE(NvDsInferParseTs)
CHECK_CUSTOM_INSTANCE_MASK_PARSE_FUNC_PROTOTYPE(NvDsInferParseTsInstanceMask)
CHECK_CUSTOM_CLASSIFIER_PARSE_FUNC_PROTOTYPE(NvDsInferParseTsClassifier)
CHECK_CUSTOM_SEM_SEGMENTATION_PARSE_FUNC_PROTOTYPE(NvDsInferParseTsSegmentation)

namespace nvts::nvinfer {
namespace {

using parser::Output;
using parser::OutputBlock;
using parser::Parser;

// What is the same in every release.
static_assert(sizeof(NvDsInferDims) == 40 && offsetof(NvDsInferDims, d) == 4);
static_assert(sizeof(NvDsInferLayerInfo) == 72 && offsetof(NvDsInferLayerInfo, inferDims) == 4 &&
              offsetof(NvDsInferLayerInfo, layerName) == 48 && offsetof(NvDsInferLayerInfo, buffer) == 56);
static_assert(sizeof(NvDsInferNetworkInfo) == 12);
static_assert(sizeof(NvDsInferParseDetectionParams) == 64);
static_assert(sizeof(NvDsInferInstanceMaskInfo) == 48 && offsetof(NvDsInferInstanceMaskInfo, mask) == 24 &&
              offsetof(NvDsInferInstanceMaskInfo, mask_size) == 40);
static_assert(sizeof(NvDsInferAttribute) == 24 && offsetof(NvDsInferAttribute, attributeLabel) == 16);

// A detection, before boxes could be turned and since.
struct ObjectBefore9 {
  unsigned int classId;
  float left;
  float top;
  float width;
  float height;
  float detectionConfidence;
};
using ObjectSince9 = NvDsInferObjectDetectionInfo;
static_assert(sizeof(ObjectBefore9) == 24 && offsetof(ObjectBefore9, detectionConfidence) == 20);
static_assert(sizeof(ObjectSince9) == 28 && offsetof(ObjectSince9, detectionConfidence) == 20 &&
              offsetof(ObjectSince9, rotation_angle) == 24);

// Under the name by which it was loaded first, at the time when the working directory was that name's.
std::string own_path() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&NvDsInferParseTs), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(info.dli_fname, error);
  return error ? std::string(info.dli_fname) : path.string();
}
const std::string g_path = own_path();

ThreadParser& parser_of_thread() {
  static thread_local std::unique_ptr<ThreadParser> parser;
  if (!parser) parser = std::make_unique<ThreadParser>(read_settings(g_path));
  return *parser;
}

const Parser* parse(const std::vector<NvDsInferLayerInfo>& layers, const NvDsInferNetworkInfo& network,
                        const NvDsInferParseDetectionParams& params, Output wanted) {
  const std::vector<float>& thresholds = params.perClassPreclusterThreshold;
  return parser_of_thread().parse(
      {layers, network, params.numClassesConfigured, thresholds.data(), thresholds.size(), wanted});
}

template <class Object>
void append(const OutputBlock& from, void* to) {
  auto& objects = *static_cast<std::vector<Object>*>(to);
  objects.reserve(objects.size() + from.rows());
  for (uint32_t i = 0; i < from.rows(); ++i) {
    Object object{};
    object.classId = static_cast<unsigned int>(from.class_id()[i]);
    object.left = from.left()[i];
    object.top = from.top()[i];
    object.width = from.width()[i];
    object.height = from.height()[i];
    object.detectionConfidence = from.confidence()[i];
    objects.push_back(object);
  }
}

// Where the row's mask begins among the values: behind its keypoints.
const float* mask_of(const OutputBlock& from, uint32_t row, uint32_t keypoints) {
  return from.values() + from.first_value()[row] + size_t{3} * keypoints;
}

bool refuse(const std::string& what) {
  parser_of_thread().messages().failure(Status{ErrorCode::kTensor, what});
  return false;
}

}  // namespace
}  // namespace nvts::nvinfer

using namespace nvts::nvinfer;

NVTS_EXPORT bool NvDsInferParseTs(std::vector<NvDsInferLayerInfo> const& layers, NvDsInferNetworkInfo const& network,
                                  NvDsInferParseDetectionParams const& params,
                                  std::vector<NvDsInferObjectDetectionInfo>& objects) {
  static const auto version = find_deepstream_version();
  if (!version) {
    return refuse("cannot tell which DeepStream this is, and detections have 24 bytes before 9.0, 28 since: set "
                  "NVTS_DEEPSTREAM_VERSION, such as 9.0");
  }
  const Parser* parser = parse(layers, network, params, Output::kDetections);
  if (parser == nullptr) return false;
  if (version->major < 9) {
    append<ObjectBefore9>(parser->results(), &objects);
  } else {
    append<ObjectSince9>(parser->results(), &objects);
  }
  return true;
}

NVTS_EXPORT bool NvDsInferParseTsInstanceMask(std::vector<NvDsInferLayerInfo> const& layers,
                                              NvDsInferNetworkInfo const& network,
                                              NvDsInferParseDetectionParams const& params,
                                              std::vector<NvDsInferInstanceMaskInfo>& objects) {
  const Parser* parser = parse(layers, network, params, Output::kMasks);
  if (parser == nullptr) return false;
  const OutputBlock& from = parser->results();
  const size_t before = objects.size();
  append<NvDsInferInstanceMaskInfo>(from, &objects);
  for (uint32_t i = 0; i < from.rows(); ++i) {
    NvDsInferInstanceMaskInfo& object = objects[before + i];
    object.mask_width = static_cast<unsigned int>(from.mask_width()[i]);
    object.mask_height = static_cast<unsigned int>(from.mask_height()[i]);
    const size_t cells = size_t{object.mask_width} * object.mask_height;
    object.mask_size = static_cast<unsigned int>(cells * sizeof(float));
    if (cells == 0) continue;
    object.mask = new float[cells];
    std::memcpy(object.mask, mask_of(from, i, parser->keypoints()), cells * sizeof(float));
  }
  return true;
}

NVTS_EXPORT bool NvDsInferParseTsClassifier(std::vector<NvDsInferLayerInfo> const& layers,
                                            NvDsInferNetworkInfo const& network, float threshold,
                                            std::vector<NvDsInferAttribute>& attributes, std::string& description) {
  const Parser* parser = parser_of_thread().parse({layers, network, 0, &threshold, 1, Output::kClasses});
  if (parser == nullptr) return false;
  const OutputBlock& from = parser->results();
  std::string words;
  for (uint32_t i = 0; i < from.rows(); ++i) {
    NvDsInferAttribute attribute{};
    attribute.attributeIndex = static_cast<unsigned int>(from.attribute()[i]);
    attribute.attributeValue = static_cast<unsigned int>(from.class_id()[i]);
    attribute.attributeConfidence = from.confidence()[i];
    // Without one nvinfer takes it from its label file.
    if (const std::string* label = parser->label(attribute.attributeIndex, attribute.attributeValue)) {
      attribute.attributeLabel = ::strdup(label->c_str());
      words += (words.empty() ? "" : " ") + *label;
    }
    attributes.push_back(attribute);
  }
  description += words;
  return true;
}

NVTS_EXPORT bool NvDsInferParseTsSegmentation(std::vector<NvDsInferLayerInfo> const& layers,
                                              NvDsInferNetworkInfo const& network, float threshold,
                                              unsigned int classes, int* class_map, float*& probability_map) {
  // nvinfer has made room for a map of the first layer's size.
  if (class_map == nullptr || layers.empty() || layers[0].inferDims.numDims != 3) {
    return refuse("a segmentation needs a first layer of [classes, height, width]: use network-type=100 and "
                  "output-tensor-meta=1, and nvtsprobe behind nvinfer");
  }
  const Parser* parser = parser_of_thread().parse({layers, network, classes, &threshold, 1, Output::kSegmentation});
  if (parser == nullptr) return false;
  const OutputBlock& from = parser->results();
  const unsigned int height = layers[0].inferDims.d[1], width = layers[0].inferDims.d[2];
  probability_map = nullptr;
  if (parser_of_thread().refused()) {
    std::fill_n(class_map, size_t{width} * height, -1);
    return true;
  }
  if (from.map_width() != width || from.map_height() != height) {
    return refuse("the class map is " + std::to_string(from.map_width()) + " x " + std::to_string(from.map_height()) +
                  ", nvinfer takes one of the first layer's size, " + std::to_string(width) + " x " +
                  std::to_string(height) + ": use network-type=100 and output-tensor-meta=1, and nvtsprobe behind nvinfer");
  }
  std::memcpy(class_map, from.class_map(), sizeof(int) * width * height);
  const int layer = from.probability_layer();
  if (layer >= 0) {
    const bool known = static_cast<size_t>(layer) < layers.size() && layers[layer].dataType == FLOAT;
    if (!known || classes == 0 || layers[layer].inferDims.numDims != 3 || layers[layer].inferDims.d[0] != classes ||
        layers[layer].inferDims.d[1] != height || layers[layer].inferDims.d[2] != width) {
      return refuse("layer " + std::to_string(layer) + " does not hold the probabilities of " + std::to_string(classes) +
                    " classes");
    }
    probability_map = static_cast<float*>(layers[layer].buffer);
  }
  return true;
}
