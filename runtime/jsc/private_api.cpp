// SPDX-License-Identifier: MIT
#include "jsc/private_api.h"

#include <dlfcn.h>

#include <cstdlib>

namespace nvts::jsc::private_api {
namespace {

template <class Function>
Function find(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

void set_engine_options() {
  // Not jsc_options_set_boolean(): it writes to memory that is read-only once anyone has used the engine.
  static const bool done = [] {
    return ::setenv("JSC_usePollingTraps", "1", /*overwrite=*/0) == 0 &&
           ::setenv("JSC_gcMaxHeapSize", "1000000", /*overwrite=*/0) == 0;
  }();
  static_cast<void>(done);
}

bool set_time_limit(JSContextGroupRef group, double seconds, ShouldTerminate callback, void* data) {
  using Set = void (*)(JSContextGroupRef, double, ShouldTerminate, void*);
  static const Set set = find<Set>("JSContextGroupSetExecutionTimeLimit");
  if (set == nullptr) return false;
  set(group, seconds, callback, data);
  return true;
}

void clear_time_limit(JSContextGroupRef group) {
  using Clear = void (*)(JSContextGroupRef);
  static const Clear clear = find<Clear>("JSContextGroupClearExecutionTimeLimit");
  if (clear != nullptr) clear(group);
}

JSObjectRef memory_statistics(JSContextRef context) {
  using Statistics = JSObjectRef (*)(JSContextRef);
  static const Statistics statistics = find<Statistics>("JSGetMemoryUsageStatistics");
  return statistics == nullptr ? nullptr : statistics(context);
}

}  // namespace nvts::jsc::private_api
