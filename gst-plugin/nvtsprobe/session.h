// SPDX-License-Identifier: MIT
// One loaded script with the frame table it works on: what is exchanged as one, between two buffers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "host/host.h"
#include "host/script_host.h"
#include "meta/bridge.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts {

struct SessionSettings {
  std::string element;  // its name, which scripts may read
  std::string script;
  std::string params;
  std::string params_file;
  std::string grant;
  uint32_t seed = 0;
  double deadline_ms = 0;
};

// Called by the thread that calls the script.
using ScriptLog = std::function<void(host::LogLevel, std::string_view)>;

// Not thread-safe: built by one thread, it may be handed on to another.
class Session {
 public:
  // Reads the script and its parameters and runs setup, whose events stay in the table for whoever takes the session
  // over. The error says what failed and where, with the script's stack.
  [[nodiscard]] static Result<std::unique_ptr<Session>> build(const SessionSettings& settings, ScriptLog log);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] table::FrameTable& table() { return m_table; }
  [[nodiscard]] meta::Bridge& bridge() { return m_bridge; }
  [[nodiscard]] host::ScriptHost& host() { return *m_host; }

 private:
  Session() : m_bridge(m_table) {}

  // The table goes last: bridge and host work on it.
  table::FrameTable m_table;
  meta::Bridge m_bridge;
  std::unique_ptr<host::ScriptHost> m_host;
};

}  // namespace nvts
