// SPDX-License-Identifier: MIT
// A recording that is being written: plain text, or gzip when its name ends in .gz.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "support/status.h"

namespace nvts::recording {

class RecordingFile {
 public:
  // Replaces the file and writes the header line.
  [[nodiscard]] static Result<std::unique_ptr<RecordingFile>> create(const std::string& location);
  ~RecordingFile();

  RecordingFile(const RecordingFile&) = delete;
  RecordingFile& operator=(const RecordingFile&) = delete;

  [[nodiscard]] Status write_line(std::string_view line);
  // Brings everything written so far onto the disk in a form that can be read; writing may go on.
  [[nodiscard]] Status flush();
  [[nodiscard]] Status close();

 private:
  RecordingFile(std::string location, void* stream) : m_location(std::move(location)), m_stream(stream) {}
  [[nodiscard]] Status fault(int error) const;

  std::string m_location;
  void* m_stream;  // gzFile
};

}  // namespace nvts::recording
