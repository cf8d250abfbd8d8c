// SPDX-License-Identifier: MIT
#include <atomic>
#include <thread>

#include "../check.h"
#include "fixture.h"

using namespace nvts::nvds_test;

TEST("one thread may take the lock several times") {
  const Batch batch = make_batch();
  nvds_acquire_meta_lock(batch.get());
  nvds_acquire_meta_lock(batch.get());
  CHECK_EQ(add_object(add_frame(batch.get()), 1)->object_id, 1);
  nvds_release_meta_lock(batch.get());
  nvds_release_meta_lock(batch.get());
}

TEST("the lock keeps other threads out until it is released as often as it was taken") {
  const Batch batch = make_batch();
  std::atomic<bool> entered = false;
  nvds_acquire_meta_lock(batch.get());
  nvds_acquire_meta_lock(batch.get());
  std::thread other([&] {
    nvds_acquire_meta_lock(batch.get());
    entered = true;
    nvds_release_meta_lock(batch.get());
  });
  nvds_release_meta_lock(batch.get());
  g_usleep(20'000);
  CHECK(!entered);
  nvds_release_meta_lock(batch.get());
  other.join();
  CHECK(entered);
}

TEST("threads that edit one batch and copy it leave its pools whole") {
  constexpr int kThreads = 4;
  constexpr int kRounds = 2000;
  const Batch batch = make_batch(kThreads);
  NvDsFrameMeta* frames[kThreads];
  for (auto*& frame : frames)
    frame = add_frame(batch.get());
  std::vector<std::thread> threads;
  for (NvDsFrameMeta* frame : frames) {
    threads.emplace_back([frame] {
      for (int i = 0; i < kRounds; ++i) {
        NvDsObjectMeta* object = add_object(frame, static_cast<guint64>(i));
        add_label(add_classifier(object), "x");
        if (i % 2 == 0) nvds_remove_obj_meta_from_frame(frame, object);
      }
    });
  }
  threads.emplace_back([&batch] {
    for (int i = 0; i < 20; ++i) {
      nvds_batch_meta_release_func(nvds_batch_meta_copy_func(batch.get(), nullptr), nullptr);
    }
  });
  for (std::thread& thread : threads)
    thread.join();
  for (const NvDsFrameMeta* frame : frames)
    CHECK_EQ(frame->num_obj_meta, kRounds / 2);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, kThreads * kRounds / 2);
  CHECK(consistent(batch.get()));
}

// CTest's time limit is the assertion: with a search per element this takes minutes.
TEST("fifty thousand objects are added, removed, copied and released without searching pools") {
  constexpr guint kObjects = 50'000;
  const Batch batch = make_batch(1);
  NvDsFrameMeta* frame = add_frame(batch.get());
  for (guint round = 0; round < 10; ++round) {
    for (guint i = 0; i < kObjects; ++i)
      add_object(frame, i);
    // In the order of the list, as an element that walks it and drops objects does.
    while (frame->obj_meta_list) {
      nvds_remove_obj_meta_from_frame(frame, static_cast<NvDsObjectMeta*>(frame->obj_meta_list->data));
    }
  }
  for (guint i = 0; i < kObjects; ++i) {
    add_label(add_classifier(add_object(frame, i)), "x");
  }
  const Batch copy(static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(batch.get(), nullptr)));
  CHECK_EQ(copy->label_info_meta_pool->num_full_elements, kObjects);
  nvds_clear_obj_meta_list(frame, frame->obj_meta_list);
  CHECK_EQ(batch->obj_meta_pool->num_full_elements, 0);
  CHECK(consistent(batch.get()));
}
