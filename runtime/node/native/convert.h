// SPDX-License-Identifier: MIT
// C++ values -> JavaScript values of Node.
#pragma once

#include <gst/gst.h>
#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/script_host.h"
#include "replay_run.h"
#include "script_run.h"
#include "support/status.h"

namespace nvts::node {

// A number while it is one exactly (up to 2^53 - 1), else a bigint.
[[nodiscard]] Napi::Value from_int64(Napi::Env env, int64_t value);
[[nodiscard]] Napi::Value from_uint64(Napi::Env env, uint64_t value);

// Names become camelCase. What has no counterpart becomes GStreamer's text for it, or null.
[[nodiscard]] Napi::Value from_value(Napi::Env env, const GValue* value);
[[nodiscard]] Napi::Object from_structure(Napi::Env env, const GstStructure* structure);

[[nodiscard]] Napi::Object from_events(Napi::Env env, const std::vector<RunEvent>& events);
[[nodiscard]] Napi::Object from_logs(Napi::Env env, const std::vector<RunLog>& logs);
// Of an error that is told, not thrown.
[[nodiscard]] Napi::Object from_error(Napi::Env env, const host::ScriptError& error);

// An Error with a `code`; index.ts makes an NvtsError of it.
[[nodiscard]] Napi::Error make_error(Napi::Env env, const Status& status);
[[nodiscard]] Napi::Error make_error(Napi::Env env, const char* code, const std::string& message);
[[nodiscard]] Napi::Error make_error(Napi::Env env, const host::ScriptError& error);

// Members of an object that index.ts has made; the default where one is absent or of another type.
[[nodiscard]] std::string text_member(const Napi::Object& object, const char* name);
[[nodiscard]] double number_member(const Napi::Object& object, const char* name, double fallback);
[[nodiscard]] bool flag_member(const Napi::Object& object, const char* name);

}  // namespace nvts::node
