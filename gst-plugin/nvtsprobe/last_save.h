// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "host/script_host.h"

namespace nvts {

// What a script that was stopped half-way still saves: asked for by one thread, waited for by another.
class LastSave {
 public:
  void run(host::ScriptHost& script) {
    std::string state;
    std::optional<host::ScriptError> error = script.save(&state);
    const std::lock_guard lock(m_mutex);
    m_state = std::move(state);
    m_error = std::move(error);
    m_done = true;
    m_changed.notify_all();
  }

  // As ScriptHost::save().
  [[nodiscard]] std::optional<host::ScriptError> wait(std::string* state) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_done; });
    *state = std::move(m_state);
    return std::move(m_error);
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_done = false;
  std::string m_state;
  std::optional<host::ScriptError> m_error;
};

}  // namespace nvts
