// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "nvtsprobe/session.h"
#include "nvtsprobe/stats.h"
#include "nvtsprobe/worker.h"

namespace nvts {

// A second process of the script that works, loaded and set up beside the video, for when the first one ends. One that
// does not start, or ends while it waits, is tried again, later and later, and costs the video nothing.
class Reserve {
 public:
  // A stream that ends before needs none.
  static constexpr std::chrono::milliseconds kStartAfter{200};
  static constexpr std::chrono::milliseconds kLookEvery{1000};
  static constexpr std::chrono::milliseconds kFirstRetry{1000};
  static constexpr std::chrono::milliseconds kLastRetry{60000};

  Reserve(GstElement* element, ScriptLog log, ProbeStats& stats) : m_element(element), m_log(std::move(log)), m_stats(stats) {}
  ~Reserve();

  Reserve(const Reserve&) = delete;
  Reserve& operator=(const Reserve&) = delete;

  // From the streaming thread. From now on one of this text is kept; one of another ends.
  void keep(const std::shared_ptr<const ScriptText>& text) {
    if (text != m_kept) start(text);
  }
  // One of this text that is ready and well, or null. Another is started with the next keep().
  [[nodiscard]] std::unique_ptr<Session> take(const std::shared_ptr<const ScriptText>& text);

 private:
  using Clock = std::chrono::steady_clock;

  void start(const std::shared_ptr<const ScriptText>& text);
  void build(uint64_t job, const std::shared_ptr<const ScriptText>& text);
  void look(uint64_t job);
  [[nodiscard]] std::unique_ptr<Session> end_locked();
  void try_again_locked(uint64_t job, const std::shared_ptr<const ScriptText>& text, const char* why);

  GstElement* m_element;
  const ScriptLog m_log;
  ProbeStats& m_stats;
  std::shared_ptr<const ScriptText> m_kept;  // the streaming thread's own

  std::mutex m_mutex;  // guards what follows, up to m_worker
  uint64_t m_job = 0;  // what the worker does for an earlier one is over
  std::unique_ptr<Session> m_ready;
  Clock::time_point m_ready_since;
  std::shared_ptr<process::KillSwitch> m_building;
  std::chrono::milliseconds m_start_after = kStartAfter;
  std::chrono::milliseconds m_retry = kFirstRetry;

  // Last: its thread ends before the others go.
  Worker m_worker;
};

}  // namespace nvts
