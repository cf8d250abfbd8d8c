// SPDX-License-Identifier: MIT
// Finds code that makes the engine queue jobs. The engine works the queue off after a call, each job with a time limit of
// its own: jobs that queue jobs would run for ever.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "jsc/context.h"

namespace nvts::host {

// The error that a script gets when its code has an async function or import(), with its place; none when the code has
// neither or does not parse. The engine's own parser decides, so there is nothing to fool.
[[nodiscard]] std::optional<jsc::Error> find_asynchronous(jsc::Context& context, std::string_view code);

}  // namespace nvts::host
