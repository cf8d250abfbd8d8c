// SPDX-License-Identifier: MIT
// The source of a regular expression of JavaScript as a tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "host/regexp/set.h"

namespace nvts::host::regexp {

constexpr uint32_t kUnbounded = UINT32_MAX;

struct Node {
  enum class Kind : uint8_t {
    kSet,        // a character of the set `index`
    kSequence,   // the children, one after another
    kChoice,     // one of the children
    kGroup,      // the only child, captured as `index`
    kLoop,       // the only child, `min` to `max` times
    kLook,       // whether the only child matches here
    kReference,  // what the groups `groups` captured
    kStart,
    kEnd,
    kWordEdge,
  };
  Kind kind;
  bool greedy = true;      // kLoop
  bool negative = false;   // kLook, kWordEdge
  bool behind = false;     // kLook
  bool multiline = false;  // kStart, kEnd
  bool ignore_case = false;  // kReference, kWordEdge
  uint32_t index = 0;
  uint32_t min = 0;
  uint32_t max = 0;
  // Of the groups within a loop: it forgets what they captured whenever it turns.
  uint32_t first_group = 0;
  uint32_t end_group = 0;
  std::vector<uint32_t> children{};
  std::vector<uint32_t> groups{};
};

struct Pattern {
  std::vector<Node> nodes;
  std::vector<Set> sets;
  uint32_t root = 0;
  uint32_t group_count = 1;  // with the whole match
  Flags flags;
};

// nullopt for what the engine would refuse, and for what is not known here: sets that hold texts of several characters,
// groups nested more than 200 deep, a source of more than 8,192 characters.
[[nodiscard]] std::optional<Pattern> parse(std::u16string_view source, Flags flags);

}  // namespace nvts::host::regexp
