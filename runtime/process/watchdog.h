// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "process/child_process.h"
#include "support/status.h"

namespace nvts::process {

// What a script's process may hold, engine and compiled code included: far beyond what the engine allows the script.
inline constexpr uint64_t kMaxResidentBytes = uint64_t{1} << 30;
[[nodiscard]] Status check_memory(const ChildProcess& process);

// Bounds one call into a script's process. The engine there stops ordinary loops by itself; what is left are loops
// that it cannot stop, and a process that does not get on at all.
class Watchdog {
 public:
  // `limit` is the CPU time that the engine allows the call; 0 is none, and then only a process that does not run
  // at all for `patience` is given up.
  Watchdog(const ChildProcess& process, std::chrono::milliseconds limit, std::chrono::milliseconds patience);

  // Why the process is to be given up, worded to follow its name; ok while it may go on. Looks every few milliseconds.
  [[nodiscard]] Status check();

 private:
  using Clock = std::chrono::steady_clock;

  const ChildProcess& m_process;
  const std::chrono::milliseconds m_limit;
  const std::chrono::milliseconds m_patience;
  Clock::time_point m_last_look;
  // Time in which this process ran too: where all of the machine stood still, nobody is to blame.
  std::chrono::nanoseconds m_waited{};
  std::chrono::nanoseconds m_waited_at_progress{};
  // Unknown until the first look: most calls are over before.
  std::optional<std::chrono::nanoseconds> m_first_cpu;
  std::chrono::nanoseconds m_last_cpu{};
};

}  // namespace nvts::process
