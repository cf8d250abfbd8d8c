// SPDX-License-Identifier: MIT
// Parsers in libnvts_parser.so, called as nvinfer does it, against plain C++ for the same work, in turns.
//   parser_bench <library> <bundle of parser-empty> <of parser-yolov8> <of parser-nms> [<YOLOv8 tensor>]
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

constexpr size_t kClasses = 80, kBoxes = 8400, kNmsBoxes = 1000;
constexpr float kSize = 640, kThreshold = 0.25f, kIou = 0.45f, kNmsIou = 0.5f;
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

// A copy of the library beside its bundle.
class Parser {
 public:
  Parser(const fs::path& folder, const std::string& name, const char* library, const char* bundle) {
    const fs::path path = folder / (name + ".so");
    fs::copy_file(library, path, fs::copy_options::overwrite_existing);
    fs::copy_file(bundle, folder / (name + ".nvts.js"), fs::copy_options::overwrite_existing);
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
  NvDsInferNetworkInfo m_network{640, 640, 3};
  NvDsInferParseDetectionParams m_params{kClasses, std::vector<float>(kClasses, kThreshold), {}};
  std::vector<NvDsInferObjectDetectionInfo> m_objects;
};

std::vector<float> read_tensor(const char* path) {
  std::vector<float> tensor((4 + kClasses) * kBoxes);
  if (path != nullptr) {
    std::ifstream file(path, std::ios::binary);
    if (!file.read(reinterpret_cast<char*>(tensor.data()), static_cast<std::streamsize>(tensor.size() * 4))) {
      fail(std::string(path) + ": not a tensor of [84, 8400] floats");
    }
    return tensor;
  }
  std::mt19937 chance(1);
  std::uniform_real_distribution<float> low(0, 0.1f), high(0.3f, 0.9f), place(50, 590);
  for (float& value : tensor) value = low(chance);
  for (size_t i = 0; i < kBoxes; ++i) {
    for (size_t k = 0; k < 4; ++k) tensor[k * kBoxes + i] = k < 2 ? place(chance) : place(chance) / 6;
    if (i % 120 == 0) tensor[(4 + i % kClasses) * kBoxes + i] = high(chance);
  }
  return tensor;
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
  if (argc < 5) fail("usage: parser_bench <library> <parser-empty> <parser-yolov8> <parser-nms> [<YOLOv8 tensor>]");
  ::setenv("NVTS_DEEPSTREAM_VERSION", "9.1", 0);
  const fs::path folder = fs::path(argv[0]).parent_path() / "parsers";
  fs::create_directories(folder);
  Parser empty(folder, "empty", argv[1], argv[2]);
  Parser yolov8(folder, "yolov8", argv[1], argv[3]);
  Parser nms(folder, "nms", argv[1], argv[4]);

  std::vector<float> tensor = read_tensor(argc > 5 ? argv[5] : nullptr);
  const std::vector<NvDsInferLayerInfo> layers = {layer_of("output0", {4 + kClasses, kBoxes}, tensor)};
  // nvinfer's pool of buffers has some in turn.
  std::vector<std::vector<float>> pool(4, tensor);
  std::vector<std::vector<NvDsInferLayerInfo>> pool_layers;
  for (std::vector<float>& buffer : pool) pool_layers.push_back({layer_of("output0", {4 + kClasses, kBoxes}, buffer)});
  const auto plain = [&](const std::vector<float>& from) {
    return parse_yolov8(from.data(), kClasses, kBoxes, kSize, kThreshold, kIou);
  };
  compare(yolov8(layers), plain(tensor), "YOLOv8");
  const size_t detections = plain(tensor).size();

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

  const Times call = time_both([&] { g_sink = empty(layers).size(); }, [] {}, 100);
  size_t turn = 0, plain_turn = 0;
  const Times rotating = time_both([&] { g_sink = empty(pool_layers[turn++ % 4]).size(); }, [] {}, 20);
  const Times yolo = time_both([&] { g_sink = yolov8(layers).size(); }, [&] { g_sink = plain(tensor).size(); }, 3);
  const Times pooled = time_both([&] { g_sink = yolov8(pool_layers[turn++ % 4]).size(); },
                                 [&] { g_sink = plain(pool[plain_turn++ % 4]).size(); }, 4);
  const Times list = time_both([&] { g_sink = nms(nms_layers).size(); },
                               [&] { g_sink = suppress(candidates, kNmsIou).size(); }, 5);
  std::printf(
      "{\"callUs\":%.3f,\"pooledCallUs\":%.3f,\"yolov8\":{\"scriptUs\":%.1f,\"cppUs\":%.1f,\"ratio\":%.3f,\"detections\":%zu},"
      "\"pooled\":{\"scriptUs\":%.1f,\"cppUs\":%.1f,\"ratio\":%.3f},"
      "\"nms\":{\"scriptUs\":%.1f,\"cppUs\":%.1f,\"ratio\":%.3f,\"kept\":%zu}}\n",
      call.script_us, rotating.script_us, yolo.script_us, yolo.cpp_us, yolo.script_us / yolo.cpp_us, detections,
      pooled.script_us, pooled.cpp_us, pooled.script_us / pooled.cpp_us, list.script_us, list.cpp_us,
      list.script_us / list.cpp_us, kept.size());
  return 0;
}
