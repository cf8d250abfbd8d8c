// SPDX-License-Identifier: MIT
// How many steps a search for a regular expression takes. Nothing can stop the engine within such a search, and there are
// expressions that take it for ever; so the search is made here first, with an end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "host/regexp/program.h"

namespace nvts::host::regexp {

// Whether the engine finds a character in a set whose members only it knows. nullopt when it was stopped.
using Ask = std::function<std::optional<bool>(const Set& set, char32_t character)>;

enum class Outcome {
  kDone,      // found or not, within the steps
  kTooLong,   // not within the steps
  kUnknown,   // cannot be told
  kStopped,   // while the engine was asked
};

class Rehearsal {
 public:
  Rehearsal(Program& program, std::u16string_view text, size_t most_steps, const Ask& ask);

  // A search from `start` on, or with `at_one_place` there only.
  [[nodiscard]] Outcome search(size_t start, bool at_one_place);

  struct Found {
    size_t start;
    size_t end;
  };
  // Of the last search, when it was done.
  [[nodiscard]] std::optional<Found> found() const { return m_found; }

 private:
  // What to go back to when a way leads nowhere, or with `kUndo` a register's value before.
  struct Way {
    enum class Kind : uint8_t { kUndo, kTry, kTurn, kGiveBack, kTakeMore };
    Kind kind;
    uint32_t index;  // of the register or instruction
    uint32_t place;
    uint32_t limit;
  };

  bool match(uint32_t instruction, uint32_t place);
  bool go_back(size_t base, uint32_t* instruction, uint32_t* place);
  bool look(const Instruction& look, uint32_t index, uint32_t place);
  bool repeat(uint32_t index, uint32_t* place);
  bool refer(const Instruction& reference, uint32_t* place);
  void begin_turn(const Loop& loop, uint32_t place);
  bool take(const Instruction& instruction, uint32_t* place);
  bool contains(uint32_t set, char32_t character);
  [[nodiscard]] bool read(bool back, uint32_t* place, char32_t* character) const;
  [[nodiscard]] bool is_line_end(uint32_t index) const;
  [[nodiscard]] bool is_word(uint32_t index, bool ignore_case) const;
  void set_register(uint32_t index, uint32_t value);
  bool stop(Outcome outcome);

  Program& m_program;
  const std::u16string_view m_text;
  const size_t m_most_steps;
  const Ask& m_ask;
  size_t m_steps = 0;
  Outcome m_outcome = Outcome::kDone;
  std::optional<Found> m_found;
  uint32_t m_end = 0;  // of what matched last
  std::vector<uint32_t> m_registers;
  std::vector<Way> m_ways;
};

}  // namespace nvts::host::regexp
