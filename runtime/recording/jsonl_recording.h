// SPDX-License-Identifier: MIT
// Recordings in our own format, read as the video goes on: memory does not grow with their length.
#pragma once

#include <deque>
#include <limits>
#include <map>

#include "recording/line_reader.h"
#include "recording/recording.h"

namespace nvts::recording {

class JsonlRecording final : public Recording {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Recording>> open(const std::string& location,
                                                               const OpenOptions& options);

  std::optional<uint32_t> first_source() override { return m_first_source; }
  const FrameRecord* find(uint32_t source, int64_t key, int64_t tolerance) override;
  std::optional<Span> span(uint32_t source) const override;

 private:
  static constexpr int64_t kNoKey = std::numeric_limits<int64_t>::min();

  // The frames of one source that have been read and not been passed by find().
  struct Lane {
    std::deque<std::pair<int64_t, FrameRecord>> pending;
    std::optional<int64_t> passed;  // key of the frame before them
    uint64_t last_request = 0;      // number of the find() that asked for this source last
  };
  // Reading can begin again here when no frame before it is wanted.
  struct Checkpoint {
    LinePosition position;
    int64_t largest_key_before;
  };
  // What the whole file holds of a source, gathered while it is read for the first time.
  struct Extent {
    Span span;
    int64_t previous;
  };

  JsonlRecording(std::string location, MatchBy match) : Recording(match), m_location(std::move(location)) {}

  [[nodiscard]] bool read_line();
  void take(FrameRecord&& frame);
  void mark(const LinePosition& position);
  void go_back(int64_t key);
  [[nodiscard]] bool lanes_are_full(uint32_t except) const;

  std::string m_location;
  LineReader m_reader;
  LinePosition m_first_line;
  std::optional<uint32_t> m_first_source;
  std::map<uint32_t, Lane> m_lanes;
  std::map<uint32_t, Extent> m_extents;
  std::vector<Checkpoint> m_checkpoints;
  uint64_t m_lines_known = 0;  // read at least once
  uint64_t m_requests = 0;
  int64_t m_largest_key = kNoKey;    // of the frames read so far
  int64_t m_started_after = kNoKey;  // frames up to this key were skipped when reading went back last
  bool m_at_end = false;
  bool m_read_through = false;  // the end has been seen
};

}  // namespace nvts::recording
