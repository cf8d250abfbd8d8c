// SPDX-License-Identifier: MIT
// YAML as people write parameters in it, made JSON.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "support/status.h"

namespace nvts::host {

// One document of mappings, lists and the scalars of YAML 1.2's core schema. Aliases, tags, duplicate keys,
// keys that are no scalars and numbers that JSON does not have are refused: kParams with "line 3, column 5:
// what is wrong". An empty document is "null".
[[nodiscard]] Result<std::string> yaml_to_json(std::string_view text);

// A place in a text; both count from 1.
struct TextPlace {
  size_t line;
  size_t column;
};

// Where the keys and list entries of a YAML or JSON text stand, by their paths, as "cameras[0].rules[2].line". Those up
// to the first fault.
[[nodiscard]] std::map<std::string, TextPlace, std::less<>> find_places(std::string_view text);

}  // namespace nvts::host
