// SPDX-License-Identifier: MIT
// When a script is stopped: its time and its memory.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>
#include <thread>

#include "jsc/context.h"
#include "jsc/memory_guard.h"
#include "jsc/private_api.h"
#include "jsc/timer_thread.h"
#include "support/cpu_clock.h"

namespace nvts::jsc {
namespace {

// The engine's timer comes at the next full millisecond; this much sooner it is the nearest.
constexpr double kEarlyMs = 0.5;
// The thread's clock is read anew for a call when it was last read longer ago than this.
constexpr double kClockAgeMs = 0.5;
constexpr double kShortLookMs = 2;
// What a call gets for its next step at least, that a step which takes no time is not refused.
constexpr double kLeastTimeMs = 1;
// The engine must not have two timers that come at once: the second may find the first just handled, and then JavaScriptCore 2.50 aborts
// (VMTraps::requestThreadStopIfNeeded). It starts another one when it is told a time that ends before the timer that runs, and the longer
// one comes all the same, when the next may. So all times that a context tells are cut into slices of one length, the shortest limit's.
// And while a timer runs, what is left is told this much longer than it is: the engine reads the clock later than we do.
// See also start_timer().
constexpr double kLaterMs = 0.25;
// How often a timer is started again when its start was held up, and how late one may come.
constexpr int kTimerStarts = 3;
constexpr double kTimerLateMs = 2;
// In which two timers that come at once have both come.
constexpr std::chrono::microseconds kMeeting{100};
// What a script that was told to stop gets for coming to where it can be.
constexpr double kAgainMs = 0.1;

double wall_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// CPU time of this thread at the time `now` of the wall clock. The thread's clock costs as much as a call into the engine, so of
// calls that follow each other the first one reads it; for others it is too much by what the thread waited since.
double cpu_ms_at(double now) {
  thread_local double read_at_ms = 0;
  thread_local double read_ms = 0;
  if (now < read_at_ms || now - read_at_ms > kClockAgeMs) {
    read_at_ms = now;
    read_ms = thread_cpu_ms();
  }
  return read_ms + (now - read_at_ms);
}

std::string mebibytes(uint64_t bytes) {
  const uint64_t tenths = (bytes * 10) >> 20;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
}

}  // namespace

// Once in a process; the timer is there when a first script has been run with a limit.
void Context::hasten_timer() {
  static std::atomic<int> attempts_left{3};
  if (attempts_left.load(std::memory_order_relaxed) <= 0) return;
  const auto never = [](JSContextRef, void*) { return false; };
  if (!private_api::set_time_limit(m_group, kSliceMs / 1000, never, nullptr)) return;
  static_cast<void>(evaluate_builtin("0"));
  private_api::clear_time_limit(m_group);
  attempts_left = hasten_timer_thread() ? 0 : attempts_left - 1;
}

Status Context::set_time_limit(double milliseconds) {
  m_time_limit_ms = std::max({milliseconds - kEarlyMs, milliseconds / 2, 0.0});
  if (m_time_limit_ms > 0) m_slice_ms = std::min(m_slice_ms, m_time_limit_ms);
  if (arm(m_time_limit_ms)) return Status::ok();
  m_time_limit_ms = 0;
  return {ErrorCode::kUnsupported, "this JavaScriptCore cannot limit the time of a script"};
}

Status Context::set_memory_limit(uint64_t bytes) {
  if (m_memory->set_limit(bytes) && arm(m_time_limit_ms)) return Status::ok();
  return {ErrorCode::kUnsupported, "this JavaScriptCore cannot limit the memory of a script"};
}

uint64_t Context::kept_bytes() const {
  return m_memory->bytes();
}

std::optional<Allocated> Context::allocated() const {
  const std::optional<uint32_t> collections = m_memory->collections();
  const uint64_t step = private_api::bytes_between_collections();
  if (!collections || step == 0) return std::nullopt;
  return Allocated{*collections * step, step};
}

void Context::set_foreign_bytes(uint64_t bytes) {
  m_memory->set_foreign_bytes(bytes);
}

// Tells the engine when to ask must_stop() next: after this time, 0 for none, or the end of a slice. False when it
// cannot be told.
bool Context::arm(double milliseconds) {
  const auto ask = [](JSContextRef, void* data) noexcept { return static_cast<Context*>(data)->must_stop(); };
  if (milliseconds > 0) {
    milliseconds = std::min(milliseconds, m_slice_ms);
  } else if (m_memory->limit() != 0) {
    milliseconds = m_slice_ms;
  }
  if (milliseconds == m_armed_ms) return true;
  if (milliseconds == 0) {
    private_api::clear_time_limit(m_group);
  } else if (!private_api::set_time_limit(m_group, milliseconds / 1000, ask, this)) {
    return false;
  }
  m_armed_ms = milliseconds;
  return true;
}

void Context::begin_shared_time(double used_ms) {
  m_stop = Stop::kNone;
  m_shared_time = true;
  m_start_known = true;
  m_cpu_start_ms = thread_cpu_ms() - used_ms;
}

// Prepares for running code of the script; false when it must not run any more.
bool Context::enter() {
  if (m_shared_time) {
    if (m_stop != Stop::kNone) return false;
  } else {
    m_stop = Stop::kNone;
    m_start_known = false;
  }
  if (m_armed_ms == 0) return true;
  const double now = wall_ms();
  if (!m_shared_time) {
    m_wall_start_ms = now;
    m_cpu_entered_ms = cpu_ms_at(now);
  }
  static_cast<void>(arm(time_left_ms(kLaterMs)));
  if (now >= m_timer_end_ms) start_timer();
  return m_stop == Stop::kNone;
}

// The engine starts a timer when code begins to run and none runs. It notes the end first and starts it then, under a lock that the
// timer's thread takes too: a thread that has to wait there for longer than the timer takes comes back to a timer that is due, and comes
// as soon as the lock is free. The one before, which came while nothing ran, must not be still to be looked at then. So that
// is looked at first, without a limit. Then a call that does nothing starts the timer, and when that was held up, the script waits until what
// may have been started has come.
void Context::start_timer() {
  const double armed_ms = m_armed_ms;
  const auto go_on = [](JSContextRef, void*) { return false; };
  for (int attempt = 0; attempt < kTimerStarts; ++attempt) {
    static_cast<void>(private_api::set_time_limit(m_group, std::numeric_limits<double>::infinity(), go_on, nullptr));
    static_cast<void>(run(m_guards.rest, {}, nullptr));
    m_armed_ms = 0;
    static_cast<void>(arm(armed_ms));
    const double begun = wall_ms();
    static_cast<void>(run(m_guards.rest, {}, nullptr));
    m_timer_end_ms = begun + m_armed_ms;
    if (wall_ms() - begun < m_armed_ms / 2) break;
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(m_armed_ms + kTimerLateMs));
    if (!m_shared_time) m_wall_start_ms = wall_ms();
  }
  // What was left of the one before may have become the timer: it tells nothing of when this call began.
  if (m_start_known) return;
  m_start_known = true;
  m_cpu_start_ms = thread_cpu_ms();
}

// Of the call in hand, and `later_ms` more. The whole while it is not known when the call began, 0 without a limit.
double Context::time_left_ms(double later_ms) const {
  if (m_time_limit_ms == 0 || !m_start_known) return m_time_limit_ms;
  const double used = thread_cpu_ms() - m_cpu_start_ms;
  return std::clamp(m_time_limit_ms - used + later_ms, std::min(kLeastTimeMs, m_time_limit_ms), m_time_limit_ms);
}

// When the call in hand began, by the thread's clock.
void Context::find_start() {
  if (m_start_known) return;
  m_start_known = true;
  m_cpu_start_ms = m_cpu_entered_ms;
}

// Before what belongs to the call in hand goes on in the engine.
void Context::keep_time() {
  if (m_armed_ms == 0) return;
  find_start();
  static_cast<void>(arm(time_left_ms(kLaterMs)));
}

// The engine asks when the time that it was told has passed, on the script's thread, from within the script.
bool Context::must_stop() {
  m_stops_again = false;
  if (m_stop != Stop::kNone) return true;
  const double now = thread_cpu_ms();
  if (!m_start_known) {
    m_start_known = true;
    // That much of the thread's time has passed, says the engine.
    m_cpu_start_ms = std::min(m_cpu_entered_ms, now - m_armed_ms);
  }
  if (m_time_limit_ms > 0 && now - m_cpu_start_ms >= m_time_limit_ms) {
    m_stop = Stop::kTime;
    return true;
  }
  if (m_memory->exceeded()) {
    m_stop = Stop::kMemory;
    return true;
  }
  // A look at a large heap is not the script's time, many at a small one are: it makes that garbage.
  m_cpu_start_ms += std::max(thread_cpu_ms() - now - kShortLookMs, 0.0);
  m_armed_ms = 0;
  // The timer has come, and no other runs.
  static_cast<void>(arm(time_left_ms(0)));
  m_timer_end_ms = wall_ms() + m_armed_ms;
  // Should there be another all the same, that came with it: it is through while the engine is still busy with this one.
  std::this_thread::sleep_for(kMeeting);
  return false;
}

bool Context::is_time_up() {
  if (m_stop != Stop::kNone || m_time_limit_ms == 0) return m_stop != Stop::kNone;
  find_start();
  if (thread_cpu_ms() - m_cpu_start_ms >= m_time_limit_ms) m_stop = Stop::kTime;
  return m_stop != Stop::kNone;
}

// What the engine could not stop in time, and what has come to its end by itself, has taken too long all the same.
void Context::find_overrun() {
  if (m_stop != Stop::kNone || m_time_limit_ms == 0) return;
  const double most = m_time_limit_ms + kEarlyMs;
  if (!m_start_known && wall_ms() - m_wall_start_ms <= most) return;
  find_start();
  m_taken_ms = thread_cpu_ms() - m_cpu_start_ms;
  if (m_taken_ms > most) m_stop = Stop::kOverrun;
}

// Where a native function's own use of the engine comes upon the stop, the engine takes that for an exception of the
// function's and forgets it. True when the script is to be stopped: then it gets nothing native any more.
bool Context::stop_again() {
  if (m_stop == Stop::kNone) return false;
  if (!m_stops_again) {
    m_stops_again = true;
    m_armed_ms = 0;
    static_cast<void>(arm(kAgainMs));
  }
  return true;
}

std::optional<Error> Context::stopped() const {
  if (m_stop == Stop::kNone) return std::nullopt;
  Error error;
  if (m_stop == Stop::kMemory) {
    error.out_of_memory = true;
    error.message = "stopped: it keeps " + mebibytes(m_memory->bytes()) + " MiB, and may " + mebibytes(m_memory->limit());
  } else if (m_stop == Stop::kOverrun) {
    error.timed_out = error.has_ended = true;
    error.message = "took " + std::to_string(std::lround(m_taken_ms)) + " ms of CPU time, and may take " +
                    std::to_string(std::lround(m_time_limit_ms));
  } else {
    error.timed_out = true;
    error.message = "stopped after " + std::to_string(std::lround(m_time_limit_ms)) + " ms of CPU time";
  }
  return error;
}

}  // namespace nvts::jsc
