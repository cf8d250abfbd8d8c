// SPDX-License-Identifier: MIT
#pragma once

#include "jsc/context.h"

namespace nvts::host {

// Gives the context a `console` that calls `log(level, message)`, a host function.
void install_console(jsc::Context& context, const jsc::Value& log);

}  // namespace nvts::host
