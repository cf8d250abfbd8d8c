// SPDX-License-Identifier: MIT
#include "../check.h"
#include "fixture.h"

using namespace nvts::nvds_test;

namespace {

AudioBatch make_audio_batch() {
  return AudioBatch(nvds_create_audio_batch_meta(2));
}

NvDsAudioFrameMeta* add_audio_frame(NvDsBatchMeta* batch, gint frame_num) {
  NvDsAudioFrameMeta* frame = nvds_acquire_audio_frame_meta_from_pool(batch);
  frame->frame_num = frame_num;
  nvds_add_audio_frame_meta_to_audio_batch(batch, frame);
  return frame;
}

NvDsClassifierMeta* add_classifier_to(NvDsAudioFrameMeta* frame) {
  NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(frame->base_meta.batch_meta);
  nvds_add_classifier_meta_to_audio_frame(frame, classifier);
  return classifier;
}

}  // namespace

TEST("an audio batch has audio frames in its frame pool") {
  const AudioBatch batch = make_audio_batch();
  CHECK_EQ(batch->base_meta.meta_type, NVDS_AUDIO_BATCH_META);
  CHECK_EQ(batch->frame_meta_pool->meta_type, NVDS_AUDIO_FRAME_META);
  CHECK_EQ(batch->frame_meta_pool->element_size, 320);
}

TEST("audio frames keep their order and can be removed with all they own") {
  const AudioBatch batch = make_audio_batch();
  NvDsAudioFrameMeta* first = add_audio_frame(batch.get(), 1);
  add_audio_frame(batch.get(), 2);
  CHECK(nvds_get_nth_audio_frame_meta(batch->frame_meta_list, 0) == first);
  add_label(add_classifier_to(first), "glass");
  Counted counted;
  nvds_add_user_meta_to_audio_frame(first, make_user(batch.get(), &counted));
  nvds_remove_audio_frame_meta_from_audio_batch(batch.get(), first);
  CHECK_EQ(batch->num_frames_in_batch, 1);
  CHECK_EQ(counted.releases, 1);
  CHECK_EQ(batch->classifier_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->label_info_meta_pool->num_full_elements, 0);
  CHECK_EQ(batch->frame_meta_pool->num_full_elements, 1);
}

TEST("audio classifiers and user metas can be removed one by one") {
  const AudioBatch batch = make_audio_batch();
  NvDsAudioFrameMeta* frame = add_audio_frame(batch.get(), 1);
  NvDsClassifierMeta* classifier = add_classifier_to(frame);
  Counted counted;
  NvDsUserMeta* of_frame = make_user(batch.get(), &counted);
  NvDsUserMeta* of_batch = make_user(batch.get(), &counted);
  nvds_add_user_meta_to_audio_frame(frame, of_frame);
  nvds_add_user_meta_to_audio_batch(batch.get(), of_batch);
  nvds_remove_classifier_meta_from_audio_frame(frame, classifier);
  nvds_remove_user_meta_from_audio_frame(frame, of_frame);
  nvds_remove_user_meta_from_audio_batch(batch.get(), of_batch);
  CHECK(!frame->classifier_meta_list && !frame->frame_user_meta_list && !batch->batch_user_meta_list);
  CHECK_EQ(counted.releases, 2);
  CHECK(consistent(batch.get()));
}

TEST("audio lists can be cleared") {
  const AudioBatch batch = make_audio_batch();
  NvDsAudioFrameMeta* frame = add_audio_frame(batch.get(), 1);
  add_classifier_to(frame);
  Counted counted;
  nvds_add_user_meta_to_audio_frame(frame, make_user(batch.get(), &counted));
  nvds_add_user_meta_to_audio_batch(batch.get(), make_user(batch.get(), &counted));
  nvds_clear_audio_classifier_meta_list(frame, frame->classifier_meta_list);
  nvds_clear_audio_frame_user_meta_list(frame, frame->frame_user_meta_list);
  nvds_clear_audio_batch_user_meta_list(batch.get(), batch->batch_user_meta_list);
  nvds_clear_audio_frame_meta_list(batch.get(), batch->frame_meta_list);
  CHECK_EQ(batch->num_frames_in_batch, 0);
  CHECK_EQ(counted.releases, 2);
  CHECK(all_returned(batch.get()));
}

TEST("a copied audio batch owns copies of its frames, classifiers and user metas") {
  AudioBatch batch = make_audio_batch();
  NvDsAudioFrameMeta* frame = add_audio_frame(batch.get(), 7);
  frame->sample_rate = 48000;
  g_strlcpy(frame->class_label, "siren", sizeof frame->class_label);
  add_label(add_classifier_to(frame), "siren");
  Counted of_frame, of_batch;
  nvds_add_user_meta_to_audio_frame(frame, make_user(batch.get(), &of_frame));
  nvds_add_user_meta_to_audio_batch(batch.get(), make_user(batch.get(), &of_batch));

  AudioBatch copy(static_cast<NvDsBatchMeta*>(nvds_audio_batch_meta_copy_func(batch.get(), nullptr)));
  CHECK_EQ(copy->num_frames_in_batch, 1);
  const auto* copied = nth<NvDsAudioFrameMeta>(copy->frame_meta_list, 0);
  CHECK_EQ(copied->frame_num, 7);
  CHECK_EQ(copied->sample_rate, 48000);
  CHECK_EQ(copied->class_label, "siren");
  CHECK_EQ(nth<NvDsClassifierMeta>(copied->classifier_meta_list, 0)->num_labels, 1);
  CHECK_EQ(g_list_length(copied->frame_user_meta_list), 1);
  CHECK_EQ(g_list_length(copy->batch_user_meta_list), 1);
  nvds_audio_batch_meta_release_func(copy.release(), nullptr);
  batch.reset();
  CHECK_EQ(of_frame.releases, 2);
  CHECK_EQ(of_batch.releases, 2);
}

TEST("a single audio frame can be copied") {
  const AudioBatch batch = make_audio_batch();
  NvDsAudioFrameMeta* frame = add_audio_frame(batch.get(), 3);
  NvDsAudioFrameMeta* copy = nvds_acquire_audio_frame_meta_from_pool(batch.get());
  nvds_copy_audio_frame_meta(frame, copy);
  CHECK_EQ(copy->frame_num, 3);
  CHECK(copy->base_meta.batch_meta == batch.get());
}
