// SPDX-License-Identifier: MIT
// A script on recorded batches, in the host that the element has, without GStreamer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/host.h"
#include "recording/batch_packer.h"
#include "support/histogram.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::node {

struct RunSettings {
  std::string script;
  std::string params;  // JSON text
  std::string params_file;
  std::string grant;
  std::string element;
  uint32_t seed = 0;
  double deadline_ms = 0;
  double setup_deadline_ms = 0;
  uint32_t memory_limit_mb = 0;
  // Whether onStreamStart and onSourceAdded are called when it is time, as the element does.
  bool announce = true;
};

struct RunEvent {
  std::string type;
  std::string data;    // text of a JSON object
  int32_t frame = -1;  // row in its batch, -1 when it belongs to none
  uint32_t source = 0;
  int32_t frame_num = -1;
  uint64_t pts = table::kNoTime;
  uint64_t ntp = 0;
};

struct RunLog {
  host::LogLevel level;
  std::string text;
};

// What a call into the script left.
struct RunOutput {
  std::vector<RunEvent> events;
  std::vector<RunLog> logs;
  uint64_t logs_left_out = 0;
};

struct RunStats {
  uint64_t batches = 0;
  uint64_t frames = 0;
  uint64_t objects = 0;
  uint64_t events = 0;
  uint64_t edits = 0;
  uint64_t errors = 0;
  double stream_seconds = 0;  // from the first batch to the last
  // In CPU time of the calling thread.
  Histogram pack;    // recorded frames into the table
  Histogram script;  // the call into the script
  Histogram check;   // its edits and events
};

// Not thread-safe: calls come one after another, from whichever thread.
class ScriptRun {
 public:
  // Loads the script, runs setup and begins the stream. What failed and where is in the error.
  [[nodiscard]] static std::optional<host::ScriptError> create(const RunSettings& settings, RunOutput* output,
                                                               std::unique_ptr<ScriptRun>* run);

  ScriptRun(const ScriptRun&) = delete;
  ScriptRun& operator=(const ScriptRun&) = delete;

  // A batch: sources that are new are announced before. What the script emitted goes to `output`; after an error
  // nothing of the batch counts.
  [[nodiscard]] std::optional<host::ScriptError> push(const recording::BatchRecord& batch, RunOutput* output);
  // A stream event or a message; `hook` is a value of table::hook.
  [[nodiscard]] std::optional<host::ScriptError> notify(uint32_t hook, std::string_view data, RunOutput* output);
  [[nodiscard]] std::optional<host::ScriptError> save(std::string* state) { return m_host->save(state); }
  [[nodiscard]] std::optional<host::ScriptError> restore(std::string_view state, RunOutput* output);

  // Its tracks count as new when they come again.
  void forget_source(uint32_t source) { m_table.tracks().forget_source(source); }

  [[nodiscard]] std::string name() const { return m_host->name(); }
  [[nodiscard]] uint64_t heap_bytes() const { return m_host->heap_bytes(); }
  // Since the statistics begin; nullopt when the engine does not tell.
  [[nodiscard]] std::optional<jsc::Allocated> allocated() const;
  [[nodiscard]] const RunStats& stats() const { return *m_stats; }
  // Times and counts begin anew, for what is measured after a warm-up.
  void forget_stats();
  // As the last call left it.
  [[nodiscard]] table::FrameTable& table() { return m_table; }

 private:
  ScriptRun() : m_packer(m_table), m_stats(std::make_unique<RunStats>()) {}
  void log(host::LogLevel level, std::string_view text);
  [[nodiscard]] std::optional<host::ScriptError> announce_sources(const recording::BatchRecord& batch,
                                                                  RunOutput* output);
  [[nodiscard]] std::optional<host::ScriptError> finish_call(RunOutput* output);
  void take_logs(RunOutput* output);
  std::optional<host::ScriptError> failed(std::optional<host::ScriptError> error);

  // The table goes last: packer and host work on it.
  table::FrameTable m_table;
  recording::BatchPacker m_packer;
  std::unique_ptr<host::Host> m_host;
  std::unique_ptr<RunStats> m_stats;
  std::vector<RunLog> m_logs;
  uint64_t m_logs_left_out = 0;
  bool m_announce = true;
  std::vector<uint32_t> m_sources;  // those announced, in order
  double m_first_time = -1;
  uint64_t m_allocated_before = 0;
};

}  // namespace nvts::node
