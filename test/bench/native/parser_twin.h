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

// A cell of YOLOX's grids, in the order of the candidates.
struct Cell {
  float x, y, stride;
};

// YOLOX's [cells, 5 + classes]: all classes of all candidates, as guides have it, or only of those whose objectness passes.
enum class Look { kAtAll, kAtWhatMayPass };
[[nodiscard]] std::vector<Detection> parse_yolox(const float* tensor, size_t classes, const std::vector<Cell>& cells, float size,
                                                 float threshold, float iou, Look look);

// Of one class or of many; the best first.
[[nodiscard]] std::vector<Detection> suppress(std::vector<Detection> candidates, float iou);

}  // namespace nvts::bench
