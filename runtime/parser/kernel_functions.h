// SPDX-License-Identifier: MIT
#pragma once

#include "jsc/context.h"

namespace nvts::parser {

// `host.kernels`: the kernels as functions of a script. Each checks its arguments once, before anything is written:
// NVTS_RANGE for what is no array of the right type, no whole number, or would lie outside of an array; NVTS_LIMIT for a
// count that takes too long.
[[nodiscard]] jsc::Value make_kernel_functions(jsc::Context& context);

}  // namespace nvts::parser
