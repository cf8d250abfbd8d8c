// SPDX-License-Identifier: MIT
#include "nvtsprobe/error_report.h"

#include <algorithm>
#include <vector>

#include "nvtsprobe/clock.h"
#include "nvtsprobe/debug.h"
#include "nvtsprobe/element.h"
#include "support/printable.h"

#define GST_CAT_DEFAULT nvts_script_debug

namespace nvts {
namespace {

// Enough to find the fault by; a script may throw megabytes.
constexpr size_t kMaxMessageBytes = 4096;
constexpr size_t kMaxStackBytes = 8192;
constexpr size_t kMaxPlaceBytes = 512;
constexpr size_t kKindsInSummary = 8;

std::string kind_of(const host::ScriptError& error) {
  std::string kind = error_code_name(error.status.code());
  if (!error.hook.empty()) kind += " in " + printable(error.hook, kMaxPlaceBytes, "\\n");
  if (!error.location.empty()) kind += " at " + printable(error.location, kMaxPlaceBytes, "\\n");
  return kind;
}

void set_place(GstStructure* details, int32_t frame, const table::FrameTable& table) {
  guint64 pts = table.header().batch_pts;
  if (frame >= 0 && static_cast<uint32_t>(frame) < table.count(table::Section::kFrames)) {
    const table::Frames frames = table.frames();
    pts = frames.pts[frame];
    gst_structure_set(details, "source-id", G_TYPE_UINT, frames.source_id[frame], "frame-num", G_TYPE_INT,
                      frames.frame_num[frame], nullptr);
  }
  gst_structure_set(details, "pts", G_TYPE_UINT64, pts, nullptr);
}

}  // namespace

std::string describe(const host::ScriptError& error) {
  return kind_of(error) + ": " + printable(error.status.message(), kMaxMessageBytes, "\n  ");
}

Status as_status(const host::ScriptError& error) {
  return {error.status.code(), describe(error)};
}

std::string describe_stack(const host::ScriptError& error) {
  return printable(error.stack, kMaxStackBytes);
}

void ErrorReport::report(const host::ScriptError& error, const char* consequence, const table::FrameTable* table) {
  std::string key = kind_of(error);
  if (m_kinds.size() >= kMaxKinds && m_kinds.count(key) == 0) key = "other errors";
  Kind& kind = m_kinds[key];
  ++kind.count;
  const gint64 now = g_get_monotonic_time();
  const bool due = kind.last_told == 0 || now - kind.last_told >= kInterval;
  if (!due || !m_bucket.take(now_ns())) {
    ++kind.silenced;
    return;
  }
  kind.last_told = now;

  const std::string text = describe(error);
  const std::string stack = describe_stack(error);
  const std::string again =
      kind.silenced > 0 ? " (" + std::to_string(kind.silenced) + " more like it since the last message)" : "";
  // A warning is what gst-launch-1.0 and most applications show; the element message is for programs.
  GST_ELEMENT_WARNING(m_element, LIBRARY, FAILED, ("%s%s; %s", text.c_str(), again.c_str(), consequence),
                      ("%s", stack.c_str()));
  GstStructure* details = gst_structure_new(
      "nvts-script-error", "code", G_TYPE_STRING, error_code_name(error.status.code()), "message", G_TYPE_STRING,
      printable(error.status.message(), kMaxMessageBytes).c_str(), "hook", G_TYPE_STRING,
      printable(error.hook, kMaxPlaceBytes).c_str(), "location", G_TYPE_STRING,
      printable(error.location, kMaxPlaceBytes).c_str(), "stack", G_TYPE_STRING, stack.c_str(), "frame", G_TYPE_INT,
      error.frame, "count", G_TYPE_UINT64, kind.count, "consequence", G_TYPE_STRING, consequence, nullptr);
  if (table != nullptr) set_place(details, error.frame, *table);
  post(m_element, details);
  kind.silenced = 0;
}

void ErrorReport::finish() {
  guint64 total = 0;
  guint64 silenced = 0;
  std::vector<std::pair<guint64, std::string>> kinds;
  for (const auto& [name, kind] : m_kinds) {
    total += kind.count;
    silenced += kind.silenced;
    kinds.emplace_back(kind.count, name);
  }
  m_kinds.clear();
  if (silenced == 0) return;

  std::sort(kinds.rbegin(), kinds.rend());
  std::string text = std::to_string(total) + " script errors in this stream:";
  for (size_t i = 0; i < std::min(kinds.size(), kKindsInSummary); ++i) {
    text += (i == 0 ? " " : ", ") + std::to_string(kinds[i].first) + " x " + kinds[i].second;
  }
  if (kinds.size() > kKindsInSummary) text += " and more";
  GST_ELEMENT_WARNING(m_element, LIBRARY, FAILED, ("%s", text.c_str()), (nullptr));
}

}  // namespace nvts
