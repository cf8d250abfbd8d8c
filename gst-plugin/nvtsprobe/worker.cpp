// SPDX-License-Identifier: MIT
#include "nvtsprobe/worker.h"

#include <pthread.h>

#include <thread>
#include <utility>

namespace nvts {
namespace {

// A thread that has made a context of the engine leaves a run loop of it with an open file behind when it ends. So
// none ends: idle ones wait for the next worker.
class Threads {
 public:
  static void run(std::function<void()> job) {
    // Never destroyed: its threads may wait while the process ends.
    static auto* threads = new Threads;
    threads->take(std::move(job));
  }

 private:
  void take(std::function<void()> job) {
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back(std::move(job));
    if (m_jobs.size() > m_idle) {
      std::thread([this] { serve(); }).detach();
    } else {
      m_wake.notify_one();
    }
  }

  void serve() {
    pthread_setname_np(pthread_self(), "nvts-worker");
    std::unique_lock lock(m_mutex);
    for (;;) {
      ++m_idle;
      m_wake.wait(lock, [this] { return !m_jobs.empty(); });
      --m_idle;
      std::function<void()> job = std::move(m_jobs.front());
      m_jobs.pop_front();
      lock.unlock();
      job();
      job = nullptr;
      lock.lock();
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<std::function<void()>> m_jobs;
  size_t m_idle = 0;
};

}  // namespace

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
  if (!m_running) {
    m_running = true;
    Threads::run([this] { run(); });
  }
  m_wake.notify_one();
}

void Worker::run() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    while (!m_later.empty() && m_later.begin()->first <= Clock::now()) {
      m_jobs.push_back(std::move(m_later.begin()->second));
      m_later.erase(m_later.begin());
    }
    if (m_jobs.empty()) {
      if (m_stopped) break;
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
  // Under the lock: the worker may be gone as soon as it is free.
  m_running = false;
  m_ended.notify_all();
}

void Worker::stop() {
  std::multimap<Clock::time_point, Job> dropped;
  std::unique_lock lock(m_mutex);
  m_stopped = true;
  dropped.swap(m_later);
  m_wake.notify_one();
  m_ended.wait(lock, [this] { return !m_running; });
}

}  // namespace nvts
