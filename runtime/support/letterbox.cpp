// SPDX-License-Identifier: MIT
#include "support/letterbox.h"

#include <algorithm>

namespace nvts {

Letterbox fit_picture(double width, double height, uint32_t network_width, uint32_t network_height,
                      bool keeps_aspect_ratio, bool symmetric) {
  Letterbox box{0, 0, network_width, network_height};
  if (!keeps_aspect_ratio) return box;
  width = std::max(width, 1.0);
  height = std::max(height, 1.0);
  const double fitting_height = network_width * height / width;
  if (fitting_height <= network_height) {
    box.height = std::max(static_cast<uint32_t>(fitting_height), 1u);
  } else {
    box.width = std::max(static_cast<uint32_t>(network_height * width / height), 1u);
  }
  if (symmetric) {
    box.left = (network_width - box.width) / 2;
    box.top = (network_height - box.height) / 2;
  }
  return box;
}

}  // namespace nvts
