// SPDX-License-Identifier: MIT
#include "package/find.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "support/printable.h"

namespace nvts::package {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxName = 214;  // npm's
constexpr size_t kMaxShown = 256;
constexpr std::string_view kPrefix = "nvts-plugin-";

bool is_name_part(std::string_view part) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '~' || c == '.' || c == '_';
  };
  return !part.empty() && part[0] != '.' && part[0] != '_' && std::all_of(part.begin(), part.end(), fits);
}

std::vector<fs::path> package_folders(const fs::path& start) {
  std::vector<fs::path> folders;
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    folders.push_back(folder / "node_modules");
    if (folder == folder.root_path()) break;
  }
  const char* variable = std::getenv("NVTS_PACKAGE_PATH");
  std::string_view rest = variable != nullptr ? variable : "";
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find(':'));
    if (!entry.empty()) {
      folders.push_back(start / entry);
      folders.push_back(start / entry / "node_modules");
    }
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
  }
  return folders;
}

}  // namespace

bool is_plugin_name(std::string_view name) {
  if (name.size() > kMaxName) return false;
  if (!name.empty() && name[0] == '@') {
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos || !is_name_part(name.substr(1, slash - 1))) return false;
    name.remove_prefix(slash + 1);
  }
  return name.substr(0, kPrefix.size()) == kPrefix && is_name_part(name.substr(kPrefix.size()));
}

Result<std::string> find_package(const std::string& name) {
  if (!is_plugin_name(name)) {
    return Status{ErrorCode::kArgument, "package: '" + printable(name, kMaxShown) +
                                            "' is no name of a plugin package: expected nvts-plugin-<name> or "
                                            "@<scope>/nvts-plugin-<name>; a file is given as script=FILE"};
  }
  std::error_code error;
  const fs::path start = fs::current_path(error);
  if (error) return Status{ErrorCode::kIo, "package " + name + ": the working folder cannot be told: " + error.message()};
  for (const fs::path& folder : package_folders(start)) {
    if (fs::is_directory(folder / name, error)) return (folder / name).string();
    if (fs::is_symlink(fs::symlink_status(folder / name, error))) {
      return Status{ErrorCode::kNotFound, "package " + name + ": " + (folder / name).string() +
                                              " is a link that leads nowhere: install the package again"};
    }
  }
  return Status{ErrorCode::kNotFound, "package " + name + " is not installed: it is not in node_modules from " + start.string() +
                                          " upward and not in NVTS_PACKAGE_PATH. Install it there (npm install " + name +
                                          "), or name the folder that holds it in NVTS_PACKAGE_PATH"};
}

}  // namespace nvts::package
