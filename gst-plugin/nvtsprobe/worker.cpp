// SPDX-License-Identifier: MIT
#include "nvtsprobe/worker.h"

#include <pthread.h>

#include <atomic>
#include <utility>

#include "support/thread.h"

namespace nvts {
namespace {

// With a thread that may never come, when a worker is stopped.
constexpr std::chrono::milliseconds kThreadPatience{200};

// A thread that has made a context of the engine leaves a run loop of it with an open file behind when it ends. So
// none ends: idle ones wait for the next worker.
class Threads {
 public:
  static Threads& of_process() {
    // Never destroyed: its threads may wait while the process ends.
    static auto* threads = new Threads;
    return *threads;
  }

  // Where no thread is to be had the job waits for one.
  void run(const void* owner, std::function<void()> job) {
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back({owner, std::move(job)});
    if (m_jobs.size() > m_idle) start_locked();
    else m_wake.notify_one();
  }
  // Tries again to have a thread where one was lacking. False when it still is.
  [[nodiscard]] bool retry() {
    if (!m_lacking.load(std::memory_order_relaxed)) return true;
    const std::lock_guard lock(m_mutex);
    if (m_jobs.empty()) m_lacking = false;
    else start_locked();
    return !m_lacking;
  }
  // Takes back what no thread has begun. False when there is none.
  [[nodiscard]] bool forget(const void* owner) {
    const std::lock_guard lock(m_mutex);
    return std::erase_if(m_jobs, [owner](const Job& job) { return job.owner == owner; }) > 0;
  }

 private:
  struct Job {
    const void* owner;
    std::function<void()> work;
  };

  void start_locked() {
    m_lacking = !start_thread([this] { serve(); });
  }

  void serve() {
    pthread_setname_np(pthread_self(), "nvts-worker");
    std::unique_lock lock(m_mutex);
    for (;;) {
      ++m_idle;
      m_wake.wait(lock, [this] { return !m_jobs.empty(); });
      --m_idle;
      Job job = std::move(m_jobs.front());
      m_jobs.pop_front();
      lock.unlock();
      job.work();
      job.work = nullptr;
      lock.lock();
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Job> m_jobs;
  size_t m_idle = 0;
  std::atomic<bool> m_lacking = false;
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
    Threads::of_process().run(this, [this] { run(); });
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
  while (!m_ended.wait_for(lock, kThreadPatience, [this] { return !m_running; })) {
    if (Threads::of_process().retry() || !Threads::of_process().forget(this)) continue;
    lock.unlock();
    run();
    lock.lock();
  }
}

void Worker::retry_threads() {
  static_cast<void>(Threads::of_process().retry());
}

}  // namespace nvts
