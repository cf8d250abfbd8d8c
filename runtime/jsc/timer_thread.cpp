// SPDX-License-Identifier: MIT
#include "jsc/timer_thread.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace nvts::jsc {
namespace {

// "JSC VMTraps Signal Sender", of which the kernel keeps the last fifteen characters.
constexpr std::string_view kName = "s Signal Sender";
constexpr uint64_t kTurnNs = 100'000;
constexpr int kNice = -20;

// As the kernel has it; the C library's headers have it in new versions only.
struct SchedulerAttributes {
  uint32_t size = sizeof(SchedulerAttributes);
  uint32_t policy = 0;  // SCHED_OTHER
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = kTurnNs;
  uint64_t deadline = 0;
  uint64_t period = 0;
};

bool set_scheduling(long thread, int nice) {
  SchedulerAttributes attributes;
  attributes.nice = nice;
  return ::syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
}

bool has_name(const char* thread) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%.20s/comm", thread);
  FILE* file = std::fopen(path, "re");
  if (file == nullptr) return false;
  char name[32] = "";
  const size_t length = std::fread(name, 1, sizeof name, file);
  std::fclose(file);
  return std::string_view(name, length).substr(0, kName.size()) == kName;
}

}  // namespace

bool hasten_timer_thread() {
  DIR* threads = ::opendir("/proc/self/task");
  if (threads == nullptr) return false;
  bool found = false;
  while (const dirent* entry = ::readdir(threads)) {
    if (entry->d_name[0] == '.' || !has_name(entry->d_name)) continue;
    found = true;
    const long thread = std::strtol(entry->d_name, nullptr, 10);
    if (!set_scheduling(thread, kNice)) static_cast<void>(set_scheduling(thread, 0));
  }
  ::closedir(threads);
  return found;
}

}  // namespace nvts::jsc
