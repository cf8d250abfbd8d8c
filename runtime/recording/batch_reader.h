// SPDX-License-Identifier: MIT
// A recording from its first batch to its last, for what runs without a video.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "recording/record.h"
#include "recording/recording.h"

namespace nvts::recording {

class BatchReader {
 public:
  struct Options {
    // Frames a second of each source, for frames without a time stamp; above 0.
    double fps = 25;
    // Names of the classes by class id, for formats that hold only one of the two.
    std::vector<std::string> labels;
  };

  // kNotFound, kIo, or kRecording when the file is of no kind that can be read.
  [[nodiscard]] static Result<std::unique_ptr<BatchReader>> open(const std::string& location, const Options& options);
  virtual ~BatchReader() = default;

  // Told of each fault that is passed over, as "file:line: what". Set before the first next().
  void on_problem(ProblemSink sink) { m_problem = std::move(sink); }

  // Batches in the order of the file; of formats that know no batches, the frames of the first source one by one.
  // nullopt at the end.
  [[nodiscard]] std::optional<BatchRecord> next();

 protected:
  explicit BatchReader(double fps) : m_fps(fps) {}
  [[nodiscard]] virtual std::optional<BatchRecord> read() = 0;
  void problem(const std::string& message) const {
    if (m_problem) m_problem(message);
  }

 private:
  double m_fps;
  ProblemSink m_problem;
};

}  // namespace nvts::recording
