// SPDX-License-Identifier: MIT
#include "engine.h"

#include <dlfcn.h>

#include <csignal>
#include <cstdlib>

namespace nvts::node {
namespace {

// By this the collector stops other threads. Its own choice is SIGUSR1, by which Node starts its inspector.
void choose_signal() {
  using Configure = bool (*)(int);
  // Without a public header, as all that runtime/jsc/private_api.cpp looks up.
  const auto configure = reinterpret_cast<Configure>(::dlsym(RTLD_DEFAULT, "JSConfigureSignalForGC"));
  if (configure != nullptr) static_cast<void>(configure(SIGRTMIN + 6));
}

}  // namespace

void prepare_engine() {
  static const bool done = [] {
    choose_signal();
    // Scripts have no WebAssembly; for its own the engine would handle SIGSEGV and SIGBUS, as Node's does.
    return ::setenv("JSC_useWasmFaultSignalHandler", "0", /*overwrite=*/0) == 0;
  }();
  static_cast<void>(done);
}

}  // namespace nvts::node
