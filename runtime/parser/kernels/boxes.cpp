// SPDX-License-Identifier: MIT
// Boxes and what they share. All in double, in one order: the TypeScript twins give the same bits.
#include <algorithm>
#include <cmath>
#include <vector>

#include "parser/kernels/dispatch.h"
#include "parser/kernels/kernels.h"

namespace nvts::parser::kernels {
namespace {

struct Box {
  double x1, y1, x2, y2, area;
};

Box box_at(const float* boxes, size_t index) {
  const float* at = boxes + 4 * index;
  const double x1 = at[0], y1 = at[1], x2 = at[2], y2 = at[3];
  return {x1, y1, x2, y2, (x2 - x1) * (y2 - y1)};
}

NVTS_INLINE double intersection(const Box& a, const Box& b) {
  const double width = (a.x2 < b.x2 ? a.x2 : b.x2) - (a.x1 > b.x1 ? a.x1 : b.x1);
  const double height = (a.y2 < b.y2 ? a.y2 : b.y2) - (a.y1 > b.y1 ? a.y1 : b.y1);
  return width > 0 && height > 0 ? width * height : 0;
}

double iou_of(const Box& a, const Box& b) {
  const double inter = intersection(a, b);
  const double all = a.area + b.area - inter;
  return inter > 0 && all > 0 ? inter / all : 0;
}

bool is_finite(const Boxes& boxes, size_t index) {
  const float* at = boxes.boxes + 4 * index;
  return std::isfinite(at[0]) && std::isfinite(at[1]) && std::isfinite(at[2]) && std::isfinite(at[3]) &&
         std::isfinite(boxes.scores[index]);
}

bool has_nan(const Box& box) {
  return std::isnan(box.x1) || std::isnan(box.y1) || std::isnan(box.x2) || std::isnan(box.y2);
}

// Boxes that stay, in columns; as long as a multiple of the lanes, filled up with boxes that touch nothing.
class Kept {
 public:
  static constexpr size_t kLanes = 4;

  void add(const Box& box, double type) {
    if (m_count % kLanes == 0) {
      for (std::vector<double>* column : {&m_x1, &m_y1, &m_x2, &m_y2, &m_area, &m_type}) {
        column->resize(m_count + kLanes, 0.0);
      }
    }
    m_x1[m_count] = box.x1;
    m_y1[m_count] = box.y1;
    m_x2[m_count] = box.x2;
    m_y2[m_count] = box.y2;
    m_area[m_count] = box.area;
    m_type[m_count] = type;
    ++m_count;
  }

  [[nodiscard]] size_t count() const { return m_count; }
  [[nodiscard]] bool drops(const Box& box, double type, double iou) const {
    return dispatch<Drops>(this, &box, type, iou);
  }

 private:
  struct Drops {
    NVTS_INLINE bool run(const Kept* kept, const Box* box, double type, double iou) {
      for (size_t first = 0; first < kept->m_count; first += kLanes) {
        const double* __restrict x1 = kept->m_x1.data() + first;
        const double* __restrict y1 = kept->m_y1.data() + first;
        const double* __restrict x2 = kept->m_x2.data() + first;
        const double* __restrict y2 = kept->m_y2.data() + first;
        const double* __restrict area = kept->m_area.data() + first;
        const double* __restrict types = kept->m_type.data() + first;
        int64_t any = 0;
        for (size_t i = 0; i < kLanes; ++i) {
          const double width = (x2[i] < box->x2 ? x2[i] : box->x2) - (x1[i] > box->x1 ? x1[i] : box->x1);
          const double height = (y2[i] < box->y2 ? y2[i] : box->y2) - (y1[i] > box->y1 ? y1[i] : box->y1);
          const double inter = width * height;
          const double all = area[i] + box->area - inter;
          const bool drop = (width > 0) & (height > 0) & (inter > 0) & (inter > iou * all) & (types[i] == type);
          any |= drop ? 1 : 0;
        }
        if (any != 0) return true;
      }
      return false;
    }
  };

  size_t m_count = 0;
  std::vector<double> m_x1, m_y1, m_x2, m_y2, m_area, m_type;
};

}  // namespace

void boxes(const Matrix& source, BoxFormat format, const int32_t* indices, size_t count, float* out) {
  for (size_t i = 0; i < count; ++i) {
    const float* row = source.data + static_cast<size_t>(indices[i]) * source.row_stride;
    const double a = row[0], b = row[source.column_stride], c = row[2 * source.column_stride],
                 d = row[3 * source.column_stride];
    float* to = out + 4 * i;
    switch (format) {
      case BoxFormat::kCorners:
        to[0] = static_cast<float>(a);
        to[1] = static_cast<float>(b);
        to[2] = static_cast<float>(c);
        to[3] = static_cast<float>(d);
        break;
      case BoxFormat::kCentre:
        to[0] = static_cast<float>(a - c / 2);
        to[1] = static_cast<float>(b - d / 2);
        to[2] = static_cast<float>(a + c / 2);
        to[3] = static_cast<float>(b + d / 2);
        break;
      case BoxFormat::kTopLeft:
        to[0] = static_cast<float>(a);
        to[1] = static_cast<float>(b);
        to[2] = static_cast<float>(a + c);
        to[3] = static_cast<float>(b + d);
        break;
    }
  }
}

void iou_matrix(const float* a, size_t count_a, const float* b, size_t count_b, float* out) {
  for (size_t i = 0; i < count_a; ++i) {
    const Box left = box_at(a, i);
    for (size_t j = 0; j < count_b; ++j) {
      const Box right = box_at(b, j);
      const bool known = !has_nan(left) && !has_nan(right);
      out[i * count_b + j] = known ? static_cast<float>(iou_of(left, right)) : 0.0f;
    }
  }
}

size_t nms(const Boxes& boxes, double iou, size_t max_kept, int32_t* out_index, Patience& patience) {
  struct Candidate {
    float score;
    int32_t index;
  };
  std::vector<Candidate> order;
  for (size_t i = 0; i < boxes.count; ++i) {
    if (is_finite(boxes, i)) order.push_back({boxes.scores[i], static_cast<int32_t>(i)});
  }
  std::sort(order.begin(), order.end(), [](const Candidate& a, const Candidate& b) {
    return a.score > b.score || (a.score == b.score && a.index < b.index);
  });
  Kept kept;
  for (const Candidate& candidate : order) {
    if (kept.count() >= max_kept) break;
    if (patience.spent(kept.count() + 1)) return kStopped;
    const auto index = static_cast<size_t>(candidate.index);
    const Box box = box_at(boxes.boxes, index);
    const double type = boxes.classes != nullptr ? boxes.classes[index] : 0;
    if (kept.drops(box, type, iou)) continue;
    out_index[kept.count()] = candidate.index;
    kept.add(box, type);
  }
  return kept.count();
}

size_t soft_nms(const Boxes& boxes, const SoftNms& rule, size_t max_kept, int32_t* out_index, float* out_score,
                Patience& patience) {
  struct Candidate {
    Box box;
    double score;
    int32_t index;
    int32_t type;
  };
  std::vector<Candidate> left;
  for (size_t i = 0; i < boxes.count; ++i) {
    if (!is_finite(boxes, i)) continue;
    left.push_back({box_at(boxes.boxes, i), boxes.scores[i], static_cast<int32_t>(i),
                    boxes.classes != nullptr ? boxes.classes[i] : 0});
  }
  size_t count = 0;
  while (count < max_kept && !left.empty()) {
    if (patience.spent(left.size())) return kStopped;
    // `left` keeps its order, so the first of equals is the one with the lower index.
    const auto best = std::max_element(left.begin(), left.end(),
                                       [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    if (!(best->score >= rule.min_score)) break;
    const Candidate taken = *best;
    out_index[count] = taken.index;
    out_score[count] = static_cast<float>(taken.score);
    ++count;
    left.erase(best);
    for (Candidate& other : left) {
      if (other.type != taken.type) continue;
      const double iou = iou_of(taken.box, other.box);
      if (rule.decay == Decay::kGaussian) {
        other.score *= std::exp(-(iou * iou) / rule.sigma);
      } else if (iou > rule.iou) {
        other.score *= 1 - iou;
      }
    }
  }
  return count;
}

}  // namespace nvts::parser::kernels
