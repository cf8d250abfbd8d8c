// SPDX-License-Identifier: MIT
#include "nvinfer-parser/messages.h"

#include <cstdio>
#include <cstdlib>

#include "support/printable.h"

namespace nvts::nvinfer {
namespace {

constexpr size_t kMaxBytes = 8192;
constexpr int kMaxLinesPerSecond = 20;
constexpr std::chrono::seconds kBetween(5);

}  // namespace

// In one piece, that lines of several threads do not mix.
void Messages::write(const char* level, std::string_view text) {
  const std::string line = "nvts-parser " + m_library + ": " + level + printable(text, kMaxBytes, "\n  ") + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Messages::tell(const std::string& text, const std::string& kind) {
  const auto now = std::chrono::steady_clock::now();
  if (kind == m_last) {
    ++m_repeated;
    if (now - m_told < kBetween) return;
    write("error: ", text + " (" + std::to_string(m_repeated) + " times more)");
  } else {
    write("error: ", text);
    m_last = kind;
  }
  m_repeated = 0;
  m_told = now;
}

void Messages::failure(const Status& status) {
  const std::string text = std::string(error_code_name(status.code())) + ": " + status.message();
  tell(text, text);
}

void Messages::failure(const host::ScriptError& error) {
  std::string kind = std::string(error_code_name(error.status.code())) + " in " + error.hook;
  if (!error.location.empty()) kind += " (" + error.location + ")";
  std::string text = kind + ": " + error.status.message();
  if (!error.stack.empty()) text += "\n" + error.stack;
  // What is wrong with a frame is of one kind, though each has its own numbers.
  tell(text, error.hook == "parse" ? kind : text);
}

void Messages::log(host::LogLevel level, std::string_view text) {
  static const bool debug = std::getenv("NVTS_PARSER_DEBUG") != nullptr;
  if (level == host::LogLevel::kDebug && !debug) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - m_second >= std::chrono::seconds(1)) {
    m_second = now;
    m_lines = 0;
  }
  if (++m_lines > kMaxLinesPerSecond) return;
  constexpr const char* kLevels[] = {"script error: ", "script warning: ", "script: ", "script debug: "};
  write(kLevels[static_cast<size_t>(level)], text);
  if (m_lines == kMaxLinesPerSecond) write("warning: ", "more than 20 messages of the script in a second: the rest is left out");
}

}  // namespace nvts::nvinfer
