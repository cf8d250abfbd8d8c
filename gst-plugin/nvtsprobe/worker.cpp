// SPDX-License-Identifier: MIT
#include "nvtsprobe/worker.h"

#include <pthread.h>

#include <utility>

namespace nvts {

void Worker::post(Job job) {
  const std::lock_guard lock(m_mutex);
  if (m_stopped) return;
  m_jobs.push_back(std::move(job));
  start_locked();
}

void Worker::post_after(std::chrono::milliseconds delay, Job job) {
  const std::lock_guard lock(m_mutex);
  if (m_stopped) return;
  m_later.emplace(Clock::now() + delay, std::move(job));
  start_locked();
}

void Worker::start_locked() {
  if (!m_thread.joinable()) m_thread = std::thread([this] { run(); });
  m_wake.notify_one();
}

void Worker::run() {
  pthread_setname_np(pthread_self(), "nvts-worker");
  std::unique_lock lock(m_mutex);
  for (;;) {
    while (!m_later.empty() && m_later.begin()->first <= Clock::now()) {
      m_jobs.push_back(std::move(m_later.begin()->second));
      m_later.erase(m_later.begin());
    }
    if (m_jobs.empty()) {
      if (m_stopped) return;
      if (m_later.empty()) {
        m_wake.wait(lock);
      } else {
        const Clock::time_point next = m_later.begin()->first;
        m_wake.wait_until(lock, next);
      }
      continue;
    }
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    lock.unlock();
    job();
    // What the job holds goes here, not under the lock.
    job = nullptr;
    lock.lock();
  }
}

void Worker::stop() {
  std::multimap<Clock::time_point, Job> dropped;
  {
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    dropped.swap(m_later);
    m_wake.notify_one();
  }
  if (m_thread.joinable()) m_thread.join();
}

}  // namespace nvts
