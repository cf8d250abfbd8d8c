// SPDX-License-Identifier: MIT
// The parsers that guides of DeepStream have one write in C++: box by box, class by class, then suppression by a list.
#pragma once

#include <cstddef>
#include <vector>

namespace nvts::bench {

struct Detection {
  float left, top, width, height, confidence;
  int class_id;
};

// YOLOv8's [4 + classes, boxes]. `size` is that of the network's input, which is square.
[[nodiscard]] std::vector<Detection> parse_yolov8(const float* tensor, size_t classes, size_t boxes, float size,
                                                  float threshold, float iou);

// Of one class or of many; the best first.
[[nodiscard]] std::vector<Detection> suppress(std::vector<Detection> candidates, float iou);

}  // namespace nvts::bench
