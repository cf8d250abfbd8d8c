// SPDX-License-Identifier: MIT
// Regular expressions of a script that could take the engine for ever are refused before it begins.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "host/regexp/program.h"
#include "jsc/context.h"

namespace nvts::host {

// The host's part of prelude/expressions.js.
class Expressions {
 public:
  // (source) => the length up to which no text makes any expression of this source take long
  jsc::ValueRef limit(jsc::Call& call);
  // (source, flags, text, start, ask) => undefined; throws NVTS_LIMIT when the search for it from `start` on takes too
  // long. `ask(source, flags, character)` tells whether the engine finds a character.
  jsc::ValueRef rehearse(jsc::Call& call);

  // What is kept of a long text between searches in it. Not beyond a call into the script.
  void release();

 private:
  struct Known {
    std::unique_ptr<regexp::Program> program;  // none when it cannot be read
    size_t harmless = 0;                       // length of a text
  };

  Known& find(const std::u16string& source, const std::string& flags);
  std::u16string_view text(jsc::Call& call, size_t index);

  std::unordered_map<std::u16string, Known> m_known;
  size_t m_known_size = 0;
  jsc::Value m_held;
  std::u16string m_text;
};

}  // namespace nvts::host
