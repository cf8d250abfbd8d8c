// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace nvts::jsc {

// What objects have taken so far, those that are gone included, as far as collections tell: one comes after each step.
// An object larger than a step counts as one.
struct Allocated {
  uint64_t bytes = 0;
  uint64_t step = 0;
};

}  // namespace nvts::jsc
