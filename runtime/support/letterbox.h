// SPDX-License-Identifier: MIT
// Where a picture stands in the input of a network.
#pragma once

#include <cstdint>

namespace nvts {

// In pixels of the network's input.
struct Letterbox {
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t width = 0;
  uint32_t height = 0;
};

// What a picture fills: the whole input, or with its aspect ratio kept as much as fits, in whole pixels, rounded down, but
// at least one; at the top left or, symmetric, in the middle. A picture below a pixel counts as one of a pixel.
[[nodiscard]] Letterbox fit_picture(double width, double height, uint32_t network_width, uint32_t network_height,
                                    bool keeps_aspect_ratio, bool symmetric);

}  // namespace nvts
