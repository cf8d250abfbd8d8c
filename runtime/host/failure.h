// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "host/script_host.h"
#include "jsc/error.h"

namespace nvts::host {

// What a script threw, or why it was stopped, for whoever uses it; without hook and frame. `script` is its path: the
// location is the innermost call in a file that is the author's own. `limit` names what bounds the time.
[[nodiscard]] ScriptError describe_failure(const jsc::Error& error, const std::string& script, const char* limit);

}  // namespace nvts::host
