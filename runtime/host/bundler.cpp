// SPDX-License-Identifier: MIT
#include "host/bundler.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "host/bundle.h"
#include "host/subprocess.h"
#include "support/json.h"

namespace nvts::host {
namespace {

namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr const char* kNativePackage = "node_modules/@esbuild/linux-arm64/bin/esbuild";
#else
constexpr const char* kNativePackage = "node_modules/@esbuild/linux-x64/bin/esbuild";
#endif

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

// The folder of the library or program that this code is part of.
fs::path own_folder() {
  Dl_info info{};
  static const char here = 0;
  if (dladdr(&here, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const fs::path path = fs::canonical(info.dli_fname, error);
  return error ? fs::path() : path.parent_path();
}

// The nearest folder, from `start` upward, that holds one of the entries; the path of that entry.
template <class Accepts>
std::optional<fs::path> find_upward(const fs::path& start, const std::vector<std::string>& entries,
                                    Accepts accepts) {
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    for (const std::string& entry : entries) {
      if (accepts(folder / entry)) return folder / entry;
    }
    if (folder == folder.root_path()) break;
  }
  return std::nullopt;
}

std::optional<fs::path> find_in_path() {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable != nullptr ? variable : "";
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (!folder.empty() && is_program(fs::path(folder) / "esbuild")) return fs::path(folder) / "esbuild";
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
  }
  return std::nullopt;
}

// The nearest SDK from `start` upward: its own folder, also where node_modules only has a link to it.
fs::path find_sdk(const fs::path& start) {
  const auto is_there = [](const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error);
  };
  const auto found = find_upward(start, {"node_modules/@nvtsprobe/sdk"}, is_there);
  std::error_code error;
  const fs::path folder = found ? fs::canonical(*found, error) : fs::path();
  return error ? fs::path() : folder;
}

Result<fs::path> find_esbuild(const fs::path& script_folder) {
  if (const char* named = std::getenv("NVTS_ESBUILD"); named != nullptr && *named != '\0') {
    if (is_program(named)) return fs::path(named);
    return Status{ErrorCode::kBundler, std::string("NVTS_ESBUILD names ") + named + ", which is no program"};
  }
  const std::vector<std::string> places = {kNativePackage, "node_modules/esbuild/bin/esbuild",
                                           "node_modules/.bin/esbuild"};
  if (const auto found = find_upward(script_folder, places, is_program)) return *found;
  // pnpm gives a project only what it names itself; what the SDK needs lies beside the SDK.
  if (const auto found = find_upward(find_sdk(script_folder), places, is_program)) return *found;
  if (const auto found = find_upward(own_folder(), places, is_program)) return *found;
  if (const auto found = find_in_path()) return *found;
  return Status{
      ErrorCode::kBundler,
      "esbuild, which makes a bundle of a source file, was not found: not in NVTS_ESBUILD, not in "
      "node_modules from " +
          script_folder.string() +
          " upward or from the plugin's folder upward, not in "
          "PATH. Install it beside the script (npm i -D esbuild), or give a bundle made by `nvts build`"};
}

// Where a script that has no node_modules of its own finds the SDK: beside the plugin.
std::string node_path() {
  const auto exists = [](const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
  };
  std::string value;
  if (const char* variable = std::getenv("NODE_PATH")) value = variable;
  if (const auto sdk = find_upward(own_folder(), {"node_modules/@nvtsprobe/sdk"}, exists)) {
    if (!value.empty()) value += ':';
    value += sdk->parent_path().parent_path().string();
  }
  return value;
}

// esbuild prints "✘ [ERROR] what", an empty line, "    file:line:column:" and an excerpt: the result is
// "file:line:column: what", an error a line.
std::string summarize(const std::string& errors) {
  constexpr std::string_view kMark = "[ERROR] ";
  constexpr size_t kMaxErrors = 5;
  std::string summary;
  size_t count = 0;
  for (size_t at = errors.find(kMark); at != std::string::npos && count < kMaxErrors; ++count) {
    const size_t next = errors.find(kMark, at + 1);
    std::string_view block = std::string_view(errors).substr(at + kMark.size(), next - at - kMark.size());
    const std::string_view what = block.substr(0, block.find('\n'));
    std::string_view where;
    if (const size_t indent = block.find("\n    "); indent != std::string_view::npos) {
      where = block.substr(indent + 5);
      where = where.substr(0, where.find('\n'));
    }
    if (!summary.empty()) summary += '\n';
    if (!where.empty() && where.back() == ':') summary += std::string(where) + ' ';
    summary += what;
    at = next;
  }
  return summary.empty() ? errors : summary;
}

}  // namespace

Result<std::string> bundle_source(const std::string& path) {
  std::error_code error;
  const fs::path script = fs::absolute(path, error);
  if (error) return Status{ErrorCode::kIo, path + ": " + error.message()};
  const Result<fs::path> esbuild = find_esbuild(script.parent_path());
  if (!esbuild) return Status{esbuild.status().code(), path + ": " + esbuild.status().message()};

  Command command;
  // What sdk/src/cli/bundle.ts says, so that a source runs as its bundle would.
  command.arguments = {(*esbuild).string(),
                       "--bundle",
                       "--format=iife",
                       "--platform=neutral",
                       "--main-fields=module,main",
                       "--target=es2022,safari15.4",
                       "--supported:async-await=false",
                       "--supported:async-generator=false",
                       "--supported:for-await=false",
                       "--define:process.env.NODE_ENV=\"production\"",
                       "--charset=utf8",
                       "--legal-comments=none",
                       "--sourcefile=nvts-wrapper.js",
                       "--sourcemap=inline",
                       "--sources-content=false",
                       "--log-level=error",
                       "--log-limit=5",
                       "--color=false"};
  command.folder = script.parent_path().string();
  command.input = "import { bindBundle } from '@nvtsprobe/sdk/host';\nimport * as module from " +
                  json::quote("./" + script.filename().string()) +
                  ";\nglobalThis.__nvts_bundle = bindBundle(module);\n";
  command.max_output = kMaxScriptBytes;
  if (const std::string folders = node_path(); !folders.empty())
    command.environment = {{"NODE_PATH", folders}};

  Result<CommandResult> result = run_command(command);
  if (!result) return Status{ErrorCode::kBundler, path + ": " + result.status().message()};
  if (result->exit_code != 0 || result->output.empty()) {
    std::string what = summarize(result->errors);
    if (what.empty()) what = (*esbuild).string() + " ended with code " + std::to_string(result->exit_code);
    return Status{ErrorCode::kBundler, path + ": cannot be bundled\n" + what};
  }
  return std::move(result->output);
}

}  // namespace nvts::host
