// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace nvts {

inline constexpr uint64_t kNsPerMs = 1'000'000;

// Of the clock that stands still for nobody: not the stream's time.
inline uint64_t now_ns() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(time).count());
}

}  // namespace nvts
