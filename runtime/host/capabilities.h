// SPDX-License-Identifier: MIT
// What a script may do beyond reading and editing metadata: the script names it, the operator grants it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::jsc {
class Context;
class Value;
}  // namespace nvts::jsc

namespace nvts::host {

struct Grants {
  bool eval = false;   // make code of text: eval, new Function and their kin
  bool clock = false;  // see the time of the machine: Date shows it in place of the stream's time
};

// A comma-separated list of grants, blanks allowed. kArgument with a hint when a name is unknown.
[[nodiscard]] Result<Grants> parse_grants(std::string_view list);

// What the `capabilities` of a bundle name; none where it has no such list. kDefinition for anything else.
[[nodiscard]] Result<std::vector<std::string>> named_capabilities(jsc::Context& context, const jsc::Value& bundle);

// Whether what a script names is what it was granted, no less (kDenied) and no more (kArgument). kDefinition with a hint
// when a name is unknown.
[[nodiscard]] Status check_capabilities(const std::vector<std::string>& named, const Grants& grants);

}  // namespace nvts::host
