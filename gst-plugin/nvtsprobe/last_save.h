// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "host/script_host.h"
#include "nvtsprobe/clock.h"

namespace nvts {

// What a script that was stopped half-way still saves: asked for by one thread, waited for by another.
class LastSave {
 public:
  // The script is gone by the time the state is there: what it works on may go then too.
  void run(std::shared_ptr<host::ScriptHost> script) {
    std::string state;
    const uint64_t started = now_ns();
    std::optional<host::ScriptError> error = script->save(&state);
    const uint64_t took = now_ns() - started;
    script.reset();
    const std::lock_guard lock(m_mutex);
    m_state = std::move(state);
    m_error = std::move(error);
    m_took_ns = took;
    m_done = true;
    m_changed.notify_all();
  }

  // Whether it is there by then.
  [[nodiscard]] bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, time, [this] { return m_done; });
  }

  // Once it is there. As ScriptHost::save(), and how long that took.
  [[nodiscard]] std::optional<host::ScriptError> take(std::string* state, uint64_t* took_ns) {
    const std::lock_guard lock(m_mutex);
    *took_ns = m_took_ns;
    *state = std::move(m_state);
    return std::move(m_error);
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_done = false;
  uint64_t m_took_ns = 0;
  std::string m_state;
  std::optional<host::ScriptError> m_error;
};

}  // namespace nvts
