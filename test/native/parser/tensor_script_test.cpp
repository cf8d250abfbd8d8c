// SPDX-License-Identifier: MIT
// Parsers on the tensors in metadata, in the layout of the headers this is compiled against.
#include "parser/parser_host.h"
#include "parser/tensor_script.h"

#include <gstnvdsinfer.h>
#include <sys/mman.h>

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bundles.h"
#include "scene.h"
#include "network_output.h"

using namespace nvts;

namespace {

// A row for each six values of the tensor: a box, a confidence, a class.
const std::string kBoxes =
    "parse([b]) { const t = new Float32Array(b); let n = 0;\n"
    "for (let i = 0; i + 5 < t.length; i += 6) put(n++, t.subarray(i, i + 4), t[i + 4], t[i + 5]); return n; },\n";
const std::string kLabels = "told() { return JSON.stringify({ labels: model.labels }); },\n";

// A script on a scene's metadata, whose frames are 1920 x 1080; the networks' input is 100 x 100.
struct Script {
  Scene& scene;
  std::vector<std::string> logs;
  std::unique_ptr<host::ScriptHost> host;

  explicit Script(Scene& scene) : scene(scene) {}

  std::string load(const std::string& members, parser::TensorOptions tensors = {}) {
    host::Options options{.element = "probe", .time_limit_ms = 50, .setup_time_limit_ms = 2000, .grants = {}};
    const auto log = [this](host::LogLevel, std::string_view text) { logs.emplace_back(text); };
    std::unique_ptr<parser::ParserHost> made;
    auto error = parser::ParserHost::create({"p.nvts.js", parser::bundle(members), "", "", {}}, "{}", log, options, &made);
    if (!error) error = parser::TensorScript::create(std::move(made), scene.table, scene.bridge, log, tensors, &host);
    return describe(error);
  }
  // As the element does it for a buffer.
  std::string run() {
    if (Status status = scene.pack(host->groups()); !status) return status.message();
    const auto error = host->run_batch();
    std::string result = describe(error);
    if (!error || error->keeps_edits) {
      if (const auto stats = scene.bridge.commit(); !stats) result = stats.status().message();
    }
    scene.bridge.release();
    return result;
  }

  static std::string describe(const std::optional<host::ScriptError>& error) {
    return error ? std::string(error_code_name(error->status.code())) + " " + error->status.message() : "ok";
  }
};

// Of a device, say: memory of this process that it must not read.
void* closed_memory() {
  static void* memory = ::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

NvDsObjectMeta* first_object(Scene& scene, guint frame = 0) {
  GList* list = scene.frame(frame)->obj_meta_list;
  return list != nullptr ? static_cast<NvDsObjectMeta*>(list->data) : nullptr;
}

}  // namespace

TEST("detections become objects of the frame that the tensor hangs on, as nvinfer attaches them") {
  NetworkOutput output({6}, {10, 20, 50, 40, 0.75f, 1}, 7);
  Scene scene(2);
  output.attach(scene.frame(1));
  Script script(scene);
  REQUIRE(script.load(kLabels + kBoxes, {.labels = "car\nperson\n"}) == "ok");
  CHECK_EQ(script.run(), "ok");
  CHECK(first_object(scene) == nullptr);
  const NvDsObjectMeta* object = first_object(scene, 1);
  REQUIRE(object != nullptr);
  CHECK_EQ(object->class_id, 1);
  CHECK_EQ(object->obj_label, "person");
  CHECK_EQ(object->unique_component_id, 7);
  CHECK_EQ(object->object_id, UNTRACKED_OBJECT_ID);
  CHECK_NEAR(object->confidence, 0.75, 0);
  CHECK_NEAR(object->rect_params.left, 192, 1e-3);
  CHECK_NEAR(object->rect_params.top, 216, 1e-3);
  CHECK_NEAR(object->rect_params.width, 960, 1e-3);
  CHECK_NEAR(object->rect_params.height, 432, 1e-3);
  CHECK_NEAR(object->detector_bbox_info.org_bbox_coords.width, 960, 1e-3);
  CHECK_EQ(object->rect_params.border_width, 3);
  CHECK_NEAR(object->rect_params.border_color.red, 1, 0);
  CHECK_EQ(object->text_params.display_text, "person");
  CHECK_EQ(object->text_params.x_offset, 192);
  CHECK_EQ(object->text_params.y_offset, 206);
  CHECK_EQ(object->text_params.font_params.font_name, "Serif");
}

TEST("a label is cut to what the metadata holds, and the words of many classes to what a text does") {
  NetworkOutput output({6}, {10, 20, 50, 40, 0.75f, 1}, 7);
  Scene scene(1);
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("output: 'classes', told() { return JSON.stringify({ labels: [['x'.repeat(100000)]] }); },\n"
                      "parse() { grow(1000, 0); for (let i = 0; i < 1000; i++) put(i, [0, 0, 1, 1], 1, 0); return 1000; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  const NvDsObjectMeta* object = first_object(scene);
  REQUIRE(object != nullptr);
  CHECK_EQ(std::strlen(object->text_params.display_text), 4096u);
  const auto* classifier = static_cast<NvDsClassifierMeta*>(object->classifier_meta_list->data);
  const auto* label = static_cast<NvDsLabelInfo*>(classifier->label_info_list->data);
  CHECK_EQ(std::string(label->result_label), std::string(127, 'x'));
}

TEST("the padding of the input is taken off as the metadata says, or the user") {
  struct Case {
    parser::Padding padding;
    gboolean said;
    bool symmetric;
  };
  using parser::Padding;
  for (const Case& c : {Case{Padding::kSymmetric, FALSE, true}, Case{Padding::kRightAndBottom, TRUE, false},
                        Case{Padding::kAsMetadataSays, FALSE, false}, Case{Padding::kAsMetadataSays, TRUE, NVDS_ABI >= 80000}}) {
    NetworkOutput output({6}, {0, 50, 100, 10, 1, 0});
    output.meta.maintain_aspect_ratio = TRUE;
#if NVDS_ABI >= 80000
    output.meta.symmetric_padding = c.said;
#endif
    Scene scene;
    output.attach(scene.frame());
    Script script(scene);
    REQUIRE(script.load(kBoxes, {.padding = c.padding}) == "ok");
    CHECK_EQ(script.run(), "ok");
    REQUIRE(first_object(scene) != nullptr);
    // The picture fills 56 of 100 lines.
    CHECK_NEAR(first_object(scene)->rect_params.top, (c.symmetric ? 28.0 : 50.0) * 1080 / 56, 1e-2);
  }
}

TEST("a box is cut at the picture's edge, its mask with it, and one in the padding is left out") {
  NetworkOutput output({6}, {-50, 0, 100, 10, 1, 0});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("output: 'masks', parse() { grow(2, 4); put(0, [-50, 0, 100, 10], 1, 0); put(1, [0, 120, 5, 5], 1, 0);\n"
                      "words[column(7)] = 0; words[column(8)] = 4; words[column(9)] = 4; words[column(10)] = 1; words[2] = 4;\n"
                      "for (let i = 0; i < 4; i++) floats[column(11) + i] = i; return 2; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  REQUIRE(object_count(scene.frame()) == 1);
  const NvDsObjectMeta* object = first_object(scene);
  CHECK_NEAR(object->rect_params.left, 0, 0);
  CHECK_NEAR(object->rect_params.width, 960, 1e-3);
  REQUIRE(object->mask_params.data != nullptr);
  CHECK_EQ(object->mask_params.width, 2);
  CHECK_EQ(object->mask_params.height, 1);
  CHECK_NEAR(object->mask_params.data[0], 2, 0);
  CHECK_NEAR(object->mask_params.threshold, 0.5, 0);
}

TEST("classes of an object's tensor become a classifier's result, and stand behind its text") {
  NetworkOutput output({1}, {0}, 4);
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  object->text_params.display_text = g_strdup("car");
  output.attach(object);
  Script script(scene);
  REQUIRE(script.load(kLabels + "output: 'classes', parse() { put(0, [0, 0, 0, 0], 0.5, 1); put(1, [0, 0, 0, 0], 0.25, 0);\n"
                      "words[column(6) + 1] = 1; return 2; },", {.labels = "red;blue\nsuv\n"}) == "ok");
  CHECK_EQ(script.run(), "ok");
  CHECK_EQ(object->text_params.display_text, "car blue suv");
  REQUIRE(g_list_length(object->classifier_meta_list) == 1);
  const auto* classifier = static_cast<NvDsClassifierMeta*>(object->classifier_meta_list->data);
  CHECK_EQ(classifier->unique_component_id, 4);
  REQUIRE(g_list_length(classifier->label_info_list) == 2);
  for (GList* node = classifier->label_info_list; node != nullptr; node = node->next) {
    const auto* label = static_cast<NvDsLabelInfo*>(node->data);
    const bool first = label->label_id == 0;
    CHECK_EQ(label->result_label, first ? "blue" : "suv");
    CHECK_EQ(label->result_class_id, first ? 1 : 0);
    CHECK_EQ(label->num_classes, first ? 2 : 1);
    CHECK_NEAR(label->result_prob, first ? 0.5 : 0.25, 0);
  }
}

TEST("classes of a frame hang on an object of its size") {
  NetworkOutput output({1}, {0});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("output: 'classes', parse() { put(0, [0, 0, 0, 0], 0.5, 1); return 1; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  const NvDsObjectMeta* object = first_object(scene);
  REQUIRE(object != nullptr);
  CHECK_NEAR(object->rect_params.width, 1920, 0);
  CHECK_EQ(object->class_id, -1);
  CHECK_EQ(g_list_length(object->classifier_meta_list), 1);
}

TEST("detections in an object's crop are its children, in pixels of the frame") {
  NetworkOutput output({6}, {50, 50, 50, 25, 1, 0}, 2);
  Scene scene;
  NvDsObjectMeta* car = scene.add_object();
  output.attach(car);
  Script script(scene);
  REQUIRE(script.load(kBoxes) == "ok");
  CHECK_EQ(script.run(), "ok");
  const NvDsObjectMeta* plate = first_object(scene);
  REQUIRE(plate != car);
  CHECK(plate->parent == car);
  CHECK_NEAR(plate->rect_params.left, 25, 1e-4);
  CHECK_NEAR(plate->rect_params.top, 40, 1e-4);
  CHECK_NEAR(plate->rect_params.width, 15, 1e-4);
  CHECK_NEAR(plate->rect_params.height, 10, 1e-4);
}

TEST("keypoints and embeddings become a JSON value of the frame") {
  NetworkOutput output({1}, {0}, 3);
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("told() { return JSON.stringify({ keypoints: 1, embedding: 2 }); },\n"
                      "parse() { put(0, [0, 0, 50, 50], 0.5, 2); words[column(7)] = 0; words[column(8)] = 5; words[2] = 5;\n"
                      "[10, 20, 0.5, 1.5, -2].forEach((v, i) => { floats[column(11) + i] = v; }); return 1; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  REQUIRE(scene.pack(table::kGroupJson));
  REQUIRE(scene.table.count(Section::kJson) == 1);
  const table::Json c = scene.table.json();
  CHECK_EQ(*scene.table.text(c.key_offset[0], c.key_length[0]), "nvts-parser-3");
  CHECK_EQ(*scene.table.text(c.value_offset[0], c.value_length[0]),
           "{\"uniqueId\":3,\"objects\":[{\"left\":0,\"top\":0,\"width\":960,\"height\":540,\"classId\":2,\"confidence\":0.5,"
           "\"keypoints\":[192,216,0.5],\"embedding\":[1.5,-2]}]}");
}

TEST("a keypoint that is beyond every number in the picture is 0, and its frame keeps the rest") {
  NetworkOutput output({1}, {0}, 3);
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("told() { return JSON.stringify({ keypoints: 1 }); },\n"
                      "parse() { put(0, [0, 0, 50, 50], 0.5, 2); words[column(7)] = 0; words[column(8)] = 3; words[2] = 3;\n"
                      "[3e38, 20, 0.5].forEach((v, i) => { floats[column(11) + i] = v; }); return 1; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  REQUIRE(scene.pack(table::kGroupJson));
  REQUIRE(scene.table.count(Section::kJson) == 1);
  const table::Json c = scene.table.json();
  CHECK(has(std::string(*scene.table.text(c.value_offset[0], c.value_length[0])), "\"keypoints\":[0,216,0.5]"));
}

TEST("a class map becomes a segmentation of the frame") {
  NetworkOutput output({1}, {0}, 3);
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("output: 'segmentation', parse() { words[2] = 2; words[5] = 2; words[6] = 1; words[7] = -1;\n"
                      "words[column(11)] = 4; words[column(11) + 1] = -1; return 0; },") == "ok");
  CHECK_EQ(script.run(), "ok");
  const NvDsInferSegmentationMeta* map = nullptr;
  for (GList* node = scene.frame()->frame_user_meta_list; node != nullptr; node = node->next) {
    const auto* user = static_cast<NvDsUserMeta*>(node->data);
    if (user->base_meta.meta_type == NVDSINFER_SEGMENTATION_META) {
      map = static_cast<NvDsInferSegmentationMeta*>(user->user_meta_data);
    }
  }
  REQUIRE(map != nullptr);
  CHECK_EQ(map->width, 2);
  CHECK_EQ(map->classes, 5);
  CHECK_EQ(map->class_map[0], 4);
  CHECK_EQ(map->class_map[1], -1);
}

TEST("only the tensors of the inference element that was named are read") {
  NetworkOutput first({6}, {0, 0, 10, 10, 1, 1}, 1), second({6}, {0, 0, 10, 10, 1, 2}, 2);
  Scene scene;
  first.attach(scene.frame());
  second.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load(kBoxes, {.unique_id = 2}) == "ok");
  CHECK_EQ(script.run(), "ok");
  REQUIRE(object_count(scene.frame()) == 1);
  CHECK_EQ(first_object(scene)->class_id, 2);
}

TEST("tensors that cannot be read are told, and leave no objects") {
  struct Case {
    const char* says;
    void (*spoil)(NetworkOutput&);
  };
  for (const Case& c : {
           Case{"NVTS_TENSOR layer 'output0' has no memory that the CPU can read: leave disable-output-host-copy off "
                "(tensors of unique-id 1 for a frame)",
                [](NetworkOutput& o) { o.host_buffers[0] = nullptr; }},
           Case{"has no memory that the CPU can read", [](NetworkOutput& o) { o.meta.out_buf_ptrs_host = nullptr; }},
           Case{"has no memory that the CPU can read",
                [](NetworkOutput& o) { o.host_buffers[0] = closed_memory(); }},
           Case{"has the unknown data type 77",
                [](NetworkOutput& o) { const int type = 77; std::memcpy(&o.layer.dataType, &type, sizeof type); }},
           Case{"the metadata says 1000000 output layers", [](NetworkOutput& o) { o.meta.num_output_layers = 1000000; }},
           Case{"the network has no output layers", [](NetworkOutput& o) { o.meta.num_output_layers = 0; }},
           Case{"is said to have 1000000 dimensions", [](NetworkOutput& o) { o.layer.inferDims.numDims = 1000000; }},
           Case{"is said to have the shape []", [](NetworkOutput& o) { o.set_dims({}); }},
           Case{"is said to have the shape [4294967295, 4294967295]", [](NetworkOutput& o) { o.set_dims({~0u, ~0u}); }},
           Case{"the network's input is said to be 0 x 100", [](NetworkOutput& o) { o.meta.network_info.width = 0; }},
           Case{"ok", [](NetworkOutput& o) { o.layer.layerName = nullptr; }},
       }) {
    NetworkOutput output({6}, {0, 0, 10, 10, 1, 1});
    c.spoil(output);
    Scene scene;
    output.attach(scene.frame());
    Script script(scene);
    REQUIRE(script.load(kBoxes) == "ok");
    const std::string said = script.run();
    if (!has(said, c.says)) CHECK_EQ(said, c.says);
    CHECK_EQ(object_count(scene.frame()), std::string(c.says) == "ok" ? 1 : 0);
  }
}

TEST("results that cannot be are told with their frame, which gets no objects, and the others of the batch keep theirs") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  NetworkOutput good({6}, {0, 0, 10, 10, 1, 1}), bad({6}, {nan, 0, 10, 10, 1, 1}), null({6}, {0, 0, 10, 10, 1, 1});
  null.host_buffers[0] = nullptr;
  Scene scene(4);
  good.attach(scene.frame(0));
  bad.attach(scene.frame(1));
  null.attach(scene.frame(2));
  good.attach(scene.frame(3));
  Script script(scene);
  REQUIRE(script.load(kBoxes) == "ok");
  REQUIRE(scene.pack());
  const auto error = script.host->run_batch();
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kRange);
  CHECK(has(error->status.message(), "; 2 frames of the batch have failed, this is one of them"));
  CHECK_EQ(error->frame, 1);
  CHECK_EQ(error->hook, "parse");
  CHECK(error->keeps_edits && !error->discard);
  CHECK(scene.bridge.commit().is_ok());
  scene.bridge.release();
  CHECK_EQ(object_count(scene.frame(0)), 1);
  CHECK_EQ(object_count(scene.frame(1)), 0);
  CHECK_EQ(object_count(scene.frame(2)), 0);
  CHECK_EQ(object_count(scene.frame(3)), 1);
}

TEST("of a frame whose second tensor fails nothing stays: no objects, no classes, no keypoints, no map") {
  // What a tensor begins with says what is to be found in it.
  const std::string fail = "if (new Float32Array(b)[0] === 9) throw new Error('nine');\n";
  const std::string boxes = "told() { return JSON.stringify({ keypoints: 1 }); },\nparse([b]) { " + fail +
                            "put(0, [0, 0, 50, 50], 0.5, 2); words[column(7)] = 0; words[column(8)] = 3; words[2] = 3; return 1; },";
  const std::string classes = kLabels + "output: 'classes', parse([b]) { " + fail + "put(0, [0, 0, 0, 0], 0.5, 0); return 1; },";
  const std::string map = "output: 'segmentation', parse([b]) { " + fail + "words[2] = 1; words[5] = words[6] = 1; return 0; },";
  for (const std::string& members : {boxes, classes, map}) {
    NetworkOutput good({1}, {1}, 1), bad({1}, {9}, 2);
    Scene scene(2);
    NvDsObjectMeta* object = scene.add_object(0);
    object->text_params.display_text = g_strdup("car");
    good.attach(object);
    bad.attach(scene.add_object(0));
    good.attach(scene.frame(1));
    const guint before = g_list_length(scene.frame(1)->frame_user_meta_list);
    Script script(scene);
    REQUIRE(script.load(members, {.labels = members == classes ? "red" : ""}) == "ok");
    CHECK(has(script.run(), "nine"));
    CHECK_EQ(object_count(scene.frame(0)), 2);
    CHECK_EQ(object->text_params.display_text, "car");
    CHECK(object->classifier_meta_list == nullptr);
    CHECK_EQ(g_list_length(object->obj_user_meta_list), 1);
    CHECK(scene.frame(0)->frame_user_meta_list == nullptr);
    CHECK(object_count(scene.frame(1)) + g_list_length(scene.frame(1)->frame_user_meta_list) > before);
  }
}

TEST("a tensor without values is nothing found, which is told once") {
  NetworkOutput empty({6}, {0, 0, 10, 10, 1, 1}), good({6}, {0, 0, 10, 10, 1, 1});
  empty.set_dims({0, 6});
  Scene scene(2);
  empty.attach(scene.frame(0));
  good.attach(scene.frame(1));
  Script script(scene);
  REQUIRE(script.load(kBoxes) == "ok");
  for (int i = 0; i < 3; ++i) CHECK_EQ(script.run(), "ok");
  CHECK_EQ(object_count(scene.frame(0)), 0);
  CHECK_EQ(object_count(scene.frame(1)), 3);
  REQUIRE(script.logs.size() == 1);
  CHECK(has(script.logs[0], "layer 'output0' is empty"));
}

TEST("more keypoints than a JSON value may hold are refused for their frame") {
  NetworkOutput output({1}, {0});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("told() { return JSON.stringify({ keypoints: 1 }); },\n"
                      "parse() { const n = 20000; grow(n, 3 * n); for (let r = 0; r < n; r++) { put(r, [0, 0, 50, 50], 0.123456, 2);\n"
                      "words[column(7) + r] = 3 * r; words[column(8) + r] = 3; } words[2] = 3 * n; return n; },") == "ok");
  CHECK(has(script.run(), "NVTS_LIMIT the keypoints and embeddings of a frame take"));
  CHECK_EQ(object_count(scene.frame()), 0);
}

TEST("a class beyond the label file is told") {
  NetworkOutput output({6}, {0, 0, 10, 10, 1, 2});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load(kBoxes, {.labels = "car\nperson"}) == "ok");
  CHECK(has(script.run(), "NVTS_RANGE"));
}

TEST("a model that changes its shape is told to the parser again, one that does not fit each time to the user") {
  NetworkOutput output({6}, {0, 0, 10, 10, 1, 1, 20, 20, 10, 10, 1, 1});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("told() { host.log(2, String(model.layers[0].dims));\n"
                      "if (model.layers[0].dims[0] === 5) throw Object.assign(new Error('no fit'), { code: 'NVTS_TENSOR' }); return '{}'; },\n" + kBoxes) == "ok");
  CHECK_EQ(script.run(), "ok");
  output.set_dims({12});
  CHECK_EQ(script.run(), "ok");
  CHECK_EQ(object_count(scene.frame()), 3);
  output.set_dims({5});
  for (int i = 0; i < 3; ++i) {
    const std::string said = script.run();
    CHECK(has(said, "NVTS_TENSOR"));
    CHECK(has(said, "no fit"));
  }
  output.set_dims({6});
  CHECK_EQ(script.run(), "ok");
  CHECK((script.logs == std::vector<std::string>{"6", "12", "5", "6"}));
}

TEST("what a parser warns of when it is told of a model is there to be taken, once for each model") {
  NetworkOutput output({6}, {0, 0, 10, 10, 1, 1, 20, 20, 10, 10, 1, 1});
  Scene scene;
  output.attach(scene.frame());
  Script script(scene);
  REQUIRE(script.load("told() { return JSON.stringify({ warning: `taking ${model.layers[0].dims}` }); },\n" + kBoxes) == "ok");
  CHECK(!script.host->take_warning());
  std::vector<std::string> warnings;
  for (const uint32_t size : {6u, 6u, 12u, 6u, 12u}) {
    output.set_dims({size});
    CHECK_EQ(script.run(), "ok");
    if (const auto warning = script.host->take_warning()) warnings.push_back(*warning);
  }
  CHECK((warnings == std::vector<std::string>{"taking 6 (tensors of unique-id 1 for a frame)",
                                              "taking 12 (tensors of unique-id 1 for a frame)"}));
}

TEST("the tensors of a batch share one deadline") {
  std::vector<std::unique_ptr<NetworkOutput>> outputs;
  Scene scene(4);
  for (guint i = 0; i < 4; ++i) {
    outputs.push_back(std::make_unique<NetworkOutput>(std::vector<unsigned int>{1}, std::vector<float>{0}));
    outputs.back()->attach(scene.frame(i));
  }
  Script script(scene);
  REQUIRE(script.load("n: 0, parse() { if (this.n++ % 4 < 3) for (let i = 0, s = 0; i < 2e6; i++) s += Math.sqrt(i); else for (;;); },") == "ok");
  REQUIRE(scene.pack());
  const auto error = script.host->run_batch();
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kDeadline);
  CHECK(error->discard && error->keeps_edits);
  CHECK_EQ(error->frame, 3);
  scene.bridge.release();
}

TEST("that no tensors come is told once") {
  Scene scene(4);
  Script script(scene);
  REQUIRE(script.load(kBoxes, {.unique_id = 9}) == "ok");
  for (int i = 0; i < 60; ++i) CHECK_EQ(script.run(), "ok");
  REQUIRE(script.logs.size() == 1);
  CHECK(has(script.logs[0], "of unique-id 9"));
  CHECK(has(script.logs[0], "output-tensor-meta=1"));
}

TEST("a message to a parser is refused, events of the stream are not") {
  Scene scene;
  Script script(scene);
  REQUIRE(script.load(kBoxes) == "ok");
  CHECK(!script.host->notify(table::hook::kOnStreamStart, "{}"));
  CHECK(script.host->notify(table::hook::kOnMessage, "{}")->status.code() == ErrorCode::kMessage);
}

TEST("a label file that is no UTF-8 is refused") {
  Scene scene;
  Script script(scene);
  CHECK_EQ(script.load(kBoxes, {.labels = "ok\n\xFF"}), "NVTS_PARAMS labels-file: line 2 is no UTF-8");
}
