// SPDX-License-Identifier: MIT
// Null arguments are refused quietly: video goes on.
#include "../check.h"
#include "fixture.h"

using namespace nvts::nvds_test;

TEST("acquiring from no batch gives nothing") {
  CHECK(!nvds_acquire_frame_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_obj_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_classifier_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_display_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_label_info_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_user_meta_from_pool(nullptr));
  CHECK(!nvds_acquire_audio_frame_meta_from_pool(nullptr));
}

TEST("locking, copying and destroying no batch does nothing") {
  nvds_acquire_meta_lock(nullptr);
  nvds_release_meta_lock(nullptr);
  CHECK(!nvds_destroy_batch_meta(nullptr));
  CHECK(!nvds_destroy_audio_batch_meta(nullptr));
  CHECK(!nvds_batch_meta_copy_func(nullptr, nullptr));
  CHECK(!nvds_audio_batch_meta_copy_func(nullptr, nullptr));
  nvds_batch_meta_release_func(nullptr, nullptr);
  nvds_audio_batch_meta_release_func(nullptr, nullptr);
}

TEST("adding, removing and clearing null elements leaves the owner as it was") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  NvDsClassifierMeta* classifier = add_classifier(object);
  NvDsRoiMeta roi{};
  nvds_add_frame_meta_to_batch(batch.get(), nullptr);
  nvds_add_obj_meta_to_frame(frame, nullptr, nullptr);
  nvds_add_classifier_meta_to_object(object, nullptr);
  nvds_add_classifier_meta_to_roi(&roi, nullptr);
  nvds_add_display_meta_to_frame(frame, nullptr);
  nvds_add_label_info_meta_to_classifier(classifier, nullptr);
  nvds_add_user_meta_to_batch(batch.get(), nullptr);
  nvds_add_user_meta_to_frame(frame, nullptr);
  nvds_add_user_meta_to_obj(object, nullptr);
  nvds_add_user_meta_to_roi(&roi, nullptr);
  nvds_remove_frame_meta_from_batch(batch.get(), nullptr);
  nvds_remove_obj_meta_from_frame(frame, nullptr);
  nvds_remove_classifier_meta_from_obj(object, nullptr);
  nvds_remove_classifier_meta_from_roi(&roi, nullptr);
  nvds_remove_display_meta_from_frame(frame, nullptr);
  nvds_remove_label_info_meta_from_classifier(classifier, nullptr);
  nvds_remove_user_meta_from_batch(batch.get(), nullptr);
  nvds_remove_user_meta_from_frame(frame, nullptr);
  nvds_remove_user_meta_from_object(object, nullptr);
  nvds_remove_user_meta_from_roi(&roi, nullptr);
  nvds_clear_frame_meta_list(batch.get(), nullptr);
  nvds_clear_obj_meta_list(frame, nullptr);
  nvds_clear_classifier_meta_list(object, nullptr);
  nvds_clear_label_info_meta_list(classifier, nullptr);
  nvds_clear_display_meta_list(frame, nullptr);
  nvds_clear_batch_user_meta_list(batch.get(), nullptr);
  nvds_clear_frame_user_meta_list(frame, nullptr);
  nvds_clear_obj_user_meta_list(object, nullptr);
  CHECK_EQ(batch->num_frames_in_batch, 1);
  CHECK_EQ(frame->num_obj_meta, 1);
  CHECK_EQ(g_list_length(object->classifier_meta_list), 1);
  CHECK(consistent(batch.get()));
}

TEST("null owners are refused") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  NvDsObjectMeta* object = add_object(frame);
  nvds_add_frame_meta_to_batch(nullptr, frame);
  nvds_add_obj_meta_to_frame(nullptr, object, nullptr);
  nvds_remove_frame_meta_from_batch(nullptr, frame);
  nvds_remove_obj_meta_from_frame(nullptr, object);
  nvds_clear_obj_meta_list(nullptr, nullptr);
  nvds_clear_frame_meta_list(nullptr, nullptr);
  CHECK(!nvds_clear_meta_list(nullptr, nullptr, nullptr));
  CHECK_EQ(batch->num_frames_in_batch, 1);
  CHECK_EQ(frame->num_obj_meta, 1);
}

TEST("copying from or to null does nothing") {
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get(), 1);
  NvDsObjectMeta* object = add_object(frame, 1);
  nvds_copy_frame_meta(nullptr, frame);
  nvds_copy_frame_meta(frame, nullptr);
  nvds_copy_obj_meta(nullptr, object);
  nvds_copy_obj_meta(object, nullptr);
  nvds_copy_classifier_meta(nullptr, nullptr);
  nvds_copy_label_info_meta(nullptr, nullptr);
  nvds_copy_display_meta(nullptr, nullptr);
  nvds_copy_frame_meta_list(batch->frame_meta_list, nullptr);
  nvds_copy_obj_meta_list(frame->obj_meta_list, nullptr);
  nvds_copy_classification_list(nullptr, object);
  nvds_copy_label_info_list(nullptr, nullptr);
  nvds_copy_display_meta_list(nullptr, nullptr);
  nvds_copy_batch_user_meta_list(nullptr, nullptr);
  nvds_copy_frame_user_meta_list(nullptr, nullptr);
  nvds_copy_obj_user_meta_list(nullptr, nullptr);
  CHECK_EQ(frame->frame_num, 1);
  CHECK_EQ(object->object_id, 1);
  CHECK_EQ(batch->frame_meta_pool->num_full_elements, 1);
}

TEST("null buffers carry no metadata") {
  CHECK(!gst_buffer_add_nvds_meta(nullptr, nullptr, nullptr, nullptr, nullptr));
  CHECK(!gst_buffer_get_nvds_meta(nullptr));
  CHECK(!gst_buffer_get_nvds_batch_meta(nullptr));
  nvds_copy_gst_meta_to_frame_meta(nullptr, nullptr, nullptr);
  nvds_copy_gst_meta_to_audio_frame_meta(nullptr, nullptr, nullptr);
}
