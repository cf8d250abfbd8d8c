// SPDX-License-Identifier: MIT
// Finding what is worth a look: argmax, thresholds, top-k.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "parser/kernels/dispatch.h"
#include "parser/kernels/kernels.h"

namespace nvts::parser::kernels {
namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();
// Rows that are scanned together where a column lies in one piece: their best fit the first cache.
constexpr size_t kBlock = 512;
// Elements that are compared at a time where a row lies in one piece.
constexpr size_t kLanes = 16;
// The bits of infinities.
constexpr int32_t kInfinite = 0x7f800000;
constexpr auto kMinusInfinite = static_cast<int32_t>(0xff800000);

bool passes(float score, float threshold) {
  return score >= threshold && std::fabs(score) <= kLargest;
}

// Of rows that lie side by side (row_stride 1): column by column.
NVTS_INLINE void scan_columns(const Matrix& scores, size_t first, size_t count, float* __restrict value,
                              int32_t* __restrict index) {
  for (size_t r = 0; r < count; ++r) {
    value[r] = kNothing;
    index[r] = -1;
  }
  for (size_t c = 0; c < scores.columns; ++c) {
    const float* __restrict column = scores.data + first + c * scores.column_stride;
    const auto name = static_cast<int32_t>(c);
    for (size_t r = 0; r < count; ++r) {
      const bool wins = column[r] > value[r];
      value[r] = wins ? column[r] : value[r];
      index[r] = wins ? name : index[r];
    }
  }
}

// Of a row in one piece (column_stride 1): each lane has a best of its own, the first of its equals.
NVTS_INLINE void scan_row(const float* __restrict row, size_t columns, float* value, int32_t* index) {
  float best[kLanes];
  int32_t at[kLanes];
  for (size_t i = 0; i < kLanes; ++i) {
    best[i] = kNothing;
    at[i] = -1;
  }
  size_t c = 0;
  for (; c + kLanes <= columns; c += kLanes) {
    const auto name = static_cast<int32_t>(c);
    for (size_t i = 0; i < kLanes; ++i) {
      const bool wins = row[c + i] > best[i];
      best[i] = wins ? row[c + i] : best[i];
      at[i] = wins ? name + static_cast<int32_t>(i) : at[i];
    }
  }
  float winner = kNothing;
  int32_t where = -1;
  for (size_t i = 0; i < kLanes; ++i) {
    if (best[i] > winner || (best[i] == winner && at[i] >= 0 && at[i] < where)) {
      winner = best[i];
      where = at[i];
    }
  }
  for (; c < columns; ++c) {
    if (row[c] > winner) {
      winner = row[c];
      where = static_cast<int32_t>(c);
    }
  }
  *value = winner;
  *index = where;
}

NVTS_INLINE void scan_strided(const float* row, size_t columns, size_t stride, float* value, int32_t* index) {
  float winner = kNothing;
  int32_t where = -1;
  for (size_t c = 0; c < columns; ++c) {
    if (row[c * stride] > winner) {
      winner = row[c * stride];
      where = static_cast<int32_t>(c);
    }
  }
  *value = winner;
  *index = where;
}

NVTS_INLINE void scan_rows(const Matrix& scores, size_t first, size_t count, float* value, int32_t* index) {
  if (scores.row_stride == 1) return scan_columns(scores, first, count, value, index);
  for (size_t r = 0; r < count; ++r) {
    const float* row = scores.data + (first + r) * scores.row_stride;
    if (scores.column_stride == 1) {
      scan_row(row, scores.columns, value + r, index + r);
    } else {
      scan_strided(row, scores.columns, scores.column_stride, value + r, index + r);
    }
  }
}

struct Argmax {
  NVTS_INLINE void run(const Matrix* scores, int32_t* out_index, float* out_value) {
    for (size_t first = 0; first < scores->rows; first += kBlock) {
      const size_t count = std::min(kBlock, scores->rows - first);
      float value[kBlock];
      int32_t index[kBlock];
      scan_rows(*scores, first, count, value, index);
      if (out_index != nullptr) std::memcpy(out_index + first, index, count * sizeof(int32_t));
      std::memcpy(out_value + first, value, count * sizeof(float));
    }
  }
};

struct Compact {
  NVTS_INLINE size_t run(const Vector* scores, float threshold, int32_t* out_index, float* out_score, size_t room) {
    size_t total = 0;
    const auto take = [&](size_t i) {
      const float score = scores->data[i * scores->stride];
      if (!passes(score, threshold)) return;
      if (total < room) {
        out_index[total] = static_cast<int32_t>(i);
        out_score[total] = score;
      }
      ++total;
    };
    size_t i = 0;
    if (scores->stride == 1) {
      for (; i + kLanes <= scores->count; i += kLanes) {
        const float* __restrict at = scores->data + i;
        int32_t any = 0;
        for (size_t lane = 0; lane < kLanes; ++lane) any |= at[lane] >= threshold ? 1 : 0;
        if (any == 0) continue;
        for (size_t lane = 0; lane < kLanes; ++lane) take(i + lane);
      }
    }
    for (; i < scores->count; ++i) take(i);
    return total;
  }
};

// Whether none of a run is NaN or infinite, told by the bits of the exponent.
template <bool logits>
NVTS_INLINE bool is_sound(const float* __restrict values, size_t count) {
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t end = std::min(first + kBlock, count);
    int32_t any = 0;
    for (size_t i = first; i < end; ++i) {
      const auto bits = std::bit_cast<int32_t>(values[i]);
      const int32_t special = (bits & kInfinite) == kInfinite ? 1 : 0;
      any |= logits && bits == kMinusInfinite ? 0 : special;
    }
    if (any != 0) return false;
  }
  return true;
}

template <bool logits>
struct IsSound {
  NVTS_INLINE bool run(const Matrix* values) {
    const auto [data, rows, columns, row_stride, column_stride] = *values;
    if (column_stride == 1 && row_stride == columns) return is_sound<logits>(data, rows * columns);
    if (row_stride == 1 && column_stride == rows) return is_sound<logits>(data, rows * columns);
    bool sound = true;
    if (column_stride == 1) {
      for (size_t r = 0; sound && r < rows; ++r) sound = is_sound<logits>(data + r * row_stride, columns);
    } else if (row_stride == 1) {
      for (size_t c = 0; sound && c < columns; ++c) sound = is_sound<logits>(data + c * column_stride, rows);
    } else {
      for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; sound && c < columns; ++c) sound = is_sound<logits>(data + r * row_stride + c * column_stride, 1);
      }
    }
    return sound;
  }
};

struct Found {
  int32_t* index;
  int32_t* classes;
  float* score;
  size_t room;
};

struct CompactClasses {
  NVTS_INLINE size_t run(const Matrix* scores, const float* weights, const ClassThresholds* thresholds, float lowest,
                         const Found* found) {
    size_t total = 0;
    const auto take = [&](size_t row, float best, int32_t winner, float weight) {
      if (winner < 0) return;
      const float score = weights != nullptr ? best * weight : best;
      if (!passes(score, thresholds->data[thresholds->count == 1 ? 0 : static_cast<size_t>(winner)])) return;
      if (total < found->room) {
        found->index[total] = static_cast<int32_t>(row);
        found->classes[total] = winner;
        found->score[total] = score;
      }
      ++total;
    };
    if (weights != nullptr && scores->row_stride != 1) {
      for (size_t r = 0; r < scores->rows; ++r) {
        const float weight = weights[r * scores->row_stride];
        if (!(weight >= lowest)) continue;
        float best;
        int32_t winner;
        scan_rows(*scores, r, 1, &best, &winner);
        take(r, best, winner, weight);
      }
      return total;
    }
    for (size_t first = 0; first < scores->rows; first += kBlock) {
      const size_t count = std::min(kBlock, scores->rows - first);
      float value[kBlock];
      int32_t index[kBlock];
      if (weights != nullptr) {
        int32_t any = 0;
        for (size_t r = 0; r < count; ++r) any |= weights[first + r] >= lowest ? 1 : 0;
        if (any == 0) continue;
      }
      scan_rows(*scores, first, count, value, index);
      for (size_t r = 0; r < count; ++r) {
        const float weight = weights != nullptr ? weights[first + r] : 1;
        if (weights != nullptr ? !(weight >= lowest) : !(value[r] >= lowest)) continue;
        take(first + r, value[r], index[r], weight);
      }
    }
    return total;
  }
};

}  // namespace

void argmax(const Matrix& scores, int32_t* out_index, float* out_value) {
  dispatch<Argmax>(&scores, out_index, out_value);
}

void max(const Matrix& scores, float* out_value) {
  dispatch<Argmax>(&scores, static_cast<int32_t*>(nullptr), out_value);
}

size_t compact(const Vector& scores, float threshold, int32_t* out_index, float* out_score, size_t room) {
  return dispatch<Compact>(&scores, threshold, out_index, out_score, room);
}

int64_t first_not_finite(const Matrix& values, bool logits) {
  if (logits ? dispatch<IsSound<true>>(&values) : dispatch<IsSound<false>>(&values)) return -1;
  for (size_t r = 0; r < values.rows; ++r) {
    for (size_t c = 0; c < values.columns; ++c) {
      const float value = values.data[r * values.row_stride + c * values.column_stride];
      if (std::isfinite(value) || (logits && value == kNothing)) continue;
      return static_cast<int64_t>(r * values.columns + c);
    }
  }
  return -1;
}

size_t compact_classes(const Matrix& scores, const float* weights, const ClassThresholds& thresholds, int32_t* out_index,
                       int32_t* out_class, float* out_score, size_t room) {
  float lowest = std::numeric_limits<float>::infinity();
  for (size_t i = 0; i < thresholds.count; ++i) {
    if (thresholds.data[i] < lowest) lowest = thresholds.data[i];
  }
  const Found found = {out_index, out_class, out_score, room};
  return dispatch<CompactClasses>(&scores, weights, &thresholds, lowest, &found);
}

size_t top_k(const Vector& scores, size_t k, int32_t* out_index) {
  std::vector<int32_t> order;
  order.reserve(scores.count);
  for (size_t i = 0; i < scores.count; ++i) {
    if (!std::isnan(scores.data[i * scores.stride])) order.push_back(static_cast<int32_t>(i));
  }
  const size_t count = std::min(k, order.size());
  const auto before = [&](int32_t a, int32_t b) {
    const float left = scores.data[static_cast<size_t>(a) * scores.stride];
    const float right = scores.data[static_cast<size_t>(b) * scores.stride];
    return left > right || (left == right && a < b);
  };
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
  if (count < order.size()) std::nth_element(order.begin(), end, order.end(), before);
  std::sort(order.begin(), end, before);
  std::copy(order.begin(), end, out_index);
  return count;
}

}  // namespace nvts::parser::kernels
