// SPDX-License-Identifier: MIT
// Where packages are installed: node_modules from a folder upward, then the folders of NVTS_PACKAGE_PATH.
// sdk/src/cli/package/find.ts looks likewise.
#pragma once

#include <string>
#include <string_view>

#include "support/status.h"

namespace nvts::package {

// Whether a text is "nvts-plugin-<name>" or "@<scope>/nvts-plugin-<name>", as npm lets packages be called.
[[nodiscard]] bool is_plugin_name(std::string_view name);

// The folder of an installed package, as it was found: the last part of the path may be a link. kArgument for a name that
// is none, kNotFound with where it was looked for.
[[nodiscard]] Result<std::string> find_package(const std::string& name);

}  // namespace nvts::package
