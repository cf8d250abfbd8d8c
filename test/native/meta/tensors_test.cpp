// SPDX-License-Identifier: MIT
// What inference elements leave in the metadata: tensors, masks, classes, segmentations.
#include "scene.h"
#include "network_output.h"

namespace {

std::vector<nvts::meta::FoundTensors> found;

Status find(Scene& scene, uint32_t unique_id = 0) {
  return scene.bridge.tensors(unique_id, &found);
}

// A script's mask of an object, of the values given.
void append_mask(Scene& scene, uint32_t object, uint32_t width, const std::vector<float>& values) {
  const uint32_t first = scene.table.count(Section::kMaskValues);
  const auto count = static_cast<uint32_t>(values.size());
  CHECK(scene.table.reserve(Section::kMaskValues, first + count));
  scene.table.set_count(Section::kMaskValues, first + count);
  std::memcpy(scene.table.mask_values().value + first, values.data(), count * sizeof(float));
  const uint32_t row = scene.table.count(Section::kMasks);
  CHECK(scene.table.reserve(Section::kMasks, row + 1));
  scene.table.set_count(Section::kMasks, row + 1);
  const table::Masks c = scene.table.masks();
  c.object[row] = object;
  c.origin[row] = table::origin::kScript;
  c.width[row] = width;
  c.height[row] = count / width;
  c.threshold[row] = 0.25f;
  c.first_value[row] = first;
}

NvDsObjectMeta* with_mask(NvDsObjectMeta* object, guint width, guint height, guint bytes) {
  const std::vector<float> values(bytes / sizeof(float), 0.75f);
  object->mask_params = {static_cast<float*>(g_memdup2(values.data(), bytes)), bytes, 0.5f, width, height};
  return object;
}

}  // namespace

TEST("tensors of frames and objects are found, with what the metadata says of them") {
  NetworkOutput of_frame({84, 8400}, {1, 2}), of_object({5}, {3}, 2);
  of_frame.meta.maintain_aspect_ratio = TRUE;
#if NVDS_ABI >= 80000
  of_frame.meta.symmetric_padding = TRUE;
#endif
  Scene scene(2);
  of_frame.attach(scene.frame(1));
  of_object.attach(scene.add_object(1));
  REQUIRE(scene.pack());
  REQUIRE(find(scene));
  REQUIRE(found.size() == 2);
  CHECK_EQ(found[0].frame, 1);
  CHECK_EQ(found[0].object, -1);
  CHECK_EQ(found[0].unique_id, 1);
  CHECK_EQ(found[0].width, 100);
  CHECK(found[0].keeps_aspect_ratio);
#if NVDS_ABI >= 80000
  CHECK(found[0].symmetric_padding == true);
#else
  CHECK(!found[0].symmetric_padding);
#endif
  REQUIRE(found[0].layers.size() == 1);
  CHECK_EQ(found[0].layers[0].name, "output0");
  CHECK_EQ(found[0].layers[0].dim_count, 2);
  CHECK_EQ(found[0].layers[0].dims[1], 8400);
  CHECK(found[0].layers[0].data == of_frame.values.data());
  CHECK_EQ(found[1].object, 0);
  REQUIRE(find(scene, 2));
  REQUIRE(found.size() == 1);
  CHECK_EQ(found[0].unique_id, 2);
}

TEST("a tensor meta with a million layers, without descriptions, or without buffers is not followed") {
  NetworkOutput many({5}, {1}), bare({5}, {1}), device({5}, {1});
  many.meta.num_output_layers = 1000000;
  bare.meta.output_layers_info = nullptr;
  device.meta.out_buf_ptrs_host = nullptr;
  Scene scene;
  for (NetworkOutput* output : {&many, &bare, &device}) output->attach(scene.frame());
  REQUIRE(scene.pack());
  REQUIRE(find(scene));
  REQUIRE(found.size() == 3);
  uint32_t readable = 0;
  for (const auto& tensors : found) {
    CHECK(tensors.layer_count == 1000000 || tensors.layer_count == 1);
    readable += static_cast<uint32_t>(tensors.layers.size());
    for (const auto& layer : tensors.layers) CHECK(layer.data == nullptr);
  }
  CHECK_EQ(readable, 1);
}

TEST("masks are packed; keypoints in a mask's place are none") {
  Scene scene;
  with_mask(scene.add_object(), 3, 2, 24);
  with_mask(scene.add_object(), 640, 640, 17 * 3 * 4);
  REQUIRE(scene.pack(table::kGroupMask));
  REQUIRE(scene.table.count(Section::kMasks) == 1);
  const table::Masks c = scene.table.masks();
  CHECK_EQ(c.object[0], 0);
  CHECK_EQ(c.width[0], 3);
  CHECK_EQ(c.height[0], 2);
  CHECK_NEAR(c.threshold[0], 0.5, 0);
  CHECK_NEAR(scene.table.mask_values().value[c.first_value[0] + 5], 0.75, 0);
}

TEST("a script's mask takes the place of the object's, and a mask can be taken away") {
  Scene scene;
  NvDsObjectMeta* changed = with_mask(scene.add_object(), 3, 2, 24);
  NvDsObjectMeta* cleared = with_mask(scene.add_object(), 3, 2, 24);
  REQUIRE(scene.pack(table::kGroupMask));
  scene.edit(0, object_edit::kMask);
  scene.edit(1, object_edit::kMask);
  append_mask(scene, 0, 2, {0, 1, 2, 3});
  append_mask(scene, scene.append_object(), 1, {9});
  REQUIRE(scene.bridge.commit());
  CHECK_EQ(changed->mask_params.size, 16);
  CHECK_EQ(changed->mask_params.width, 2);
  CHECK_NEAR(changed->mask_params.data[3], 3, 0);
  CHECK_NEAR(changed->mask_params.threshold, 0.25, 0);
  CHECK(cleared->mask_params.data == nullptr);
  auto* added = static_cast<NvDsObjectMeta*>(scene.frame()->obj_meta_list->data);
  CHECK_NEAR(added->mask_params.data[0], 9, 0);
}

TEST("masks that cannot be are refused, and nothing is applied") {
  struct Case {
    const char* what;
    uint32_t object, width, height, first;
    float value;
  };
  for (const Case& c : {Case{"object", 9, 2, 2, 0, 0}, Case{"no cells", 0, 0, 4, 0, 0}, Case{"too wide", 0, 10000, 1, 0, 0},
                        Case{"beyond", 0, 2, 2, 1, 0}, Case{"far beyond", 0, 2, 2, 4000000000u, 0},
                        Case{"NaN", 0, 2, 2, 0, std::numeric_limits<float>::quiet_NaN()}}) {
    Scene scene;
    scene.add_object();
    REQUIRE(scene.pack(table::kGroupMask));
    append_mask(scene, 0, 2, {c.value, 1, 2, 3});
    const table::Masks m = scene.table.masks();
    m.object[0] = c.object;
    m.width[0] = c.width;
    m.height[0] = c.height;
    m.first_value[0] = c.first;
    CHECK(scene.commit_code() == ErrorCode::kRange);
  }
}

TEST("masks that share values are refused") {
  Scene scene;
  scene.add_object();
  REQUIRE(scene.pack(table::kGroupMask));
  append_mask(scene, 0, 2, {0, 1, 2, 3});
  append_mask(scene, 0, 2, {0, 1, 2, 3});
  append_mask(scene, 0, 1, {0});
  scene.table.masks().height[2] = 8;
  scene.table.masks().first_value[2] = 0;
  CHECK(scene.commit_code() == ErrorCode::kRange);
}

TEST("a classifier's result is added to an object of the metadata, and takes the place of others") {
  Scene scene;
  NvDsObjectMeta* object = scene.add_object();
  NvDsClassifierMeta* old = nvds_acquire_classifier_meta_from_pool(scene.batch);
  old->unique_component_id = 3;
  nvds_add_classifier_meta_to_object(object, old);
  for (const uint32_t edits : {0u, static_cast<uint32_t>(object_edit::kClassifiers)}) {
    REQUIRE(scene.pack());
    const uint32_t row = scene.table.count(Section::kClassifiers);
    REQUIRE(scene.table.reserve(Section::kClassifiers, row + 1));
    scene.table.set_count(Section::kClassifiers, row + 1);
    const table::Classifiers c = scene.table.classifiers();
    c.object[row] = 0;
    c.component_id[row] = 6;
    c.type[row] = -1;
    c.first_label[row] = c.label_count[row] = 0;
    if (edits != 0) scene.edit(0, edits);
    REQUIRE(scene.bridge.commit());
    CHECK_EQ(g_list_length(object->classifier_meta_list), edits == 0 ? 2 : 1);
  }
  CHECK_EQ(static_cast<NvDsClassifierMeta*>(object->classifier_meta_list->data)->unique_component_id, 6);
}

TEST("a segmentation hangs on its frame or object, and goes with a copy of the buffer") {
  Scene scene(2);
  NvDsObjectMeta* object = scene.add_object(1);
  REQUIRE(scene.pack());
  scene.bridge.add_class_map({1, -1, 5, 2, 3, 1, {0, 1, -1}});
  scene.bridge.add_class_map({1, 0, 6, 1, 1, 1, {0}});
  const Result<CommitStats> stats = scene.bridge.commit();
  REQUIRE(stats);
  CHECK_EQ(stats->class_maps, 2);
  REQUIRE(object->obj_user_meta_list != nullptr);
  GstBuffer* copy = gst_buffer_copy_deep(scene.buffer);
  NvDsFrameMeta* frame = nvds_get_nth_frame_meta(gst_buffer_get_nvds_batch_meta(copy)->frame_meta_list, 1);
  REQUIRE(frame != nullptr && frame->frame_user_meta_list != nullptr);
  const auto* user = static_cast<NvDsUserMeta*>(frame->frame_user_meta_list->data);
  CHECK(user->base_meta.meta_type == NVDSINFER_SEGMENTATION_META);
  const auto* map = static_cast<NvDsInferSegmentationMeta*>(user->user_meta_data);
  CHECK_EQ(map->unique_id, 5);
  CHECK_EQ(map->classes, 2);
  CHECK_EQ(map->width, 3);
  CHECK_EQ(map->class_map[2], -1);
  CHECK(map->class_probabilities_map == nullptr);
  gst_buffer_unref(copy);
}

TEST("a segmentation of a batch that is given up is forgotten") {
  Scene scene;
  REQUIRE(scene.pack());
  scene.bridge.add_class_map({0, -1, 5, 1, 1, 1, {0}});
  scene.bridge.release();
  REQUIRE(scene.pack());
  REQUIRE(scene.bridge.commit());
  CHECK(scene.frame()->frame_user_meta_list == nullptr);
}
