// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "support/file.h"
#include "support/status.h"

namespace nvts::package {

// Whether a text names a file of a package: relative, with '/', without "..".
[[nodiscard]] bool is_package_path(std::string_view path);

// The folder of a package, held open, so that all of its files are those of one installation. Links may lead to the folder
// (npm's workspaces, pnpm's store) and about in it, and not out of it.
class Root {
 public:
  [[nodiscard]] static Result<Root> open(const std::string& path);

  // The whole of a file. kNotFound where there is none, kPackage for what is none of the package's own; messages begin with
  // the path within the package.
  [[nodiscard]] Result<std::string> read(const std::string& file, size_t max_bytes) const;

 private:
  FileDescriptor m_folder;
};

}  // namespace nvts::package
