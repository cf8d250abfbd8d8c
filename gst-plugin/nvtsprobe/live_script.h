// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nvtsprobe/last_save.h"
#include "nvtsprobe/reload_report.h"
#include "nvtsprobe/reloader.h"
#include "nvtsprobe/reserve.h"
#include "nvtsprobe/session.h"
#include "nvtsprobe/stats.h"

namespace nvts {

// Which script works on the buffers: hands over from one to the next with its state, keeps the one before while the
// new one is on trial, and replaces one that was stopped half-way. All calls on the streaming thread, between calls
// into the script.
class LiveScript {
 public:
  // So many batches without an error and a reloaded script stays.
  static constexpr uint32_t kTrialBatches = 25;

  // A stream event that the script which runs again must be told of.
  struct Missed {
    uint32_t hook;
    std::string data;
  };

  // `reserve` is null where no process is to wait for the end of the one that works.
  LiveScript(GstElement* element, std::shared_ptr<Reloader> reloader, ProbeStats& stats, std::unique_ptr<Session> session,
             std::unique_ptr<Reserve> reserve)
      : m_element(element),
        m_reloader(std::move(reloader)),
        m_stats(stats),
        m_session(std::move(session)),
        m_reserve(std::move(reserve)) {}

  // Never null; another one after take_over() or roll_back().
  [[nodiscard]] Session& session() { return *m_session; }
  // Null while the script is built anew.
  [[nodiscard]] host::ScriptHost* host() { return m_session->host(); }
  [[nodiscard]] int process_id() { return host() != nullptr ? host()->process_id() : 0; }
  // The process that it had of its own has ended: nothing can be asked of it any more.
  [[nodiscard]] bool process_ended() {
    return m_session->text()->settings.isolation == Isolation::kProcess && process_id() == 0;
  }
  [[nodiscard]] bool on_trial() const { return m_before != nullptr; }
  [[nodiscard]] Reloader& reloader() { return *m_reloader; }

  // Whether take_over() has something to do. The buffers do not wait for the state that it needs.
  [[nodiscard]] bool due() const { return m_reloader->ready() && m_before == nullptr && knows_last_state(); }
  // The script that is ready goes on in the place of this one; kNone when it cannot. After a change its first events
  // are to be published, and it is to be told of the stream, up to end_take_over(). All that a new script delays a buffer
  // by, from save() to that, has the time of one call.
  enum class Change { kNone, kNewScript, kSameScript };
  [[nodiscard]] Change take_over();
  void end_take_over();
  // A call of a script on trial failed: the one before goes on. False when none is on trial.
  [[nodiscard]] bool roll_back(const host::ScriptError& error);
  void batch_done();
  void end_trial();

  // The script was stopped half-way: nothing of it is called any more but save(). `again`: it is built anew.
  void discard(const host::ScriptError& error, bool again);

  // A stream event that the script before, or the one that is built anew, does not hear of now.
  void remember(uint32_t hook, const std::string& data);
  [[nodiscard]] std::vector<Missed> take_missed() { return std::exchange(m_missed, {}); }

  // The last state that the script saved, for when it can save none.
  void set_last_state(const std::string& state) { m_last_state = state; }
  // Whether the save() of a script that was stopped has ended, in so much time.
  [[nodiscard]] bool knows_last_state(std::chrono::milliseconds wait = {}) const {
    return m_last_save == nullptr || m_last_save->wait(wait);
  }
  // As far as it is known.
  [[nodiscard]] const std::string& last_state();

 private:
  [[nodiscard]] std::string state_for_next(double* used_ms);
  [[nodiscard]] std::string save(bool* stopped);
  [[nodiscard]] std::optional<host::ScriptError> restore(Session& session, const std::string& state);
  [[nodiscard]] std::string state_after(const std::optional<host::ScriptError>& error, std::string saved);
  void tell_change();
  [[nodiscard]] std::chrono::milliseconds restart_delay();
  void keep_reserve();
  [[nodiscard]] bool use_reserve(const std::string& reason);
  void turn_away(std::unique_ptr<Session> next, const host::ScriptError& error);

  GstElement* m_element;
  std::shared_ptr<Reloader> m_reloader;
  ProbeStats& m_stats;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<Session> m_before;  // while m_session is on trial
  std::unique_ptr<Reserve> m_reserve;
  bool m_shares_tracks = false;       // m_session has the track keys of m_before
  uint32_t m_trial_left = 0;
  uint32_t m_batches = 0;                     // that the script which works now has done
  std::chrono::milliseconds m_restart_in{0};  // of a process that ends early, as the one before did
  ReloadNote m_note;
  gint64 m_swap_began = 0;
  Change m_untold = Change::kNone;  // what take_over() did, until end_take_over()
  std::string m_last_state;
  std::shared_ptr<LastSave> m_last_save;  // of a script that was stopped, until it is known
  bool m_loss_told = false;
  bool m_died_of_state = false;  // a process ended while it took the last state over
  std::vector<Missed> m_missed;
};

}  // namespace nvts
