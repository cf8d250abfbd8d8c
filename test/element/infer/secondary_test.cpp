// SPDX-License-Identifier: MIT
// A model on objects (process-mode=2): which of them, on what part of the picture, and what stands in their metadata.
#include <limits>
#include <string>

#include "infer_harness.h"

namespace nvts::infer_test {
namespace {

using onnx::Type;

const std::string kObjects = "process-mode=2\ngie-unique-id=5\n";

struct Object {
  float left = 0;
  float top = 0;
  float width = 2;
  float height = 2;
  gint class_id = 0;
  gint component_id = 1;
  guint64 track_id = UNTRACKED_OBJECT_ID;
};

// Gives a buffer a frame with these objects.
GstBuffer* with_objects(GstBuffer* buffer, const std::vector<Object>& objects, gint frame_num = 0) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->frame_num = frame_num;
  nvds_add_frame_meta_to_batch(batch, frame);
  // The library adds at the front.
  for (auto from = objects.rbegin(); from != objects.rend(); ++from) {
    NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
    object->class_id = from->class_id;
    object->unique_component_id = from->component_id;
    object->object_id = from->track_id;
    object->rect_params.left = from->left;
    object->rect_params.top = from->top;
    object->rect_params.width = from->width;
    object->rect_params.height = from->height;
    nvds_add_obj_meta_to_frame(frame, object, nullptr);
  }
  return buffer;
}

// The tensors of each object of a buffer's frame, null for those without.
std::vector<NvDsInferTensorMeta*> tensors_of_objects(GstBuffer* buffer) {
  std::vector<NvDsInferTensorMeta*> all;
  const NvDsFrameMeta* frame = frame_of(buffer);
  for (GList* node = frame != nullptr ? frame->obj_meta_list : nullptr; node != nullptr; node = node->next) {
    all.push_back(find_tensors(static_cast<NvDsObjectMeta*>(node->data)->obj_user_meta_list));
  }
  return all;
}

// 'x' for each object that has tensors, '.' for each that has none.
std::string inferred(const std::vector<NvDsInferTensorMeta*>& tensors) {
  std::string text;
  for (const NvDsInferTensorMeta* each : tensors) text += each != nullptr ? 'x' : '.';
  return text;
}

guint8 shaded(guint x, guint y, guint c) {
  return static_cast<guint8>(x * 20 + y * 5 + c * 60);
}

std::string identity_model(const std::string& batch, const std::string& side = "2") {
  return onnx::identity({"x", Type::kFloat, {batch, "3", side, side}}, batch).bytes();
}

TEST("an object has the tensors of its part of the picture, and the frame has none") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1"), {.keys = kObjects});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(with_objects(infer.picture(0, 3, shaded), {{.left = 3, .top = 1}}));
  REQUIRE(buffer != nullptr);
  CHECK(tensors_of(buffer) == nullptr);
  CHECK(frame_of(buffer)->bInferDone == FALSE);
  const auto tensors = tensors_of_objects(buffer);
  REQUIRE(inferred(tensors) == "x");
  CHECK_EQ(tensors[0]->unique_id, 5);
  CHECK_EQ(tensors[0]->network_info.width, 2);
  CHECK(dims_of(tensors[0]) == (std::vector<unsigned int>{3, 2, 2}));
  std::vector<float> want;
  for (guint c = 0; c < 3; ++c) {
    for (const auto& [x, y] : {std::pair{3U, 1U}, {4U, 1U}, {3U, 2U}, {4U, 2U}}) want.push_back(shaded(x, y, c));
  }
  CHECK(values_of<float>(tensors[0]) == want);
  CHECK_EQ(infer.said().warnings, "");
  gst_buffer_unref(buffer);
}

TEST("only the objects that the configuration asks for are inferred") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1"), {.keys = kObjects + "operate-on-gie-id=1\noperate-on-class-ids=0;2\n"
                                                              "input-object-min-width=2\ninput-object-max-height=3\n"});
  REQUIRE(infer.started());
  const float nan = std::numeric_limits<float>::quiet_NaN();
  GstBuffer* buffer = infer.pass(with_objects(infer.plain(0, 7), {{},
                                                                  {.class_id = 1},
                                                                  {.class_id = 2},
                                                                  {.component_id = 4},
                                                                  {.width = 1},
                                                                  {.height = 4},
                                                                  {.left = nan},
                                                                  {.left = 6},
                                                                  {.top = -2},
                                                                  {.left = 5.5F, .top = -1.5F}}));
  CHECK_EQ(inferred(tensors_of_objects(buffer)), "x.x......x");
  gst_buffer_unref(buffer);
}

TEST("the objects of a frame are run in batches, and each gets its own part") {
  NEEDS_RUNTIME();
  for (const auto& [batch, keys] : {std::pair<std::string, std::string>{"N", "batch-size=2\n"}, {"3", ""}, {"1", ""}}) {
    InferHarness infer(identity_model(batch), {.keys = kObjects + keys});
    REQUIRE(infer.started());
    std::vector<Object> objects;
    for (int i = 0; i < 5; ++i) objects.push_back({.left = static_cast<float>(i), .top = 1});
    objects[2].width = 0;
    // Nothing waits for another buffer.
    GstBuffer* buffer = infer.pass(with_objects(infer.picture(0, 3, shaded), objects));
    const auto tensors = tensors_of_objects(buffer);
    REQUIRE(inferred(tensors) == "xx.xx");
    for (const guint i : {0U, 1U, 3U, 4U}) CHECK_EQ(values_of<float>(tensors[i])[0], shaded(i, 1, 0));
    gst_buffer_unref(buffer);
  }
}

TEST("each object has a letterbox of its own") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1", "4"), {.keys = kObjects + "maintain-aspect-ratio=1\nsymmetric-padding=1\n"});
  REQUIRE(infer.started());
  GstBuffer* buffer =
      infer.pass(with_objects(infer.plain(0, 200), {{.width = 4, .height = 2}, {.width = 2, .height = 4}}));
  const auto tensors = tensors_of_objects(buffer);
  REQUIRE(inferred(tensors) == "xx");
  CHECK(tensors[0]->maintain_aspect_ratio == TRUE);
  const std::vector<float> wide = values_of<float>(tensors[0]);
  const std::vector<float> high = values_of<float>(tensors[1]);
  const auto at = [](const std::vector<float>& values, size_t x, size_t y) { return values[y * 4 + x]; };
  CHECK(at(wide, 0, 0) == 0 && at(wide, 0, 1) == 200 && at(wide, 3, 2) == 200 && at(wide, 3, 3) == 0);
  CHECK(at(high, 0, 0) == 0 && at(high, 1, 0) == 200 && at(high, 2, 3) == 200 && at(high, 3, 3) == 0);
  gst_buffer_unref(buffer);
}

TEST("tracked objects are inferred again after the interval") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1"), {.keys = kObjects + "secondary-reinfer-interval=2\n", .properties = "interval=7"});
  REQUIRE(infer.started());
  std::string all;
  for (gint i = 0; i < 5; ++i) {
    GstBuffer* buffer = infer.pass(with_objects(infer.plain(static_cast<guint64>(i), 7), {{.track_id = 3}, {}}, i));
    all += inferred(tensors_of_objects(buffer)) + " ";
    gst_buffer_unref(buffer);
  }
  CHECK_EQ(all, "xx .x .x xx .x ");
}

TEST("a frame on whose objects the model fails passes with a warning, its objects without tensors") {
  NEEDS_RUNTIME();
  // Looks into a table of five values at the brightest level.
  const onnx::Model model{.nodes = {{"ReduceMax", {"x"}, {"brightest"}, {{"keepdims", 0}}},
                                    {"Cast", {"brightest"}, {"index"}, {{"to", Type::kInt64}}},
                                    {"Gather", {"table", "index"}, {"y"}}},
                          .inputs = {{"x", Type::kFloat, {"1", "3", "2", "2"}}},
                          .outputs = {{"y", Type::kFloat, {}}},
                          .constants = {{"table", {0, 10, 20, 30, 40}}}};
  InferHarness infer(model.bytes(), {.keys = kObjects});
  REQUIRE(infer.started());
  const auto halves = [](guint x, guint, guint) { return static_cast<guint8>(x < 3 ? 2 : 200); };
  GstBuffer* bad = infer.pass(with_objects(infer.picture(0, 3, halves), {{.left = 0}, {.left = 4}}));
  CHECK_EQ(inferred(tensors_of_objects(bad)), "..");
  CHECK(infer.said().warnings.find("the model failed on a frame") != std::string::npos);
  GstBuffer* good = infer.pass(with_objects(infer.picture(1, 3, halves), {{.left = 0}}));
  const auto tensors = tensors_of_objects(good);
  REQUIRE(inferred(tensors) == "x");
  CHECK_EQ(values_of<float>(tensors[0])[0], 20.0F);
  gst_buffer_unref(bad);
  gst_buffer_unref(good);
}

TEST("that none of the objects is one to run on is told once") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1"), {.keys = kObjects + "operate-on-gie-id=3\n"});
  REQUIRE(infer.started());
  for (guint64 i = 0; i < 250; ++i) gst_buffer_unref(infer.pass(with_objects(infer.plain(i, 7), {{.class_id = 4}})));
  const std::string warnings = infer.said().warnings;
  CHECK(warnings.find("One of them has component id 1, class 4 and 2 x 2 pixels") != std::string::npos);
  CHECK_EQ(warnings.find("none of the objects"), warnings.rfind("none of the objects"));
}

TEST("a buffer without metadata passes, and has no objects") {
  NEEDS_RUNTIME();
  InferHarness infer(identity_model("1"), {.keys = kObjects});
  REQUIRE(infer.started());
  GstBuffer* buffer = infer.pass(infer.plain(0, 7));
  REQUIRE(buffer != nullptr);
  CHECK(tensors_of(buffer) == nullptr && tensors_of_objects(buffer).empty());
  CHECK_EQ(infer.said().warnings, "");
  gst_buffer_unref(buffer);
}

}  // namespace
}  // namespace nvts::infer_test
