// SPDX-License-Identifier: MIT
// What a script may do beyond reading and editing metadata: the script names it, the operator grants it.
#pragma once

#include <string_view>

#include "support/status.h"

namespace nvts::host {

struct Grants {
  bool eval = false;  // make code of text: eval, new Function and their kin
};

// A comma-separated list of grants, blanks allowed. kArgument with a hint when a name is unknown.
[[nodiscard]] Result<Grants> parse_grants(std::string_view list);

}  // namespace nvts::host
