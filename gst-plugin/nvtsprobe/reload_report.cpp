// SPDX-License-Identifier: MIT
#include "nvtsprobe/reload_report.h"

#include "nvtsprobe/debug.h"
#include "nvtsprobe/element.h"
#include "nvtsprobe/error_report.h"

#define GST_CAT_DEFAULT nvts_probe_debug

namespace nvts {
namespace {

GstStructure* describe_change(const char* message, const ReloadNote& note) {
  return gst_structure_new(message, "script", G_TYPE_STRING, note.script.c_str(), "version", G_TYPE_STRING,
                           note.version.c_str(), "reason", G_TYPE_STRING, note.reason.c_str(), "state", G_TYPE_STRING,
                           note.state.c_str(), "build-time", G_TYPE_INT64, note.build_us * 1000, "swap-time",
                           G_TYPE_INT64, note.swap_us * 1000, nullptr);
}

void post_reload(GstElement* element, const ReloadNote& note, const char* result, const Status* status) {
  GstStructure* structure = describe_change("nvts-reload", note);
  gst_structure_set(structure, "result", G_TYPE_STRING, result, nullptr);
  if (status != nullptr) {
    gst_structure_set(structure, "code", G_TYPE_STRING, error_code_name(status->code()), "message", G_TYPE_STRING,
                      status->message().c_str(), nullptr);
  }
  post(element, structure);
}

void post_state(GstElement* element, const char* result, const Status& status, const std::string& path) {
  post(element, gst_structure_new("nvts-state", "result", G_TYPE_STRING, result, "code", G_TYPE_STRING,
                                  error_code_name(status.code()), "message", G_TYPE_STRING, status.message().c_str(),
                                  "path", G_TYPE_STRING, path.c_str(), nullptr));
}

}  // namespace

void tell_reload_live(GstElement* element, const ReloadNote& note) {
  GST_INFO_OBJECT(element, "script %s, version %s, has taken over (%s)", note.script.c_str(), note.version.c_str(),
                  note.reason.c_str());
  post_reload(element, note, "live", nullptr);
}

void tell_reload_kept(GstElement* element, const ReloadNote& note) {
  GST_INFO_OBJECT(element, "script %s, version %s, stays", note.script.c_str(), note.version.c_str());
  post_reload(element, note, "kept", nullptr);
}

void tell_reload_failed(GstElement* element, const ReloadNote& note, const Status& status) {
  GST_ELEMENT_WARNING(element, LIBRARY, FAILED,
                      ("the script was not reloaded (%s): %s", note.reason.c_str(), status.message().c_str()),
                      ("%s; the script before goes on", error_code_name(status.code())));
  post_reload(element, note, "failed", &status);
}

void tell_reload_rolled_back(GstElement* element, const ReloadNote& note, const host::ScriptError& error) {
  const Status status = as_status(error);
  GST_ELEMENT_WARNING(element, LIBRARY, FAILED,
                      ("the reloaded script failed (%s): %s; the script before goes on", note.reason.c_str(),
                       status.message().c_str()),
                      ("%s", describe_stack(error).c_str()));
  post_reload(element, note, "rolled-back", &status);
}

void tell_rebuilt(GstElement* element, const ReloadNote& note) {
  GST_INFO_OBJECT(element, "the script runs again in a new context (%s)", note.reason.c_str());
  post(element, describe_change("nvts-script-rebuilt", note));
}

void tell_rebuild_failed(GstElement* element, const ReloadNote& note, const Status& status, gint64 retry_ms) {
  GST_ELEMENT_WARNING(element, LIBRARY, FAILED,
                      ("the script, which was stopped (%s), could not be started again: %s", note.reason.c_str(),
                       status.message().c_str()),
                      ("%s; tried again in %" G_GINT64_FORMAT " ms", error_code_name(status.code()), retry_ms));
}

void tell_vanished(GstElement* element, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    GST_ELEMENT_WARNING(element, RESOURCE, NOT_FOUND,
                        ("%s has vanished; the script goes on as it was loaded, until the file is back", path.c_str()),
                        (nullptr));
    post(element, gst_structure_new("nvts-reload", "result", G_TYPE_STRING, "vanished", "path", G_TYPE_STRING,
                                    path.c_str(), nullptr));
  }
}

void tell_state_refused(GstElement* element, const Status& status, const std::string& path, const std::string& what) {
  GST_ELEMENT_WARNING(element, RESOURCE, READ, ("%s; %s", status.message().c_str(), what.c_str()),
                      ("%s", error_code_name(status.code())));
  post_state(element, "refused", status, path);
}

void tell_state_not_written(GstElement* element, const Status& status, const std::string& path) {
  GST_ELEMENT_WARNING(element, RESOURCE, WRITE, ("%s; the state before is kept", status.message().c_str()),
                      ("%s", error_code_name(status.code())));
  post_state(element, "not-written", status, path);
}

void tell_state_lost(GstElement* element, const host::ScriptError& error, const std::string& what) {
  const Status status = as_status(error);
  GST_ELEMENT_WARNING(element, LIBRARY, FAILED, ("%s; %s", status.message().c_str(), what.c_str()),
                      ("%s", describe_stack(error).c_str()));
  post_state(element, "lost", status, "");
}

}  // namespace nvts
