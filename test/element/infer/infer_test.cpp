// SPDX-License-Identifier: MIT
// nvtsinfer with models that are made here; without ONNX Runtime these tests say so and count as not run.
#include <cstdlib>
#include <string>

#include "check.h"
#include "infer_harness.h"
#include "nvtsinfer/preprocess.h"

namespace nvts::infer_test {
namespace {

using onnx::Type;

const onnx::Tensor kPicture{"images", Type::kFloat, {"1", "3", "4", "6"}};

guint8 mixed(guint x, guint y, guint c) {
  return static_cast<guint8>(x * 40 + y * 7 + c * 3);
}

std::string errors_of(const std::string& model, const Options& options = {}) {
  InferHarness infer(model, options);
  return infer.started() ? "" : infer.said().errors;
}

bool contains(const std::string& text, std::string_view part) {
  if (text.find(part) != std::string::npos) return true;
  std::fprintf(stderr, "is: %s\n", text.c_str());
  return false;
}

TEST("a frame has the tensors as nvinfer attaches them") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity(kPicture, "1").bytes(),
                     {.keys = "gie-unique-id=3\nmaintain-aspect-ratio=1\nsymmetric-padding=1\n"});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.picture(0, 3, mixed));
  const NvDsInferTensorMeta* tensors = tensors_of(buffer);
  REQUIRE(tensors != nullptr);
  CHECK(frame_of(buffer)->bInferDone == TRUE);
  CHECK_EQ(tensors->unique_id, 3);
  CHECK_EQ(tensors->num_output_layers, 1);
  CHECK_EQ(tensors->network_info.width, kWidth);
  CHECK_EQ(tensors->network_info.height, kHeight);
  CHECK_EQ(tensors->network_info.channels, 3);
  CHECK(tensors->maintain_aspect_ratio == TRUE);
#if NVDS_ABI >= 80000
  CHECK(tensors->symmetric_padding == TRUE);
#endif
  const NvDsInferLayerInfo& layer = tensors->output_layers_info[0];
  CHECK_EQ(layer.layerName, "copy");
  CHECK_EQ(layer.dataType, FLOAT);
  CHECK_EQ(layer.isInput, 0);
  CHECK(layer.buffer == nullptr);
  CHECK(dims_of(tensors) == (std::vector<unsigned int>{3, 4, 6}));
  CHECK_EQ(layer.inferDims.numElements, 72);
  CHECK(tensors->out_buf_ptrs_dev[0] == nullptr);
  gst_buffer_unref(buffer);
  CHECK_EQ(infer.said().warnings, "");
}

TEST("the model sees the picture's pixels, whatever their order in memory") {
  NEEDS_RUNTIME();
  struct Format {
    const char* name;
    guint channels;
    std::array<guint, 3> rgb;
  };
  for (const Format& format : {Format{"RGB", 3, {0, 1, 2}}, {"BGRx", 4, {2, 1, 0}}, {"RGBA", 4, {0, 1, 2}}, {"GRAY8", 1, {}}}) {
    InferHarness infer(onnx::identity(kPicture, "1").bytes(),
                       {.keys = "net-scale-factor=0.5\noffsets=1;2;3\n", .format = format.name});
    REQUIRE(infer.started());
    GstBuffer* buffer = infer.pass(infer.picture(0, format.channels, mixed));
    const NvDsInferTensorMeta* tensors = tensors_of(buffer);
    REQUIRE(tensors != nullptr);
    const std::vector<float> values = values_of<float>(tensors);
    size_t wrong = 0;
    for (guint c = 0; c < 3; ++c) {
      for (guint y = 0; y < kHeight; ++y) {
        for (guint x = 0; x < kWidth; ++x) {
          const float want = (static_cast<float>(mixed(x, y, format.rgb[c])) - static_cast<float>(c + 1)) * 0.5F;
          wrong += values[(c * kHeight + y) * kWidth + x] != want;
        }
      }
    }
    CHECK_EQ(wrong, 0);
    gst_buffer_unref(buffer);
  }
}

TEST("a model may want bytes, half precision, or channels last") {
  NEEDS_RUNTIME();
  {
    InferHarness infer(onnx::identity({"x", Type::kUint8, {"1", "4", "6", "3"}}, "1").bytes(), {});
    REQUIRE(infer.started());
    GstBuffer* buffer = infer.pass(infer.picture(0, 3, mixed));
    REQUIRE(tensors_of(buffer) != nullptr);
    CHECK(dims_of(tensors_of(buffer)) == (std::vector<unsigned int>{4, 6, 3}));
    CHECK_EQ(static_cast<int>(tensors_of(buffer)->output_layers_info[0].dataType), 5);
    CHECK_EQ(values_of<guint8>(tensors_of(buffer))[(2 * kWidth + 5) * 3 + 1], mixed(5, 2, 1));
    gst_buffer_unref(buffer);
  }
  InferHarness infer(onnx::identity({"x", Type::kFloat16, kPicture.dims}, "1").bytes(), {.keys = "net-scale-factor=0.1\n"});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.picture(0, 3, mixed));
  REQUIRE(tensors_of(buffer) != nullptr);
  CHECK_EQ(tensors_of(buffer)->output_layers_info[0].dataType, HALF);
  CHECK_EQ(values_of<guint16>(tensors_of(buffer))[5], infer::half_from_float(static_cast<float>(mixed(5, 0, 0) * 0.1)));
  gst_buffer_unref(buffer);
}

TEST("tensors live as long as their metadata, also in a copy and when the element is gone") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity(kPicture, "1").bytes(), {});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.plain(0, 77));
  REQUIRE(tensors_of(buffer) != nullptr);
  GstBuffer* copy = gst_buffer_copy_deep(buffer);
  gst_buffer_unref(infer.pass(infer.plain(1, 5)));
  infer.end();
  CHECK_EQ(values_of<float>(tensors_of(buffer))[71], 77.0F);
  gst_buffer_unref(buffer);
  REQUIRE(tensors_of(copy) != nullptr);
  CHECK_EQ(values_of<float>(tensors_of(copy))[71], 77.0F);
  gst_buffer_unref(copy);
}

TEST("of every interval + 1 frames one is inferred") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity(kPicture, "1").bytes(), {.keys = "interval=5\n", .properties = "interval=2"});
  REQUIRE(infer.started());
  std::string inferred;
  for (guint64 i = 0; i < 7; ++i) {
    GstBuffer* buffer = infer.pass(infer.plain(i, 1));
    REQUIRE(buffer != nullptr);
    inferred += tensors_of(buffer) != nullptr ? 'x' : '.';
    CHECK_EQ(frame_of(buffer)->bInferDone == TRUE, tensors_of(buffer) != nullptr);
    CHECK_EQ(frame_of(buffer)->frame_num, i);
    gst_buffer_unref(buffer);
  }
  CHECK_EQ(inferred, "x..x..x");
}

// Levels of the frames that come out, by their tensors.
std::string levels(GstHarness* harness) {
  std::string text;
  while (GstBuffer* buffer = gst_harness_try_pull(harness)) {
    const NvDsInferTensorMeta* tensors = tensors_of(buffer);
    text += tensors != nullptr ? std::to_string(static_cast<int>(values_of<float>(tensors)[0])) + " " : "- ";
    gst_buffer_unref(buffer);
  }
  return text;
}

TEST("a batch waits until it is full and each frame gets its own part; the end of the stream brings the rest") {
  NEEDS_RUNTIME();
  const std::string open = onnx::identity({"x", Type::kFloat, {"N", "3", "4", "6"}}, "N").bytes();
  const std::string fixed = onnx::identity({"x", Type::kFloat, {"3", "3", "4", "6"}}, "3").bytes();
  for (const auto& [model, properties] : {std::pair{open, "batch-size=3"}, {fixed, ""}}) {
    InferHarness infer(model, {.properties = properties});
    REQUIRE(infer.started());
    std::string came;
    for (guint64 i = 0; i < 5; ++i) {
      gst_harness_push(infer.harness(), infer.plain(i, static_cast<guint8>(10 + i)));
      came += levels(infer.harness()) + "|";
    }
    CHECK_EQ(came, "||10 11 12 |||");
    gst_harness_push_event(infer.harness(), gst_event_new_eos());
    CHECK_EQ(levels(infer.harness()), "13 14 ");
  }
}

TEST("a flush drops what waits for its batch") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity({"x", Type::kFloat, {"N", "3", "4", "6"}}, "N").bytes(), {.properties = "batch-size=2"});
  REQUIRE(infer.started());
  gst_harness_push(infer.harness(), infer.plain(0, 1));
  gst_harness_push_event(infer.harness(), gst_event_new_flush_start());
  gst_harness_push_event(infer.harness(), gst_event_new_flush_stop(TRUE));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(infer.harness(), gst_event_new_segment(&segment));
  gst_harness_push(infer.harness(), infer.plain(1, 2));
  gst_harness_push(infer.harness(), infer.plain(2, 3));
  CHECK_EQ(levels(infer.harness()), "2 3 ");
}

TEST("an output of another shape in each frame has that frame's dimensions, without a batch that it does not have") {
  NEEDS_RUNTIME();
  onnx::Model model{.nodes = {{"NonZero", {"x"}, {"found"}}},
                    .inputs = {{"x", Type::kFloat, {"1", "3", "4", "6"}}},
                    .outputs = {{"found", Type::kInt64, {"4", "n"}}}};
  InferHarness infer(model.bytes(), {});
  REQUIRE(infer.started());
  GstBuffer* all = infer.pass(infer.plain(0, 9));
  REQUIRE(tensors_of(all) != nullptr);
  CHECK(dims_of(tensors_of(all)) == (std::vector<unsigned int>{4, 72}));
  CHECK_EQ(static_cast<int>(tensors_of(all)->output_layers_info[0].dataType), 4);
  CHECK_EQ(values_of<gint64>(tensors_of(all)).back(), 5);
  GstBuffer* none = infer.pass(infer.plain(1, 0));
  REQUIRE(tensors_of(none) != nullptr);
  CHECK(dims_of(tensors_of(none)) == (std::vector<unsigned int>{4, 0}));
  gst_buffer_unref(all);
  gst_buffer_unref(none);
}

TEST("output-blob-names chooses outputs and their order") {
  NEEDS_RUNTIME();
  onnx::Model model{.nodes = {{"Relu", {"x"}, {"a"}}, {"GlobalAveragePool", {"x"}, {"b"}}, {"Neg", {"x"}, {"c"}}},
                    .inputs = {{"x", Type::kFloat, {"1", "3", "4", "6"}}},
                    .outputs = {{"a", Type::kFloat, {"1", "3", "4", "6"}},
                                {"b", Type::kFloat, {"1", "3", "1", "1"}},
                                {"c", Type::kFloat, {"1", "3", "4", "6"}}}};
  InferHarness infer(model.bytes(), {.keys = "output-blob-names=c;b\n"});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.plain(0, 50));
  const NvDsInferTensorMeta* tensors = tensors_of(buffer);
  REQUIRE(tensors != nullptr && tensors->num_output_layers == 2);
  CHECK_EQ(tensors->output_layers_info[0].layerName, "c");
  CHECK_EQ(values_of<float>(tensors, 0)[0], -50.0F);
  CHECK_EQ(values_of<float>(tensors, 1)[2], 50.0F);
  gst_buffer_unref(buffer);
  CHECK(contains(errors_of(model.bytes(), {.keys = "output-blob-names=a;d\n"}), "asks for 'd', and the model has 'a', 'b', 'c'"));
}

TEST("a frame that the model fails on passes with a warning, and the next one is inferred") {
  NEEDS_RUNTIME();
  // Looks into a table of five values at the picture's brightest level.
  onnx::Model model{.nodes = {{"ReduceMax", {"x"}, {"brightest"}, {{"keepdims", 0}}},
                              {"Cast", {"brightest"}, {"index"}, {{"to", Type::kInt64}}},
                              {"Gather", {"table", "index"}, {"y"}}},
                    .inputs = {{"x", Type::kFloat, {"1", "3", "4", "6"}}},
                    .outputs = {{"y", Type::kFloat, {}}},
                    .constants = {{"table", {0, 10, 20, 30, 40}}}};
  InferHarness infer(model.bytes(), {});
  REQUIRE(infer.started());
  GstBuffer* bad = infer.pass(infer.plain(0, 200));
  REQUIRE(bad != nullptr);
  CHECK(tensors_of(bad) == nullptr);
  CHECK(contains(infer.said().warnings, "the model failed on a frame"));
  GstBuffer* good = infer.pass(infer.plain(1, 3));
  REQUIRE(tensors_of(good) != nullptr);
  CHECK_EQ(values_of<float>(tensors_of(good))[0], 30.0F);
  gst_buffer_unref(bad);
  gst_buffer_unref(good);
}

TEST("a model that cannot be run is refused at the start, with the reason") {
  NEEDS_RUNTIME();
  const std::string good = onnx::identity(kPicture, "1").bytes();
  CHECK(contains(errors_of("no model at all"), "ONNX Runtime cannot load this model"));
  CHECK(contains(errors_of(good.substr(0, good.size() / 2)), "ONNX Runtime cannot load this model"));
  CHECK(contains(errors_of(""), "model.onnx"));
  CHECK(contains(errors_of(onnx::identity({"x\x1b\xff\n", Type::kInt32, kPicture.dims}, "1").bytes()), "x\\x1b"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kFloat, {"1", "3", "h", "w"}}, "1").bytes()),
                 "'x' is 1x3xhxw, which leaves the size open: set infer-dims=channels;height;width"));
  CHECK(contains(errors_of(good, {.keys = "infer-dims=3;8;8\n"}), "'images' is 1x3x4x6, which infer-dims=3;8;8 does not fit"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kInt32, kPicture.dims}, "1").bytes()), "takes int32"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kFloat, {"1", "72"}}, "1").bytes()), "is 1x72, and a picture has four"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kFloat, {"1", "7", "4", "6"}}, "1").bytes()), "1 or 3 channels"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kFloat, {"1", "3", "99999999", "4"}}, "1").bytes()), "at most"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kFloat, {"1", "1", "4", "6"}}, "1").bytes()),
                 "model-color-format must be 2"));
  CHECK(contains(errors_of(onnx::identity({"x", Type::kUint8, kPicture.dims}, "1").bytes(), {.keys = "net-scale-factor=0.5\n"}),
                 "net-scale-factor and offsets must be left out"));
  const onnx::Model two{.nodes = {{"Add", {"x", "y"}, {"z"}}},
                        .inputs = {kPicture, {"y", Type::kFloat, kPicture.dims}},
                        .outputs = {{"z", Type::kFloat, kPicture.dims}}};
  onnx::Model renamed = two;
  renamed.inputs[0].name = "x";
  CHECK(contains(errors_of(renamed.bytes()), "the model has 2 inputs ('x', 'y')"));
  const onnx::Model wide{.nodes = {{"Cast", {"images"}, {"y"}, {{"to", Type::kDouble}}}},
                         .inputs = {kPicture},
                         .outputs = {{"y", Type::kDouble, kPicture.dims}}};
  CHECK(contains(errors_of(wide.bytes()), "the output 'y' is float64"));
  const onnx::Model shared{.nodes = {{"NonZero", {"x"}, {"y"}}},
                           .inputs = {{"x", Type::kFloat, {"2", "3", "4", "6"}}},
                           .outputs = {{"y", Type::kInt64, {"4", "n"}}}};
  CHECK(contains(errors_of(shared.bytes()), "takes 2 pictures, and its output 'y' (4xn) has no part for each"));
}

TEST("a library that is missing, another one, or too old is named with the way to get a good one") {
  const std::string model = onnx::identity(kPicture, "1").bytes();
  for (const auto& [library, reason] : {std::pair<std::string, std::string>{"/nowhere/libonnxruntime.so.1", "cannot open"},
                                        {"libm.so.6", "is not ONNX Runtime"},
                                        {NVTS_TEST_OLD_RUNTIME, "is ONNX Runtime 1.2.0, which is too old"}}) {
    const std::string error = errors_of(model, {.properties = "runtime-library=\"" + library + "\""});
    CHECK(contains(error, reason));
    CHECK(contains(error, "npm install onnxruntime-node --ignore-scripts"));
  }
}

TEST("the library is found in the next node_modules upward") {
  const Folder folder;
#if defined(__aarch64__)
  const std::string machine = "arm64";
#else
  const std::string machine = "x64";
#endif
  const std::string library = "/node_modules/onnxruntime-node/bin/napi-v6/linux/" + machine + "/libonnxruntime.so.1";
  folder.write("a b/c/pipeline.txt", "");
  folder.write("a b" + library, "");
  CHECK_EQ(infer::find_in_node_modules(folder.path("a b/c")), folder.path("a b") + library);
  CHECK_EQ(infer::find_in_node_modules(folder.path()), "");
}

TEST("keys without use are told in one line, and a wrong one in a warning") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity(kPicture, "1").bytes(),
                     {.keys = "network-mode=2\ngpu-id=0\nintervall=3\nlabelfile-path=none.txt\n[class-attrs-all]\ntopk=3\n"});
  REQUIRE(infer.started());
  const Said said = infer.said();
  CHECK(contains(said.infos, "as tensor metadata: network-mode, gpu-id, [class-attrs-all]"));
  CHECK(contains(said.warnings, "did you mean 'interval'?"));
  CHECK(contains(said.warnings, "none.txt"));
  CHECK_EQ(said.errors, "");
}

TEST("a real model runs") {
  NEEDS_RUNTIME();
  const char* path = std::getenv("NVTS_TEST_ONNX");
  if (path == nullptr) SKIP("NVTS_TEST_ONNX names no model");
  const std::string keys = std::string("net-scale-factor=0.00392157\nonnx-file=") + path + "\n";
  const bool open = errors_of("", {.keys = keys}).find("set infer-dims") != std::string::npos;
  InferHarness infer("", {.keys = keys + (open ? "infer-dims=3;320;320\n" : "")});
  CHECK_EQ(infer.said().errors, "");
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.picture(0, 3, mixed));
  CHECK(tensors_of(buffer) != nullptr);
  gst_buffer_unref(buffer);
}

}  // namespace
}  // namespace nvts::infer_test
