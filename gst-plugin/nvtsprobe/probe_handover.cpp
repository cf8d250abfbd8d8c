// SPDX-License-Identifier: MIT
// What the probe does between two buffers: one script goes on in the place of another, with its state.
#include "nvtsprobe/clock.h"
#include "nvtsprobe/probe.h"

namespace nvts {

void Probe::hand_over() {
  if (m_live->due()) {
    const LiveScript::Change change = m_live->take_over();
    if (change == LiveScript::Change::kNewScript) {
      count(m_stats.reloads);
      m_disabled = false;
      m_breaker.reset();
      tell_breaker(nullptr);
    }
    if (change == LiveScript::Change::kSameScript) count(m_stats.rebuilds);
    if (change != LiveScript::Change::kNone) introduce();
    m_live->end_take_over();
  }
  if (m_live->on_trial()) return;
  if (m_state != nullptr && m_live->knows_last_state() && m_state->due()) save_state();
  else if (checkpoint_due()) static_cast<void>(fetch_state());
}

// A script in a process of its own may end at any time: what it saved last is all that is left of it then.
bool Probe::checkpoint_due() {
  if (m_settings.session.isolation != Isolation::kProcess || m_settings.state_interval_ms == 0) return false;
  const uint64_t now = now_ns();
  if (now < m_checkpoint_due) return false;
  m_checkpoint_due = now + m_settings.state_interval_ms * kNsPerMs;
  return true;
}

// Tells a script that starts in the middle of the stream what it would have been told from the beginning.
void Probe::introduce() {
  // More than these are met again when their frames come.
  constexpr size_t kMaxIntroduced = 1024;
  for (const host::Event& event : session().take_first_events()) publish(event);
  for (const uint32_t source : std::exchange(m_gone_sources, {})) {
    m_live->remember(table::hook::kOnSourceRemoved, source_data(source));
  }
  if (m_sources.size() > kMaxIntroduced) m_sources.clear();

  const Session* introduced = &session();
  const auto still_there = [&] { return &session() == introduced && m_live->host() != nullptr; };
  if (m_streaming) call(table::hook::kOnStreamStart, "{}");
  for (const uint32_t source : std::vector<uint32_t>(m_sources.begin(), m_sources.end())) {
    if (!still_there()) return;
    call(table::hook::kOnSourceAdded, source_data(source));
  }
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

// Asks the script for its state, to be found in last_state(). False when it failed; the one before is kept.
bool Probe::fetch_state() {
  if (m_live->host() == nullptr) return true;
  std::string state;
  const uint64_t started = now_ns();
  const auto error = session().save(&state);
  m_stats.calls[table::hook::kSave].time.record(now_ns() - started);
  if (!error) {
    m_live->set_last_state(state);
    return true;
  }
  count_failure(m_stats, table::hook::kSave, error->status.code());
  m_report.report(*error, "the state that was saved before is kept");
  if (error->discard) m_live->discard(*error, !m_disabled);
  return false;
}

}  // namespace nvts
