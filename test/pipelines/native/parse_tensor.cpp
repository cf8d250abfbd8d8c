// SPDX-License-Identifier: MIT
// parse_tensor LIBRARY WIDTH HEIGHT CLASSES DIMS FILE: what NvDsInferParseTs of a library makes of a file of floats, as nvinfer
// would call it. A line a detection: class, left, top, width, height, confidence. DIMS is such as 84x8400. With a further
// argument, "segmentation", NvDsInferParseTsSegmentation: the classes of a line of the map each.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "nvdsinfer_custom_impl.h"

int main(int argc, char** argv) {
  if (argc != 7 && argc != 8) {
    std::fprintf(stderr, "usage: parse_tensor LIBRARY WIDTH HEIGHT CLASSES DIMS FILE [segmentation]\n");
    return 2;
  }
  const bool segments = argc == 8;
  void* library = ::dlopen(argv[1], RTLD_LAZY | RTLD_LOCAL);
  const char* name = segments ? "NvDsInferParseTsSegmentation" : "NvDsInferParseTs";
  void* function = library != nullptr ? ::dlsym(library, name) : nullptr;
  if (function == nullptr) {
    std::fprintf(stderr, "%s\n", ::dlerror());
    return 2;
  }
  const auto number = [](const char* text) { return static_cast<unsigned int>(std::strtoul(text, nullptr, 10)); };
  NvDsInferNetworkInfo network{number(argv[2]), number(argv[3]), 3};
  NvDsInferParseDetectionParams params{number(argv[4]), std::vector<float>(number(argv[4]), 0.25f), {}};
  NvDsInferLayerInfo layer{};
  layer.dataType = FLOAT;
  layer.layerName = "output0";
  size_t elements = 1;
  for (char* at = argv[5]; *at != '\0' && layer.inferDims.numDims < NVDSINFER_MAX_DIMS; at += *at == 'x') {
    const auto size = static_cast<unsigned int>(std::strtoul(at, &at, 10));
    layer.inferDims.d[layer.inferDims.numDims++] = size;
    elements *= size;
  }
  std::vector<float> tensor(elements);
  std::ifstream file(argv[6], std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(tensor.data()), static_cast<std::streamsize>(elements * sizeof(float)))) {
    std::fprintf(stderr, "%s: fewer than %zu floats\n", argv[6], elements);
    return 2;
  }
  layer.buffer = tensor.data();
  ::setenv("NVTS_DEEPSTREAM_VERSION", "9.1", 0);

  bool good = false;
  if (segments) {
    // As nvinfer makes room, the dimensions being [classes, height, width].
    const unsigned int height = layer.inferDims.d[1], width = layer.inferDims.d[2];
    std::vector<int> map(size_t{width} * height);
    float* probabilities = nullptr;
    std::thread([&] {
      good = reinterpret_cast<NvDsInferSemSegmentationParseCustomFunc>(function)({layer}, network, 0.0f, number(argv[4]),
                                                                                 map.data(), probabilities);
    }).join();
    for (size_t i = 0; good && i < map.size(); ++i) std::printf("%d%c", map[i], (i + 1) % width == 0 ? '\n' : ' ');
    if (good) std::printf("%s\n", probabilities == tensor.data() ? "probabilities" : "no probabilities");
    return good ? 0 : 1;
  }
  std::vector<NvDsInferObjectDetectionInfo> objects;
  std::thread([&] {
    good = reinterpret_cast<NvDsInferParseCustomFunc>(function)({layer}, network, params, objects);
  }).join();
  for (const NvDsInferObjectDetectionInfo& object : objects) {
    std::printf("%u %.2f %.2f %.2f %.2f %.4f\n", object.classId, object.left, object.top, object.width, object.height,
                object.detectionConfidence);
  }
  return good ? 0 : 1;
}
