// SPDX-License-Identifier: MIT
// Which objects of a frame a secondary model runs on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "meta/tensor_output.h"

namespace nvts::infer {

// What nvinfer's keys of a secondary model say. Sizes are in pixels of the frame.
struct ObjectOptions {
  std::optional<int32_t> component_id{};  // whose objects; anybody's where absent
  std::vector<int32_t> class_ids{};       // all when empty
  uint32_t min_width = 0;
  uint32_t min_height = 0;
  uint32_t max_width = 0;  // 0: no limit
  uint32_t max_height = 0;
  uint32_t reinfer_interval = 0;  // frames that a tracked object goes without after each on which the model ran
};

class ObjectChoice {
 public:
  explicit ObjectChoice(ObjectOptions options) : m_options(std::move(options)) {}

  // The frame whose objects are asked for next.
  void begin_frame(uint32_t source_id, int32_t frame_num);
  // Whether the model is to run on the object. A tracked one on which it ran is left out for the interval, unless its box has
  // grown by a fifth.
  [[nodiscard]] bool chooses(const meta::FrameObject& object);
  void has_run_on(const meta::FrameObject& object);
  // Whether it is an object to run on, now or another time.
  [[nodiscard]] bool fits(const meta::FrameObject& object) const;

 private:
  struct Track {
    std::optional<int64_t> inferred;  // number of the frame
    double area = 0;                  // of its box then
    uint64_t seen = 0;                // m_frames
  };

  [[nodiscard]] Track* track_of(const meta::FrameObject& object);
  void forget_old();

  const ObjectOptions m_options;
  std::map<std::pair<uint32_t, uint64_t>, Track> m_tracks;  // by source and track id
  uint32_t m_source_id = 0;
  int64_t m_frame_num = 0;
  uint64_t m_frames = 0;  // of all sources
};

}  // namespace nvts::infer
