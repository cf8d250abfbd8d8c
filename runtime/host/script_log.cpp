// SPDX-License-Identifier: MIT
#include "host/script_log.h"

#include <cstdint>
#include <string>
#include <utility>

namespace nvts::host {
namespace {

constexpr size_t kMaxUnits = 16384;
constexpr size_t kMaxLines = 1000;
constexpr size_t kMaxBytes = size_t{1} << 20;

}  // namespace

ScriptLog::ScriptLog(jsc::Context& context, Sink sink) : m_context(context), m_sink(std::move(sink)) {}

jsc::ValueRef ScriptLog::log(jsc::Call& call) {
  const auto level = call.number(0);
  if (level != 0 && level != 1 && level != 2 && level != 3) {
    return call.type_error("log(level, message): level must be 0, 1, 2 or 3");
  }
  if (!call.string_length(1)) return call.type_error("log(level, message): message must be a string");
  if (!m_sink) return call.undefined();
  if (m_lines >= kMaxLines || m_bytes >= kMaxBytes) {
    ++m_lost;
    return call.undefined();
  }
  std::string text = m_context.source().map_positions(call.string(1, kMaxUnits));
  ++m_lines;
  m_bytes += text.size();
  if (m_holding) m_held.emplace_back(static_cast<LogLevel>(*level), std::move(text));
  else m_sink(static_cast<LogLevel>(*level), text);
  return call.undefined();
}

void ScriptLog::tell() {
  m_holding = false;
  for (const auto& [level, text] : std::exchange(m_held, {})) m_sink(level, text);
}

void ScriptLog::forget() {
  if (!m_holding) return;
  m_holding = false;
  m_held.clear();
  m_lines = 0;
  m_bytes = 0;
  m_lost = 0;
}

void ScriptLog::end() {
  tell();
  if (m_lines == 0) return;
  if (m_lost != 0) {
    m_sink(LogLevel::kWarning, std::to_string(m_lost) + " more messages left out: one call may log " +
                                   std::to_string(kMaxLines) + " messages and " + std::to_string(kMaxBytes >> 10) +
                                   " KiB");
  }
  m_lines = 0;
  m_bytes = 0;
  m_lost = 0;
}

}  // namespace nvts::host
