// SPDX-License-Identifier: MIT
// The element's `params` and `params-file` as one JSON text.
#pragma once

#include <string>

#include "support/status.h"

namespace nvts::host {

// `params` is the text of a JSON object or empty, `params_file` the path of a .json, .yaml or .yml file, of a .txt or .ini
// file, whose text is the parameter `ini`, or empty. Keys of `params` replace those of the file, which replace those of `defaults`, a JSON object; the result is a
// JSON object ("{}" for neither). kParams names line and column of what cannot be read; kNotFound, kIo, kArgument and
// kLimit for the file.
[[nodiscard]] Result<std::string> read_params(const std::string& params, const std::string& params_file,
                                              const std::string& defaults = "{}");

// What a script says is wrong with its parameters, with the place in `params_file` before each fault of a value that
// came from it: "rules.yaml:7:32: cameras[0].rules[1].debunce: ...". Of what is missing it is the place of what is around
// it. Of text it is the line that the script names: "line 3, ..." becomes "config.txt:3: ...". Unchanged where the file cannot be read, or nothing in the message is in it.
[[nodiscard]] std::string with_places(const std::string& message, const std::string& params,
                                      const std::string& params_file);

}  // namespace nvts::host
