// SPDX-License-Identifier: MIT
// Functions that the JavaScriptCore library exports but no public header declares. They are looked up when
// first needed, so a library without them still loads.
#pragma once

#include <JavaScriptCore/JavaScript.h>

namespace nvts::jsc::private_api {

using ShouldTerminate = bool (*)(JSContextRef, void* data);

// Makes loops look for the stop by themselves, which costs next to nothing. The engine's own way is to patch compiled
// code from another thread; code that was stopped before it then misses, and runs for ever. Of use before the
// process's first context group, without effect after.
void poll_for_stop();

// False when the library has no time limit.
[[nodiscard]] bool set_time_limit(JSContextGroupRef group, double seconds, ShouldTerminate callback,
                                  void* data);
void clear_time_limit(JSContextGroupRef group);

// An object with the heap's figures, nullptr when the library does not tell.
[[nodiscard]] JSObjectRef memory_statistics(JSContextRef context);

}  // namespace nvts::jsc::private_api
