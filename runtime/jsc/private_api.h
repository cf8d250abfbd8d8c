// SPDX-License-Identifier: MIT
// Functions that the JavaScriptCore library exports but no public header declares. They are looked up when
// first needed, so a library without them still loads.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <cstdint>

namespace nvts::jsc::private_api {

using ShouldTerminate = bool (*)(JSContextRef, void* data);

// Sets the engine's options, through the environment of the process; those that the user has set there stay. Of use
// before the process's first context group, without effect after.
// - Loops look for the stop by themselves, which costs next to nothing. The engine's own way is to patch compiled code
//   from another thread; code that was stopped before it then misses, and runs for ever.
// - A heap is collected after a megabyte of new objects instead of eight. Measured with people-counter: 9 instead of
//   17 MB for each further element, at the same speed.
void set_engine_options();

// False when the library has no time limit.
[[nodiscard]] bool set_time_limit(JSContextGroupRef group, double seconds, ShouldTerminate callback,
                                  void* data);
void clear_time_limit(JSContextGroupRef group);

// New objects after which a heap is collected, in bytes; 0 when that depends on the heap.
[[nodiscard]] uint64_t bytes_between_collections();

// Bytes that the heap holds, with what objects keep outside of it; 0 when the library does not tell. Walks the heap.
[[nodiscard]] uint64_t heap_bytes(JSContextRef context);

// Called after each collection; it must not call into the engine. False when the library has no such call.
using HeapFinalizer = void (*)(JSContextGroupRef, void* data);
[[nodiscard]] bool add_heap_finalizer(JSContextGroupRef group, HeapFinalizer finalizer, void* data);
void remove_heap_finalizer(JSContextGroupRef group, HeapFinalizer finalizer, void* data);

// Returns when all garbage is gone.
void collect_garbage(JSContextRef context);

}  // namespace nvts::jsc::private_api
