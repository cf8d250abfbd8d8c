// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nvts {

// Spares a pipeline a script that fails again and again. Closed, the script is called. When it has failed too often in
// the window the breaker opens: the script is not called. After the backoff it half-opens for one trial: success closes
// it, failure opens it again for twice as long.
//
// Times are nanoseconds of a clock that does not go backwards. The element gives it monotonic wall time: what the
// breaker saves (CPU, log) is spent by the wall clock, operators wait by it, and the stream's own time may stand still,
// jump, or run a hundred times as fast with a file.
class Breaker {
 public:
  enum class State { kClosed, kOpen, kHalfOpen };

  static constexpr uint32_t kMaxFailures = 1000;
  static constexpr uint64_t kMaxBackoff = 60'000'000'000;

  struct Settings {
    uint32_t failures = 10;  // at most kMaxFailures; 0: never opens
    uint64_t window_ns = 10'000'000'000;
    uint64_t backoff_ns = 1'000'000'000;  // doubles up to kMaxBackoff, or stays where it is longer
  };

  explicit Breaker(const Settings& settings);

  // Whether the script may be called. An open breaker half-opens here once its backoff is over.
  [[nodiscard]] bool admits(uint64_t now);
  // `admits` without asking for the time.
  [[nodiscard]] bool closed() const { return m_state == State::kClosed; }

  void failed(uint64_t now);
  // Closes a half-open breaker.
  void succeeded(uint64_t now) {
    if (m_state == State::kHalfOpen) close(now);
  }
  // There is a new script, whom the old one's failures do not concern.
  void reset();

  [[nodiscard]] State state() const { return m_state; }
  // How long it stays open, or stayed last; 0 before it has ever opened.
  [[nodiscard]] uint64_t backoff_ns() const { return m_backoff; }
  // Failures since the breaker was last closed that lie within the window; more than `failures` are not counted.
  [[nodiscard]] uint32_t failures(uint64_t now) const;

 private:
  void open(uint64_t now, uint64_t backoff);
  void close(uint64_t now);

  const Settings m_settings;
  State m_state = State::kClosed;
  std::vector<uint64_t> m_failures;  // a ring of their times
  size_t m_next = 0;
  size_t m_count = 0;
  uint64_t m_backoff = 0;
  uint64_t m_opened_at = 0;
  uint64_t m_closed_at = 0;
};

[[nodiscard]] const char* breaker_state_name(Breaker::State state);

}  // namespace nvts
