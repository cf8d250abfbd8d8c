// SPDX-License-Identifier: MIT
#include "nvtsprobe/log_relay.h"

#include <string>
#include <utility>

#include "nvtsprobe/clock.h"
#include "nvtsprobe/debug.h"
#include "nvtsprobe/element.h"
#include "support/printable.h"

namespace nvts {
namespace {

constexpr std::array kNames = {"error", "warning", "info", "debug"};
constexpr std::array kDebugLevels = {GST_LEVEL_ERROR, GST_LEVEL_WARNING, GST_LEVEL_INFO, GST_LEVEL_DEBUG};

}  // namespace

LogRelay::LogRelay(GstElement* element, const LogSettings& settings, ProbeStats& stats)
    : m_element(element),
      m_settings(settings),
      m_stats(stats),
      m_levels{Level(settings), Level(settings), Level(settings), Level(settings)} {}

void LogRelay::log(host::LogLevel level, std::string_view text) {
  const auto index = static_cast<size_t>(level);
  const bool to_bus = static_cast<size_t>(m_settings.bus_level) > index;
  const bool heard = to_bus || gst_debug_category_get_threshold(nvts_script_debug) >= kDebugLevels[index];
  guint64 left_out = 0;
  {
    const std::lock_guard lock(m_mutex);
    count(m_stats.log_lines);
    if (!heard) return;
    Level& entry = m_levels[index];
    if (!entry.bucket.take(now_ns())) {
      ++entry.left_out;
      count(m_stats.log_lines_left_out);
      return;
    }
    left_out = std::exchange(entry.left_out, 0);
  }
  tell(level, text, left_out);
}

void LogRelay::finish() {
  for (size_t i = 0; i < m_levels.size(); ++i) {
    guint64 left_out = 0;
    {
      const std::lock_guard lock(m_mutex);
      left_out = std::exchange(m_levels[i].left_out, 0);
    }
    if (left_out > 0) tell(static_cast<host::LogLevel>(i), "the stream has ended", left_out);
  }
}

// Without the lock: whoever takes messages from the bus in the posting thread may do anything.
void LogRelay::tell(host::LogLevel level, std::string_view text, guint64 left_out) {
  const auto index = static_cast<size_t>(level);
  const std::string before =
      left_out > 0 ? "(" + std::to_string(left_out) + " lines before this one were left out: log-rate=" +
                         std::to_string(m_settings.rate) + ") "
                   : "";
  // Indented, so that no line of a script passes for one of GStreamer's.
  const std::string line = before + printable(text, kMaxLineBytes, "\n    ");
  GST_CAT_LEVEL_LOG(nvts_script_debug, kDebugLevels[index], m_element, "%s", line.c_str());
  if (static_cast<size_t>(m_settings.bus_level) <= index) return;
  GstStructure* message =
      gst_structure_new("nvts-log", "level", G_TYPE_STRING, kNames[index], "text", G_TYPE_STRING,
                        printable(text, kMaxLineBytes).c_str(), "left-out", G_TYPE_UINT64, left_out, nullptr);
  post(m_element, message);
}

}  // namespace nvts
