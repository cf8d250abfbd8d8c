// SPDX-License-Identifier: MIT
// For tests that measure memory.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdio>

#include "check.h"

// It makes everything larger and slower, and keeps what was freed for a while.
#ifdef __SANITIZE_ADDRESS__
#define SKIP_UNDER_SANITIZER() SKIP("memory is not measured under AddressSanitizer")
#else
#define SKIP_UNDER_SANITIZER() static_cast<void>(0)
#endif

namespace nvts::check {

// Of this process.
inline size_t resident_bytes() {
  size_t pages = 0;
  size_t resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%zu %zu", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace nvts::check
