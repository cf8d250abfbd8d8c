// SPDX-License-Identifier: MIT
#include "host/bundle.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "host/bundler.h"
#include "jsc/source_map.h"
#include "support/file.h"
#include "support/text.h"

namespace nvts::host {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kSourceOnly = {".ts", ".tsx", ".mts", ".cts", ".jsx"};
constexpr std::array<std::string_view, 3> kSourceOrBundle = {".js", ".mjs", ".cjs"};
constexpr std::string_view kBundleEnd = ".nvts.js";
constexpr std::string_view kMapMark = "//# sourceMappingURL=";

template <size_t count>
bool has_ending(const std::string& path, const std::array<std::string_view, count>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view end) { return path.ends_with(end); });
}

// Cuts the map's comment off the code; the result is its address.
std::optional<std::string> take_map_address(std::string& code) {
  const size_t mark = code.rfind(kMapMark);
  if (mark == std::string::npos || (mark != 0 && code[mark - 1] != '\n')) return std::nullopt;
  std::string address = code.substr(mark + kMapMark.size());
  const size_t end = address.find_last_not_of(" \t\r\n");
  address.resize(end == std::string::npos ? 0 : end + 1);
  if (address.find('\n') != std::string::npos) return std::nullopt;
  code.resize(mark);
  return address;
}

// A script without a map that can be read runs all the same; its errors name the bundle's own lines.
void attach_map(Bundle& bundle, const fs::path& folder, const ReadBeside& read) {
  const std::optional<std::string> address = take_map_address(bundle.code);
  bundle.map_folder = folder.string();
  constexpr std::string_view kInline = "data:";
  if (address && address->rfind(kInline, 0) == 0) {
    const size_t comma = address->find(',');
    if (comma == std::string::npos || !std::string_view(*address).substr(0, comma).ends_with(";base64"))
      return;
    if (auto map = jsc::decode_base64(std::string_view(*address).substr(comma + 1)))
      bundle.source_map = *std::move(map);
    return;
  }
  const std::string name = address ? *address : fs::path(bundle.path).filename().string() + ".map";
  if (name.find("://") != std::string::npos) return;
  if (auto map = read(name)) {
    bundle.source_map = *std::move(map);
    bundle.map_folder = (folder / name).parent_path().string();
  }
}

// What the script was bundled from, as far as it lies on this disk: a map may name the files of whoever built a package.
void add_imports(Bundle& bundle) {
  const auto map = jsc::SourceMap::parse(bundle.source_map, bundle.map_folder);
  if (!map) return;
  for (const std::string& file : map->sources()) {
    std::error_code error;
    const bool is_script = fs::equivalent(file, bundle.path, error);
    if (!is_script && fs::is_regular_file(file, error)) bundle.inputs.push_back(file);
  }
}

}  // namespace

Result<Bundle> load_bundle(const std::string& path) {
  if (path.find('\0') != std::string::npos || path.empty()) {
    return Status{ErrorCode::kArgument, "script: expected the path of a file"};
  }
  Result<std::string> text = read_file(path, kMaxScriptBytes);
  if (!text) return Status{text.status().code(), "script " + text.status().message()};
  const bool source_only = has_ending(path, kSourceOnly);
  if (!source_only && !has_ending(path, kSourceOrBundle)) {
    return Status{ErrorCode::kArgument, "script " + path +
                                            ": expected a bundle made by `nvts build` (*.nvts.js) or a "
                                            "TypeScript or JavaScript source (*.ts, *.js)"};
  }
  if (trimmed(*text, " \t\r\n").empty()) return Status{ErrorCode::kArgument, "script " + path + ": the file is empty"};

  const bool is_bundle =
      !source_only && (path.ends_with(kBundleEnd) || text->find("__nvts_bundle") != std::string::npos);
  if (!is_bundle) {
    text = bundle_source(path);
    if (!text) return Status{text.status().code(), "script " + text.status().message()};
  }
  std::error_code error;
  const fs::path folder = fs::absolute(path, error).parent_path();
  Bundle bundle = make_bundle(path, *std::move(text), [&](const std::string& name) -> std::optional<std::string> {
    Result<std::string> map = read_file((folder / name).string(), kMaxScriptBytes);
    if (!map) return std::nullopt;
    return *std::move(map);
  });
  if (!is_bundle) add_imports(bundle);
  return bundle;
}

Bundle make_bundle(const std::string& path, std::string code, const ReadBeside& read) {
  Bundle bundle;
  bundle.path = path;
  bundle.code = std::move(code);
  std::error_code error;
  attach_map(bundle, fs::absolute(path, error).parent_path(), read);
  bundle.inputs.push_back(path);
  return bundle;
}

}  // namespace nvts::host
