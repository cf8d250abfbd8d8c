// SPDX-License-Identifier: MIT
#include "parser/placement.h"

#include <algorithm>
#include <cmath>

namespace nvts::parser {

Placement::Placement(const Region& region, uint32_t network_width, uint32_t network_height, bool keeps_aspect_ratio,
                     bool symmetric)
    : m_region(region) {
  const double width = std::max(region.width, 1.0f), height = std::max(region.height, 1.0f);
  // What the picture fills of the input, in whole pixels.
  double filled_width = network_width, filled_height = network_height;
  if (keeps_aspect_ratio) {
    const double fitting_height = filled_width * height / width;
    if (fitting_height <= filled_height) filled_height = std::max(std::floor(fitting_height), 1.0);
    else filled_width = std::max(std::floor(filled_height * width / height), 1.0);
  }
  if (symmetric) {
    m_offset_x = std::floor((network_width - filled_width) / 2);
    m_offset_y = std::floor((network_height - filled_height) / 2);
  }
  m_scale_x = width / filled_width;
  m_scale_y = height / filled_height;
}

}  // namespace nvts::parser
