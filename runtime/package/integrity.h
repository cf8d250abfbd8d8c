// SPDX-License-Identifier: MIT
// nvts.integrity.json: what each file of a package must be. sdk/src/cli/package/integrity.ts writes it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "support/status.h"

namespace nvts::package {

inline constexpr const char* kIntegrityFile = "nvts.integrity.json";
inline constexpr size_t kMaxIntegrityBytes = size_t{4} << 20;

struct Integrity {
  struct File {
    std::string sha256;
    uint64_t size = 0;
  };
  std::string name;
  std::string version;
  std::map<std::string, File, std::less<>> files;

  [[nodiscard]] bool names(std::string_view path) const { return files.find(path) != files.end(); }
  // Whether these bytes are what the file was when it was packed. kIntegrity tells what is not.
  [[nodiscard]] Status check(const std::string& path, std::string_view bytes) const;
};

// kIntegrity for a text that is none.
[[nodiscard]] Result<Integrity> read_integrity(std::string_view text);

}  // namespace nvts::package
