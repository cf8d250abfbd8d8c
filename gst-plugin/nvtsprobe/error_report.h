// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <map>
#include <string>

#include "host/script_host.h"
#include "support/token_bucket.h"
#include "table/frame_table.h"

namespace nvts {

// Tells the user of script errors: log and bus message, at most one of a kind an interval, and of all kinds together
// no more than an operator can read. A script that fails on every frame of 500 cameras must not flood the log.
class ErrorReport {
 public:
  static constexpr gint64 kInterval = 5 * G_USEC_PER_SEC;
  static constexpr size_t kMaxKinds = 64;
  static constexpr double kRate = 1;  // messages a second of all kinds
  static constexpr double kBurst = 10;

  explicit ErrorReport(GstElement* element) : m_element(element), m_bucket(kRate, kBurst) {}

  // `table` holds the frame that the error names; null when there is none.
  void report(const host::ScriptError& error, const char* consequence, const table::FrameTable* table = nullptr);

  // The stream has ended: tells how often each kind came when not each of them was told, and forgets them.
  void finish();

 private:
  struct Kind {
    gint64 last_told = 0;  // 0: never
    guint64 count = 0;     // in this stream
    guint64 silenced = 0;  // since last told
  };

  GstElement* m_element;
  TokenBucket m_bucket;
  std::map<std::string, Kind> m_kinds;  // by "NVTS_SCRIPT in onFrame at src/counter.ts:12:5"
};

// "NVTS_SCRIPT in onFrame at src/counter.ts:12:5: TypeError: ...", fit for a terminal.
[[nodiscard]] std::string describe(const host::ScriptError& error);
[[nodiscard]] Status as_status(const host::ScriptError& error);
// The script's stack, likewise.
[[nodiscard]] std::string describe_stack(const host::ScriptError& error);

}  // namespace nvts
