// SPDX-License-Identifier: MIT
// What nvinfer's configuration has no key for: the library's own file name and the environment say it.
#pragma once

#include <cstdint>
#include <string>

namespace nvts::nvinfer {

struct Settings {
  std::string library;  // the file's name, for messages
  std::string bundle;   // the path to load
  std::string expected;  // where the bundle was looked for first
  std::string params_file;  // empty for none
  std::string params;       // JSON text, empty for none
  double deadline_ms = 100;
  double setup_deadline_ms = 2000;
  uint64_t memory_limit_bytes = uint64_t{64} << 20;
  // Where the parser runs: "in-process" or "process". Anything else is refused when it is loaded.
  std::string isolation = "in-process";
};

// `library` is the path under which the library was loaded: /x/yolov8.so has its bundle in /x/yolov8.nvts.js and its
// parameters in /x/yolov8.params.json (or .yaml).
[[nodiscard]] Settings read_settings(const std::string& library);

}  // namespace nvts::nvinfer
