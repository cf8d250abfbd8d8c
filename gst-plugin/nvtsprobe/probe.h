// SPDX-License-Identifier: MIT
// What nvtsprobe does, without GObject: one script on the metadata of one stream of buffers.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "host/events.h"
#include "host/script_host.h"
#include "nvtsprobe/error_report.h"
#include "nvtsprobe/event_writer.h"
#include "nvtsprobe/session.h"

namespace nvts {

enum class OnError { kPass, kDrop, kDisable, kFail };

struct ProbeSettings {
  std::string script;
  std::string params;
  std::string params_file;
  std::string events;
  std::string grant;
  uint32_t seed = 0;
  OnError on_error = OnError::kPass;
  double deadline_ms = 0;
};

// What to do with the buffer that was processed.
enum class Verdict { kPass, kDrop, kFail };

// Written by the streaming thread, read by whoever asks for `stats`.
struct ProbeCounters {
  std::atomic<uint64_t> buffers{0};
  std::atomic<uint64_t> frames{0};
  std::atomic<uint64_t> objects{0};
  std::atomic<uint64_t> events{0};
  std::atomic<uint64_t> edits{0};
  std::atomic<uint64_t> errors{0};
  std::atomic<uint64_t> dropped{0};
  std::atomic<uint64_t> bypassed{0};  // buffers the script did not see
  std::atomic<uint64_t> pack_ns{0};
  std::atomic<uint64_t> script_ns{0};
  std::atomic<uint64_t> commit_ns{0};
  std::atomic<uint64_t> script_max_ns{0};
  std::atomic<uint64_t> heap_bytes{0};
  std::atomic<bool> heap_wanted{false};  // set by who reads `stats`: the next buffer finds the size out
};

class Probe {
 public:
  // Loads the script and runs its setup. `element` outlives the probe.
  [[nodiscard]] static Result<std::unique_ptr<Probe>> start(GstElement* element, const ProbeSettings& settings,
                                                            ProbeCounters& counters);
  ~Probe();

  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  // Runs the script on the buffer's metadata and commits its edits. Called on one streaming thread.
  [[nodiscard]] Verdict process(GstBuffer* buffer);

  // A stream event (a value of table::hook). Called on the streaming thread, between buffers.
  void notify(uint32_t hook, const std::string& data);
  void remove_source(uint32_t source_id);

 private:
  Probe(GstElement* element, const ProbeSettings& settings, ProbeCounters& counters);

  [[nodiscard]] Status pack(GstBuffer* buffer);
  [[nodiscard]] bool announce_sources();
  [[nodiscard]] std::optional<host::ScriptError> finish_call();
  [[nodiscard]] std::optional<host::ScriptError> run_batch();
  void publish(const host::Event& event);
  [[nodiscard]] Verdict fail(const host::ScriptError& error);

  GstElement* m_element;
  ProbeCounters& m_counters;
  const OnError m_on_error;
  bool m_disabled = false;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<EventWriter> m_writer;
  ErrorReport m_report;
  std::vector<host::Event> m_events;
  std::unordered_set<uint32_t> m_sources;
};

}  // namespace nvts
