// SPDX-License-Identifier: MIT
#include "host/failure.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace nvts::host {
namespace {

size_t packages_in(std::string_view path) {
  constexpr std::string_view kFolder = "node_modules/";
  size_t count = 0;
  for (size_t at = path.find(kFolder); at != std::string_view::npos; at = path.find(kFolder, at + 1))
    ++count;
  return count;
}

// Whether the file is none of the author's: in a package below the script's own. The SDK's source maps name its files
// as those of a package, wherever they lie.
bool is_library(const std::string& file, const std::string& script) {
  return packages_in(file) > packages_in(script);
}

}  // namespace

ScriptError describe_failure(const jsc::Error& error, const std::string& script, const char* limit) {
  ErrorCode code = error.code.empty() ? ErrorCode::kScript : error_code_from_name(error.code.c_str());
  if (error.timed_out) code = ErrorCode::kDeadline;
  if (error.out_of_memory) code = ErrorCode::kMemory;
  const bool plain = error.name.empty() || error.name == "Error" || error.name == "NvtsError";
  std::string message =
      plain ? error.message : error.name + (error.message.empty() ? "" : ": " + error.message);
  if (message.empty()) message = "an error without a message";
  if (error.timed_out) message += std::string(" (") + limit + ")";
  if (error.out_of_memory) {
    message += " MiB (memory-limit-mb): look for what grows with every frame or track and is never removed";
  }

  ScriptError failure;
  failure.discard = (error.timed_out && !error.has_ended) || error.out_of_memory;
  failure.status = Status{code, std::move(message)};
  failure.stack = jsc::format_stack(error.stack);
  const auto by_author = [&](const jsc::StackFrame& call) {
    return !call.file.empty() && !is_library(call.file, script);
  };
  const auto where = std::find_if(error.stack.begin(), error.stack.end(), by_author);
  if (where != error.stack.end()) failure.location = jsc::format_location(*where);
  return failure;
}

}  // namespace nvts::host
