// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "support/status.h"

namespace nvts::host {

// Bundles a source file with esbuild, as `nvts build` does; the result ends with an inline source map whose
// sources are relative to the file's folder. kBundler when there is no esbuild or it finds errors.
[[nodiscard]] Result<std::string> bundle_source(const std::string& path);

}  // namespace nvts::host
