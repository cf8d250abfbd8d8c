// SPDX-License-Identifier: MIT
#include "jsc/private_api.h"

#include <dlfcn.h>

#include <cstdlib>

#include "jsc/string.h"

namespace nvts::jsc::private_api {
namespace {

template <class Function>
Function find(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

void set_engine_options() {
  static_cast<void>(bytes_between_collections());
}

uint64_t bytes_between_collections() {
  // Not jsc_options_set_boolean(): it writes to memory that is read-only once anyone has used the engine.
  static const uint64_t bytes = [] {
    ::setenv("JSC_usePollingTraps", "1", /*overwrite=*/0);
    ::setenv("JSC_gcMaxHeapSize", "1000000", /*overwrite=*/0);
    const char* set = ::getenv("JSC_gcMaxHeapSize");
    return set == nullptr ? uint64_t{0} : uint64_t{std::strtoull(set, nullptr, 10)};
  }();
  return bytes;
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

uint64_t heap_bytes(JSContextRef context) {
  using Statistics = JSObjectRef (*)(JSContextRef);
  static const Statistics statistics = find<Statistics>("JSGetMemoryUsageStatistics");
  const JSObjectRef figures = statistics == nullptr ? nullptr : statistics(context);
  if (figures == nullptr) return 0;
  const JSValueRef size = JSObjectGetProperty(context, figures, String::from_utf8("heapSize").get(), nullptr);
  if (size == nullptr || !JSValueIsNumber(context, size)) return 0;
  return static_cast<uint64_t>(JSValueToNumber(context, size, nullptr));
}

bool add_heap_finalizer(JSContextGroupRef group, HeapFinalizer finalizer, void* data) {
  using Add = void (*)(JSContextGroupRef, HeapFinalizer, void*);
  static const Add add = find<Add>("JSContextGroupAddHeapFinalizer");
  if (add == nullptr) return false;
  add(group, finalizer, data);
  return true;
}

void remove_heap_finalizer(JSContextGroupRef group, HeapFinalizer finalizer, void* data) {
  using Remove = void (*)(JSContextGroupRef, HeapFinalizer, void*);
  static const Remove remove = find<Remove>("JSContextGroupRemoveHeapFinalizer");
  if (remove != nullptr) remove(group, finalizer, data);
}

void collect_garbage(JSContextRef context) {
  using Collect = void (*)(JSContextRef);
  static const Collect collect = find<Collect>("JSSynchronousGarbageCollectForDebugging");
  if (collect != nullptr) collect(context);
}

}  // namespace nvts::jsc::private_api
