// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <array>
#include <mutex>
#include <string_view>

#include "host/host.h"
#include "nvtsprobe/stats.h"
#include "support/token_bucket.h"

namespace nvts {

// What goes to the bus: lines of this level and of graver ones.
enum class BusLogLevel { kNone, kError, kWarning, kInfo, kDebug };

struct LogSettings {
  BusLogLevel bus_level = BusLogLevel::kWarning;
  unsigned rate = 20;  // lines a second of each level, 0 for no limit
};

// Takes what a script logs to the debug log and the bus, as much of it as an operator can read. Lines that nobody
// listens to cost nothing of the rate, and each level has a rate of its own, so that chatter hides no error.
class LogRelay {
 public:
  static constexpr unsigned kBurst = 5;  // times the rate
  static constexpr size_t kMaxLineBytes = 4096;

  // Both outlive the relay.
  LogRelay(GstElement* element, const LogSettings& settings, ProbeStats& stats);

  // By any thread: a script that is about to replace another is loaded beside the stream.
  void log(host::LogLevel level, std::string_view text);
  // The stream has ended: tells of lines that were left out since the last one told.
  void finish();

 private:
  struct Level {
    explicit Level(const LogSettings& settings)
        : bucket(static_cast<double>(settings.rate), static_cast<double>(settings.rate) * kBurst) {}

    TokenBucket bucket;
    guint64 left_out = 0;
  };

  void tell(host::LogLevel level, std::string_view text, guint64 left_out);

  GstElement* m_element;
  const LogSettings m_settings;
  ProbeStats& m_stats;
  std::mutex m_mutex;
  std::array<Level, 4> m_levels;
};

}  // namespace nvts
