// SPDX-License-Identifier: MIT
#pragma once

#include <ctime>

namespace nvts {

// CPU time that the calling thread has taken.
inline double thread_cpu_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace nvts
