// SPDX-License-Identifier: MIT
// What a package's package.json says. sdk/src/package/manifest.ts is its schema.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::package {

inline constexpr size_t kMaxManifestBytes = size_t{1} << 20;

struct Manifest {
  std::string name;
  std::string version;
  std::string kind;   // "processor" or "parser"
  std::string entry;  // path of the bundle, without "./"
  std::string api;    // a range that can be read
  std::string defaults = "{}";  // JSON object of parameters
  std::vector<std::string> capabilities;
  std::vector<std::string> backends = {"jsc"};
  // What it needs at most; 0: not told.
  double deadline_ms = 0;
  double memory_mb = 0;
};

// kPackage with "package.json: nvts.entry: what is wrong". Keys that this version does not know are passed over.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text);

}  // namespace nvts::package
