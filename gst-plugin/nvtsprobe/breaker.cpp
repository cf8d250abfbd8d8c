// SPDX-License-Identifier: MIT
#include "nvtsprobe/breaker.h"

#include <algorithm>

namespace nvts {
namespace {

Breaker::Settings clamped(Breaker::Settings settings) {
  settings.failures = std::min(settings.failures, Breaker::kMaxFailures);
  return settings;
}

}  // namespace

Breaker::Breaker(const Settings& settings) : m_settings(clamped(settings)), m_failures(m_settings.failures) {}

bool Breaker::admits(uint64_t now) {
  if (m_state == State::kOpen && now - m_opened_at >= m_backoff) m_state = State::kHalfOpen;
  return m_state != State::kOpen;
}

void Breaker::failed(uint64_t now) {
  if (m_failures.empty()) return;
  const size_t size = m_failures.size();
  m_failures[m_next] = now;
  m_next = (m_next + 1) % size;
  m_count = std::min(m_count + 1, size);

  const uint64_t longest = std::max(kMaxBackoff, m_settings.backoff_ns);
  const uint64_t longer = std::min(2 * m_backoff, longest);
  if (m_state == State::kHalfOpen) {
    open(now, longer);
  } else if (m_state == State::kClosed && failures(now) == size) {
    // A breaker that was closed only for a while has not proven the script well.
    const uint64_t stable = std::max(m_settings.window_ns, m_backoff);
    const bool relapse = m_backoff != 0 && now - m_closed_at < stable;
    open(now, relapse ? longer : m_settings.backoff_ns);
  }
}

void Breaker::reset() {
  m_state = State::kClosed;
  m_next = m_count = 0;
  m_backoff = 0;
}

uint32_t Breaker::failures(uint64_t now) const {
  const auto recent = [&](uint64_t time) { return now - time <= m_settings.window_ns; };
  return static_cast<uint32_t>(
      std::count_if(m_failures.begin(), m_failures.begin() + static_cast<std::ptrdiff_t>(m_count), recent));
}

void Breaker::open(uint64_t now, uint64_t backoff) {
  m_state = State::kOpen;
  m_opened_at = now;
  m_backoff = backoff;
}

void Breaker::close(uint64_t now) {
  m_state = State::kClosed;
  m_closed_at = now;
  m_next = m_count = 0;
}

const char* breaker_state_name(Breaker::State state) {
  switch (state) {
    case Breaker::State::kClosed: return "closed";
    case Breaker::State::kOpen: return "open";
    case Breaker::State::kHalfOpen: return "half-open";
  }
  return "";
}

}  // namespace nvts
