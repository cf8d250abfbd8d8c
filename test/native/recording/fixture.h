// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "recording/recording.h"
#include "recording/recording_file.h"
#include "table/frame_table.h"

namespace nvts::recording {

inline constexpr char kHeader[] = "{\"nvts\":\"recording\",\"version\":1}\n";

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "nvts-recording-XXXXXX").string();
    m_path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(m_path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return m_path + "/" + name; }
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string m_path;
};

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
