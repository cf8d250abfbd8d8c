// SPDX-License-Identifier: MIT
// One loaded script with the frame table it works on: what is exchanged as one, between two buffers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/bundle.h"
#include "host/events.h"
#include "host/host.h"
#include "host/script_host.h"
#include "meta/bridge.h"
#include "parser/tensor_script.h"
#include "process/child_process.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts {

// Where the script runs.
enum class Isolation { kInProcess, kProcess };

struct SessionSettings {
  std::string element;  // its name, which scripts may read
  std::string script;
  std::string package;  // in place of the script: an installed package's name
  bool require_signature = false;
  std::string trusted_keys;
  std::string params;
  std::string params_file;
  std::string grant;
  uint32_t seed = 0;
  double deadline_ms = 50;
  double setup_deadline_ms = 2000;
  uint32_t memory_limit_mb = 64;
  Isolation isolation = Isolation::kProcess;
  // Of parsers only.
  std::string labels_file;
  uint32_t tensor_unique_id = 0;  // of the inference element whose tensors it reads; 0: any
  parser::Padding tensor_padding = parser::Padding::kAsMetadataSays;

  std::stop_token stopping;  // as host::Services has it

  // What the user named, for messages.
  [[nodiscard]] const std::string& origin() const { return package.empty() ? script : package; }
};

// What a session is built from, as it was read: a script that must be built anew is the same script even when its
// file is another by then.
struct ScriptText {
  SessionSettings settings;
  host::Grants grants;
  host::Bundle bundle;
  std::string params;
  std::string labels;               // the text of labels_file
  std::string kind;                 // what a package says that its bundle is; empty for a script
  std::string version;              // the start of its code's SHA-256
  std::vector<std::string> inputs;  // files that make a difference to it when they change
};

// Called by the thread that calls the script.
using ScriptLog = std::function<void(host::LogLevel, std::string_view)>;

// Not thread-safe: built by one thread, it may be handed on to another.
class Session {
 public:
  // Reads the script and its parameters.
  [[nodiscard]] static Result<std::shared_ptr<const ScriptText>> load(const SessionSettings& settings);
  // Runs setup. The error says what failed and where, with the script's stack. `ahead` is for a session that waits in
  // reserve: its process takes its time, ends when the switch is thrown, and what setup says is kept for tell_setup().
  [[nodiscard]] static Result<std::unique_ptr<Session>> build(std::shared_ptr<const ScriptText> text, ScriptLog log,
                                                              process::KillSwitch* ahead = nullptr);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] const std::shared_ptr<const ScriptText>& text() const { return m_text; }
  // The name under which its state is saved.
  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] table::FrameTable& table() { return m_table; }
  [[nodiscard]] meta::Bridge& bridge() { return m_bridge; }
  // Null once it was given away.
  [[nodiscard]] host::ScriptHost* host() { return m_host.get(); }
  [[nodiscard]] std::unique_ptr<host::ScriptHost> give_host_away() { return std::move(m_host); }

  // Empty text for a script that keeps no state.
  [[nodiscard]] std::optional<host::ScriptError> save(std::string* state);
  // The events of restore follow those of setup.
  [[nodiscard]] std::optional<host::ScriptError> restore(const std::string& state);
  // How long build() took.
  [[nodiscard]] uint64_t build_ns() const { return m_build_ns; }
  // Events of setup and restore, for whoever makes this session the live one.
  [[nodiscard]] std::vector<host::Event> take_first_events() { return std::exchange(m_first_events, {}); }

  // What setup logged and emitted in a session that was built ahead, unless setup of `before` said the same.
  void tell_setup(const Session& before);

  // Goes on in the stream where `other` is: same time and, with `tracks`, the same keys for the same tracks. `other`
  // must not be used until it has taken the place back likewise.
  void take_place_of(Session& other, bool tracks);

 private:
  explicit Session(std::shared_ptr<const ScriptText> text) : m_text(std::move(text)), m_bridge(m_table) {}
  [[nodiscard]] std::optional<host::ScriptError> keep_events();
  void log(host::LogLevel level, std::string_view text);
  void end_setup();

  std::shared_ptr<const ScriptText> m_text;
  std::string m_name;
  uint64_t m_build_ns = 0;
  std::vector<host::Event> m_first_events;
  ScriptLog m_log;
  bool m_keeps_setup = false;  // what setup says, until it is done
  bool m_holds_log = false;
  std::vector<std::pair<host::LogLevel, std::string>> m_setup_log;
  std::string m_setup_digest;  // of all that setup said, in a process of its own
  // The table goes last: bridge and host work on it.
  table::FrameTable m_table;
  meta::Bridge m_bridge;
  std::unique_ptr<host::ScriptHost> m_host;
};

}  // namespace nvts
