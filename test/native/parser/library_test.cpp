// SPDX-License-Identifier: MIT
// libnvts_parser.so in the hands of what does just what nvinfer does: opens a copy of it lazily and locally, looks its
// functions up, and calls them from a thread of its own with vectors of its own.
#include <dlfcn.h>
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "bundles.h"
#include "check.h"
#include "folder.h"
#include "memory.h"
#include "nvdsinfer_custom_impl.h"

namespace fs = std::filesystem;

namespace {

struct Object24 {
  unsigned int class_id;
  float left, top, width, height, confidence;
};
struct Object28 {
  unsigned int class_id;
  float left, top, width, height, confidence, rotation;
};

template <class Object>
using ParseBoxes = bool (*)(const std::vector<NvDsInferLayerInfo>&, const NvDsInferNetworkInfo&,
                            const NvDsInferParseDetectionParams&, std::vector<Object>&);

// Refuses tensors that begin with a number below 0.
constexpr const char* kPicky =
    "parse([b]) { const t = new Float32Array(b); if (t[0] < 0) throw Object.assign(new Error('out holds ' + t[0]), { code: 'NVTS_TENSOR' });"
    "put(0, [1, 2, 3, 4], 0.5, 1); return 1; }";

constexpr const char* kOneBox = "parse([b]) { const t = new Float32Array(b); put(0, [1, 2, 3, t[0]], 0.5, 1); return 1; }";

// What goes to stderr while it lives.
class Stderr {
 public:
  Stderr() : m_kept(::dup(2)) {
    std::fflush(stderr);
    m_file = std::tmpfile();
    ::dup2(::fileno(m_file), 2);
  }
  ~Stderr() {
    ::dup2(m_kept, 2);
    ::close(m_kept);
    std::fclose(m_file);
  }
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;

  [[nodiscard]] std::string text() const {
    std::fflush(stderr);
    std::string text(65536, '\0');
    const ssize_t bytes = ::pread(::fileno(m_file), text.data(), text.size(), 0);
    text.resize(bytes > 0 ? static_cast<size_t>(bytes) : 0);
    return text;
  }

 private:
  int m_kept;
  std::FILE* m_file;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Library {
 public:
  // A copy under the name, beside the bundle if there is one.
  Library(const nvts::check::Folder& folder, const std::string& name, const std::string& members) {
    const std::string path = folder.path(name + ".so");
    std::error_code error;
    fs::copy_file(NVTS_PARSER_LIBRARY, path, error);
    if (!members.empty()) folder.write(name + ".nvts.js", nvts::parser::bundle(members));
    open(path);
  }
  explicit Library(const std::string& path) { open(path); }

  template <class Function>
  [[nodiscard]] Function find(const char* name) const {
    return m_handle != nullptr ? reinterpret_cast<Function>(::dlsym(m_handle, name)) : nullptr;
  }

 private:
  void open(const std::string& path) {
    m_handle = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (m_handle == nullptr) std::fprintf(stderr, "%s\n", ::dlerror());
  }
  // Not closed: nvinfer may, and then it stays all the same.
  void* m_handle = nullptr;
};

// What nvinfer hands over for one frame.
struct Frame {
  std::vector<float> tensor = {9, 8, 7, 6};
  std::vector<NvDsInferLayerInfo> layers{1};
  NvDsInferNetworkInfo network{64, 32, 3};
  NvDsInferParseDetectionParams params{3, {0.25f, 0.25f, 0.25f}, {}};

  Frame() {
    NvDsInferLayerInfo& layer = layers[0];
    layer.dataType = FLOAT;
    layer.inferDims = {1, {4}, 4};
    layer.layerName = "out";
    layer.buffer = tensor.data();
  }
};

template <class Work>
void on_thread(Work work) {
  std::thread(work).join();
}

// The answer, objects and messages of a call on a thread of its own.
template <class Object>
struct Answer {
  bool good = false;
  std::vector<Object> objects;
  std::string messages;

  Answer(const Library& library, const Frame& frame) {
    const auto parse = library.find<ParseBoxes<Object>>("NvDsInferParseTs");
    const Stderr messages_of;
    on_thread([&] { good = parse != nullptr && parse(frame.layers, frame.network, frame.params, objects); });
    messages = messages_of.text();
  }
};

// Each copy of the library asks once.
void be_version(const char* version) {
  ::setenv("NVTS_DEEPSTREAM_VERSION", version, 1);
}

}  // namespace

TEST("detections are 24 bytes before DeepStream 9.0") {
  const nvts::check::Folder folder;
  const Frame frame;
  for (const char* version : {"6.3", "8.0"}) {
    be_version(version);
    const Library library(folder, std::string("v") + version[0], kOneBox);
    std::vector<Object24> objects(1);
    objects[0].class_id = 77;
    const auto parse = library.find<ParseBoxes<Object24>>("NvDsInferParseTs");
    REQUIRE(parse != nullptr);
    bool good = false;
    on_thread([&] { good = parse(frame.layers, frame.network, frame.params, objects); });
    CHECK(good);
    REQUIRE(objects.size() == 2);
    CHECK_EQ(objects[0].class_id, 77u);
    CHECK_EQ(objects[1].class_id, 1u);
    CHECK_EQ(objects[1].left, 1.0f);
    CHECK_EQ(objects[1].height, 9.0f);
    CHECK_EQ(objects[1].confidence, 0.5f);
  }
}

TEST("detections are 28 bytes since DeepStream 9.0, and not tilted") {
  const nvts::check::Folder folder;
  be_version("9.0");
  const Library library(folder, "boxes", "parse() { for (let r = 0; r < 3; r++) put(r, [r, 2, 3, 4], 0.5, r); return 3; }");
  const Answer<Object28> answer(library, Frame());
  CHECK(answer.good);
  CHECK_EQ(answer.messages, "");
  REQUIRE(answer.objects.size() == 3);
  CHECK_EQ(answer.objects[2].left, 2.0f);
  CHECK_EQ(answer.objects[2].class_id, 2u);
  CHECK_EQ(answer.objects[2].rotation, 0.0f);
}

TEST("without a version there are no detections, and a message that says what to set") {
  const nvts::check::Folder folder;
  ::unsetenv("NVTS_DEEPSTREAM_VERSION");
  const Library library(folder, "unknown", kOneBox);
  const Answer<Object28> answer(library, Frame());
  CHECK(!answer.good);
  CHECK(contains(answer.messages, "set NVTS_DEEPSTREAM_VERSION"));
}

TEST("two libraries in one process have a bundle each, on each thread a context") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const char* count = "parse() { this.calls = (this.calls ?? 0) + 1; put(0, [0, 0, this.calls, 1], 1, 0); return 1; }";
  const Library first(folder, "first", count);
  const Library second(folder, "second", "parse() { return 0; }");
  const Frame frame;
  std::vector<std::thread> threads;
  std::vector<float> calls(4);
  const auto parse = first.find<ParseBoxes<Object28>>("NvDsInferParseTs");
  const auto empty = second.find<ParseBoxes<Object28>>("NvDsInferParseTs");
  REQUIRE(parse != nullptr && empty != nullptr && parse != empty);
  for (size_t i = 0; i < calls.size(); ++i) {
    threads.emplace_back([&, i] {
      std::vector<Object28> objects, nothing;
      for (int round = 0; round < 5; ++round) {
        objects.clear();
        if (!parse(frame.layers, frame.network, frame.params, objects) ||
            !empty(frame.layers, frame.network, frame.params, nothing)) {
          return;
        }
      }
      calls[i] = nothing.empty() && objects.size() == 1 ? objects[0].width : -1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(calls == std::vector<float>(4, 5.0f));
}

TEST("a link to the library has the bundle beside the link") {
  const nvts::check::Folder folder;
  be_version("9.1");
  fs::copy_file(NVTS_PARSER_LIBRARY, folder.path("real.so"));
  fs::create_symlink(folder.path("real.so"), folder.path("linked.so"));
  folder.write("linked.nvts.js", nvts::parser::bundle(kOneBox));
  CHECK(Answer<Object28>(Library(folder.path("linked.so")), Frame()).good);
}

TEST("NVTS_PARSER names the bundle of a library that has none beside it") {
  const nvts::check::Folder folder;
  be_version("9.1");
  ::setenv("NVTS_PARSER", folder.write("elsewhere/x.nvts.js", nvts::parser::bundle(kOneBox)).c_str(), 1);
  const Library library(folder, "alone", "");
  CHECK(Answer<Object28>(library, Frame()).good);
  ::unsetenv("NVTS_PARSER");
}

TEST("parameters lie beside the library") {
  const nvts::check::Folder folder;
  be_version("9.1");
  folder.write("tuned.params.yaml", "width: 5\n");
  const Library library(folder, "tuned",
                        "setup(params) { this.width = JSON.parse(params).width; },"
                        "parse() { put(0, [0, 0, this.width, 1], 1, 0); return 1; }");
  const Answer<Object28> answer(library, Frame());
  REQUIRE(answer.objects.size() == 1);
  CHECK_EQ(answer.objects[0].width, 5.0f);
}

TEST("a missing, broken or wrong bundle is a message and false") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Answer<Object28> missing(Library(folder, "missing", ""), Frame());
  CHECK(!missing.good);
  CHECK(contains(missing.messages, "nvts-parser missing.so: error: NVTS_NOT_FOUND: script " + folder.path("missing.nvts.js")));
  CHECK(contains(missing.messages, "NVTS_PARSER"));
  folder.write("broken.nvts.js", "globalThis.__nvts_bundle = {");
  const Answer<Object28> broken(Library(folder, "broken", ""), Frame());
  CHECK(!broken.good);
  CHECK(contains(broken.messages, "NVTS_SYNTAX in load"));
  const Answer<Object28> wrong(Library(folder, "wrong", "kind: 'processor'"), Frame());
  CHECK(!wrong.good);
  CHECK(contains(wrong.messages, "is a 'processor', a 'parser' is wanted"));
}

TEST("a throw, a loop and rows that are wrong are a message and no objects") {
  const nvts::check::Folder folder;
  be_version("9.1");
  ::setenv("NVTS_PARSER_DEADLINE_MS", "20", 1);
  const Answer<Object28> thrown(Library(folder, "throws", "parse() { throw new Error('no luck'); }"), Frame());
  CHECK(!thrown.good && thrown.objects.empty());
  CHECK(contains(thrown.messages, "NVTS_SCRIPT in parse"));
  CHECK(contains(thrown.messages, "no luck"));
  const Answer<Object28> looped(Library(folder, "loops", "parse() { for (;;) {} }"), Frame());
  CHECK(!looped.good);
  CHECK(contains(looped.messages, "NVTS_DEADLINE in parse"));
  const Answer<Object28> wrong(Library(folder, "lies", "parse() { put(0, [0, 0, 1, 1], 1, 0); put(1, [0, 0, 1, 1], 1, 9); return 2; }"), Frame());
  CHECK(!wrong.good && wrong.objects.empty());
  CHECK(contains(wrong.messages, "its class 9 must be 0 to 2"));
  ::unsetenv("NVTS_PARSER_DEADLINE_MS");
}

TEST("with NVTS_PARSER_ISOLATION=process a parser runs in a process of its own, and what it takes there is not nvinfer's") {
  const nvts::check::Folder folder;
  be_version("9.1");
  ::setenv("NVTS_PARSER_ISOLATION", "process", 1);
  CHECK(Answer<Object28>(Library(NVTS_PARSER_LIBRARY), Frame()).messages.find("NVTS_NOT_FOUND") != std::string::npos);
  const Answer<Object28> lost(Library(folder, "lost", kOneBox), Frame());
  CHECK(!lost.good);
  CHECK(contains(lost.messages, "set NVTS_SCRIPT_HOST to where nvts-script-host lies"));

  ::setenv("NVTS_SCRIPT_HOST", NVTS_SCRIPT_HOST_PROGRAM, 1);
  const Answer<Object28> apart(Library(folder, "apart", kOneBox), Frame());
  CHECK(apart.good);
  REQUIRE(apart.objects.size() == 1);
  CHECK_EQ(apart.objects[0].height, 9.0f);
  const Answer<Object28> wrong(
      Library(folder, "apart-wrong", "kind: 'processor', attach() {}, run() {}, notify() {}"), Frame());
  CHECK(!wrong.good);
  CHECK(contains(wrong.messages, "is a 'processor', a 'parser' is wanted"));

  ::setenv("NVTS_PARSER_DEADLINE_MS", "0", 1);
  const long before = nvts::check::most_memory_mb();
  const Answer<Object28> greedy(
      Library(folder, "greedy", "parse() { let text = 'ab'; for (let i = 0; i < 29; i++) text += text; return text.indexOf('c'); }"), Frame());
  CHECK(!greedy.good);
  CHECK(contains(greedy.messages, "NVTS_MEMORY"));
  CHECK(nvts::check::most_memory_mb() - before < 200);

  ::setenv("NVTS_PARSER_ISOLATION", "elsewhere", 1);
  const Answer<Object28> nowhere(Library(folder, "nowhere", kOneBox), Frame());
  CHECK(contains(nowhere.messages, "NVTS_PARSER_ISOLATION is in-process or process, not 'elsewhere'"));
  ::unsetenv("NVTS_PARSER_ISOLATION");
  ::unsetenv("NVTS_PARSER_DEADLINE_MS");
  ::unsetenv("NVTS_SCRIPT_HOST");
}

TEST("the same failure with every frame is told once") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Library library(folder, "again", "parse() { throw new Error('no luck'); }");
  const auto parse = library.find<ParseBoxes<Object28>>("NvDsInferParseTs");
  REQUIRE(parse != nullptr);
  const Frame frame;
  const Stderr messages;
  on_thread([&] {
    std::vector<Object28> objects;
    for (int i = 0; i < 50; ++i) static_cast<void>(parse(frame.layers, frame.network, frame.params, objects));
  });
  const std::string text = messages.text();
  CHECK(contains(text, "no luck"));
  CHECK_EQ(text.find("no luck"), text.rfind("no luck"));
}

TEST("tensors that the parser refuses are a message and no objects, and the stream goes on") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Library library(folder, "picky", kPicky);
  const auto parse = library.find<ParseBoxes<Object28>>("NvDsInferParseTs");
  REQUIRE(parse != nullptr);
  Frame frame;
  std::vector<size_t> found;
  std::vector<bool> good;
  const Stderr messages;
  on_thread([&] {
    for (const float first : {1.0f, -1.0f, -2.0f, 1.0f, -3.0f}) {
      std::vector<Object28> objects;
      frame.tensor[0] = first;
      good.push_back(parse(frame.layers, frame.network, frame.params, objects));
      found.push_back(objects.size());
    }
  });
  CHECK(good == std::vector<bool>(5, true));
  CHECK(found == (std::vector<size_t>{1, 0, 0, 1, 0}));
  const std::string text = messages.text();
  CHECK(contains(text, "NVTS_TENSOR in parse"));
  CHECK(contains(text, "out holds -1"));
  // The next ones are of its kind.
  CHECK(!contains(text, "out holds -2") && !contains(text, "out holds -3"));
}

TEST("tensors that a parser of masks or classes refuses give none") {
  const nvts::check::Folder folder;
  Frame frame;
  frame.tensor[0] = -1;
  const std::string answer = "', told() { return JSON.stringify({ output: this.output, keypoints: 0, embedding: 0, labels: null }); },";
  const Library masks(folder, "pickymasks", "output: 'masks" + answer + kPicky);
  const Library classes(folder, "pickyclasses", "output: 'classes" + answer + kPicky);
  const auto parse_masks = masks.find<NvDsInferInstanceMaskParseCustomFunc>("NvDsInferParseTsInstanceMask");
  const auto parse_classes = classes.find<NvDsInferClassiferParseCustomFunc>("NvDsInferParseTsClassifier");
  REQUIRE(parse_masks != nullptr && parse_classes != nullptr);
  std::vector<NvDsInferInstanceMaskInfo> objects;
  std::vector<NvDsInferAttribute> attributes;
  std::string description;
  bool good = false;
  const Stderr messages;
  on_thread([&] {
    good = parse_masks(frame.layers, frame.network, frame.params, objects) &&
           parse_classes(frame.layers, frame.network, 0.5f, attributes, description);
  });
  CHECK(good);
  CHECK(objects.empty() && attributes.empty() && description.empty());
  CHECK(contains(messages.text(), "pickymasks.so: error: NVTS_TENSOR in parse"));
  CHECK(contains(messages.text(), "pickyclasses.so: error: NVTS_TENSOR in parse"));
}

TEST("layers that cannot be read are a message that names the layer") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Library library(folder, "layers", kOneBox);
  const auto answer = [&](auto change) {
    Frame frame;
    change(frame);
    const Answer<Object28> answer(library, frame);
    CHECK(!answer.good && answer.objects.empty());
    return answer.messages;
  };
  CHECK(contains(answer([](Frame& f) { f.layers[0].buffer = nullptr; }), "NVTS_TENSOR: layer 'out' has no memory that the CPU can read"));
  // Memory of a device does not look otherwise to the CPU.
  void* closed = ::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(contains(answer([closed](Frame& f) { f.layers[0].buffer = closed; }), "has no memory"));
  ::munmap(closed, 4096);
  CHECK(contains(answer([](Frame& f) { f.layers[0].buffer = static_cast<void*>(reinterpret_cast<char*>(f.tensor.data()) + 1); }),
                 "does not begin at a whole element"));
  CHECK(contains(answer([](Frame& f) { constexpr int kUnknown = 42; std::memcpy(&f.layers[0].dataType, &kUnknown, sizeof kUnknown); }), "layer 'out' has the unknown data type 42"));
  CHECK(contains(answer([](Frame& f) { f.layers[0].inferDims.numDims = 9; }), "is said to have 9 dimensions"));
  CHECK(contains(answer([](Frame& f) { f.layers[0].inferDims.d[0] = 0; }), "is said to have the shape [0]"));
  CHECK(contains(answer([](Frame& f) { f.layers.clear(); }), "the network has no output layers"));
  CHECK(contains(answer([](Frame& f) { f.network = {0, 0, 0}; }), "the network's input is said to be 0 x 0"));
  Frame nameless;
  nameless.layers[0].layerName = nullptr;
  CHECK(Answer<Object28>(library, nameless).good);
}

TEST("layers that change in mid-stream are told to the parser again") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Library library(folder, "changing",
                        "told() { if (model.layers[0].dims[0] === 3) throw Object.assign(new Error('out: got [3], want [4]'), { code: 'NVTS_TENSOR' }); },"
                        "parse([b]) { put(0, [0, 0, b.byteLength / 4, 1], 1, 0); return 1; }");
  const auto parse = library.find<ParseBoxes<Object28>>("NvDsInferParseTs");
  REQUIRE(parse != nullptr);
  Frame frame;
  const Stderr messages;
  std::vector<Object28> objects;
  std::vector<bool> good;
  on_thread([&] {
    for (const unsigned int size : {4u, 2u, 3u, 3u, 4u}) {
      frame.layers[0].inferDims.d[0] = size;
      good.push_back(parse(frame.layers, frame.network, frame.params, objects));
    }
  });
  CHECK(good == (std::vector<bool>{true, true, false, false, true}));
  REQUIRE(objects.size() == 3);
  CHECK_EQ(objects[1].width, 2.0f);
  CHECK_EQ(objects[2].width, 4.0f);
  CHECK(contains(messages.text(), "NVTS_TENSOR in model"));
}

TEST("every data type reaches the parser by its name") {
  const nvts::check::Folder folder;
  be_version("9.1");
  const Library library(folder, "types", "told() { host.log(2, model.layers[0].type); }");
  std::string names;
  for (const NvDsInferDataType type : {FLOAT, HALF, INT8, INT32, INT64, UINT8}) {
    Frame frame;
    frame.layers[0].dataType = type;
    frame.layers[0].inferDims.d[0] = 2;
    names += Answer<Object28>(library, frame).messages;
  }
  for (const char* name : {"float32", "float16", "int8", "uint8", "int32", "int64"}) CHECK(contains(names, std::string("script: ") + name + "\n"));
}

TEST("instance masks are arrays of their own") {
  const nvts::check::Folder folder;
  const Library library(folder, "masks",
                        "output: 'masks', told() { return JSON.stringify({ output: 'masks', keypoints: 1, embedding: 0, labels: null }); },"
                        "parse() { put(0, [0, 0, 4, 4], 1, 0); put(1, [0, 0, 4, 4], 1, 1); for (let r = 0; r < 2; r++) { const cells = r * 6;"
                        "words[column(7) + r] = r * 3; words[column(8) + r] = 3 + cells; words[column(9) + r] = r * 3; words[column(10) + r] = r * 2; }"
                        "for (let i = 0; i < 12; i++) floats[column(11) + i] = i; words[2] = 12; return 2; }");
  const auto parse = library.find<NvDsInferInstanceMaskParseCustomFunc>("NvDsInferParseTsInstanceMask");
  REQUIRE(parse != nullptr);
  const Frame frame;
  std::vector<NvDsInferInstanceMaskInfo> objects;
  bool good = false;
  on_thread([&] { good = parse(frame.layers, frame.network, frame.params, objects); });
  CHECK(good);
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].mask == nullptr);
  CHECK_EQ(objects[0].mask_size, 0u);
  REQUIRE(objects[1].mask != nullptr);
  CHECK_EQ(objects[1].mask_width, 3u);
  CHECK_EQ(objects[1].mask_height, 2u);
  CHECK_EQ(objects[1].mask_size, 24u);
  CHECK_EQ(objects[1].mask[0], 6.0f);
  CHECK_EQ(objects[1].mask[5], 11.0f);
  delete[] objects[1].mask;
}

TEST("a classification has labels that can be freed, and a description") {
  const nvts::check::Folder folder;
  const Library library(folder, "classes",
                        "output: 'classes', told() { host.log(2, JSON.stringify(model.thresholds));"
                        "return JSON.stringify({ output: 'classes', keypoints: 0, embedding: 0, labels: [['red', 'blue'], ['suv']] }); },"
                        "parse() { put(0, [0, 0, 0, 0], 0.75, 1); put(1, [0, 0, 0, 0], 0.5, 0); words[column(6) + 1] = 1;"
                        "put(2, [0, 0, 0, 0], 0.5, 7); return 3; }");
  const auto parse = library.find<NvDsInferClassiferParseCustomFunc>("NvDsInferParseTsClassifier");
  REQUIRE(parse != nullptr);
  const Frame frame;
  std::vector<NvDsInferAttribute> attributes;
  std::string description, text;
  bool good = false;
  {
    const Stderr messages;
    on_thread([&] { good = parse(frame.layers, frame.network, 0.5f, attributes, description); });
    text = messages.text();
  }
  CHECK(good);
  CHECK_EQ(text, "nvts-parser classes.so: script: [0.5]\n");
  CHECK_EQ(description, "blue suv");
  REQUIRE(attributes.size() == 3);
  CHECK_EQ(attributes[0].attributeValue, 1u);
  CHECK_EQ(attributes[0].attributeConfidence, 0.75f);
  CHECK_EQ(attributes[0].attributeLabel, "blue");
  CHECK_EQ(attributes[1].attributeIndex, 1u);
  CHECK(attributes[2].attributeLabel == nullptr);
  for (const NvDsInferAttribute& attribute : attributes) std::free(attribute.attributeLabel);
}

TEST("a segmentation fills the map that nvinfer made, and points to the probabilities") {
  const nvts::check::Folder folder;
  const Library library(folder, "segments",
                        "output: 'segmentation', parse() { const { dims } = model.layers[0]; words[5] = dims[2]; words[6] = dims[1]; words[7] = 0;"
                        "const cells = dims[1] * dims[2]; words[2] = cells; for (let i = 0; i < cells; i++) words[column(11) + i] = i % 2 - 1; return 0; }");
  const auto parse = library.find<NvDsInferSemSegmentationParseCustomFunc>("NvDsInferParseTsSegmentation");
  REQUIRE(parse != nullptr);
  Frame frame;
  frame.tensor.resize(2 * 2 * 3);
  frame.layers[0].buffer = frame.tensor.data();
  frame.layers[0].inferDims = {3, {2, 2, 3}, 12};
  std::vector<int> map(7, 99);
  float* probabilities = nullptr;
  bool good = false;
  on_thread([&] { good = parse(frame.layers, frame.network, 0.5f, 2, map.data(), probabilities); });
  CHECK(good);
  CHECK(map == (std::vector<int>{-1, 0, -1, 0, -1, 0, 99}));
  CHECK(probabilities == frame.tensor.data());
  const Stderr messages;
  const Library picky(folder, "pickysegments", std::string("output: 'segmentation', ") + kPicky);
  const auto refuse = picky.find<NvDsInferSemSegmentationParseCustomFunc>("NvDsInferParseTsSegmentation");
  REQUIRE(refuse != nullptr);
  frame.tensor[0] = -1;
  on_thread([&] { good = refuse(frame.layers, frame.network, 0.5f, 2, map.data(), probabilities); });
  CHECK(good);
  CHECK(map == (std::vector<int>{-1, -1, -1, -1, -1, -1, 99}));
  CHECK(probabilities == nullptr);
  frame.layers[0].inferDims.numDims = 2;
  on_thread([&] { good = parse(frame.layers, frame.network, 0.5f, 2, map.data(), probabilities); });
  CHECK(!good);
  CHECK(contains(messages.text(), "needs a first layer of [classes, height, width]"));
}

TEST("nvds_version of a library that others cannot see wins over the environment") {
  const nvts::check::Folder folder;
  be_version("8.0");
  void* meta = ::dlopen(NVTS_META_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
  REQUIRE(meta != nullptr);
  const Library library(folder, "asked", "parse() { for (let r = 0; r < 2; r++) put(r, [r, 2, 3, 4], 0.5, r); return 2; }");
  const Answer<Object28> answer(library, Frame());
  ::dlclose(meta);
  CHECK(answer.good);
  REQUIRE(answer.objects.size() == 2);
  CHECK_EQ(answer.objects[1].left, 1.0f);
}
