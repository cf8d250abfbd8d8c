// SPDX-License-Identifier: MIT
#include "process/same_core.h"

#include <dirent.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace nvts::process {
namespace {

using Clock = std::chrono::steady_clock;

// Longer is no worse: something else ran.
constexpr double kLongestUs = 300;
// A mean of that many calls, older ones fading.
constexpr uint32_t kRemembered = 32;
// Apart, two processors spin and fetch from each other's caches.
constexpr double kApartUs = 15;
constexpr std::chrono::seconds kFreeHelpersEvery{1};

bool set_mask(pid_t thread, const cpu_set_t& mask) {
  return ::sched_setaffinity(thread, sizeof mask, &mask) == 0;
}

}  // namespace

bool SameCore::begin_call() {
  if (!m_allowed) return false;
  // The better one may have become the worse one.
  const bool has_changed = m_calls[m_together] >= kTry && !m_tries && !is_better(m_together);
  if (m_left == 0 || has_changed) next_turn();
  --m_left;
  if (m_together && gather()) return true;
  let_go();
  return false;
}

void SameCore::end_call(std::chrono::nanoseconds under_way) {
  const double us = std::clamp(std::chrono::duration<double, std::micro>(under_way).count(), 0.0, kLongestUs);
  const uint32_t calls = ++m_calls[m_together];
  m_cost[m_together] += (us - m_cost[m_together]) / std::min(calls, kRemembered);
  if (!m_together) return;
  const Clock::time_point now = Clock::now();
  if (now - m_helpers_freed < kFreeHelpersEvery) return;
  m_helpers_freed = now;
  free_helpers();
}

bool SameCore::is_better(bool together) const {
  return (m_cost[true] <= m_cost[false] + kApartUs) == together;
}

void SameCore::next_turn() {
  const bool was_together = m_together;
  if (m_tries) {
    m_together = is_better(true);
    m_turn = m_together == was_together ? kShortTurn : std::min(m_turn * 2, kLongTurn);
    m_tries = false;
    m_left = m_turn;
    return;
  }
  m_together = !m_together;
  m_calls[m_together] = 0;
  m_tries = true;
  m_left = kTry;
}

bool SameCore::gather() {
  const int processor = ::sched_getcpu();
  if (processor == m_processor) return true;
  m_allowed = processor >= 0 && processor < CPU_SETSIZE && learn_free_mask();
  if (!m_allowed) return false;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<size_t>(processor), &one);
  m_allowed = set_mask(m_thread, one);
  if (m_allowed) m_processor = processor;
  return m_allowed;
}

void SameCore::let_go() {
  if (m_processor >= 0) static_cast<void>(set_mask(m_thread, m_free));
  m_processor = -1;
}

// A thread that nobody has bound gets no mask of the processors that it may use today: it would keep it from those that
// its container gets tomorrow.
bool SameCore::learn_free_mask() {
  if (m_free_known) return true;
  cpu_set_t found{};
  cpu_set_t possible{};
  cpu_set_t all;
  std::memset(&all, 0xff, sizeof all);
  if (::sched_getaffinity(m_thread, sizeof found, &found) != 0 || !set_mask(m_thread, all)) return false;
  if (::sched_getaffinity(m_thread, sizeof possible, &possible) != 0) return false;
  m_free = CPU_EQUAL(&found, &possible) ? all : found;
  m_free_known = true;
  return true;
}

// The engine's compilers and collectors, which start where the thread is that starts them.
void SameCore::free_helpers() {
  const std::string folder = "/proc/" + std::to_string(m_thread) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> threads(::opendir(folder.c_str()), ::closedir);
  if (threads == nullptr) return;
  while (const dirent* entry = ::readdir(threads.get())) {
    const pid_t thread = std::atoi(entry->d_name);
    if (thread > 0 && thread != m_thread) static_cast<void>(set_mask(thread, m_free));
  }
}

}  // namespace nvts::process
