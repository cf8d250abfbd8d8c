// SPDX-License-Identifier: MIT
// What nvtsprobe does, without GObject: one script on the metadata of one stream of buffers.
#pragma once

#include <gst/gst.h>

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "host/events.h"
#include "host/script_host.h"
#include "nvtsprobe/breaker.h"
#include "nvtsprobe/error_report.h"
#include "nvtsprobe/event_writer.h"
#include "nvtsprobe/live_script.h"
#include "nvtsprobe/log_relay.h"
#include "nvtsprobe/mailbox.h"
#include "nvtsprobe/reloader.h"
#include "nvtsprobe/session.h"
#include "nvtsprobe/state_keeper.h"
#include "nvtsprobe/stats.h"

namespace nvts {

enum class OnError { kPass, kDrop, kDisable, kFail };

struct ProbeSettings {
  SessionSettings session;  // but for the element's name, which the probe asks for
  std::string events;
  OnError on_error = OnError::kPass;
  Breaker::Settings breaker;
  LogSettings log;
  uint64_t stats_interval_ms = 0;  // between messages nvts-stats; 0: none
  bool watch = false;
  std::string save_state;
  bool spare_process = true;
  unsigned state_interval_ms = 10000;  // between writes of the state; 0: at the end only
};

// What to do with the buffer that was processed.
enum class Verdict { kPass, kDrop, kFail };

// The consequence of a save() that failed.
inline constexpr const char* kStateKept = "the state that was saved before is kept";

class Probe {
 public:
  // Loads the script and runs its setup. `element`, `stats` and `mailbox` outlive the probe.
  [[nodiscard]] static Result<std::unique_ptr<Probe>> start(GstElement* element, const ProbeSettings& settings,
                                                            ProbeStats& stats, Mailbox& mailbox);
  ~Probe();

  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  // Runs the script on the buffer's metadata and commits its edits. Called on one streaming thread.
  [[nodiscard]] Verdict process(GstBuffer* buffer);

  // A stream event (a value of table::hook). Called on the streaming thread, between buffers.
  void notify(uint32_t hook, const std::string& data);
  void remove_source(uint32_t source_id);
  // Nothing more comes: onEos, and what has not been told yet.
  void end_of_stream();

  // For whoever changes the script while the video runs, from any thread. Null until the probe has started.
  [[nodiscard]] const std::shared_ptr<Reloader>& reloader() const { return m_reloader; }

 private:
  // When the stream ends, for a script that is built anew and for the state of one that was stopped.
  static constexpr std::chrono::milliseconds kLastWait{1000};

  // How a batch went.
  enum class Work { kDone, kFailed, kWithoutScript };
  struct Failure {
    host::ScriptError error;
    uint32_t call = table::hook::kNone;  // whose statistics it counts in; kNone: the script has no part in it
  };

  Probe(GstElement* element, const ProbeSettings& settings, ProbeStats& stats, Mailbox& mailbox);

  [[nodiscard]] Status load(const ProbeSettings& settings);
  [[nodiscard]] Session& session() { return m_live->session(); }
  [[nodiscard]] Verdict process(GstBuffer* buffer, uint64_t started);
  [[nodiscard]] bool may_call(uint64_t now);
  [[nodiscard]] Verdict go_without_script();
  [[nodiscard]] bool catch_up();
  [[nodiscard]] Work work_on(GstBuffer* buffer, uint64_t started, Failure* failure);
  [[nodiscard]] Status pack(GstBuffer* buffer);
  [[nodiscard]] bool announce_sources();
  void call(uint32_t hook, const std::string& data);
  [[nodiscard]] std::optional<host::ScriptError> finish_call();
  void publish(const host::Event& event);
  void refuse_message(const host::ScriptError& error);
  // `call` is the value of table::hook whose statistics the failure counts in.
  [[nodiscard]] Verdict fail(const host::ScriptError& error, uint32_t call);
  void tell_breaker(const host::ScriptError* error);
  void tell_totals();
  void post_stats(uint64_t now);

  // In probe_handover.cpp: what happens between two buffers.
  void hand_over();
  void introduce();
  // What a source's events carry.
  [[nodiscard]] static std::string source_data(uint32_t source_id);
  void note_gone(uint32_t source_id);
  [[nodiscard]] bool roll_back(const host::ScriptError& error, uint32_t failed_call);
  [[nodiscard]] Result<std::string> restore_saved(std::unique_ptr<Session>* session, const ScriptLog& log);
  void save_state();
  void save_last_state();
  void checkpoint();
  void look_after_process();
  [[nodiscard]] bool fetch_state(bool has_ended = false);
  void take_over();
  void take_over_at_once();
  [[nodiscard]] bool has_checkpoints() const {
    return m_settings.session.isolation == Isolation::kProcess && m_settings.state_interval_ms != 0;
  }

  GstElement* m_element;
  ProbeStats& m_stats;
  Mailbox& m_mailbox;
  const ProbeSettings m_settings;
  bool m_disabled = false;
  Breaker m_breaker;
  Breaker::State m_breaker_told = Breaker::State::kClosed;
  uint64_t m_stats_due;
  uint64_t m_checkpoint_due = 0;
  uint32_t m_failed_saves = 0;  // one after another
  uint64_t m_batch_done = 0;  // when the last one was, of a script in a process of its own
  bool m_totals_due = false;  // buffers have come since they were told
  std::shared_ptr<LogRelay> m_log;
  std::unique_ptr<StateKeeper> m_state;  // null without save-state
  std::shared_ptr<Reloader> m_reloader;
  std::unique_ptr<LiveScript> m_live;
  std::unique_ptr<EventWriter> m_writer;
  ErrorReport m_report;
  std::vector<host::Event> m_events;
  bool m_streaming = false;  // onStreamStart was
  std::unordered_set<uint32_t> m_sources;  // that the script was told of
  std::vector<uint32_t> m_gone_sources;   // that it was told of, and not yet that they have gone
  std::unordered_set<uint32_t> m_gone_since_save;  // that have, which the last state does not know
};

}  // namespace nvts
