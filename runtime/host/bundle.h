// SPDX-License-Identifier: MIT
// From the path a user names to a script that can be evaluated.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/status.h"

namespace nvts::host {

// No bundle of a processor comes near it; it keeps a wrong path (a video, a device) from filling the memory.
inline constexpr size_t kMaxScriptBytes = size_t{64} << 20;

struct Bundle {
  std::string path;        // as the user named it, for messages
  std::string code;        // a script (IIFE) that sets globalThis.__nvts_bundle
  std::string source_map;  // JSON text, empty when there is none
  std::string map_folder;  // what the map's sources are relative to
  std::vector<std::string> inputs{};  // the files it was made of: a bundle's own, a source and what it imports
};

// Loads a bundle made by `nvts build` (a name that ends in .nvts.js, or a script that names __nvts_bundle),
// or bundles a source (.ts, .tsx, .mts, .cts, .js, .jsx, .mjs, .cjs) with the esbuild that it finds.
// kNotFound and kIo for the file, kArgument for a file that is no script, kBundler when bundling fails.
[[nodiscard]] Result<Bundle> load_bundle(const std::string& path);

// What a file beside a bundle holds, by its name; nothing where it cannot be had.
using ReadBeside = std::function<std::optional<std::string>(const std::string& name)>;

// A bundle of the text of one, for whoever has read it himself. `read` gives its source map.
[[nodiscard]] Bundle make_bundle(const std::string& path, std::string code, const ReadBeside& read);

}  // namespace nvts::host
