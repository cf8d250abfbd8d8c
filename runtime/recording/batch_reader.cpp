// SPDX-License-Identifier: MIT
#include "recording/batch_reader.h"

#include <sys/stat.h>

#include <cmath>
#include <utility>

#include "recording/json_line.h"
#include "recording/line_reader.h"

namespace nvts::recording {
namespace {

// Our own format, a line at a time.
class LineBatches final : public BatchReader {
 public:
  LineBatches(std::string location, double fps) : BatchReader(fps), m_location(std::move(location)) {}

  // Nothing when the file is of another format.
  [[nodiscard]] Result<bool> open() {
    if (Status status = m_reader.open(m_location); !status) return status;
    std::string_view line;
    if (m_reader.next(line) != LineReader::Next::kLine) return false;
    const size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] != '{') return false;
    if (Status status = parse_header(line); !status) {
      return Status{status.code(), m_location + ":1: " + status.message()};
    }
    return true;
  }

 private:
  [[nodiscard]] std::optional<BatchRecord> read() override {
    std::string_view line;
    while (true) {
      switch (m_reader.next(line)) {
        case LineReader::Next::kEnd: return std::nullopt;
        case LineReader::Next::kDamaged:
          problem(m_location + ":" + std::to_string(m_reader.line_number() + 1) + ": " + m_reader.fault() +
                  "; what was read before is used");
          return std::nullopt;
        case LineReader::Next::kTooLong: report("the line is longer than 32 MiB; it is left out"); continue;
        case LineReader::Next::kLine: break;
      }
      if (is_blank(line)) continue;
      std::string left_out;
      Result<BatchRecord> batch = parse_line(line, left_out);
      if (!batch) {
        report(batch.status().message() + "; the line is left out");
        continue;
      }
      if (!left_out.empty()) report(left_out + " and is left out");
      return *std::move(batch);
    }
  }

  void report(const std::string& what) const {
    problem(m_location + ":" + std::to_string(m_reader.line_number()) + ": " + what);
  }

  std::string m_location;
  LineReader m_reader;
};

// Formats that hold frames by number.
class NumberedFrames final : public BatchReader {
 public:
  NumberedFrames(std::unique_ptr<Recording> recording, double fps)
      : BatchReader(fps), m_recording(std::move(recording)) {
    m_recording->on_problem([this](const std::string& message) { problem(message); });
  }

 private:
  [[nodiscard]] std::optional<BatchRecord> read() override {
    const std::optional<uint32_t> source = m_recording->first_source();
    if (!source) return std::nullopt;
    const std::optional<Span> span = m_recording->span(*source);
    if (!span) return std::nullopt;
    if (!m_next) m_next = span->first;
    while (*m_next <= span->last) {
      const FrameRecord* frame = m_recording->find(*source, (*m_next)++, 0);
      if (frame != nullptr) return BatchRecord{{*frame}};
    }
    return std::nullopt;
  }

  std::unique_ptr<Recording> m_recording;
  std::optional<int64_t> m_next;
};

}  // namespace

Result<std::unique_ptr<BatchReader>> BatchReader::open(const std::string& location, const Options& options) {
  struct stat info {};
  const bool folder = ::stat(location.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
  if (!folder) {
    auto lines = std::make_unique<LineBatches>(location, options.fps);
    const Result<bool> opened = lines->open();
    if (!opened) return opened.status();
    if (*opened) return std::unique_ptr<BatchReader>(std::move(lines));
  }
  OpenOptions open;
  open.match = MatchBy::kFrame;
  open.labels = options.labels;
  Result<std::unique_ptr<Recording>> recording = Recording::open(location, open);
  if (!recording) return recording.status();
  return std::unique_ptr<BatchReader>(std::make_unique<NumberedFrames>(*std::move(recording), options.fps));
}

std::optional<BatchRecord> BatchReader::next() {
  std::optional<BatchRecord> batch = read();
  if (!batch) return batch;
  for (FrameRecord& frame : batch->frames) {
    if (frame.pts != table::kNoTime || frame.frame_num < 0) continue;
    frame.pts = static_cast<uint64_t>(std::llround(static_cast<double>(frame.frame_num) * 1e9 / m_fps));
  }
  return batch;
}

}  // namespace nvts::recording
