// SPDX-License-Identifier: MIT
// What a script's context holds before the script is there: a fixed set of globals without ambient authority, and
// the host's chance and time.
#pragma once

#include <cstdint>
#include <optional>

#include "host/capabilities.h"
#include "jsc/context.h"
#include "support/status.h"

namespace nvts::host {

struct Isolation {
  Grants grants;
  uint32_t seed;            // of Math.random
  const jsc::Value& now;    // () => the time in milliseconds since 1970
  const jsc::Value& check;  // (code) => throws when code made of text must not run
  const jsc::Value& expression_limit;  // see host/expressions.h
  const jsc::Value& rehearse;          // likewise
};

// Before any code of the script, after everything of the host's that becomes a global. The result is a function that names
// what has since been changed of the intrinsics that could not be frozen, '' when nothing was. kInternal when the engine
// is not what the prelude expects.
[[nodiscard]] Result<jsc::Value> isolate(jsc::Context& context, const Isolation& isolation);

// Asks that function. `verdict` is kDenied when the script has changed something; an error is one of asking.
[[nodiscard]] std::optional<jsc::Error> check_intrinsics(jsc::Context& context, const jsc::Value& changed,
                                                         Status* verdict);

// Whether that is due after a script's batch of this number, from 1: of the first ones soon, of the others after every 256th.
[[nodiscard]] constexpr bool is_check_due(uint64_t batch) {
  return batch % 256 == 0 || (batch & (batch - 1)) == 0;
}

}  // namespace nvts::host
