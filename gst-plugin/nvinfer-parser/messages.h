// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "host/log_level.h"
#include "host/script_host.h"

namespace nvts::nvinfer {

// Writes to stderr, a line each: nvinfer hands a parser no log of its own. What is said with every frame is written once
// in a while, with how often it was said.
class Messages {
 public:
  explicit Messages(std::string library) : m_library(std::move(library)) {}

  void failure(const host::ScriptError& error);
  void failure(const Status& status);
  void log(host::LogLevel level, std::string_view text);

 private:
  void write(const char* level, std::string_view text);
  void tell(const std::string& text, const std::string& kind);

  std::string m_library;
  std::string m_last;  // kind of what was told last
  uint64_t m_repeated = 0;
  std::chrono::steady_clock::time_point m_told;
  int m_lines = 0;  // of the script's own, in the second that began at m_second
  std::chrono::steady_clock::time_point m_second;
};

}  // namespace nvts::nvinfer
