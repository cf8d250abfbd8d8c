// SPDX-License-Identifier: MIT
#pragma once

#include <sys/resource.h>

namespace nvts::check {

// That this process has held at any time.
inline long most_memory_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace nvts::check
