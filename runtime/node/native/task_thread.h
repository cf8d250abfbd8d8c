// SPDX-License-Identifier: MIT
// A thread that does one thing after another.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace nvts::node {

class TaskThread {
 public:
  TaskThread() : m_thread([this] { work(); }) {}
  ~TaskThread() { finish(); }

  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  // False once finish() was called.
  bool post(std::function<void()> task) {
    const std::lock_guard<std::mutex> lock(m_mutex);
    if (m_finishing) return false;
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
    return true;
  }

  // Does what was posted and waits for it. Not from a task.
  void finish() {
    {
      const std::lock_guard<std::mutex> lock(m_mutex);
      m_finishing = true;
      m_changed.notify_one();
    }
    if (m_thread.joinable()) m_thread.join();
  }

 private:
  void work() {
    std::unique_lock<std::mutex> lock(m_mutex);
    while (true) {
      m_changed.wait(lock, [this] { return m_finishing || !m_tasks.empty(); });
      if (m_tasks.empty()) return;
      const std::function<void()> task = std::move(m_tasks.front());
      m_tasks.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_tasks;
  bool m_finishing = false;
  std::thread m_thread;  // last: it uses the others
};

}  // namespace nvts::node
