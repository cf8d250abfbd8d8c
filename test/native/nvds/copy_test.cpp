// SPDX-License-Identifier: MIT
#include <cstring>

#include "../check.h"
#include "fixture.h"

using namespace nvts::nvds_test;

namespace {

Batch copy_of(const Batch& batch) {
  return Batch(static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(batch.get(), nullptr)));
}

}  // namespace

TEST("a copied batch has its own frames with the same values") {
  const Batch batch = make_batch(2);
  batch->misc_batch_info[1] = 77;
  NvDsFrameMeta* frame = add_frame(batch.get(), 11);
  frame->buf_pts = 1234;
  frame->ntp_timestamp = 5678;
  frame->source_id = 3;
  frame->pad_index = 3;
  frame->source_frame_width = 1920;
  frame->bInferDone = TRUE;
  frame->misc_frame_info[2] = 9;
  add_frame(batch.get(), 12);

  const Batch copy = copy_of(batch);
  CHECK_EQ(copy->max_frames_in_batch, 2);
  CHECK_EQ(copy->num_frames_in_batch, 2);
  CHECK_EQ(copy->misc_batch_info[1], 77);
  const auto* first = nth<NvDsFrameMeta>(copy->frame_meta_list, 0);
  CHECK(first != frame);
  CHECK(first->base_meta.batch_meta == copy.get());
  CHECK_EQ(first->frame_num, 11);
  CHECK_EQ(first->buf_pts, 1234);
  CHECK_EQ(first->ntp_timestamp, 5678);
  CHECK_EQ(first->source_id, 3);
  CHECK_EQ(first->source_frame_width, 1920);
  CHECK(first->bInferDone);
  CHECK_EQ(first->misc_frame_info[2], 9);
  CHECK_EQ(nth<NvDsFrameMeta>(copy->frame_meta_list, 1)->frame_num, 12);
}

TEST("a copied object owns copies of its text, mask, classifiers and labels") {
  const Batch batch = make_batch();
  NvDsObjectMeta* object = add_object(add_frame(batch.get()), 5);
  object->class_id = 2;
  object->rect_params.left = 10.5F;
  object->tracker_confidence = 0.25F;
  g_strlcpy(object->obj_label, "car", sizeof object->obj_label);
  object->text_params.display_text = g_strdup("car 5");
  const float mask[] = {0, 0.5F, 1, 0.25F};
  object->mask_params.data = static_cast<float*>(g_memdup2(mask, sizeof mask));
  object->mask_params.size = sizeof mask;
  NvDsClassifierMeta* classifier = add_classifier(object, 4);
  add_label(classifier, "red")->pResult_label = g_strdup("red, metallic");
  add_label(classifier, "blue");
  add_classifier(object, 6);

  Batch copy = copy_of(batch);
  const auto* frame = nth<NvDsFrameMeta>(copy->frame_meta_list, 0);
  CHECK_EQ(frame->num_obj_meta, 1);
  const auto* copied = nth<NvDsObjectMeta>(frame->obj_meta_list, 0);
  CHECK_EQ(copied->object_id, 5);
  CHECK_EQ(copied->class_id, 2);
  CHECK_EQ(copied->rect_params.left, 10.5F);
  CHECK_EQ(copied->tracker_confidence, 0.25F);
  CHECK_EQ(copied->obj_label, "car");
  CHECK_EQ(copied->text_params.display_text, "car 5");
  CHECK(copied->text_params.display_text != object->text_params.display_text);
  CHECK(copied->mask_params.data != object->mask_params.data);
  CHECK_EQ(std::memcmp(copied->mask_params.data, mask, sizeof mask), 0);
  CHECK_EQ(g_list_length(copied->classifier_meta_list), 2);
  const auto* copied_classifier = nth<NvDsClassifierMeta>(copied->classifier_meta_list, 0);
  CHECK_EQ(copied_classifier->unique_component_id, 4);
  CHECK_EQ(copied_classifier->num_labels, 2);
  const auto* label = nth<NvDsLabelInfo>(copied_classifier->label_info_list, 0);
  CHECK_EQ(label->result_label, "red");
  CHECK_EQ(label->pResult_label, "red, metallic");
  CHECK(label->base_meta.batch_meta == copy.get());

  // Neither batch reaches into the other: each frees what it owns.
  copy.reset();
  CHECK_EQ(object->text_params.display_text, "car 5");
}

TEST("a copied frame has its objects in reverse order and without parents") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  frame->pipeline_width = 1920;
  NvDsObjectMeta* parent = add_object(frame, 1);
  add_object(frame, 2, parent);
  const Batch copy = copy_of(batch);
  const auto* copied = nth<NvDsFrameMeta>(copy->frame_meta_list, 0);
  CHECK_EQ(nth<NvDsObjectMeta>(frame->obj_meta_list, 0)->object_id, 2);
  CHECK_EQ(nth<NvDsObjectMeta>(copied->obj_meta_list, 0)->object_id, 1);
  CHECK_EQ(nth<NvDsObjectMeta>(copied->obj_meta_list, 1)->object_id, 2);
  CHECK(!nth<NvDsObjectMeta>(copied->obj_meta_list, 1)->parent);
  CHECK_EQ(copied->pipeline_width, 0);
}

TEST("user metas are copied by their copy function and released once per copy") {
  Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  Counted of_batch, of_frame, of_object;
  nvds_add_user_meta_to_batch(batch.get(), make_user(batch.get(), &of_batch));
  nvds_add_user_meta_to_frame(frame, make_user(batch.get(), &of_frame));
  nvds_add_user_meta_to_obj(object, make_user(batch.get(), &of_object));
  Batch copy = copy_of(batch);
  const auto* copied = nth<NvDsUserMeta>(copy->batch_user_meta_list, 0);
  REQUIRE(copied != nullptr);
  CHECK_EQ(copied->base_meta.meta_type, NVDS_START_USER_META);
  CHECK(copied->user_meta_data == &of_batch);
  CHECK(copied->base_meta.batch_meta == copy.get());
  for (const Counted* counted : {&of_batch, &of_frame, &of_object}) {
    CHECK_EQ(counted->copies, 1);
    CHECK_EQ(counted->releases, 0);
  }
  copy.reset();
  batch.reset();
  for (const Counted* counted : {&of_batch, &of_frame, &of_object}) {
    CHECK_EQ(counted->releases, 2);
  }
}

TEST("user metas without a copy function stay behind and leak no element") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  Counted counted;
  NvDsUserMeta* user = make_user(batch.get(), &counted);
  user->base_meta.copy_func = nullptr;
  nvds_add_user_meta_to_frame(frame, user);
  const Batch copy = copy_of(batch);
  CHECK(!nth<NvDsFrameMeta>(copy->frame_meta_list, 0)->frame_user_meta_list);
  CHECK_EQ(copy->user_meta_pool->num_full_elements, 0);
  CHECK(consistent(copy.get()));
}

TEST("user metas keep their order when they are copied") {
  const Batch batch = make_batch();
  Counted first, second;
  nvds_add_user_meta_to_batch(batch.get(), make_user(batch.get(), &first));
  nvds_add_user_meta_to_batch(batch.get(), make_user(batch.get(), &second));
  const Batch copy = copy_of(batch);
  for (guint i = 0; i < 2; ++i) {
    CHECK(nth<NvDsUserMeta>(copy->batch_user_meta_list, i)->user_meta_data ==
          nth<NvDsUserMeta>(batch->batch_user_meta_list, i)->user_meta_data);
  }
}

TEST("a copied display meta owns copies of its texts") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(batch.get());
  display->num_labels = 1;
  display->text_params[0].display_text = g_strdup("zone");
  display->num_lines = 1;
  display->line_params[0].x2 = 640;
  nvds_add_display_meta_to_frame(frame, display);
  const Batch copy = copy_of(batch);
  const auto* copied =
      nth<NvDsDisplayMeta>(nth<NvDsFrameMeta>(copy->frame_meta_list, 0)->display_meta_list, 0);
  CHECK_EQ(copied->text_params[0].display_text, "zone");
  CHECK(copied->text_params[0].display_text != display->text_params[0].display_text);
  CHECK_EQ(copied->num_lines, 1);
  CHECK_EQ(copied->line_params[0].x2, 640);
}

TEST("single elements can be copied between batches") {
  const Batch from = make_batch();
  const Batch to = make_batch();
  NvDsFrameMeta* frame = add_frame(from.get(), 8);
  NvDsObjectMeta* object = add_object(frame, 3, nvds_acquire_obj_meta_from_pool(from.get()));
  NvDsClassifierMeta* classifier = add_classifier(object, 1);
  NvDsLabelInfo* label = add_label(classifier, "x");

  NvDsFrameMeta* frame_copy = nvds_acquire_frame_meta_from_pool(to.get());
  nvds_copy_frame_meta(frame, frame_copy);
  CHECK_EQ(frame_copy->frame_num, 8);
  CHECK_EQ(frame_copy->num_obj_meta, 1);
  CHECK(frame_copy->base_meta.batch_meta == to.get());
  NvDsObjectMeta* object_copy = nvds_acquire_obj_meta_from_pool(to.get());
  nvds_copy_obj_meta(object, object_copy);
  CHECK_EQ(object_copy->object_id, 3);
  CHECK(!object_copy->parent);
  CHECK_EQ(g_list_length(object_copy->classifier_meta_list), 1);
  NvDsClassifierMeta* classifier_copy = nvds_acquire_classifier_meta_from_pool(to.get());
  nvds_copy_classifier_meta(classifier, classifier_copy);
  CHECK_EQ(classifier_copy->num_labels, 1);
  NvDsLabelInfo* label_copy = nvds_acquire_label_info_meta_from_pool(to.get());
  nvds_copy_label_info_meta(label, label_copy);
  CHECK_EQ(label_copy->result_label, "x");
  CHECK(consistent(to.get()));
}

TEST("copying onto an element that already owns things releases those first") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* source = add_object(frame, 1);
  NvDsObjectMeta* target = add_object(frame, 2);
  add_label(add_classifier(target), "old");
  target->text_params.display_text = g_strdup("old");
  nvds_copy_obj_meta(source, target);
  CHECK_EQ(target->object_id, 1);
  CHECK(!target->classifier_meta_list);
  CHECK(!target->text_params.display_text);
  CHECK_EQ(batch->label_info_meta_pool->num_full_elements, 0);
}

TEST("copying an element onto itself changes nothing") {
  const Batch batch = make_batch();
  NvDsObjectMeta* object = add_object(add_frame(batch.get()), 1);
  object->text_params.display_text = g_strdup("same");
  nvds_copy_obj_meta(object, object);
  CHECK_EQ(object->text_params.display_text, "same");
}
