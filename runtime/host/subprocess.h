// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "support/status.h"

namespace nvts::host {

struct Command {
  std::vector<std::string> arguments;                            // the first is the program's path
  std::vector<std::pair<std::string, std::string>> environment;  // besides that of this process
  std::string folder;                                            // to run in
  std::string input;
  std::chrono::milliseconds timeout{30000};
  size_t max_output = size_t{64} << 20;
};

struct CommandResult {
  int exit_code = 0;  // 128 + signal when a signal ended it
  std::string output;
  std::string errors;
};

// Runs a program to its end, without a shell. kIo when it cannot be run, kDeadline when it takes too long.
[[nodiscard]] Result<CommandResult> run_command(const Command& command);

}  // namespace nvts::host
