// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

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
  // The call has ended: tells what was left out of it.
  void end();

 private:
  jsc::Context& m_context;
  Sink m_sink;
  size_t m_lines = 0;  // of the call in hand, like the next two
  size_t m_bytes = 0;
  size_t m_lost = 0;
};

}  // namespace nvts::host
