// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>

namespace nvts {

// A thread of an element for what takes longer than a buffer may wait: building scripts, destroying them, files.
// It comes with the first job, from threads that are used again. All functions but stop() may be called from any thread, the worker's own too.
class Worker {
 public:
  using Job = std::function<void()>;

  Worker() = default;
  ~Worker() { stop(); }

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Jobs run one after another, in the order in which they were posted. After stop() they are dropped.
  void post(Job job);
  // Runs after the jobs that are waiting by then.
  void post_after(std::chrono::milliseconds delay, Job job);

  // Runs what was posted, drops what is to come later, and gives the thread back.
  void stop();

  // Of all workers: jobs wait where the system gives no thread (ulimit -u, a control group's pids.max). Tries again to have
  // one; to be called now and then.
  static void retry_threads();

 private:
  using Clock = std::chrono::steady_clock;

  void start_locked();
  void run();

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Job> m_jobs;
  std::multimap<Clock::time_point, Job> m_later;
  std::condition_variable m_ended;
  bool m_running = false;  // a thread works for it
  bool m_stopped = false;
};

}  // namespace nvts
