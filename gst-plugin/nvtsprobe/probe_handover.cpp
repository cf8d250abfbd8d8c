// SPDX-License-Identifier: MIT
// What the probe does between two buffers: one script goes on in the place of another, with its state.
#include <algorithm>

#include "nvtsprobe/clock.h"
#include "nvtsprobe/probe.h"
#include "nvtsprobe/worker.h"

namespace nvts {
namespace {

// Checkpoints may take one part in so many of the time.
constexpr uint64_t kCheckpointShare = 100;
// A look at a process costs a microsecond, and is worth it where there was time for something to happen to it.
constexpr uint64_t kIdleNs = 5 * kNsPerMs;
// Each doubles the time until the script is asked for its state again.
constexpr uint32_t kMaxFailedSaves = 8;

}  // namespace

void Probe::hand_over() {
  Worker::retry_threads();
  if (m_live->due()) take_over();
  if (m_live->on_trial()) return;
  look_after_process();
  take_over_at_once();
  const bool may_ask = m_failed_saves == 0 || now_ns() >= m_checkpoint_due;
  if (m_state != nullptr && m_live->knows_last_state() && m_state->due() && may_ask) save_state();
}

// A process that has ended before it had the buffer in hand costs none where another one waits.
void Probe::take_over_at_once() {
  if (m_live->process_ended() && m_live->due()) take_over();
}

// One that has ended between two buffers is found by a call that fails.
void Probe::look_after_process() {
  if (m_settings.session.isolation != Isolation::kProcess || m_disabled || m_live->host() == nullptr) return;
  if (now_ns() - m_batch_done > kIdleNs && !m_live->host()->is_well()) static_cast<void>(fetch_state(/*has_ended=*/true));
}

void Probe::take_over() {
  const LiveScript::Change change = m_live->take_over();
  if (change == LiveScript::Change::kNewScript) {
    count(m_stats.reloads);
    m_disabled = false;
    m_breaker.reset();
    tell_breaker(nullptr);
  }
  if (change == LiveScript::Change::kSameScript) count(m_stats.rebuilds);
  if (change == LiveScript::Change::kNewScript) m_failed_saves = 0;
  if (change != LiveScript::Change::kNone) {
    if (m_failed_saves == 0) m_checkpoint_due = 0;
    introduce();
  }
  m_live->end_take_over();
}

// A script in a process of its own may end at any time: what it saved last is all that is left of it then. Asked for after
// a batch, while the process is awake.
void Probe::checkpoint() {
  if (m_settings.session.isolation != Isolation::kProcess) return;
  m_batch_done = now_ns();
  if (!has_checkpoints() || m_batch_done < m_checkpoint_due || m_live->on_trial() || m_disabled) return;
  static_cast<void>(fetch_state());
  m_batch_done = now_ns();
}

// Tells a script that starts in the middle of the stream what it would have been told from the beginning.
void Probe::introduce() {
  // More than these are met again when their frames come.
  constexpr size_t kMaxIntroduced = 1024;
  for (const host::Event& event : session().take_first_events()) publish(event);
  for (const uint32_t source : std::exchange(m_gone_sources, {})) {
    m_live->remember(table::hook::kOnSourceRemoved, source_data(source));
    note_gone(source);
  }
  const std::unordered_set<uint32_t> gone = std::exchange(m_gone_since_save, {});
  if (m_sources.size() > kMaxIntroduced) m_sources.clear();

  const Session* introduced = &session();
  const auto still_there = [&] { return &session() == introduced && m_live->host() != nullptr; };
  if (m_streaming) call(table::hook::kOnStreamStart, "{}");
  // Its state is that of a script which has ended, from before they went.
  if (!m_live->on_trial() && !m_live->last_state().empty()) {
    for (const uint32_t source : gone) {
      if (!still_there()) return;
      call(table::hook::kOnSourceRemoved, source_data(source));
    }
  }
  for (const uint32_t source : std::vector<uint32_t>(m_sources.begin(), m_sources.end())) {
    if (!still_there()) return;
    call(table::hook::kOnSourceAdded, source_data(source));
  }
}

void Probe::note_gone(uint32_t source_id) {
  constexpr size_t kMaxNoted = 1024;
  if (m_gone_since_save.size() < kMaxNoted) m_gone_since_save.insert(source_id);
}

// True when the script that failed was on trial, and the one before goes on.
bool Probe::roll_back(const host::ScriptError& error, uint32_t failed_call) {
  if (!m_live->roll_back(error)) return false;
  count_failure(m_stats, failed_call, error.status.code());
  count(m_stats.rollbacks);
  for (const LiveScript::Missed& missed : m_live->take_missed()) call(missed.hook, missed.data);
  return true;
}

// Gives a session that was just built the state of the run before; the result is that state. A state that the script
// cannot take is set aside, and the session is built once more: what restore() did before it failed is gone with it.
Result<std::string> Probe::restore_saved(std::unique_ptr<Session>* session, const ScriptLog& log) {
  const std::optional<std::string> state = m_state->read((*session)->name());
  if (!state) return std::string();
  const uint64_t started = now_ns();
  const auto error = (*session)->restore(*state);
  m_stats.calls[table::hook::kRestore].time.record(now_ns() - started);
  if (error) count_failure(m_stats, table::hook::kRestore, error->status.code());
  if (!error) return *state;
  m_state->refuse(as_status(*error));
  auto fresh = Session::build((*session)->text(), log);
  if (!fresh) return fresh.status();
  *session = *std::move(fresh);
  return std::string();
}

void Probe::save_state() {
  if (m_state != nullptr && fetch_state()) m_state->write(session().name(), m_live->last_state());
}

// Nothing comes after it: a script that was stopped has the time to end its save().
void Probe::save_last_state() {
  if (m_state == nullptr) return;
  static_cast<void>(m_live->knows_last_state(kLastWait));
  save_state();
}

// Asks the script for its state, to be found in last_state(). False when it failed; the one before is kept. One whose save()
// fails again and again is asked less and less often, as each time may cost it its run; not where its process is known to have
// ended, or to stand still, before.
bool Probe::fetch_state(bool has_ended) {
  if (m_live->host() == nullptr) return true;
  std::string state;
  const uint64_t started = now_ns();
  const double cpu_before = m_live->host()->cpu_ms();
  const auto error = session().save(&state);
  const double cpu = m_live->host()->cpu_ms() - cpu_before;
  const uint64_t done = now_ns();
  const uint64_t interval = m_settings.state_interval_ms * kNsPerMs;
  m_stats.calls[table::hook::kSave].time.record(done - started);
  m_checkpoint_due = done + interval;
  if (!error) {
    // As new as that is cheap, where there is one.
    const auto cost = static_cast<uint64_t>(std::max(cpu, 0.0) * kNsPerMs);
    if (!state.empty()) m_checkpoint_due = done + std::min(kCheckpointShare * cost, interval);
    m_failed_saves = 0;
    m_gone_since_save.clear();
    m_live->set_last_state(state);
    return true;
  }
  if (!has_ended) {
    m_failed_saves = std::min(m_failed_saves + 1, kMaxFailedSaves);
    m_checkpoint_due = done + (interval << m_failed_saves);
  }
  if (m_live->process_ended()) {
    static_cast<void>(fail(*error, table::hook::kSave));
    return false;
  }
  count_failure(m_stats, table::hook::kSave, error->status.code());
  m_report.report(*error, kStateKept);
  if (error->discard) m_live->discard(*error, !m_disabled);
  return false;
}

}  // namespace nvts
