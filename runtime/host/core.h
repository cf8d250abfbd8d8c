// SPDX-License-Identifier: MIT
// The SDK's core (views of the frame table, hooks, parameters), for bundles that leave it to whoever runs them.
#pragma once

#include <string_view>

#include "jsc/context.h"
#include "support/status.h"

namespace nvts::host {

// Gives a bundle the core where its code asks for it. After isolate(), before the bundle. kInternal when the core does not
// run in this engine.
[[nodiscard]] Status provide_core(jsc::Context& context, std::string_view code);

}  // namespace nvts::host
