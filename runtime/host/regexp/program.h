// SPDX-License-Identifier: MIT
// A regular expression as instructions of a machine that goes the ways which the engine goes, in its order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/regexp/pattern.h"

namespace nvts::host::regexp {

struct Instruction {
  enum class Op : uint8_t {
    kSet,        // a character of set `a`
    kRepeat,     // characters of set `a`, as loop `b` says
    kSave,       // the place into register `a`
    kTry,        // the next instruction, and when that leads nowhere instruction `a`
    kJump,       // to instruction `a`
    kLoopStart,  // loop `b`
    kLoop,       // turns loop `b`, or leaves it for instruction `a`
    kLoopEnd,    // loop `b`, whose kLoop is instruction `a`
    kLook,       // whether what follows matches; goes on at instruction `a`
    kReference,  // what one of the groups of reference `a` captured
    kStart,
    kEnd,
    kWordEdge,
    kMatch,
  };
  Op op;
  bool back = false;         // goes towards the text's start
  bool negative = false;     // kLook, kWordEdge
  bool multiline = false;    // kStart, kEnd
  bool ignore_case = false;  // kReference, kWordEdge
  uint32_t a = 0;
  uint32_t b = 0;
};

struct Loop {
  uint32_t min;
  uint32_t max;
  bool greedy;
  uint32_t count = 0;  // the register of its turns; the next one has the place where the turn began
  uint32_t first_group = 0;
  uint32_t end_group = 0;
};

struct Program {
  std::vector<Instruction> code;
  std::vector<Loop> loops;
  std::vector<Set> sets;
  std::vector<std::vector<uint32_t>> references;
  uint32_t group_count = 1;
  uint32_t register_count = 0;  // two of each group, then those of the loops
  bool code_points = false;
  bool anchored = false;  // can match at the text's start only
  // Of the engine, on sets that only it knows: by set and character.
  std::unordered_map<uint64_t, bool> answers;
};

[[nodiscard]] Program compile(Pattern pattern);

// Texts of at most so many characters take the engine no more steps than `most_steps`, whatever is in them. `at_one_place`:
// it is tried at one place of the text only.
[[nodiscard]] size_t harmless_length(const Pattern& pattern, double most_steps, bool at_one_place);

// Likewise, whatever the flags: 0 when the source cannot be read.
[[nodiscard]] size_t harmless_length(std::u16string_view source, double most_steps);

[[nodiscard]] bool is_anchored(const Pattern& pattern);

}  // namespace nvts::host::regexp
