// SPDX-License-Identifier: MIT
// Seconds that never go backwards, from timestamps that may.
#pragma once

#include <cstdint>

namespace nvts {

// Time follows the PTS while it moves forward by at most kMaxStep. When the PTS is absent, goes backwards (seek,
// loop, wrap) or jumps further, time advances by the last regular interval instead.
class StreamClock {
 public:
  static constexpr double kMaxStep = 600.0;          // seconds
  static constexpr double kFirstInterval = 1.0 / 30;  // until an interval has been seen

  // `pts` in ns, UINT64_MAX when absent. The result is the time of this buffer in seconds.
  double advance(uint64_t pts) {
    const bool known = pts != UINT64_MAX;
    if (!m_started) {
      m_started = true;
      m_time = known ? static_cast<double>(pts) * 1e-9 : 0.0;
      m_continuous = known;
    } else {
      const double step = known && m_last_pts != UINT64_MAX && pts >= m_last_pts
                              ? static_cast<double>(pts - m_last_pts) * 1e-9
                              : -1.0;
      m_continuous = step >= 0.0 && step <= kMaxStep;
      if (m_continuous && step > 0.0) m_interval = step;
      m_time += m_continuous ? step : m_interval;
    }
    m_last_pts = pts;
    return m_time;
  }

  // Whether the last buffer's time came from its PTS.
  [[nodiscard]] bool continuous() const { return m_continuous; }
  [[nodiscard]] double time() const { return m_time; }

 private:
  uint64_t m_last_pts = UINT64_MAX;
  double m_time = 0.0;
  double m_interval = kFirstInterval;
  bool m_started = false;
  bool m_continuous = true;
};

}  // namespace nvts
