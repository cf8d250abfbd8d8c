// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "folder.h"
#include "recording/recording.h"
#include "recording/recording_file.h"
#include "table/frame_table.h"

namespace nvts::recording {

inline constexpr char kHeader[] = "{\"nvts\":\"recording\",\"version\":1}\n";

using check::Folder;

// A recording and the problems that it tells of.
struct Opened {
  std::unique_ptr<Recording> recording;
  Status status;
  std::vector<std::string> problems;
};

inline std::unique_ptr<Opened> open(const std::string& location, const OpenOptions& options = {}) {
  auto opened = std::make_unique<Opened>();
  auto result = Recording::open(location, options);
  if (!result) {
    opened->status = result.status();
    return opened;
  }
  opened->recording = *std::move(result);
  opened->recording->on_problem(
      [raw = opened.get()](const std::string& problem) { raw->problems.push_back(problem); });
  return opened;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A line of one frame without objects.
inline std::string frame_line(uint32_t source, int frame, uint64_t pts) {
  return "{\"frames\":[{\"source\":" + std::to_string(source) + ",\"frame\":" + std::to_string(frame) +
         ",\"pts\":\"" + std::to_string(pts) + "\"}]}\n";
}

}  // namespace nvts::recording
