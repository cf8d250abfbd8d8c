// SPDX-License-Identifier: MIT
// Buffers as they come from a detector and a tracker: one frame of 1920x1080 with tracked, labelled people
// who walk up and down across the middle of the picture.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <vector>

namespace nvts::bench {

inline constexpr uint32_t kSceneWidth = 1920;
inline constexpr uint32_t kSceneHeight = 1080;
inline constexpr GstClockTime kFrameInterval = 40 * GST_MSECOND;

// Gives a writable buffer the metadata of frame number `step`.
void add_scene(GstBuffer* buffer, uint32_t objects, uint32_t step);

// A pool of such buffers, used one after the other as in a pipeline.
class Scene {
 public:
  explicit Scene(uint32_t objects);
  ~Scene();

  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // The buffer that is next, as it is.
  [[nodiscard]] GstBuffer* next() { return m_buffers[m_step++ % m_buffers.size()]; }
  // The same with its objects where they are one frame later, and without what a script has edited.
  [[nodiscard]] GstBuffer* walk();

 private:
  std::vector<GstBuffer*> m_buffers;
  uint32_t m_step = 0;
};

}  // namespace nvts::bench
