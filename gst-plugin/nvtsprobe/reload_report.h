// SPDX-License-Identifier: MIT
// What the bus is told of scripts that are exchanged while the video runs. May be called from any thread.
#pragma once

#include <gst/gst.h>

#include <string>
#include <vector>

#include "host/script_host.h"
#include "support/status.h"

namespace nvts {

struct ReloadNote {
  std::string script;   // its path
  std::string version;  // see ScriptText
  std::string reason;
  std::string state;    // "restored", "none", "other-script"
  gint64 build_us = 0;  // load and setup, beside the video
  gint64 swap_us = 0;   // save, restore, exchange and what the new one is told first, between two buffers
};

// The new script has taken over, on trial.
void tell_reload_live(GstElement* element, const ReloadNote& note);
// Its trial is over.
void tell_reload_kept(GstElement* element, const ReloadNote& note);
// It never took over: it could not be built, or the state did not fit.
void tell_reload_failed(GstElement* element, const ReloadNote& note, const Status& status);
// It failed on trial; the script before goes on.
void tell_reload_rolled_back(GstElement* element, const ReloadNote& note, const host::ScriptError& error);

// A script that was stopped half-way runs again, in a new context.
void tell_rebuilt(GstElement* element, const ReloadNote& note);
void tell_rebuild_failed(GstElement* element, const ReloadNote& note, const Status& status, gint64 retry_ms);

void tell_vanished(GstElement* element, const std::vector<std::string>& paths);

// `what` ends the sentence: what happens now.
void tell_state_refused(GstElement* element, const Status& status, const std::string& path, const std::string& what);
void tell_state_not_written(GstElement* element, const Status& status, const std::string& path);
// The state that the script before has could not be had or taken over.
void tell_state_lost(GstElement* element, const host::ScriptError& error, const std::string& what);

}  // namespace nvts
