// SPDX-License-Identifier: MIT
#include "nvinfer-parser/deepstream_version.h"

#include <dlfcn.h>
#include <link.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace nvts::nvinfer {
namespace {

using Ask = void (*)(unsigned int* major, unsigned int* minor);

int add_library(dl_phdr_info* info, size_t, void* data) noexcept {
  const char* path = info->dlpi_name;
  const char* slash = path != nullptr ? std::strrchr(path, '/') : nullptr;
  if (slash != nullptr && std::strncmp(slash, "/libnvds", 8) == 0) {
    static_cast<std::vector<std::string>*>(data)->emplace_back(path);
  }
  return 0;
}

// The plugin loader keeps the symbols of plugins and what they are linked to from each other.
Ask find_version_function() {
  if (void* symbol = ::dlsym(RTLD_DEFAULT, "nvds_version")) return reinterpret_cast<Ask>(symbol);
  std::vector<std::string> libraries;
  ::dl_iterate_phdr(&add_library, &libraries);
  for (const std::string& library : libraries) {
    void* handle = ::dlopen(library.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (handle == nullptr) continue;
    void* symbol = ::dlsym(handle, "nvds_version");
    ::dlclose(handle);
    if (symbol != nullptr) return reinterpret_cast<Ask>(symbol);
  }
  return nullptr;
}

}  // namespace

std::optional<DeepStreamVersion> read_version(std::string_view text) {
  DeepStreamVersion version;
  const char* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  if (minor.ec != std::errc() || (minor.ptr != end && *minor.ptr != '.')) return std::nullopt;
  return version;
}

std::optional<DeepStreamVersion> find_deepstream_version() {
  if (const Ask ask = find_version_function()) {
    DeepStreamVersion version;
    ask(&version.major, &version.minor);
    return version;
  }
  const char* text = std::getenv("NVTS_DEEPSTREAM_VERSION");
  return text != nullptr ? read_version(text) : std::nullopt;
}

}  // namespace nvts::nvinfer
