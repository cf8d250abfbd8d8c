// SPDX-License-Identifier: MIT
#include "nvtsinfer/runtime_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace nvts::infer {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSystemNames = {"libonnxruntime.so.1", "libonnxruntime.so"};

#if defined(__aarch64__)
constexpr const char* kMachine = "arm64";
#else
constexpr const char* kMachine = "x64";
#endif

constexpr const char* kHowToGet =
    "Install it with 'npm install onnxruntime-node --ignore-scripts' in the folder that the pipeline is started from, or "
    "name libonnxruntime.so.1 by the property runtime-library or the variable NVTS_ONNXRUNTIME";

// Entries of a folder whose names begin with `prefix`, the last in the order of names first.
std::vector<fs::path> entries(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().filename().string().starts_with(prefix)) found.push_back(entry->path());
  }
  std::sort(found.rbegin(), found.rend());
  return found;
}

std::string plugin_folder() {
  Dl_info info = {};
  if (::dladdr(reinterpret_cast<void*>(&find_in_node_modules), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return fs::absolute(info.dli_fname, error).parent_path().string();
}

std::string working_directory() {
  std::error_code error;
  return fs::current_path(error).string();
}

Status with_advice(const Status& status, const std::string& where) {
  return {status.code(), where + status.message() + ". " + kHowToGet};
}

Result<const ort::Library*> open_named(const std::string& path, const std::string& by) {
  auto library = ort::Library::open(path);
  if (!library) return with_advice(library.status(), "ONNX Runtime cannot be loaded (" + by + "): ");
  return library;
}

}  // namespace

std::string find_in_node_modules(std::string_view folder) {
  for (fs::path at(folder); !at.empty(); at = at.parent_path()) {
    // bin/napi-v<n>/<system>/<machine>/libonnxruntime.so.<version>
    for (const fs::path& binding : entries(at / "node_modules" / "onnxruntime-node" / "bin", "napi-v")) {
      const std::vector<fs::path> libraries = entries(binding / "linux" / kMachine, "libonnxruntime.so");
      if (!libraries.empty()) return libraries.front().string();
    }
    if (at == at.parent_path()) break;
  }
  return {};
}

Result<const ort::Library*> open_runtime_library(const std::string& named) {
  if (!named.empty()) return open_named(named, "runtime-library=" + named);
  if (const char* variable = std::getenv("NVTS_ONNXRUNTIME"); variable != nullptr && *variable != '\0') {
    return open_named(variable, std::string("NVTS_ONNXRUNTIME=") + variable);
  }
  const std::array folders = {plugin_folder(), working_directory()};
  for (const std::string& folder : folders) {
    if (folder.empty()) continue;
    const std::string path = find_in_node_modules(folder);
    if (!path.empty()) return open_named(path, "found upward from " + folder);
  }
  for (const char* name : kSystemNames) {
    auto library = ort::Library::open(name);
    if (library) return library;
    // One that is there and cannot be used is what the user has to know of.
    if (library.status().code() != ErrorCode::kNotFound) return with_advice(library.status(), "");
  }
  return Status{ErrorCode::kNotFound, "ONNX Runtime is needed to run a model and was not found: no node_modules has "
                                      "onnxruntime-node, upward from " +
                                          folders[0] + " and from " + folders[1] + ", and the system has no " +
                                          kSystemNames[0] + ". " + kHowToGet};
}

}  // namespace nvts::infer
