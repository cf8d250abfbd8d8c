// SPDX-License-Identifier: MIT
#include "nvtsprobe/error_report.h"

#include "nvtsprobe/debug.h"

#define GST_CAT_DEFAULT nvts_script_debug

namespace nvts {

std::string describe(const host::ScriptError& error) {
  std::string text = error_code_name(error.status.code());
  if (!error.hook.empty()) text += " in " + error.hook;
  if (!error.location.empty()) text += " at " + error.location;
  return text + ": " + error.status.message();
}

void ErrorReport::report(const host::ScriptError& error, const char* consequence) {
  std::string key = std::string(error_code_name(error.status.code())) + error.hook + error.location;
  if (m_kinds.size() >= kMaxKinds && m_kinds.count(key) == 0) key = "other";
  Kind& kind = m_kinds[key];
  ++kind.count;
  const gint64 now = g_get_monotonic_time();
  if (kind.count > 1 && now - kind.last_told < kInterval) {
    ++kind.silenced;
    return;
  }
  kind.last_told = now;

  const std::string text = describe(error);
  const std::string again =
      kind.silenced > 0 ? " (" + std::to_string(kind.silenced) + " more like it since the last message)" : "";
  // A warning is what gst-launch-1.0 and most applications show; the element message is for programs.
  GST_ELEMENT_WARNING(m_element, LIBRARY, FAILED, ("%s%s; %s", text.c_str(), again.c_str(), consequence),
                      ("%s", error.stack.c_str()));
  GstStructure* details = gst_structure_new(
      "nvts-script-error", "code", G_TYPE_STRING, error_code_name(error.status.code()), "message", G_TYPE_STRING,
      error.status.message().c_str(), "hook", G_TYPE_STRING, error.hook.c_str(), "location", G_TYPE_STRING,
      error.location.c_str(), "stack", G_TYPE_STRING, error.stack.c_str(), "frame", G_TYPE_INT, error.frame, "count",
      G_TYPE_UINT64, kind.count, "consequence", G_TYPE_STRING, consequence, nullptr);
  gst_element_post_message(m_element, gst_message_new_element(GST_OBJECT(m_element), details));
  kind.silenced = 0;
}

}  // namespace nvts
