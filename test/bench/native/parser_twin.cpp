// SPDX-License-Identifier: MIT
#include "parser_twin.h"

#include <algorithm>
#include <cmath>

namespace nvts::bench {
namespace {

float intersection_over_union(const Detection& a, const Detection& b) {
  const float left = std::max(a.left, b.left);
  const float top = std::max(a.top, b.top);
  const float right = std::min(a.left + a.width, b.left + b.width);
  const float bottom = std::min(a.top + a.height, b.top + b.height);
  if (right <= left || bottom <= top) return 0;
  const float inter = (right - left) * (bottom - top);
  return inter / (a.width * a.height + b.width * b.height - inter);
}

void clip(std::vector<Detection>* boxes, float size) {
  for (Detection& box : *boxes) {
    const float left = std::clamp(box.left, 0.0f, size), right = std::clamp(box.left + box.width, 0.0f, size);
    const float top = std::clamp(box.top, 0.0f, size), bottom = std::clamp(box.top + box.height, 0.0f, size);
    box = {left, top, right - left, bottom - top, box.confidence, box.class_id};
  }
}

}  // namespace

std::vector<Detection> suppress(std::vector<Detection> candidates, float iou) {
  std::sort(candidates.begin(), candidates.end(),
            [](const Detection& a, const Detection& b) { return a.confidence > b.confidence; });
  std::vector<Detection> kept;
  for (const Detection& candidate : candidates) {
    bool stays = true;
    for (const Detection& other : kept) {
      if (other.class_id == candidate.class_id && intersection_over_union(candidate, other) > iou) {
        stays = false;
        break;
      }
    }
    if (stays) kept.push_back(candidate);
  }
  return kept;
}

std::vector<Detection> parse_yolov8(const float* tensor, size_t classes, size_t boxes, float size, float threshold,
                                    float iou) {
  std::vector<Detection> candidates;
  for (size_t i = 0; i < boxes; ++i) {
    float confidence = 0;
    int class_id = -1;
    for (size_t c = 0; c < classes; ++c) {
      const float score = tensor[(4 + c) * boxes + i];
      if (score > confidence) {
        confidence = score;
        class_id = static_cast<int>(c);
      }
    }
    if (class_id < 0 || confidence < threshold) continue;
    const float cx = tensor[i], cy = tensor[boxes + i], width = tensor[2 * boxes + i], height = tensor[3 * boxes + i];
    candidates.push_back({cx - width / 2, cy - height / 2, width, height, confidence, class_id});
  }
  std::vector<Detection> kept = suppress(std::move(candidates), iou);
  clip(&kept, size);
  return kept;
}

std::vector<Detection> parse_yolox(const float* tensor, size_t classes, const std::vector<Cell>& cells, float size,
                                   float threshold, float iou, Look look) {
  std::vector<Detection> candidates;
  for (size_t i = 0; i < cells.size(); ++i) {
    const float* row = tensor + i * (5 + classes);
    const float objectness = row[4];
    if (look == Look::kAtWhatMayPass && objectness < threshold) continue;
    float confidence = 0;
    int class_id = -1;
    for (size_t c = 0; c < classes; ++c) {
      const float score = objectness * row[5 + c];
      if (score > confidence) {
        confidence = score;
        class_id = static_cast<int>(c);
      }
    }
    if (class_id < 0 || confidence < threshold) continue;
    const auto [x, y, stride] = cells[i];
    const float width = std::exp(row[2]) * stride, height = std::exp(row[3]) * stride;
    candidates.push_back({(row[0] + x) * stride - width / 2, (row[1] + y) * stride - height / 2, width, height, confidence, class_id});
  }
  std::vector<Detection> kept = suppress(std::move(candidates), iou);
  clip(&kept, size);
  return kept;
}

}  // namespace nvts::bench
