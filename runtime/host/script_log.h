// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/log_level.h"
#include "jsc/context.h"

namespace nvts::host {

// The host function `log`: what one call into a script may log is bounded.
class ScriptLog {
 public:
  // Takes one message, valid UTF-8.
  using Sink = std::function<void(LogLevel, std::string_view)>;
  ScriptLog(jsc::Context& context, Sink sink);

  // (level, message) => undefined
  jsc::ValueRef log(jsc::Call& call);
  // The call has ended: tells what is still held, and what was left out of it.
  void end();

  // From here on the call's messages wait, until they are told or, as if they had never been logged, forgotten.
  void hold() { m_holding = true; }
  void tell();
  void forget();

 private:
  jsc::Context& m_context;
  Sink m_sink;
  size_t m_lines = 0;  // of the call in hand, like the next two
  size_t m_bytes = 0;
  size_t m_lost = 0;
  bool m_holding = false;
  std::vector<std::pair<LogLevel, std::string>> m_held;
};

}  // namespace nvts::host
