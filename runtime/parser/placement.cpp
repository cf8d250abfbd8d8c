// SPDX-License-Identifier: MIT
#include "parser/placement.h"

#include <algorithm>

#include "support/letterbox.h"

namespace nvts::parser {

Placement::Placement(const Region& region, uint32_t network_width, uint32_t network_height, bool keeps_aspect_ratio,
                     bool symmetric)
    : m_region(region) {
  const double width = std::max(region.width, 1.0f), height = std::max(region.height, 1.0f);
  const Letterbox box = fit_picture(width, height, network_width, network_height, keeps_aspect_ratio, symmetric);
  m_offset_x = box.left;
  m_offset_y = box.top;
  m_scale_x = width / box.width;
  m_scale_y = height / box.height;
}

}  // namespace nvts::parser
