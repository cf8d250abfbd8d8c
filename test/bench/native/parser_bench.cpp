// SPDX-License-Identifier: MIT
// Parsers in libnvts_parser.so, called as nvinfer does it, against plain C++ for the same work, in turns.
//   parser_bench <library> <folder of the bundles> <YOLOv8 tensor> <YOLOX tensor> <program that runs scripts>
#include <dlfcn.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "nvdsinfer_custom_impl.h"
#include "parser_twin.h"
#include "timing.h"

namespace nvts::bench {
namespace {

namespace fs = std::filesystem;

constexpr size_t kClasses = 80, kBoxes = 8400, kCells = 3549, kNmsBoxes = 1000;
constexpr unsigned int kSize = 640, kYoloxSize = 416;
constexpr float kThreshold = 0.25f, kIou = 0.45f, kNmsIou = 0.5f;
constexpr int kRounds = 301, kWarmUp = 60;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

NvDsInferLayerInfo layer_of(const char* name, std::vector<unsigned int> dims, std::vector<float>& data) {
  NvDsInferLayerInfo layer{};
  layer.dataType = FLOAT;
  layer.layerName = name;
  layer.buffer = data.data();
  layer.inferDims.numDims = static_cast<unsigned int>(dims.size());
  std::copy(dims.begin(), dims.end(), layer.inferDims.d);
  return layer;
}

// A copy of the library beside its bundle, under the bundle's name.
class Parser {
 public:
  Parser(const char* library, const fs::path& bundles, const std::string& name, unsigned int size = kSize)
      : m_network{size, size, 3} {
    const fs::path path = bundles / (name + ".so");
    fs::copy_file(library, path, fs::copy_options::overwrite_existing);
    void* handle = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) fail(::dlerror());
    m_parse = reinterpret_cast<NvDsInferParseCustomFunc>(::dlsym(handle, "NvDsInferParseTs"));
    if (m_parse == nullptr) fail(::dlerror());
  }

  const std::vector<NvDsInferObjectDetectionInfo>& operator()(const std::vector<NvDsInferLayerInfo>& layers) {
    m_objects.clear();
    if (!m_parse(layers, m_network, m_params, m_objects)) fail("a parser failed");
    return m_objects;
  }

 private:
  NvDsInferParseCustomFunc m_parse = nullptr;
  NvDsInferNetworkInfo m_network;
  NvDsInferParseDetectionParams m_params{kClasses, std::vector<float>(kClasses, kThreshold), {}};
  std::vector<NvDsInferObjectDetectionInfo> m_objects;
};

std::vector<float> read_tensor(const char* path, size_t values) {
  std::vector<float> tensor(values);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(tensor.data()), static_cast<std::streamsize>(values * sizeof(float)))) {
    fail(std::string(path) + ": not a tensor of " + std::to_string(values) + " floats");
  }
  return tensor;
}

std::vector<Cell> yolox_cells() {
  std::vector<Cell> cells;
  for (const unsigned int stride : {8U, 16U, 32U}) {
    const unsigned int side = kYoloxSize / stride;
    for (unsigned int i = 0; i < side * side; ++i) {
      cells.push_back({static_cast<float>(i % side), static_cast<float>(i / side), static_cast<float>(stride)});
    }
  }
  return cells;
}

void compare(const std::vector<NvDsInferObjectDetectionInfo>& got, const std::vector<Detection>& wanted, const char* what) {
  bool same = got.size() == wanted.size();
  for (size_t i = 0; same && i < got.size(); ++i) {
    const auto near = [](float a, float b) { return std::fabs(a - b) < 1e-3f; };
    same = static_cast<int>(got[i].classId) == wanted[i].class_id && near(got[i].left, wanted[i].left) &&
           near(got[i].top, wanted[i].top) && near(got[i].width, wanted[i].width) &&
           near(got[i].height, wanted[i].height) && near(got[i].detectionConfidence, wanted[i].confidence);
  }
  if (!same) fail(std::string(what) + ": " + std::to_string(got.size()) + " detections are not the " + std::to_string(wanted.size()) + " of C++");
}

struct Times {
  double script_us, cpp_us;

  void print(const char* name) const {
    std::printf("\"%s\":{\"scriptUs\":%.1f,\"cppUs\":%.1f,\"ratio\":%.3f},", name, script_us, cpp_us, script_us / cpp_us);
  }
};

// A and B in turns, medians.
template <class A, class B>
Times time_both(A a, B b, int calls) {
  std::vector<double> of_a, of_b;
  for (int round = -kWarmUp; round < kRounds; ++round) {
    const double start = now_ns();
    for (int i = 0; i < calls; ++i) a();
    const double middle = now_ns();
    for (int i = 0; i < calls; ++i) b();
    const double end = now_ns();
    if (round < 0) continue;
    of_a.push_back((middle - start) / calls / 1e3);
    of_b.push_back((end - middle) / calls / 1e3);
  }
  return {median(of_a), median(of_b)};
}

// What the optimiser must not leave out.
volatile size_t g_sink;

}  // namespace
}  // namespace nvts::bench

int main(int argc, char** argv) {
  using namespace nvts::bench;
  if (argc != 6) {
    fail("usage: parser_bench <library> <folder of the bundles> <YOLOv8 tensor> <YOLOX tensor> <program that runs scripts>");
  }
  ::setenv("NVTS_DEEPSTREAM_VERSION", "9.1", 0);
  Parser empty(argv[1], argv[2], "parser-empty");
  Parser yolov8(argv[1], argv[2], "parser-yolov8");
  Parser loops(argv[1], argv[2], "parser-yolov8-plain");
  Parser yolox(argv[1], argv[2], "parser-yolox", kYoloxSize);
  Parser nms(argv[1], argv[2], "parser-nms");
  ::setenv("NVTS_SCRIPT_HOST", argv[5], 1);
  Parser apart(argv[1], argv[2], "parser-yolov8-apart");

  std::vector<float> tensor = read_tensor(argv[3], (4 + kClasses) * kBoxes);
  const std::vector<NvDsInferLayerInfo> layers = {layer_of("output0", {4 + kClasses, kBoxes}, tensor)};
  // nvinfer's pool of buffers has some in turn.
  std::vector<std::vector<float>> pool(4, tensor);
  std::vector<std::vector<NvDsInferLayerInfo>> pool_layers;
  for (std::vector<float>& buffer : pool) pool_layers.push_back({layer_of("output0", {4 + kClasses, kBoxes}, buffer)});
  const auto plain = [&](const std::vector<float>& from) {
    return parse_yolov8(from.data(), kClasses, kBoxes, kSize, kThreshold, kIou);
  };
  const std::vector<Detection> found = plain(tensor);
  compare(yolov8(layers), found, "YOLOv8");
  compare(loops(layers), found, "YOLOv8 without kernels");
  // A parser settles where it runs when it is called first.
  ::setenv("NVTS_PARSER_ISOLATION", "process", 1);
  compare(apart(layers), found, "YOLOv8 in a process of its own");
  ::unsetenv("NVTS_PARSER_ISOLATION");

  std::vector<float> yolox_tensor = read_tensor(argv[4], kCells * (5 + kClasses));
  const std::vector<NvDsInferLayerInfo> yolox_layers = {layer_of("output", {kCells, 5 + kClasses}, yolox_tensor)};
  const std::vector<Cell> cells = yolox_cells();
  const auto plain_yolox = [&](Look look) {
    return parse_yolox(yolox_tensor.data(), kClasses, cells, kYoloxSize, kThreshold, kIou, look);
  };
  const std::vector<Detection> yolox_found = plain_yolox(Look::kAtAll);
  compare(yolox(yolox_layers), yolox_found, "YOLOX");

  std::mt19937 chance(2);
  std::uniform_real_distribution<float> place(0, 500), size(20, 120), score(0.3f, 1);
  std::vector<float> boxes, scores;
  std::vector<Detection> candidates;
  for (size_t i = 0; i < kNmsBoxes; ++i) {
    const float x = place(chance), y = place(chance), w = size(chance), h = size(chance), confidence = score(chance);
    boxes.insert(boxes.end(), {x, y, x + w, y + h});
    scores.push_back(confidence);
    candidates.push_back({x, y, x + w - x, y + h - y, confidence, 0});
  }
  const std::vector<NvDsInferLayerInfo> nms_layers = {layer_of("boxes", {kNmsBoxes, 4}, boxes),
                                                      layer_of("scores", {kNmsBoxes}, scores)};
  const std::vector<Detection> kept = suppress(candidates, kNmsIou);
  compare(nms(nms_layers), kept, "NMS");

  std::printf("{");
  const Times call = time_both([&] { g_sink = empty(layers).size(); }, [] {}, 100);
  size_t turn = 0, plain_turn = 0;
  const Times rotating = time_both([&] { g_sink = empty(pool_layers[turn++ % 4]).size(); }, [] {}, 20);
  time_both([&] { g_sink = yolov8(layers).size(); }, [&] { g_sink = plain(tensor).size(); }, 3).print("yolov8");
  time_both([&] { g_sink = yolov8(pool_layers[turn++ % 4]).size(); },
            [&] { g_sink = plain(pool[plain_turn++ % 4]).size(); }, 4).print("pooled");
  time_both([&] { g_sink = apart(pool_layers[turn++ % 4]).size(); },
            [&] { g_sink = yolov8(pool_layers[turn % 4]).size(); }, 4).print("apart");
  time_both([&] { g_sink = loops(layers).size(); }, [&] { g_sink = plain(tensor).size(); }, 2).print("loops");
  time_both([&] { g_sink = yolox(yolox_layers).size(); }, [&] { g_sink = plain_yolox(Look::kAtAll).size(); }, 10).print("yolox");
  time_both([&] { g_sink = yolox(yolox_layers).size(); },
            [&] { g_sink = plain_yolox(Look::kAtWhatMayPass).size(); }, 20).print("yoloxSkipping");
  time_both([&] { g_sink = nms(nms_layers).size(); },
            [&] { g_sink = suppress(candidates, kNmsIou).size(); }, 5).print("nms");
  std::printf("\"callUs\":%.3f,\"pooledCallUs\":%.3f,\"detections\":{\"yolov8\":%zu,\"yolox\":%zu,\"nms\":%zu}}\n",
              call.script_us, rotating.script_us, found.size(), yolox_found.size(), kept.size());
  return 0;
}
