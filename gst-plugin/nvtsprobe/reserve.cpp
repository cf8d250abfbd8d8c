// SPDX-License-Identifier: MIT
#include "nvtsprobe/reserve.h"

#include <algorithm>
#include <utility>

#include "nvtsprobe/debug.h"

#define GST_CAT_DEFAULT nvts_probe_debug

namespace nvts {

Reserve::~Reserve() {
  std::unique_ptr<Session> ended;
  {
    const std::lock_guard lock(m_mutex);
    ended = end_locked();
  }
  m_worker.stop();
}

// What was there is over, and so is what is on its way.
std::unique_ptr<Session> Reserve::end_locked() {
  ++m_job;
  if (m_building != nullptr) m_building->kill();
  m_stats.spare_process_id.store(0, std::memory_order_relaxed);
  return std::move(m_ready);
}

void Reserve::start(const std::shared_ptr<const ScriptText>& text) {
  m_kept = text;
  const std::lock_guard lock(m_mutex);
  // Its end takes the worker milliseconds, and not the video.
  if (std::shared_ptr<Session> other = end_locked()) m_worker.post([other] {});
  m_retry = kFirstRetry;
  m_worker.post_after(std::exchange(m_start_after, {}), [this, job = m_job, text] { build(job, text); });
}

std::unique_ptr<Session> Reserve::take(const std::shared_ptr<const ScriptText>& text) {
  const std::lock_guard lock(m_mutex);
  if (m_ready == nullptr || m_ready->text() != text) return nullptr;
  std::unique_ptr<Session> taken = end_locked();
  m_kept = nullptr;
  if (taken->host()->is_well()) return taken;
  m_worker.post([other = std::shared_ptr<Session>(std::move(taken))] {});
  return nullptr;
}

void Reserve::build(uint64_t job, const std::shared_ptr<const ScriptText>& text) {
  const auto kill_switch = std::make_shared<process::KillSwitch>();
  {
    const std::lock_guard lock(m_mutex);
    if (job != m_job) return;
    m_building = kill_switch;
  }
  Result<std::unique_ptr<Session>> built = Session::build(text, m_log, kill_switch.get());
  // One that nobody wants any more goes after the lock does.
  std::unique_ptr<Session> session = built ? *std::move(built) : nullptr;
  const std::lock_guard lock(m_mutex);
  m_building = nullptr;
  if (job != m_job) return;
  if (session == nullptr) {
    try_again_locked(job, text, built.status().message().c_str());
    return;
  }
  m_stats.spare_process_id.store(static_cast<uint64_t>(session->host()->process_id()), std::memory_order_relaxed);
  GST_INFO_OBJECT(m_element, "process %d waits in reserve", session->host()->process_id());
  m_ready = std::move(session);
  m_ready_since = Clock::now();
  m_worker.post_after(kLookEvery, [this, job] { look(job); });
}

// Whether the one that waits could go on.
void Reserve::look(uint64_t job) {
  std::unique_ptr<Session> ended;
  const std::lock_guard lock(m_mutex);
  if (job != m_job || m_ready == nullptr) return;
  if (m_ready->host()->is_well()) {
    if (Clock::now() - m_ready_since > kLastRetry) m_retry = kFirstRetry;
    m_worker.post_after(kLookEvery, [this, job] { look(job); });
    return;
  }
  ended = end_locked();
  try_again_locked(m_job, ended->text(), "it has ended or was stopped while it waited");
}

void Reserve::try_again_locked(uint64_t job, const std::shared_ptr<const ScriptText>& text, const char* why) {
  GST_WARNING_OBJECT(m_element, "there is no process in reserve: %s; tried again in %d ms", why,
                     static_cast<int>(m_retry.count()));
  m_worker.post_after(m_retry, [this, job, text] { build(job, text); });
  m_retry = std::min(m_retry * 2, kLastRetry);
}

}  // namespace nvts
