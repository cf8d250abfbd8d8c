// SPDX-License-Identifier: MIT
#include "nvinfer-parser/settings.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace nvts::nvinfer {
namespace {

namespace fs = std::filesystem;

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::string environment(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? text : "";
}

// A number that is no number is as good as none.
template <class T>
void read_number(const char* name, T* value, T unit) {
  const std::string text = environment(name);
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) *value = static_cast<T>(number) * unit;
}

}  // namespace

Settings read_settings(const std::string& library) {
  Settings settings;
  const size_t slash = library.rfind('/');
  settings.library = slash == std::string::npos ? library : library.substr(slash + 1);
  const size_t end = library.rfind(".so");
  const std::string stem = end == std::string::npos || end < slash + 1 ? library : library.substr(0, end);
  settings.expected = stem + ".nvts.js";
  const std::string named = environment("NVTS_PARSER");
  settings.bundle = named.empty() || exists(settings.expected) ? settings.expected : named;
  for (const char* ending : {".params.json", ".params.yaml"}) {
    if (settings.params_file.empty() && exists(stem + ending)) settings.params_file = stem + ending;
  }
  settings.params = environment("NVTS_PARSER_PARAMS");
  read_number("NVTS_PARSER_DEADLINE_MS", &settings.deadline_ms, 1.0);
  read_number("NVTS_PARSER_SETUP_DEADLINE_MS", &settings.setup_deadline_ms, 1.0);
  read_number("NVTS_PARSER_MEMORY_LIMIT_MB", &settings.memory_limit_bytes, uint64_t{1} << 20);
  if (std::string isolation = environment("NVTS_PARSER_ISOLATION"); !isolation.empty()) settings.isolation = std::move(isolation);
  return settings;
}

}  // namespace nvts::nvinfer
