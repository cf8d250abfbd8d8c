// SPDX-License-Identifier: MIT
// For tests that measure memory.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "check.h"

// AddressSanitizer, and options that make JavaScriptCore's collector work hard (`npm run test:gcstress` says so by the variable),
// make everything larger and slower, and keep what was freed for a while.
#define SKIP_WHERE_MEMORY_IS_DISTORTED() \
  do {                                   \
    if (nvts::check::memory_is_distorted()) SKIP("memory is not measured under AddressSanitizer and stress of the collector"); \
  } while (false)

namespace nvts::check {

inline bool memory_is_distorted() {
#ifdef __SANITIZE_ADDRESS__
  return true;
#else
  return std::getenv("NVTS_TEST_GC_STRESS") != nullptr;
#endif
}

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
