// SPDX-License-Identifier: MIT
// What a script's context holds before the script is there: a fixed set of globals without ambient authority, and
// the host's chance and time.
#pragma once

#include <cstdint>
#include <string_view>

#include "jsc/context.h"
#include "support/status.h"

namespace nvts::host {

// What the operator lets a script do beyond the contract.
struct Grants {
  bool eval = false;  // make code of text: eval, new Function and their kin
};

// A comma-separated list of grants, blanks allowed. kArgument with a hint when a name is unknown.
[[nodiscard]] Result<Grants> parse_grants(std::string_view list);

// Before any code of the script, after everything of the host's that becomes a global. `now` is a function that
// returns the stream time in milliseconds. kInternal when the engine is not what the prelude expects.
[[nodiscard]] Status isolate(jsc::Context& context, const Grants& grants, uint32_t seed, const jsc::Value& now);

}  // namespace nvts::host
