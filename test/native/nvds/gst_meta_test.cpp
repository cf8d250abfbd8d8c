// SPDX-License-Identifier: MIT
#include "../check.h"
#include "fixture.h"

using namespace nvts::nvds_test;

namespace {

// A buffer that carries the batch and owns it.
Buffer make_buffer(NvDsBatchMeta* batch) {
  Buffer buffer(gst_buffer_new_allocate(nullptr, 16, nullptr));
  NvDsMeta* meta = gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func,
                                            nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  return buffer;
}

// Data of a GstMeta before the muxer: a heap integer.
gpointer copy_int(gpointer data, gpointer) {
  return g_memdup2(data, sizeof(int));
}
void free_int(gpointer data, gpointer) {
  g_free(data);
}
gpointer transform_int(gpointer user_meta, gpointer) {
  return g_memdup2(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data, sizeof(int));
}
void free_transformed_int(gpointer user_meta, gpointer) {
  g_free(static_cast<NvDsUserMeta*>(user_meta)->user_meta_data);
}

NvDsMeta* add_int(GstBuffer* buffer, int value) {
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, g_memdup2(&value, sizeof value), nullptr, copy_int, free_int);
  meta->meta_type = NVDS_DECODER_GST_META;
  meta->gst_to_nvds_meta_transform_func = transform_int;
  meta->gst_to_nvds_meta_release_func = free_transformed_int;
  return meta;
}

}  // namespace

TEST("the meta API has the public name and tag") {
  CHECK_EQ(g_type_name(NVDS_META_API_TYPE), "NvDsMetaAPI");
  CHECK(gst_meta_api_type_has_tag(NVDS_META_API_TYPE, g_quark_from_string(NVDS_META_STRING)));
  CHECK(NVDS_META_INFO->api == NVDS_META_API_TYPE);
  CHECK_EQ(NVDS_META_INFO->size, sizeof(NvDsMeta));
}

TEST("a buffer gives back the batch that was put on it") {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  const Buffer buffer = make_buffer(batch);
  CHECK(gst_buffer_get_nvds_batch_meta(buffer.get()) == batch);
  CHECK(gst_buffer_get_nvds_meta(buffer.get())->meta_data == batch);
}

TEST("a buffer without metadata gives none") {
  const Buffer buffer(gst_buffer_new());
  CHECK(!gst_buffer_get_nvds_batch_meta(buffer.get()));
  CHECK(!gst_buffer_get_nvds_meta(buffer.get()));
}

TEST("only a meta of the batch type is taken for the batch") {
  const Buffer buffer(gst_buffer_new());
  add_int(buffer.get(), 1);
  CHECK(!gst_buffer_get_nvds_batch_meta(buffer.get()));
}

TEST("the meta that was added last is the one that is got") {
  const Buffer buffer(gst_buffer_new());
  add_int(buffer.get(), 1);
  NvDsMeta* last = add_int(buffer.get(), 2);
  CHECK(gst_buffer_get_nvds_meta(buffer.get()) == last);
}

TEST("freeing the buffer releases the batch and its user metas") {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  Counted counted;
  nvds_add_user_meta_to_frame(add_frame(batch), make_user(batch, &counted));
  make_buffer(batch).reset();
  CHECK_EQ(counted.releases, 1);
}

TEST("copying a buffer copies its batch deeply") {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  Counted counted;
  NvDsFrameMeta* frame = add_frame(batch, 21);
  add_object(frame, 5)->text_params.display_text = g_strdup("five");
  nvds_add_user_meta_to_frame(frame, make_user(batch, &counted));
  Buffer buffer = make_buffer(batch);
  Buffer copy(gst_buffer_copy(buffer.get()));
  NvDsBatchMeta* copied = gst_buffer_get_nvds_batch_meta(copy.get());
  REQUIRE(copied && copied != batch);
  buffer.reset();
  const auto* copied_frame = nth<NvDsFrameMeta>(copied->frame_meta_list, 0);
  CHECK_EQ(copied_frame->frame_num, 21);
  CHECK_EQ(nth<NvDsObjectMeta>(copied_frame->obj_meta_list, 0)->text_params.display_text, "five");
  CHECK_EQ(counted.copies, 1);
  copy.reset();
  CHECK_EQ(counted.releases, 2);
}

TEST("a deep buffer copy and a writable buffer carry a batch of their own") {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  add_frame(batch, 3);
  const Buffer buffer = make_buffer(batch);
  const Buffer deep(gst_buffer_copy_deep(buffer.get()));
  CHECK(gst_buffer_get_nvds_batch_meta(deep.get()) != batch);
  CHECK_EQ(gst_buffer_get_nvds_batch_meta(deep.get())->num_frames_in_batch, 1);
  const Buffer writable(gst_buffer_make_writable(gst_buffer_ref(buffer.get())));
  CHECK(writable.get() != buffer.get());
  CHECK(gst_buffer_get_nvds_batch_meta(writable.get()) != batch);
}

TEST("copying a buffer keeps the type and the muxer's functions of a meta") {
  const Buffer buffer(gst_buffer_new());
  add_int(buffer.get(), 4);
  const Buffer copy(gst_buffer_copy(buffer.get()));
  const NvDsMeta* meta = gst_buffer_get_nvds_meta(copy.get());
  REQUIRE(meta != nullptr);
  CHECK_EQ(meta->meta_type, NVDS_DECODER_GST_META);
  CHECK(meta->gst_to_nvds_meta_transform_func == transform_int);
  CHECK(meta->gst_to_nvds_meta_release_func == free_transformed_int);
  CHECK_EQ(*static_cast<int*>(meta->meta_data), 4);
}

TEST("a meta without a copy function does not follow the copy") {
  const Buffer buffer(gst_buffer_new());
  static int value = 1;
  gst_buffer_add_nvds_meta(buffer.get(), &value, nullptr, nullptr, nullptr);
  const Buffer copy(gst_buffer_copy(buffer.get()));
  CHECK(!gst_buffer_get_nvds_meta(copy.get()));
}

TEST("a transform that is not a copy carries nothing over") {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  const Buffer buffer = make_buffer(batch);
  const Buffer target(gst_buffer_new());
  NvDsMeta* meta = gst_buffer_get_nvds_meta(buffer.get());
  CHECK(!NVDS_META_INFO->transform_func(target.get(), &meta->meta, buffer.get(),
                                        g_quark_from_static_string("gst-video-scale"), nullptr));
  CHECK(!gst_buffer_get_nvds_meta(target.get()));
}

TEST("a source buffer's metas become user metas of the frame") {
  const Buffer source(gst_buffer_new());
  add_int(source.get(), 6);
  gst_buffer_add_video_region_of_interest_meta(source.get(), "face", 1, 2, 3, 4);
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  nvds_copy_gst_meta_to_frame_meta(source.get(), batch.get(), frame);

  CHECK_EQ(g_list_length(frame->frame_user_meta_list), 2);
  int ints = 0;
  int holders = 0;
  for (GList* l = frame->frame_user_meta_list; l; l = l->next) {
    auto* user = static_cast<NvDsUserMeta*>(l->data);
    const auto type = static_cast<int>(user->base_meta.meta_type);
    if (type == NVDS_DECODER_GST_META) {
      ++ints;
      CHECK_EQ(*static_cast<int*>(user->user_meta_data), 6);
    } else if (type == NVDS_BUFFER_GST_AS_FRAME_USER_META) {
      ++holders;
      auto* holder = static_cast<GstBuffer*>(user->user_meta_data);
      const auto* roi = reinterpret_cast<GstVideoRegionOfInterestMeta*>(
          gst_buffer_get_meta(holder, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE));
      CHECK(roi && roi->w == 3);
      CHECK(!gst_buffer_get_nvds_meta(holder));
    }
  }
  CHECK_EQ(ints, 1);
  CHECK_EQ(holders, 1);

  // Both kinds follow a copy of the batch.
  const Batch copy(static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(batch.get(), nullptr)));
  const auto* copied = nth<NvDsFrameMeta>(copy->frame_meta_list, 0);
  CHECK_EQ(g_list_length(copied->frame_user_meta_list), 2);
}

TEST("a source buffer without metas adds nothing to the frame") {
  const Buffer source(gst_buffer_new());
  const Batch batch = make_batch();
  NvDsFrameMeta* frame = add_frame(batch.get());
  nvds_copy_gst_meta_to_frame_meta(source.get(), batch.get(), frame);
  CHECK(!frame->frame_user_meta_list);
  CHECK_EQ(batch->user_meta_pool->num_full_elements, 0);
}

TEST("an audio frame takes a source buffer's metas too") {
  const Buffer source(gst_buffer_new());
  add_int(source.get(), 6);
  const AudioBatch batch(nvds_create_audio_batch_meta(1));
  NvDsAudioFrameMeta* frame = nvds_acquire_audio_frame_meta_from_pool(batch.get());
  nvds_add_audio_frame_meta_to_audio_batch(batch.get(), frame);
  nvds_copy_gst_meta_to_audio_frame_meta(source.get(), batch.get(), frame);
  CHECK_EQ(g_list_length(frame->frame_user_meta_list), 1);
}
