// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace nvts {

// Lets `rate` things a second through in the long run and `burst` at once; a rate of 0 lets everything through. Times
// are nanoseconds of a clock that does not go backwards.
class TokenBucket {
 public:
  TokenBucket(double rate, double burst) : m_rate(rate), m_burst(burst), m_tokens(burst) {}

  [[nodiscard]] bool take(uint64_t now_ns) {
    if (m_rate <= 0) return true;
    if (now_ns > m_filled) {
      // A bucket starts full, so that the first call need not count from the clock's beginning.
      const double seconds = static_cast<double>(now_ns - m_filled) * 1e-9;
      m_tokens = std::min(m_burst, m_tokens + seconds * m_rate);
      m_filled = now_ns;
    }
    if (m_tokens < 1) return false;
    m_tokens -= 1;
    return true;
  }

 private:
  double m_rate;
  double m_burst;
  double m_tokens;
  uint64_t m_filled = 0;
};

}  // namespace nvts
