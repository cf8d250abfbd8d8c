// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <functional>
#include <memory>
#include <utility>

namespace nvts {

// A thread that nobody joins. False where none is to be had: std::thread ends the program then.
[[nodiscard]] inline bool start_thread(std::function<void()> work) {
  using Work = std::function<void()>;
  auto given = std::make_unique<Work>(std::move(work));
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const auto run = [](void* taken) -> void* {
    const std::unique_ptr<Work> own(static_cast<Work*>(taken));
    (*own)();
    return nullptr;
  };
  const int error = pthread_create(&thread, &attributes, run, given.get());
  pthread_attr_destroy(&attributes);
  if (error != 0) return false;
  static_cast<void>(given.release());
  return true;
}

}  // namespace nvts
