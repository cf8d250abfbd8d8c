// SPDX-License-Identifier: MIT
#include "nvtsprobe/live_script.h"

#include <algorithm>

#include "nvtsprobe/clock.h"
#include "nvtsprobe/error_report.h"

namespace nvts {
namespace {

constexpr size_t kMaxMissed = 256;

}  // namespace

LiveScript::Change LiveScript::take_over() {
  std::optional<Built> built = m_reloader->take();
  if (!built) return Change::kNone;
  std::unique_ptr<Session> next = std::move(built->session);
  // Meanwhile a script that was asked for has come.
  if (built->again && host() != nullptr) {
    m_reloader->retire(std::move(next));
    return Change::kNone;
  }

  m_swap_began = g_get_monotonic_time();
  m_stats.calls[table::hook::kSetup].time.record(next->build_ns());
  m_note = {next->text()->settings.origin(), next->text()->version, built->reason, "none", built->build_us, 0};
  double used_ms = 0;
  const bool called = host() != nullptr;
  std::string state = state_for_next(&used_ms);
  // Its save() has had all the time that there is for a buffer.
  if (called && host() == nullptr) {
    built->session = std::move(next);
    m_reloader->put_back(*std::move(built));
    return Change::kNone;
  }
  if (!state.empty() && next->name() != m_session->name()) {
    m_note.state = "other-script";
    state.clear();
  }
  m_shares_tracks = !state.empty();
  next->take_place_of(*m_session, m_shares_tracks);
  if (!built->again) next->host()->begin_shared_time(used_ms);
  if (!state.empty()) {
    m_note.state = "restored";
    if (auto error = restore(*next, state)) {
      turn_away(std::move(next), *error);
      return Change::kNone;
    }
  }
  m_last_state = std::move(state);
  m_died_of_state = false;
  if (built->spare) count(m_stats.spare_takeovers);
  std::swap(m_session, next);
  m_batches = 0;
  if (next->host() != nullptr) {
    m_before = std::move(next);
    m_trial_left = kTrialBatches;
  } else {
    m_reloader->retire(std::move(next));
  }
  return m_untold = built->again ? Change::kSameScript : Change::kNewScript;
}

void LiveScript::end_take_over() {
  if (m_untold == Change::kNewScript && host() != nullptr) host()->end_shared_time();
  tell_change();
}

void LiveScript::tell_change() {
  const Change change = std::exchange(m_untold, Change::kNone);
  if (change == Change::kNone) return;
  m_note.swap_us = g_get_monotonic_time() - m_swap_began;
  if (change == Change::kSameScript) tell_rebuilt(m_element, m_note);
  else tell_reload_live(m_element, m_note);
}

// What the script that works now saves, and the time that takes; the last that it saved when it cannot any more.
std::string LiveScript::state_for_next(double* used_ms) {
  if (host() == nullptr) return last_state();
  bool stopped = false;
  const uint64_t started = now_ns();
  const double before = host()->cpu_ms();
  std::string state = save(&stopped);
  // A process has threads of the engine's too, which cost no buffer time.
  *used_ms = std::clamp(host()->cpu_ms() - before, 0.0, static_cast<double>(now_ns() - started) / kNsPerMs);
  if (stopped) m_reloader->retire(m_session->give_host_away());
  return state;
}

// The last state that was saved, where the script can save none now.
std::string LiveScript::save(bool* stopped) {
  std::string state;
  const uint64_t started = now_ns();
  const auto error = m_session->save(&state);
  m_stats.calls[table::hook::kSave].time.record(now_ns() - started);
  if (error) *stopped = error->discard;
  return state_after(error, std::move(state));
}

std::optional<host::ScriptError> LiveScript::restore(Session& session, const std::string& state) {
  const uint64_t started = now_ns();
  auto error = session.restore(state);
  m_stats.calls[table::hook::kRestore].time.record(now_ns() - started);
  if (error) count_failure(m_stats, table::hook::kRestore, error->status.code());
  return error;
}

const std::string& LiveScript::last_state() {
  if (m_last_save != nullptr && knows_last_state()) {
    std::string state;
    uint64_t took_ns = 0;
    const auto error = std::exchange(m_last_save, nullptr)->take(&state, &took_ns);
    m_stats.calls[table::hook::kSave].time.record(took_ns);
    m_last_state = state_after(error, std::move(state));
  }
  return m_last_state;
}

std::string LiveScript::state_after(const std::optional<host::ScriptError>& error, std::string saved) {
  const bool told = std::exchange(m_loss_told, error.has_value());
  if (!error) return saved;
  count_failure(m_stats, table::hook::kSave, error->status.code());
  // A script that is stopped again and again loses its state each time.
  if (!told) {
    tell_state_lost(m_element, *error, m_last_state.empty() ? "the script begins anew"
                                                            : "the script goes on from what it saved before");
  }
  return m_last_state;
}

// `next` cannot take the state over.
void LiveScript::turn_away(std::unique_ptr<Session> next, const host::ScriptError& error) {
  m_session->take_place_of(*next, m_shares_tracks);
  if (host() != nullptr) {
    tell_reload_failed(m_element, m_note, as_status(error));
  } else if (error.status.code() == ErrorCode::kProcess && !std::exchange(m_died_of_state, true)) {
    // It need not have been the state's doing: the same once more.
    m_reloader->build_again(next->text(), describe(error));
  } else {
    // There is no other to go on with: the same once more, without a state.
    tell_state_lost(m_element, error, "the script begins anew");
    m_last_state.clear();
    m_reloader->build_again(next->text(), describe(error));
  }
  m_reloader->retire(std::move(next));
}

bool LiveScript::roll_back(const host::ScriptError& error) {
  if (!on_trial()) return false;
  tell_change();
  m_session->bridge().release();
  m_before->take_place_of(*m_session, m_shares_tracks);
  std::swap(m_session, m_before);
  m_batches = kTrialBatches;
  m_reloader->retire(std::move(m_before));
  tell_reload_rolled_back(m_element, m_note, error);
  return true;
}

void LiveScript::batch_done() {
  if (m_batches < kTrialBatches) ++m_batches;
  if (on_trial() && --m_trial_left == 0) end_trial();
  if (m_reserve != nullptr) keep_reserve();
}

// The script runs, and so will a second one. Not after processes that ended early one after another, until this one has
// lived for a while: what ends each of them must not start two for one.
void LiveScript::keep_reserve() {
  if (on_trial() || (m_restart_in.count() != 0 && m_batches < kTrialBatches)) return;
  m_reserve->keep(m_session->text());
}

// The process that waits goes on between two buffers.
bool LiveScript::use_reserve(const std::string& reason) {
  std::unique_ptr<Session> next = m_reserve != nullptr ? m_reserve->take(m_session->text()) : nullptr;
  if (next == nullptr) return false;
  next->tell_setup(*m_session);
  const auto build_us = static_cast<gint64>(next->build_ns() / 1000);
  m_reloader->put_back({std::move(next), reason, build_us, true, true});
  return true;
}

void LiveScript::end_trial() {
  if (!on_trial()) return;
  m_reloader->retire(std::move(m_before));
  m_missed.clear();
  tell_reload_kept(m_element, m_note);
}

void LiveScript::discard(const host::ScriptError& error, bool again) {
  if (host() == nullptr) return;
  if (m_untold == Change::kNewScript) host()->end_shared_time();
  const std::chrono::milliseconds delay = again ? restart_delay() : std::chrono::milliseconds{0};
  // Beside the video: save() may take as long as the call that was stopped. Of a process that has ended the state that it
  // saved last is known.
  const bool saves = error.hook != "save" && !process_ended();
  if (saves) m_last_save = m_reloader->save_and_retire(m_session->give_host_away());
  else m_reloader->retire(m_session->give_host_away());
  if (!again) return;
  if (delay.count() != 0 || !use_reserve(describe(error))) {
    m_reloader->build_again(m_session->text(), describe(error), delay);
  }
}

// A process that ended is started anew at once; one that ends again in its first batches, later and later: starting it takes
// the machine more than its work does.
std::chrono::milliseconds LiveScript::restart_delay() {
  if (!process_ended() || m_batches >= kTrialBatches) {
    m_restart_in = {};
    return m_restart_in;
  }
  const auto delay = m_restart_in;
  m_restart_in = std::clamp(m_restart_in * 2, Reloader::kFirstRetry, Reloader::kLastRetry);
  return delay;
}

void LiveScript::remember(uint32_t hook, const std::string& data) {
  if (!on_trial() && host() != nullptr) return;
  if (m_missed.size() == kMaxMissed) m_missed.erase(m_missed.begin());
  m_missed.push_back({hook, data});
}

}  // namespace nvts
