// SPDX-License-Identifier: MIT
// A recording to be put back onto video: any of the formats of FORMAT.md, found by what the file is.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recording/record.h"
#include "support/status.h"

namespace nvts::recording {

// What ties recorded frames to frames of the video.
enum class MatchBy {
  kAuto,   // time stamps where the recording has them, else frame numbers
  kPts,    // time stamps in ns
  kFrame,  // frame numbers
};

// Keys lie within a quarter of what their type holds (73 years in ns), so that sums of them hold too.
inline constexpr int64_t kMaxKey = INT64_MAX / 4;
[[nodiscard]] constexpr bool is_key(int64_t key) {
  return key >= -kMaxKey && key <= kMaxKey;
}

struct OpenOptions {
  MatchBy match = MatchBy::kAuto;
  // The source that the boxes of a CSV file belong to.
  uint32_t csv_source = 0;
  // Names of the classes by class id, for formats that hold only one of the two.
  std::vector<std::string> labels;
};

// The keys (ns or frame numbers) between which a source has frames. After `last`, a recording that runs in a
// loop begins anew at `last + step`.
struct Span {
  int64_t first = 0;
  int64_t last = 0;
  int64_t step = 1;

  [[nodiscard]] int64_t period() const { return last - first + step; }
};

// What is wrong with a recording, as "file:line: what, what was expected".
using ProblemSink = std::function<void(const std::string&)>;

class Recording {
 public:
  // kNotFound, kIo, or kRecording when the file is of no kind that can be read.
  [[nodiscard]] static Result<std::unique_ptr<Recording>> open(const std::string& location,
                                                               const OpenOptions& options);
  virtual ~Recording() = default;

  // Told of each fault that is passed over while reading. Set before the first find().
  void on_problem(ProblemSink sink) { m_problem = std::move(sink); }

  // kPts or kFrame: what keys are.
  [[nodiscard]] MatchBy match() const { return m_match; }
  // The source whose frames come first.
  [[nodiscard]] virtual std::optional<uint32_t> first_source() = 0;

  // The frame of `source` whose key is nearest to `key` and at most `tolerance` (up to kMaxKey) away, null when there is
  // none; valid until the next call. Keys that grow from call to call are fastest, any order works.
  [[nodiscard]] virtual const FrameRecord* find(uint32_t source, int64_t key, int64_t tolerance) = 0;

  // Where the frames of `source` begin and end; nothing until find() has come to the end.
  [[nodiscard]] virtual std::optional<Span> span(uint32_t source) const = 0;

 protected:
  explicit Recording(MatchBy match) : m_match(match) {}
  void problem(const std::string& message) const {
    if (m_problem) m_problem(message);
  }

  MatchBy m_match;

 private:
  ProblemSink m_problem;
};

// One name a line, as nvinfer's labelfile-path takes it.
[[nodiscard]] Result<std::vector<std::string>> read_labels(const std::string& path);

// Formats without a style of their own get this one: a thin border in the colour of the class.
[[nodiscard]] Border default_border(int32_t class_id);

}  // namespace nvts::recording
