// SPDX-License-Identifier: MIT
#include "../check.h"
#include "fixture.h"
#include "nvds_version.h"

using namespace nvts::nvds_test;

TEST("a new batch has pools with the element sizes of its layout") {
  const Batch batch = make_batch(3);
  CHECK_EQ(batch->max_frames_in_batch, 3);
  CHECK_EQ(batch->num_frames_in_batch, 0);
  CHECK(batch->base_meta.batch_meta == batch.get());
  CHECK_EQ(batch->base_meta.meta_type, NVDS_BATCH_META);
  CHECK_EQ(batch->frame_meta_pool->element_size, NVDS_ABI >= 80000 ? 232 : 200);
  CHECK_EQ(batch->obj_meta_pool->element_size, NVDS_ABI >= 90000 ? 552 : 544);
  CHECK_EQ(batch->display_meta_pool->element_size, NVDS_ABI >= 90000 ? 7040 : 6912);
  CHECK_EQ(batch->classifier_meta_pool->element_size, 64);
  CHECK_EQ(batch->label_info_meta_pool->element_size, 200);
  CHECK_EQ(batch->user_meta_pool->element_size, 48);
  CHECK(batch->frame_meta_pool->max_elements_in_pool >= 3);
  CHECK(all_returned(batch.get()));
}

TEST("pools name the type of their elements") {
  const Batch batch = make_batch();
  CHECK_EQ(batch->frame_meta_pool->meta_type, NVDS_FRAME_META);
  CHECK_EQ(batch->obj_meta_pool->meta_type, NVDS_OBJ_META);
  CHECK_EQ(batch->classifier_meta_pool->meta_type, NVDS_CLASSIFIER_META);
  CHECK_EQ(batch->display_meta_pool->meta_type, NVDS_DISPLAY_META);
  CHECK_EQ(batch->label_info_meta_pool->meta_type, NVDS_LABEL_INFO_META);
  CHECK_EQ(batch->user_meta_pool->meta_type, NVDS_USER_META);
}

TEST("an acquired element is in its pool's full list and knows its batch") {
  const Batch batch = make_batch();
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch.get());
  CHECK(object->base_meta.batch_meta == batch.get());
  CHECK_EQ(object->base_meta.meta_type, NVDS_OBJ_META);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 1);
  CHECK(batch->obj_meta_pool->full_list->data == object);
  CHECK(!g_list_find(batch->obj_meta_pool->empty_list, object));
  CHECK(consistent(batch.get()));
}

TEST("the full list is in the order of acquisition") {
  const Batch batch = make_batch();
  NvDsObjectMeta* objects[3];
  for (auto*& object : objects)
    object = nvds_acquire_obj_meta_from_pool(batch.get());
  for (guint i = 0; i < 3; ++i) {
    CHECK(nth<NvDsObjectMeta>(batch->obj_meta_pool->full_list, i) == objects[i]);
  }
}

TEST("a pool grows beyond its first size and keeps the elements in use where they are") {
  const Batch batch = make_batch(1);
  const guint first_size = batch->obj_meta_pool->max_elements_in_pool;
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* first = add_object(frame, 42);
  for (guint i = 0; i < first_size * 5; ++i)
    add_object(frame, i);
  CHECK(batch->obj_meta_pool->max_elements_in_pool > first_size);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, first_size * 5 + 1);
  CHECK_EQ(first->object_id, 42);
  CHECK(consistent(batch.get()));
}

TEST("the frame pool grows beyond the size of the batch") {
  const Batch batch = make_batch(0);
  for (gint i = 0; i < 5; ++i)
    add_frame(batch.get(), i);
  CHECK_EQ(batch->num_frames_in_batch, 5);
  CHECK(consistent(batch.get()));
}

TEST("a reused element is zero again") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame, 7);
  object->confidence = 0.5F;
  object->rect_params.width = 10;
  object->text_params.display_text = g_strdup("old");
  nvds_remove_obj_meta_from_frame(frame, object);
  NvDsObjectMeta* reused = nvds_acquire_obj_meta_from_pool(batch.get());
  REQUIRE(reused == object);
  CHECK_EQ(reused->object_id, 0);
  CHECK_EQ(reused->confidence, 0);
  CHECK_EQ(reused->rect_params.width, 0);
  CHECK(!reused->text_params.display_text);
}

TEST("frames stay in the order in which they were added") {
  const Batch batch = make_batch();
  for (gint i = 0; i < 4; ++i)
    add_frame(batch.get(), 100 + i);
  CHECK_EQ(batch->num_frames_in_batch, 4);
  for (gint i = 0; i < 4; ++i) {
    CHECK_EQ(nvds_get_nth_frame_meta(batch->frame_meta_list, i)->frame_num, 100 + i);
  }
  CHECK(!nvds_get_nth_frame_meta(batch->frame_meta_list, 4));
}

TEST("an object is added first, with its parent, and counted") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* parent = add_object(frame, 1);
  NvDsObjectMeta* child = add_object(frame, 2, parent);
  CHECK_EQ(frame->num_obj_meta, 2);
  CHECK(frame->obj_meta_list->data == child);
  CHECK(child->parent == parent);
  CHECK(!parent->parent);
}

TEST("removing an object returns it and everything it owns") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  object->text_params.display_text = g_strdup("person 1");
  object->mask_params.data = g_new0(float, 4);
  object->mask_params.size = 4 * sizeof(float);
  NvDsLabelInfo* label = add_label(add_classifier(object), "red");
  label->pResult_label = g_strdup("a long label");
  Counted counted;
  nvds_add_user_meta_to_obj(object, make_user(batch.get(), &counted));

  nvds_remove_obj_meta_from_frame(frame, object);
  CHECK_EQ(frame->num_obj_meta, 0);
  CHECK(!frame->obj_meta_list);
  CHECK_EQ(counted.releases, 1);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->classifier_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->label_info_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->user_meta_pool->num_full_elements, 0);
  CHECK(consistent(batch.get()));
}

TEST("removing an object twice changes nothing the second time") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  add_object(frame);
  nvds_remove_obj_meta_from_frame(frame, object);
  nvds_remove_obj_meta_from_frame(frame, object);
  CHECK_EQ(frame->num_obj_meta, 1);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 1);
  CHECK(consistent(batch.get()));
}

TEST("removing an object from a frame that does not hold it leaves it where it is") {
  const Batch batch = make_batch();
  NvDsFrameMeta* holder = add_frame(batch.get());
  NvDsFrameMeta* other = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(holder, 9);
  nvds_remove_obj_meta_from_frame(other, object);
  CHECK(holder->obj_meta_list->data == object);
  CHECK_EQ(holder->num_obj_meta, 1);
  CHECK_EQ(other->num_obj_meta, 0);
}

TEST("an object that was added twice goes back to its pool once") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame, 1);
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
  nvds_clear_obj_meta_list(frame, frame->obj_meta_list);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 0);
  CHECK(consistent(batch.get()));
}

TEST("removing a frame returns its whole tree") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  for (int i = 0; i < 3; ++i)
    add_label(add_classifier(add_object(frame)), "x");
  nvds_add_display_meta_to_frame(frame, nvds_acquire_display_meta_from_pool(batch.get()));
  Counted counted;
  nvds_add_user_meta_to_frame(frame, make_user(batch.get(), &counted));
  nvds_remove_frame_meta_from_batch(batch.get(), frame);
  CHECK_EQ(batch->num_frames_in_batch, 0);
  CHECK_EQ(counted.releases, 1);
  CHECK(all_returned(batch.get()));
}

TEST("removing a display meta frees its texts and returns it") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(batch.get());
  display->num_labels = 2;
  display->text_params[0].display_text = g_strdup("zone A");
  display->text_params[1].display_text = g_strdup("zone B");
  nvds_add_display_meta_to_frame(frame, display);
  nvds_remove_display_meta_from_frame(frame, display);
  CHECK(!frame->display_meta_list);
  CHECK_EQ(batch->display_meta_pool->num_full_elements, 0);
}

TEST("a display meta that claims too many texts does not read past its arrays") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(batch.get());
  display->num_labels = 5000;
  nvds_add_display_meta_to_frame(frame, display);
  nvds_remove_display_meta_from_frame(frame, display);
  CHECK(consistent(batch.get()));
}

TEST("labels keep their order and are counted, also when the caller set the count") {
  const Batch batch = make_batch();
  NvDsClassifierMeta* classifier = add_classifier(add_object(add_frame(batch.get())));
  classifier->num_labels = 2;
  add_label(classifier, "first");
  NvDsLabelInfo* second = add_label(classifier, "second");
  CHECK_EQ(classifier->num_labels, 2);
  CHECK_EQ(nth<NvDsLabelInfo>(classifier->label_info_list, 0)->result_label, "first");
  nvds_remove_label_info_meta_from_classifier(classifier, second);
  CHECK_EQ(classifier->num_labels, 1);
  CHECK_EQ(batch->label_info_meta_pool->num_full_elements, 1);
}

TEST("removing a classifier returns its labels") {
  const Batch batch = make_batch();
  NvDsObjectMeta* object = add_object(add_frame(batch.get()));
  NvDsClassifierMeta* classifier = add_classifier(object);
  add_label(classifier, "x");
  nvds_remove_classifier_meta_from_obj(object, classifier);
  CHECK(!object->classifier_meta_list);
  CHECK_EQ(batch->classifier_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->label_info_meta_pool->num_full_elements, 0);
}

TEST("user metas are released when they are removed from a batch, a frame or an object") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  Counted counted;
  NvDsUserMeta* of_batch = make_user(batch.get(), &counted);
  NvDsUserMeta* of_frame = make_user(batch.get(), &counted);
  NvDsUserMeta* of_object = make_user(batch.get(), &counted);
  nvds_add_user_meta_to_batch(batch.get(), of_batch);
  nvds_add_user_meta_to_frame(frame, of_frame);
  nvds_add_user_meta_to_obj(object, of_object);
  nvds_remove_user_meta_from_batch(batch.get(), of_batch);
  CHECK_EQ(counted.releases, 1);
  nvds_remove_user_meta_from_frame(frame, of_frame);
  CHECK_EQ(counted.releases, 2);
  nvds_remove_user_meta_from_object(object, of_object);
  CHECK_EQ(counted.releases, 3);
  CHECK(!batch->batch_user_meta_list && !frame->frame_user_meta_list && !object->obj_user_meta_list);
  CHECK_EQ(batch->user_meta_pool->num_full_elements, 0);
}

TEST("a region of interest takes classifiers and user metas and gives them back") {
  const Batch batch = make_batch();
  NvDsRoiMeta roi{};
  Counted counted;
  NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(batch.get());
  NvDsUserMeta* user = make_user(batch.get(), &counted);
  nvds_add_classifier_meta_to_roi(&roi, classifier);
  nvds_add_user_meta_to_roi(&roi, user);
  CHECK(roi.classifier_meta_list->data == classifier);
  CHECK(roi.roi_user_meta_list->data == user);
  nvds_remove_classifier_meta_from_roi(&roi, classifier);
  nvds_remove_user_meta_from_roi(&roi, user);
  CHECK(!roi.classifier_meta_list && !roi.roi_user_meta_list);
  CHECK_EQ(counted.releases, 1);
  CHECK(all_returned(batch.get()));
}

TEST("destroying a batch releases user metas that no list holds") {
  Batch batch = make_batch();
  Counted counted;
  make_user(batch.get(), &counted);
  batch.reset();
  CHECK_EQ(counted.releases, 1);
}

TEST("clearing lists empties them, resets the counts and returns the elements") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  NvDsClassifierMeta* classifier = add_classifier(object);
  add_label(classifier, "x");
  Counted counted;
  nvds_add_user_meta_to_batch(batch.get(), make_user(batch.get(), &counted));
  nvds_add_user_meta_to_frame(frame, make_user(batch.get(), &counted));
  nvds_add_user_meta_to_obj(object, make_user(batch.get(), &counted));
  nvds_add_display_meta_to_frame(frame, nvds_acquire_display_meta_from_pool(batch.get()));

  nvds_clear_label_info_meta_list(classifier, classifier->label_info_list);
  CHECK(!classifier->label_info_list);
  CHECK_EQ(classifier->num_labels, 0);
  nvds_clear_classifier_meta_list(object, object->classifier_meta_list);
  CHECK(!object->classifier_meta_list);
  nvds_clear_obj_user_meta_list(object, object->obj_user_meta_list);
  CHECK(!object->obj_user_meta_list);
  nvds_clear_obj_meta_list(frame, frame->obj_meta_list);
  CHECK(!frame->obj_meta_list);
  CHECK_EQ(frame->num_obj_meta, 0);
  nvds_clear_display_meta_list(frame, frame->display_meta_list);
  CHECK(!frame->display_meta_list);
  nvds_clear_frame_user_meta_list(frame, frame->frame_user_meta_list);
  CHECK(!frame->frame_user_meta_list);
  nvds_clear_frame_meta_list(batch.get(), batch->frame_meta_list);
  CHECK(!batch->frame_meta_list);
  CHECK_EQ(batch->num_frames_in_batch, 0);
  nvds_clear_batch_user_meta_list(batch.get(), batch->batch_user_meta_list);
  CHECK(!batch->batch_user_meta_list);
  CHECK_EQ(counted.releases, 3);
  CHECK(all_returned(batch.get()));
}

TEST("clearing the end of a list keeps its beginning") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  for (guint64 id = 0; id < 5; ++id)
    add_object(frame, id);
  nvds_clear_obj_meta_list(frame, g_list_nth(frame->obj_meta_list, 2));
  CHECK_EQ(frame->num_obj_meta, 2);
  CHECK_EQ(g_list_length(frame->obj_meta_list), 2);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 2);
}

TEST("clearing a separate list of a frame's objects takes them off the frame") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* gone = add_object(frame, 1);
  NvDsObjectMeta* kept = add_object(frame, 2);
  nvds_clear_obj_meta_list(frame, g_list_append(nullptr, gone));
  CHECK_EQ(frame->num_obj_meta, 1);
  CHECK(frame->obj_meta_list->data == kept);
  CHECK(!frame->obj_meta_list->next);
}

TEST("nvds_clear_meta_list returns the elements of a detached list to the pool") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  for (int i = 0; i < 3; ++i)
    add_object(frame);
  frame->obj_meta_list = nvds_clear_meta_list(batch.get(), frame->obj_meta_list, batch->obj_meta_pool);
  CHECK(!frame->obj_meta_list);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 0);
}

TEST("a release function may use the batch that it is called for") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch.get());
  user->user_meta_data = frame;
  user->base_meta.release_func = [](gpointer data, gpointer) {
    auto* self = static_cast<NvDsUserMeta*>(data);
    auto* owner = static_cast<NvDsFrameMeta*>(self->user_meta_data);
    nvds_remove_user_meta_from_frame(owner, self);
    add_object(owner, 5);
  };
  nvds_add_user_meta_to_frame(frame, user);
  nvds_remove_user_meta_from_frame(frame, user);
  CHECK_EQ(frame->num_obj_meta, 1);
  CHECK(consistent(batch.get()));
}

TEST("user metadata types are equal for equal names and above the reserved range") {
  gchar first[] = "ORG.COMPONENT.ONE";
  gchar again[] = "ORG.COMPONENT.ONE";
  gchar second[] = "ORG.COMPONENT.TWO";
  gchar empty[] = "";
  CHECK_EQ(nvds_get_user_meta_type(first), nvds_get_user_meta_type(again));
  CHECK(nvds_get_user_meta_type(first) != nvds_get_user_meta_type(second));
  CHECK(nvds_get_user_meta_type(first) > NVDS_START_USER_META);
  CHECK_EQ(nvds_get_user_meta_type(empty), NVDS_INVALID_META);
  CHECK_EQ(nvds_get_user_meta_type(nullptr), NVDS_INVALID_META);
}

TEST("the version is the layout's") {
  unsigned int major = 0;
  unsigned int minor = 0;
  nvds_version(&major, &minor);
  CHECK_EQ(major, NVDS_ABI / 10000);
  CHECK_EQ(minor, NVDS_ABI / 100 % 100);
}

TEST("printing a batch's metadata tells whether there was a batch") {
  const Batch batch = make_batch();
  add_object(add_frame(batch.get()));
  g_set_print_handler([](const gchar*) {});
  CHECK(nvds_get_current_metadata_info(batch.get()));
  g_set_print_handler(nullptr);
  CHECK(!nvds_get_current_metadata_info(nullptr));
}
