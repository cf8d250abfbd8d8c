// SPDX-License-Identifier: MIT
// What a script threw, in the author's terms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jsc/source_map.h"

namespace nvts::jsc {

struct StackFrame {
  std::string function;  // empty for an anonymous one
  std::string file;      // empty for the engine's own functions and for evaluated text
  uint32_t line = 0;     // from 1; 0 unknown
  uint32_t column = 0;   // from 1; 0 unknown
};

struct Error {
  std::string name;  // "TypeError"; empty when what was thrown is no error
  std::string message;
  std::string code;               // "NVTS_PARAMS"; empty when it has none
  std::vector<StackFrame> stack;  // innermost first
  bool timed_out = false;      // stopped by the time limit, or beyond it
  bool has_ended = false;      // by itself, beyond the time limit: nothing is half-way
  bool out_of_memory = false;  // stopped by the memory limit
};

// The script of a context: what its positions mean. The map is decoded when the first position is asked for.
class ScriptSource {
 public:
  ScriptSource() = default;
  ScriptSource(std::string path, std::string map, std::string map_folder)
      : m_path(std::move(path)), m_map_text(std::move(map)), m_map_folder(std::move(map_folder)) {}

  // The name under which the engine knows the script. The user's path is not used: it may hold any character,
  // and the engine's stacks are text.
  static constexpr const char* kUrl = "nvts:script";
  // That of nvtsprobe's own code.
  static constexpr const char* kBuiltinUrl = "nvts:builtin";

  [[nodiscard]] StackFrame locate(std::string function, uint32_t line, uint32_t column);
  // The frames of an engine's stack text ("f@nvts:script:1:2", a line a frame).
  [[nodiscard]] std::vector<StackFrame> parse_stack(std::string_view stack);
  // Replaces positions of the script ("nvts:script:1:2") within a text, such as a logged stack.
  [[nodiscard]] std::string map_positions(std::string text);

 private:
  std::string m_path;
  std::string m_map_text;
  std::string m_map_folder;
  std::optional<SourceMap> m_map;
};

// "src/counter.ts:12:5"; empty when the file is unknown.
[[nodiscard]] std::string format_location(const StackFrame& frame);
// "  at crossed (src/counter.ts:12:5)", a line a frame.
[[nodiscard]] std::string format_stack(const std::vector<StackFrame>& stack);

}  // namespace nvts::jsc
