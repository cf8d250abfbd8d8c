// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "process/child_process.h"
#include "support/status.h"

namespace nvts::process {

// What the process of a script may hold that may keep so much on its heap (0: no limit, of either): as much again for
// garbage, and engine, compiled code, tables, tensors, and what a script can take before the engine looks.
[[nodiscard]] uint64_t max_resident_bytes(uint64_t memory_limit_bytes);
// kMemory, worded to follow the process's name.
[[nodiscard]] Status check_memory(const ChildProcess& process, uint64_t max_bytes);

// Bounds one call into a script's process. The engine there stops ordinary loops by itself; what is left are loops
// that it cannot stop, and a process that does not get on at all.
class Watchdog {
 public:
  struct Limits {
    // CPU time that the engine allows the call; 0 is none, and then a process may take as long as it gets on.
    std::chrono::milliseconds time;
    std::chrono::milliseconds patience;  // with a process that does not run at all
    uint64_t max_bytes;
  };
  // A call without a limit has a last while once `stopping` is requested, which outlives the watchdog.
  Watchdog(const ChildProcess& process, const Limits& limits, const std::stop_token& stopping);

  // Why the process is to be given up, worded to follow its name; ok while it may go on. Looks every few milliseconds.
  [[nodiscard]] Status check();

 private:
  using Clock = std::chrono::steady_clock;

  const ChildProcess& m_process;
  const Limits m_limits;
  const std::stop_token& m_stopping;
  Clock::time_point m_last_look;
  // Time in which this process ran too: where all of the machine stood still, nobody is to blame.
  std::chrono::nanoseconds m_waited{};
  std::chrono::nanoseconds m_waited_at_progress{};
  std::optional<std::chrono::nanoseconds> m_waited_at_stop;
  // Unknown until the first look: most calls are over before.
  std::optional<std::chrono::nanoseconds> m_first_cpu;
  std::chrono::nanoseconds m_last_cpu{};
};

}  // namespace nvts::process
