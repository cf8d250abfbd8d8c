// SPDX-License-Identifier: MIT
#include "process/watchdog.h"

#include <algorithm>

namespace nvts::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr uint64_t kResidentBytes = uint64_t{512} << 20;
constexpr milliseconds kLookEvery{10};
// A look that comes later than that was held up itself.
constexpr milliseconds kLongestLook{50};
// Garbage collection and compilers run on threads of their own and count too.
constexpr milliseconds kGrace{50};
constexpr int kCpuFactor = 2;
// On a machine with far more to do than it can, a thread gets a small part of a processor.
constexpr milliseconds kWallGrace{1000};
constexpr int kWallFactor = 20;
constexpr milliseconds kLastWhile{2000};

std::string text_of(nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(time).count()) + " ms";
}

}  // namespace

Watchdog::Watchdog(const ChildProcess& process, const Limits& limits, const std::stop_token& stopping)
    : m_process(process), m_limits(limits), m_stopping(stopping), m_last_look(Clock::now()) {}

uint64_t max_resident_bytes(uint64_t memory_limit_bytes) {
  return memory_limit_bytes == 0 ? UINT64_MAX : kResidentBytes + 2 * memory_limit_bytes;
}

Status check_memory(const ChildProcess& process, uint64_t max_bytes) {
  const uint64_t bytes = process.resident_bytes();
  if (bytes <= max_bytes) return Status::ok();
  return {ErrorCode::kMemory, "holds " + std::to_string(bytes >> 20) + " MiB of memory (at most " +
                                  std::to_string(max_bytes >> 20) + ")"};
}

Status Watchdog::check() {
  const auto give_up = [](std::string why) { return Status{ErrorCode::kProcess, std::move(why)}; };
  const nanoseconds since = Clock::now() - m_last_look;
  if (since < kLookEvery) return Status::ok();
  m_last_look += since;
  m_waited += std::min<nanoseconds>(since, kLongestLook);
  if (m_process.is_stopped()) return give_up("was stopped by a signal");
  if (Status status = check_memory(m_process, m_limits.max_bytes); !status) return status;
  const nanoseconds cpu = m_process.cpu_time();
  if (!m_first_cpu) m_first_cpu = cpu;
  if (cpu != m_last_cpu) {
    m_last_cpu = cpu;
    m_waited_at_progress = m_waited;
  }
  if (m_waited - m_waited_at_progress > m_limits.patience) {
    return give_up("does not get on: it took no CPU time for " + text_of(m_waited - m_waited_at_progress));
  }
  if (m_limits.time.count() == 0) {
    if (!m_stopping.stop_requested()) return Status::ok();
    if (!m_waited_at_stop) m_waited_at_stop = m_waited;
    if (m_waited - *m_waited_at_stop < kLastWhile) return Status::ok();
    return give_up("did not answer within " + text_of(kLastWhile) + " of the stream's stop (there is no deadline)");
  }
  if (cpu - *m_first_cpu > m_limits.time * kCpuFactor + kGrace) {
    return give_up("did not answer within " + text_of(cpu - *m_first_cpu) + " of CPU time (the limit is " +
                   text_of(m_limits.time) + "), and the engine could not stop the script");
  }
  if (m_waited > m_limits.time * kWallFactor + kWallGrace) {
    return give_up("did not answer within " + text_of(m_waited) + " (the limit is " + text_of(m_limits.time) +
                   " of CPU time)");
  }
  return Status::ok();
}

}  // namespace nvts::process
