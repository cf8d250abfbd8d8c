// SPDX-License-Identifier: MIT
// What nvtsreplay does, without GObject: finds the recorded frame for each passing one and puts it there.
#pragma once

#include <gst/gst.h>

#include <memory>
#include <optional>
#include <string>

#include "meta/bridge.h"
#include "recording/recording.h"
#include "table/frame_table.h"

namespace nvts {

struct ReplaySettings {
  std::string location;
  std::string labels;
  recording::MatchBy match = recording::MatchBy::kAuto;
  bool loop = false;
  bool replace = false;
  bool scale = true;
  int64_t offset_ns = 0;
  int64_t frame_offset = 0;
  uint64_t tolerance_ns = 0;  // 0: half the time between two frames
  int64_t source_id = -1;     // -1: the recording's first
};

class Replayer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Replayer>> open(const ReplaySettings& settings,
                                                              recording::ProblemSink problem);

  // The stream's pictures, and the time between two of them (0 when unknown).
  void set_format(uint32_t width, uint32_t height, uint64_t frame_duration_ns);
  // Frames are counted anew, from the time stamp of the next one.
  void flushed() { m_flushed = true; }

  // What the frame of a buffer without batch metadata is to be. Called before process() on each such buffer.
  [[nodiscard]] meta::FrameOrigin describe(GstBuffer* buffer);
  // Puts recorded frames onto the frames of the buffer's batch.
  [[nodiscard]] Status process(GstBuffer* buffer);

 private:
  struct Match {
    const recording::FrameRecord* frame = nullptr;
    int64_t lap = 0;  // times the recording has begun anew
  };

  explicit Replayer(const ReplaySettings& settings) : m_settings(settings) {}

  [[nodiscard]] Match find(uint32_t source, int64_t key);
  [[nodiscard]] std::optional<int64_t> key_of(uint32_t row) const;
  [[nodiscard]] int64_t tolerance() const;
  [[nodiscard]] Status put_records(std::optional<int64_t> described);

  const ReplaySettings m_settings;
  std::unique_ptr<recording::Recording> m_recording;
  recording::ProblemSink m_problem;
  table::FrameTable m_table;
  meta::Bridge m_bridge{m_table};

  uint32_t m_width = 0;
  uint32_t m_height = 0;
  uint64_t m_frame_duration = 0;
  int64_t m_next_index = 0;            // of the next buffer without batch metadata
  int64_t m_next_number = 0;           // its frame number where the recording has none
  std::optional<int64_t> m_described;  // key of the buffer that describe() was called for
  bool m_flushed = false;
  bool m_untimed_reported = false;
};

}  // namespace nvts
