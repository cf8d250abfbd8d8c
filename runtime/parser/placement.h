// SPDX-License-Identifier: MIT
// Where a network's input lies in the picture.
#pragma once

#include <cstdint>

namespace nvts::parser {

struct Region {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;
};

// How an inference element scales a region of the frame to its network's input: to the whole of it, or with the aspect
// ratio kept, the rest being filled on the right and the bottom, or on all sides alike.
class Placement {
 public:
  Placement(const Region& region, uint32_t network_width, uint32_t network_height, bool keeps_aspect_ratio,
            bool symmetric);

  [[nodiscard]] const Region& region() const { return m_region; }
  // From pixels of the network's input to those of the frame.
  [[nodiscard]] float x(float network_x) const {
    return static_cast<float>(m_region.left + (network_x - m_offset_x) * m_scale_x);
  }
  [[nodiscard]] float y(float network_y) const {
    return static_cast<float>(m_region.top + (network_y - m_offset_y) * m_scale_y);
  }

 private:
  Region m_region;
  double m_offset_x = 0;
  double m_offset_y = 0;
  double m_scale_x = 1;
  double m_scale_y = 1;
};

}  // namespace nvts::parser
