// SPDX-License-Identifier: MIT
#include "nvtsprobe/state_keeper.h"

#include <utility>

#include "nvtsprobe/reload_report.h"

namespace nvts {

Result<std::unique_ptr<StateKeeper>> StateKeeper::open(GstElement* element, const std::string& path) {
  Result<std::unique_ptr<StateFile>> file = StateFile::open(path);
  if (!file) return file.status();
  return std::unique_ptr<StateKeeper>(new StateKeeper(element, *std::move(file)));
}

std::optional<std::string> StateKeeper::read(const std::string& script) {
  Result<std::optional<std::string>> state = m_file->read(script);
  if (state) return *std::move(state);
  refuse(state.status());
  return std::nullopt;
}

void StateKeeper::refuse(const Status& status) {
  const Result<std::string> aside = m_file->set_aside();
  tell_state_refused(m_element, status, m_file->path(),
                     "the script begins anew, " +
                         (aside ? "the file is kept as " + *aside : "and " + aside.status().message()));
}

void StateKeeper::start(Worker& worker, std::chrono::milliseconds interval) {
  m_worker = &worker;
  m_interval = interval;
  if (interval.count() > 0) m_worker->post_after(m_interval, [this] { tick(); });
}

void StateKeeper::tick() {
  m_due.store(true, std::memory_order_relaxed);
  m_worker->post_after(m_interval, [this] { tick(); });
}

void StateKeeper::write(const std::string& script, const std::string& state) {
  if (state.empty() || (state == m_written && !m_failed.exchange(false))) return;
  m_written = state;
  m_worker->post([this, script, state] {
    if (Status status = m_file->write(script, state); !status) {
      m_failed = true;
      tell_state_not_written(m_element, status, m_file->path());
    }
  });
}

}  // namespace nvts
