// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "nvtsprobe/state_file.h"
#include "nvtsprobe/worker.h"

namespace nvts {

// The script's state over restarts of the process: read at the start, written by the worker when it is due.
class StateKeeper {
 public:
  [[nodiscard]] static Result<std::unique_ptr<StateKeeper>> open(GstElement* element, const std::string& path);

  // The state of the run before. One that cannot be used is set aside, told on the bus, and no hindrance.
  [[nodiscard]] std::optional<std::string> read(const std::string& script);
  // The script could not take over what read() gave.
  void refuse(const Status& status);

  // From now on due() asks for a state at intervals; 0 is never. The worker must be stopped before this is destroyed.
  void start(Worker& worker, std::chrono::milliseconds interval);
  // Whether the script should save; the answer yes is given once an interval.
  [[nodiscard]] bool due() { return m_due.load(std::memory_order_relaxed) && m_due.exchange(false); }
  void write(const std::string& script, const std::string& state);

 private:
  StateKeeper(GstElement* element, std::unique_ptr<StateFile> file) : m_element(element), m_file(std::move(file)) {}
  void tick();

  GstElement* m_element;
  std::unique_ptr<StateFile> m_file;
  Worker* m_worker = nullptr;
  std::chrono::milliseconds m_interval{0};
  std::atomic<bool> m_due{false};
  std::atomic<bool> m_failed{false};  // the last write did
  std::string m_written;              // what was handed to the worker last
};

}  // namespace nvts
