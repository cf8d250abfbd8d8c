// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <map>
#include <string>

#include "host/host.h"

namespace nvts {

// Tells the user of script errors: log and bus message, at most one of a kind an interval. A script that fails on
// every frame of 500 cameras must not flood the log.
class ErrorReport {
 public:
  static constexpr gint64 kInterval = 5 * G_USEC_PER_SEC;
  static constexpr size_t kMaxKinds = 64;

  explicit ErrorReport(GstElement* element) : m_element(element) {}

  void report(const host::ScriptError& error, const char* consequence);

 private:
  struct Kind {
    gint64 last_told = 0;
    guint64 count = 0;    // since the start
    guint64 silenced = 0;  // since last told
  };

  GstElement* m_element;
  std::map<std::string, Kind> m_kinds;
};

// "NVTS_SCRIPT in onFrame at src/counter.ts:12:5: TypeError: ..."
[[nodiscard]] std::string describe(const host::ScriptError& error);

}  // namespace nvts
