// SPDX-License-Identifier: MIT
// Functions that the JavaScriptCore library exports but no public header declares. They are looked up when
// first needed, so a library without them still loads.
#pragma once

#include <JavaScriptCore/JavaScript.h>

namespace nvts::jsc::private_api {

using ShouldTerminate = bool (*)(JSContextRef, void* data);

// False when the library has no time limit.
[[nodiscard]] bool set_time_limit(JSContextGroupRef group, double seconds, ShouldTerminate callback,
                                  void* data);
void clear_time_limit(JSContextGroupRef group);

// An object with the heap's figures, nullptr when the library does not tell.
[[nodiscard]] JSObjectRef memory_statistics(JSContextRef context);

}  // namespace nvts::jsc::private_api
