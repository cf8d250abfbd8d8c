// SPDX-License-Identifier: MIT
// YAML as people write parameters in it, made JSON.
#pragma once

#include <string>
#include <string_view>

#include "support/status.h"

namespace nvts::host {

// One document of mappings, lists and the scalars of YAML 1.2's core schema. Aliases, tags, duplicate keys,
// keys that are no scalars and numbers that JSON does not have are refused: kParams with "line 3, column 5:
// what is wrong". An empty document is "null".
[[nodiscard]] Result<std::string> yaml_to_json(std::string_view text);

}  // namespace nvts::host
